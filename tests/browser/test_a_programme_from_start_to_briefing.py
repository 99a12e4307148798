"""The reform office starts a programme, a zone claims, a department verifies, and the week's briefing tells it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.cast import DEPARTMENT, NAMES, OFFICE, SECOND, ZONE
from tests.browser.serving import served
from tests.browser.visiting import House, errors, fill, submit

pytestmark = pytest.mark.browser

COUNTY, OWN, BUREAU = "示例区（演示）", "示例开发区甲（演示）", "市住房和城乡建设局（演示）"
REFORM = "开发区体制机制改革"
TASK, WORDS = "培育市场运营主体", "运营公司已登记，章程已备案"
BEGUN, DUE = today() - timedelta(days=20), today() + timedelta(days=120)


def started(page: Page) -> str:
    """Start the programme of the charter once more at the county; the board's address."""
    page.goto(f"/search/?q={COUNTY}&kind=county_unit")
    page.locator("tbody a.row").first.click()
    page.get_by_role("link", name="启动改革方案", exact=True).click()
    fill(page, {"制度方案中的改革方案": REFORM, "批复日期": BEGUN.isoformat(), "完成期限": BEGUN.isoformat()})
    submit(page)
    assert errors(page) == ["完成期限 完成期限须晚于批复日期。"]
    fill(page, {"完成期限": DUE.isoformat()})
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(REFORM)
    expect(page.locator("table.board")).to_contain_text(TASK)
    return page.url


def led(page: Page) -> None:
    """Name the department that leads the task."""
    page.get_by_role("link", name="指定牵头单位").click()
    fill(page, {"任务": TASK, "牵头单位": BUREAU})
    submit(page)


def cell(page: Page, board: str) -> None:
    """From the board to the task in zone 甲."""
    page.goto(board)
    line = page.locator("table.board tbody tr", has_text=TASK)
    line.locator("td.cell a", has_text=OWN).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TASK)


def lights(page: Page) -> str:
    """What the cell says of its light."""
    return page.locator("main .light").first.inner_text()


def claimed(page: Page, board: str, tmp_path: Path) -> None:
    """The zone's clerk reports the task as done, with its evidence."""
    paper = tmp_path / "营业执照.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n")
    cell(page, board)
    page.get_by_role("link", name="报告进展").click()
    fill(page, {"情况": "报完成", "日期": today().isoformat(), "进展": WORDS, "佐证": paper})
    submit(page)
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.get_by_role("link", name=paper.name)).to_have_count(1)
    assert "已报未核" in lights(page)


def verified(page: Page) -> None:
    """The department finds the claim among what it has to do, and verifies it."""
    page.goto("/reform/todo/")
    page.locator("tbody tr", has_text=TASK).filter(has_text=OWN).locator("a").first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("link", name="核验进展").click()
    fill(page, {"结论": "退回整改", "日期": today().isoformat()})
    submit(page)
    assert errors(page) == ["进展 退回须写明缺什么。"]
    fill(page, {"结论": "核验通过", "进展": "执照、章程、人员到位"})
    submit(page)
    assert "已核验" in lights(page)
    expect(page.locator("main")).to_contain_text(NAMES["department"])


def issued(page: Page, board: str) -> None:
    """The office reads the week's draft, issues it, and takes it as a paper."""
    page.goto(board)
    page.get_by_role("link", name="工作简报").click()
    page.locator("main").get_by_role("link", name="预览上周简报").first.click()
    fill_period(page)
    expect(page.locator("main")).to_contain_text(TASK)
    page.get_by_role("link", name="签发").first.click()
    submit(page)
    expect(page.locator("main")).to_contain_text("第 1 期")
    with page.expect_download() as download:
        page.get_by_role("link", name="docx").first.click()
    document = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    text = "\n".join([*(p.text for p in document.paragraphs), *cells])
    assert REFORM in text
    assert TASK in text


def fill_period(page: Page) -> None:
    """The period that ends today."""
    page.locator("input[name=to]").fill(today().isoformat())
    page.locator("form.filters button").click()


@pytest.fixture
def own_house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A demonstration of its own: another programme of zone 甲 would stand in every story about its tasks."""
    with served(tmp_path_factory.mktemp("started"), "demo") as address:
        house = House(address, chromium)
        yield house
        house.close()
    assert house.troubles == []


def test_a_programme_from_its_start_to_a_verified_task_and_a_briefing(own_house: House, tmp_path: Path) -> None:
    house, office = own_house, own_house.visit(*OFFICE)
    board = started(office)
    led(office)
    claimed(house.visit(*ZONE), board, tmp_path)
    verified(house.visit(*DEPARTMENT))
    cell(office, board)
    assert "已核验" in lights(office)
    issued(house.visit(*SECOND), board)

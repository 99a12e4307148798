"""A clerk's day at the follow-up desk, and what the unit that answers sees of it on a phone.

An instruction is pasted, split and assigned; the letter goes out on paper; the unit objects to its limit, is urged,
reports and claims; the stamped reply comes back as a photograph; a second officer verifies, and the matter is closed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, expect

from tests.browser.cast import DEPARTMENT, NAMES, OFFICE, SECOND
from tests.browser.serving import served
from tests.browser.visiting import PHONE, House, errors, fill, submit

pytestmark = pytest.mark.browser

BUREAU, OWN = "市住房和城乡建设局（演示）", "示例开发区甲管委会（演示）"
MATTER = "请市住房和城乡建设局牵头，10个工作日内完成北门雨污混流整改，示例开发区甲管委会配合"
OTHER = "请示例开发区甲管委会15日内报送老旧管网台账"
BACKGROUND = "来信反映北门一带雨天积水，群众意见较大。"
PAPER = f"{BACKGROUND}\n{MATTER}。\n{OTHER}。"
A4 = (1240, 1754)


@pytest.fixture
def own_house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A demonstration of its own: what is assigned here would stand in every story about what waits."""
    with served(tmp_path_factory.mktemp("day"), "demo") as address:
        house = House(address, chromium)
        yield house
        house.close()
    assert house.troubles == []


def press(page: Page, name: str) -> None:
    """Press a button, and wait for what comes of it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def step(page: Page, case: str, name: str, values: dict[str, str | Path]) -> None:
    """Take a step of the matter, in its own form."""
    page.goto(case)
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    fill(page, values)
    submit(page)


def assigned(page: Page) -> str:
    """The instruction becomes two matters beside their text; the first one's page."""
    page.goto("/followups/")
    page.get_by_role("link", name="收件拆分").first.click()
    fill(page, {"粘贴文字": PAPER})
    submit(page)
    expect(page.locator(".source-text mark")).to_have_text([f"{MATTER}。", f"{OTHER}。"])
    expect(page.locator(".source-text .listable")).to_have_text([BACKGROUND])
    first = page.locator(".matter").first
    expect(first.get_by_label("牵头单位")).to_have_value(BUREAU)
    expect(first.get_by_label("协办单位")).to_have_value(OWN)
    expect(first.get_by_label("时限")).to_have_value("10个工作日内")
    page.get_by_label("谁交办的").fill("分管副市长")
    first.get_by_label("牵头单位").fill("没有这个单位")
    press(page, "下达 2 项")
    assert any("没有这个单位" in line for line in errors(page))
    page.locator(".matter").first.get_by_label("牵头单位").fill(BUREAU)
    press(page, "下达 2 项")
    numbers = page.locator("ol.sent a")
    expect(numbers).to_have_count(2)
    numbers.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MATTER)
    return page.url


def printed(page: Page, case: str) -> Image.Image:
    """A letter goes out to the lead, who is chosen already; the code on its last page, from the paper's own file."""
    page.goto(case)
    page.get_by_role("link", name="发函", exact=True).click()
    submit(page)
    expect(page.locator(".sheet-a4 .to, .sheet-a4").first).to_contain_text(BUREAU)
    with page.expect_download() as download:
        page.get_by_role("link", name="docx").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        drawings = sorted(name for name in packed.namelist() if name.startswith("word/media/"))
        codes = [Image.open(io.BytesIO(packed.read(name))).convert("L") for name in drawings]
    assert len(codes) == page.locator(".sheet-a4").count()
    return codes[-1]


def photographed(code: Image.Image, to: Path) -> Path:
    """The slip for the reply, written on, stamped, and photographed askew."""
    sheet = Image.new("RGB", A4, "white")
    sheet.paste(code.resize((142, 142)), (945, 35))
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((700, 1250, 950, 1500), outline=(190, 30, 30), width=9)
    turned = sheet.rotate(-7, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 90, 90))
    turned.filter(ImageFilter.GaussianBlur(1.1)).save(to, "JPEG", quality=75)
    return to


def objected(office: Page, unit: Page, case: str) -> None:
    """The unit says why the limit is too short; who assigned the matter reads it where the answer is written."""
    step(unit, case, "提出异议", {"对什么有异议": "时限不合理", "建议": "15个工作日"})
    assert any("理由和依据" in line for line in errors(unit))
    fill(unit, {"理由和依据": "先查清管网再开挖，十个工作日来不及"})
    submit(unit)
    office.goto(case)
    office.get_by_role("link", name="调整时限").click()
    expect(office.locator("main")).to_contain_text("先查清管网再开挖")
    fill(office, {"新时限": "15个工作日"})
    submit(office)
    expect(office.locator("main")).to_contain_text("15个工作日")


def urged(page: Page, case: str) -> None:
    """A reminder, from the matter's own page."""
    page.goto(case)
    page.locator("summary", has_text="催办").first.click()
    press(page, "催办")
    expect(page.locator(".case-record")).to_contain_text("催办")


def reported(page: Page, case: str) -> None:
    """Three lines from the phone, from the unit's own page; support is wanted of somebody or not at all."""
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text("催办")
    page.goto("/followups/mine/")
    expect(page.locator("main")).to_contain_text(MATTER)
    lines: dict[str, str | Path] = {"做到哪一步": "管网已探明 3 公里", "卡在哪里": "一处管线权属不清"}
    step(page, case, "报进展", {**lines, "需要什么支持": "请管委会到场指认"})
    assert any("需要谁支持" in line for line in errors(page))
    fill(page, {"需要谁支持": OWN})
    submit(page)
    expect(page.locator("main")).to_contain_text("一处管线权属不清")


def scanned(page: Page, case: str, photo: Path) -> None:
    """The photograph finds its letter by the code, and is filed once the clerk has looked at the stamp."""
    page.goto("/scans/")
    page.locator("input[type=file]").set_input_files(photo)
    press(page, "认码")
    bundle = page.locator("section.card", has_text=BUREAU).first
    expect(bundle).to_contain_text("读到第")
    bundle.get_by_label("有章", exact=True).check()
    with page.expect_navigation():
        bundle.locator("button.primary").click()
    page.goto(case)
    expect(page.locator("main").get_by_role("link", name=photo.name).first).to_be_visible()


def claimed(page: Page, case: str, evidence: Path) -> None:
    """Done, with evidence and not without; what assists does its own part."""
    step(page, case, "报办结", {"办成了什么": "北门雨污分流改造完成，已通水"})
    assert any("佐证" in line for line in errors(page))
    fill(page, {"佐证材料": evidence})
    submit(page)
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("核实销号")


def closed(page: Page, case: str) -> None:
    """Another officer of the desk looks at the evidence and closes the matter."""
    page.goto("/inbox/")
    expect(page.locator("main")).to_contain_text(MATTER[:20])
    step(page, case, "核实销号", {})
    expect(page.locator("main")).to_contain_text("已销号")
    expect(page.locator(".case-record")).to_contain_text(NAMES["second"])


def test_from_an_instruction_to_a_closed_matter(own_house: House, tmp_path: Path) -> None:
    house = own_house
    office, unit = house.visit(*OFFICE), house.visit(*DEPARTMENT, size=PHONE)
    case = assigned(office)
    code = printed(office, case)
    objected(office, unit, case)
    urged(office, case)
    reported(unit, case)
    photo = photographed(code, tmp_path / "回执.jpg")
    scanned(office, case, photo)
    claimed(unit, case, photo)
    step(office, case, "退回", {"还缺什么": "缺通水前后的对比照片"})
    claimed(unit, case, photo)
    closed(house.visit(*SECOND), case)

"""A zone's clerk pastes a month of reports from his own sheet: what is wrong stays before him, the rest is saved."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.cast import OFFICE, ZONE
from tests.browser.test_every_page import barriers, too_wide
from tests.browser.visiting import PHONE, House

pytestmark = pytest.mark.browser

YESTERDAY = (today() - timedelta(days=1)).isoformat()
HEADER = "任务\t情况\t日期\t进展"
BLOCK = "\n".join(
    [
        HEADER,
        f"支持市场化合作共建开发区\t推进中\t{YESTERDAY}\t演示：公司已注册",
        "鼓励企业运营开发区\t推进中\t上月底\t演示：正在谈判",
        f"加快产业集聚\t做完了\t{YESTERDAY}\t演示：链主企业落户",
        "提升开放合作水平\t推进中\t2020-01-01\t演示：两行",
        f"优化创新政策\t报完成\t{YESTERDAY}\t演示：已出台",
    ]
)


def opened(house: House, who: tuple[str, str] = ZONE, **window: object) -> Page:
    """The clerk's ledger, from the board of the programme."""
    page = house.visit(*who, **window)  # type: ignore[arg-type]  # sizes and languages as `visit` takes them
    page.goto("/reform/")
    addresses = [link.get_attribute("href") or "" for link in page.locator("tbody a.row").all()]
    for address in addresses:
        page.goto(address)
        if page.get_by_role("link", name="在表格里报进展").count():
            break
    page.get_by_role("link", name="在表格里报进展").click()
    page.evaluate("localStorage.clear()")
    page.reload()
    return page


def line(page: Page, task: str) -> Locator:
    """The row of a task."""
    return page.locator(".ledger tbody tr", has=page.get_by_role("gridcell", name=task, exact=True))


def cell(page: Page, task: str, column: str) -> Locator:
    """A cell by its row and its column's title."""
    titles = page.locator(".ledger thead th").all_inner_texts()
    return line(page, task).locator("td").nth(titles.index(column))


def at(where: Locator) -> None:
    """Where one stands: the active cell, with the focus in it."""
    expect(where).to_have_class(re.compile(r"\bactive\b"))
    assert where.evaluate("cell => cell.contains(document.activeElement)")


def paste(page: Page, text: str) -> None:
    """Ctrl+V, as a browser tells the page of it."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const told = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        text,
    )


def typed(page: Page, where: Locator, text: str) -> None:
    """Type over a cell, and leave it downwards."""
    where.click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_three_errors_stay_in_yellow_the_rest_is_saved_and_then_they_too(house: House) -> None:
    page = opened(house)
    cell(page, "支持市场化合作共建开发区", "情况").click()
    paste(page, BLOCK)
    expect(page.locator(".said-now")).to_contain_text("贴入")
    expect(cell(page, "优化创新政策", "进展")).to_have_text("演示：已出台")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".said-now")).to_contain_text("已保存 2 行")
    expect(page.locator("td.faulty")).to_have_count(3)
    for task, column, text, reason in (
        ("鼓励企业运营开发区", "日期", "上月底", "不是日期"),
        ("加快产业集聚", "情况", "做完了", "不在可选项之内"),
        ("提升开放合作水平", "日期", "2020-01-01", "早于方案启动之日"),
    ):
        wrong = cell(page, task, column)
        expect(wrong).to_have_text(text)
        expect(wrong).to_have_attribute("aria-invalid", "true")
        expect(line(page, task).locator(".c-note")).to_contain_text(reason)
    assert barriers(page) == []

    page.reload()
    expect(page.locator(".said-now")).to_contain_text("恢复了上次没有保存的 3 行")
    typed(page, cell(page, "鼓励企业运营开发区", "日期"), YESTERDAY)
    typed(page, cell(page, "加快产业集聚", "情况"), "报完成")
    typed(page, cell(page, "提升开放合作水平", "日期"), YESTERDAY)
    page.keyboard.press("Control+s")
    expect(page.locator(".said-now")).to_contain_text("已保存 3 行")
    expect(page.locator("td.faulty, td.edited")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).length") == 0

    page.go_back()
    page.reload()
    row = page.locator(".board tbody tr", has_text="加快产业集聚")
    own = row.locator("a", has=page.locator(".light.claimed"))
    expect(own).to_have_count(1)
    page.goto(own.get_attribute("href") or "")
    expect(page.locator("main")).to_contain_text("链主企业落户")


def test_the_keyboard_alone(house: House) -> None:
    page = opened(house)
    first, second = cell(page, "发挥创新创造带动作用", "进展"), cell(page, "创新财税政策", "进展")
    before = second.inner_text()
    cell(page, "发挥创新创造带动作用", "任务").click()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    at(first)
    page.keyboard.type("演示：起草")
    page.keyboard.press("Enter")
    expect(first).to_have_text("演示：起草")
    at(second)
    expect(cell(page, "发挥创新创造带动作用", "日期")).to_have_text(today().isoformat())
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.type("稿")
    page.keyboard.press("Enter")
    expect(first).to_have_text("演示：起草稿")
    page.keyboard.press("F2")
    page.keyboard.type("不要")
    page.keyboard.press("Escape")
    expect(second).to_have_text(before)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    expect(second).to_have_text("演示：起草稿")
    page.keyboard.press("Control+z")
    expect(second).to_have_text(before)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(first).to_have_text("")
    page.keyboard.press("Control+z")
    expect(first).to_have_text("演示：起草稿")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("td.edited")).to_have_count(0)
    page.keyboard.press("Control+Home")
    at(cell(page, "推行党工委(管委会)+体制", "任务"))
    page.keyboard.press("Control+End")
    at(page.locator(".ledger tbody tr").last.locator("td.c-words").last)
    page.keyboard.press("Tab")
    expect(page.locator(".ledger table:focus-within")).to_have_count(0)


def test_what_somebody_else_changed_meanwhile_is_shown_before_anything_is_overwritten(house: House) -> None:
    page = opened(house)
    other = house.second(page)
    other.goto(page.url)
    typed(other, cell(other, "健全薪酬制度", "情况"), "报完成")
    typed(other, cell(other, "健全薪酬制度", "进展"), "演示：另一个窗口")
    other.get_by_role("button", name="保存").click()
    expect(other.locator(".said-now")).to_contain_text("已保存 1 行")
    typed(page, cell(page, "健全薪酬制度", "进展"), "演示：这个窗口")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-problems]")).to_contain_text("登记有了变化")
    expect(page.locator("[data-problems]")).to_contain_text(re.compile("登记已由“.*”变为“演示：另一个窗口”"))
    expect(cell(page, "健全薪酬制度", "进展")).to_have_text("演示：这个窗口")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".said-now")).to_contain_text("已保存 1 行")


def test_a_block_in_another_unit_is_asked_for_its_unit_once(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto("/institutions/")
    page.get_by_role("link", name="在表格里填").click()
    zone = "示例开发区乙（演示）"
    cell(page, zone, "开发区").click()
    paste(page, f"开发区\t管辖面积\n{zone}\t54,000\n")
    page.locator("#ledger-units select:visible").select_option("mu")
    page.get_by_role("button", name="粘贴").click()
    expect(line(page, zone).locator("td.c-num.edited")).to_have_text("54,000")
    expect(page.locator("[data-unit=area]")).to_have_value("mu")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="放弃改动").click()
    expect(page.locator("td.edited")).to_have_count(0)


def test_what_is_not_on_record_yet_is_registered_from_a_new_row(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto("/institutions/")
    page.get_by_role("link", name="示例开发区甲（演示）").click()
    page.get_by_role("link", name="在表格里填：镇街").click()
    new = page.locator(".ledger tbody tr").last
    new.locator("td").nth(1).click()
    for text in ("演示新设镇", "", "镇"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(new.locator("td.c-date")).to_have_text(today().isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".said-now")).to_contain_text("已保存 1 行")
    expect(page.locator(".ledger tbody tr.saved")).to_contain_text("演示新设镇")


def test_on_a_phone_the_table_scrolls_in_its_own_frame(house: House) -> None:
    page = opened(house, size=PHONE)
    assert too_wide(page) == 0
    assert barriers(page) == []
    cell(page, "创新财税政策", "情况").click()
    expect(page.locator("#cell-past")).to_contain_text("情况")

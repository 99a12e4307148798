"""She records an act on a marked synthetic zone, and the ledger, the history and the ratio follow."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.cast import LEADER_NAME, NAMES, OFFICE
from tests.browser.visiting import House, act_from_seat, card, fill, number, row, submit

pytestmark = pytest.mark.browser

ZONE = "示例开发区乙（演示）"
TAKER = "滨海街道办事处（演示）"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A small PDF that a person might attach."""
    path = tmp_path / "职能划转协议.pdf"
    path.write_bytes(PDF)
    return path


def handed_over(page: Page) -> Locator:
    """The ledger's cell with the number of functions that the zone has handed over."""
    page.goto("/institutions/")
    return row(page, ZONE).locator("td[data-label=剥离社会职能]")


def open_zone(page: Page) -> None:
    page.goto("/institutions/")
    row(page, ZONE).get_by_role("link", name=ZONE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ZONE)


def hand_over(page: Page, duty: str, paper: Path, basis: str) -> None:
    open_zone(page)
    row(page, duty).get_by_role("link", name="剥离", exact=True).click()
    fill(page, {"承接单位": TAKER, "依据": basis, "依据文件": paper})
    submit(page)


def test_a_function_handed_over_moves_the_ledger_the_history_and_the_explanation(house: House, paper: Path) -> None:
    page = house.visit(*OFFICE)
    before = int(number(handed_over(page)))
    hand_over(page, "绿化养护", paper, "市编办〔2020〕12 号")
    expect(page.get_by_role("status")).to_contain_text("剥离职能")

    newest = page.locator("ol.timeline > li").first
    for words in (
        NAMES["office"],
        "推动开发区改革创新领导小组办公室",
        TAKER,
        "市编办〔2020〕12 号",
        today().isoformat(),
    ):
        expect(newest).to_contain_text(words)
    with page.expect_download() as download:
        newest.get_by_role("link", name=paper.name).click()
    assert download.value.path().read_bytes() == PDF

    cell = handed_over(page)
    assert int(number(cell)) == before + 1
    cell.locator("a.why").click()
    told = page.locator("dialog#explain[open]")
    act = told.locator("li", has_text="绿化养护")
    expect(act).to_contain_text("剥离职能")
    expect(act).to_contain_text(NAMES["office"])
    page.keyboard.press("Escape")

    open_zone(page)
    expect(row(page, "绿化养护")).to_contain_text(TAKER)
    expect(row(page, "绿化养护")).to_contain_text("已剥离")


def test_a_quota_changed_for_the_leader_names_both_and_the_ratio_explains_itself_by_the_act(house: House) -> None:
    page = house.visit(*OFFICE, anew=True)
    act_from_seat(page, "代 ")
    page.get_by_label("代办依据").fill("11 月 3 日批示")
    page.get_by_role("button", name="以领导名义办理").click()
    expect(page.locator("details.seat summary")).to_contain_text("代 ")

    open_zone(page)
    cut = card(page, "员额精简")
    was = Decimal(number(cut.locator("dd.num").first))
    page.get_by_role("link", name="调整员额").click()
    expect(page.locator(".will")).to_contain_text("11 月 3 日批示")
    fill(page, {"新员额（人）": "61", "依据": "常务会议纪要"})
    submit(page)

    newest = page.locator("ol.timeline > li").first
    for words in (NAMES["office"], f"代 {LEADER_NAME}", "11 月 3 日批示", "61人", "常务会议纪要"):
        expect(newest).to_contain_text(words)
    printed = f"{(was - 61) / was * 100:.1f}%".replace(".0%", "%")
    assert number(cut.locator(".v")) == printed

    cut.locator(".v a").click()
    after = page.locator("dialog#explain[open] ul.used > li").nth(1)
    assert number(after.locator(".num")) == "61"
    expect(after).to_contain_text("调整员额")
    expect(after).to_contain_text(NAMES["office"])


def test_acting_for_the_leader_asks_for_the_ground_and_nothing_is_done_without_one(house: House) -> None:
    page = house.visit(*OFFICE, anew=True)
    act_from_seat(page, "代 ")
    expect(page.get_by_role("heading", level=1)).to_have_text("代领导办理")
    page.get_by_label("代办依据").fill("   ")
    page.get_by_role("button", name="以领导名义办理").click()
    expect(page.locator(".field.bad")).to_contain_text("须写明依据")
    page.get_by_role("link", name="取消").click()
    expect(page.locator("details.seat summary")).not_to_contain_text("代 ")


def test_two_windows_the_second_is_told_loses_nothing_and_may_submit_after_looking(house: House) -> None:
    first = house.visit(*OFFICE)
    second = house.second(first)
    open_zone(first)
    address = first.url
    for page in (first, second):
        page.goto(address)
        page.get_by_role("link", name="核定管辖面积").click()
    fill(first, {"管辖面积（平方公里）": "35.10"})
    submit(first)

    fill(second, {"管辖面积（平方公里）": "34.20", "依据": "我写了很久的依据"})
    submit(second)
    expect(second.locator(".message.error")).to_contain_text("已有新的办理")
    expect(second.get_by_label("管辖面积（平方公里）")).to_have_value("34.20")
    expect(second.get_by_label("依据", exact=False).first).to_have_value("我写了很久的依据")
    first.goto(address)
    expect(card(first, "管辖面积压减").locator("dd.num").nth(1)).to_contain_text("35.1")

    expect(second.locator(".side-col")).to_contain_text("35.1")
    submit(second)
    expect(second.get_by_role("status")).to_contain_text("核定管辖面积")
    expect(card(second, "管辖面积压减").locator("dd.num").nth(1)).to_contain_text("34.2")


def test_a_form_sent_twice_by_an_impatient_hand_acts_once(house: House) -> None:
    page = house.visit(*OFFICE)
    open_zone(page)
    page.get_by_role("link", name="列入职能").click()
    duty = {"名称": "防汛值守", "英文名称": "Flood watch", "类别": "应急管理"}
    fill(page, {**duty, "现承担单位": "示例开发区乙管委会（演示）"})
    with page.expect_navigation():
        page.locator("form.form button.primary").dblclick()
    open_zone(page)
    expect(row(page, "防汛值守")).to_have_count(1)

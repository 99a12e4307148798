"""What cannot be right is said in one clear message beside its field; what was typed stays, and nothing changes."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kaifaqu.kernel.clock import today
from tests.browser.cast import OFFICE
from tests.browser.visiting import House, control_of, errors, fill, row, submit

pytestmark = pytest.mark.browser

ZONE, COUNTY = "示例开发区甲（演示）", "示例区（演示）"
MEGABYTE = 1024 * 1024
AHEAD = (today() + timedelta(days=400)).isoformat()


def open_zone(page: Page) -> str:
    """Go to the zone by the ledger; what its records say, in which any change would show."""
    page.goto("/institutions/")
    row(page, ZONE).get_by_role("link", name=ZONE).click()
    return page.locator("#history").inner_text()


def open_form(page: Page, act: str) -> str:
    """Open an act's form on the zone; the zone's records as they were before."""
    before = open_zone(page)
    page.get_by_role("link", name=act, exact=True).click()
    return before


@pytest.mark.parametrize(
    ("act", "label", "value", "told"),
    [
        ("调整员额", "新员额（人）", "-5", "不得小于 0"),
        ("调整员额", "新员额（人）", "九十", "须为整数"),
        ("调整员额", "新员额（人）", "90.5", "须为整数"),
        ("调整员额", "新员额（人）", "99999999", "不得大于"),
        ("调整员额", "生效日期", "2000-01-01", "早于其设立之日"),
        ("调整员额", "生效日期", AHEAD, "一年以后"),
        ("核定管辖面积", "管辖面积（平方公里）", "四十六", "须为数字"),
        ("核定管辖面积", "管辖面积（平方公里）", "46.123456", "最多 4 位小数"),
    ],
)
def test_a_value_that_cannot_be_right_is_told_at_its_field(
    house: House, act: str, label: str, value: str, told: str
) -> None:
    page = house.visit(*OFFICE)
    before = open_form(page, act)
    right = {"新员额（人）": "90"} if act == "调整员额" else {"管辖面积（平方公里）": "40.5"}
    typed = {**right, "依据": "这段话打了很久", label: value}
    fill(page, typed)
    submit(page)

    assert len(errors(page)) == 1
    assert told in errors(page)[0]
    expect(page.locator(".field.bad")).to_have_count(1)
    expect(page.locator(".field.bad .error")).to_contain_text(told)
    for kept, words in typed.items():
        expect(control_of(page, kept)).to_have_value(words)
    page.get_by_role("link", name="取消").click()
    assert page.locator("#history").inner_text() == before


def test_what_is_left_out_is_named_and_the_rest_stays(house: House) -> None:
    page = house.visit(*OFFICE)
    open_form(page, "列入职能")
    fill(page, {"名称": "河道巡查"})
    submit(page)
    assert len(errors(page)) == 2
    expect(control_of(page, "名称")).to_have_value("河道巡查")


def test_a_file_of_25_megabytes_is_told_before_it_is_sent_and_all_typed_stays(house: House, tmp_path: Path) -> None:
    big = tmp_path / "扫描件.pdf"
    with big.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(25 * MEGABYTE)
    page = house.visit(*OFFICE)
    open_form(page, "调整员额")
    form = page.url
    fill(page, {"新员额（人）": "91", "依据": "还在这里", "依据文件": big})
    told = page.locator(".field.bad .error")
    expect(told).to_contain_text("扫描件.pdf")
    expect(told).to_contain_text("25 MB")
    expect(told).to_contain_text("20 MB")

    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("form.form button.primary").click()
    expect(control_of(page, "依据文件")).to_be_focused()
    assert (page.url, sent) == (form, [])
    expect(control_of(page, "新员额（人）")).to_have_value("91")
    expect(control_of(page, "依据")).to_have_value("还在这里")


def test_without_scripts_the_server_drops_the_big_file_and_keeps_the_rest(house: House, tmp_path: Path) -> None:
    big = tmp_path / "扫描件.pdf"
    with big.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(25 * MEGABYTE)
    page = house.visit(*OFFICE, javascript=False)
    open_form(page, "调整员额")
    fill(page, {"新员额（人）": "91", "依据": "还在这里", "依据文件": big})
    page.locator("form.form button.primary").click()
    expect(page.locator(".field.bad .error")).to_contain_text("20 MB")
    expect(page.locator(".message.error.summary li")).to_have_count(1)
    expect(page.locator("#id_quota")).to_have_value("91")
    expect(page.locator("#id_basis")).to_have_value("还在这里")


def test_a_zip_that_calls_itself_a_pdf_is_refused(house: House, tmp_path: Path) -> None:
    false = tmp_path / "批复.pdf"
    with zipfile.ZipFile(false, "w") as archive:
        archive.writestr("readme.txt", "not a document")
    page = house.visit(*OFFICE)
    before = open_form(page, "调整员额")
    fill(page, {"新员额（人）": "92", "依据": "附件为证", "依据文件": false})
    submit(page)
    assert len(errors(page)) == 1
    assert "内容与扩展名" in errors(page)[0]
    expect(control_of(page, "新员额（人）")).to_have_value("92")
    page.get_by_role("link", name="取消").click()
    assert page.locator("#history").inner_text() == before


def establish(page: Page, title: str, title_en: str) -> None:
    """Set up a street in the county that the zone lies in; the page then shows it."""
    page.goto(f"/search/?q={COUNTY}")
    row(page, COUNTY).get_by_role("link", name=COUNTY).click()
    page.get_by_role("link", name="设立机构", exact=True).click()
    fill(page, {"机构类别": "街道", "名称": title, "英文名称": title_en, "生效日期": "2020-01-01"})
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_an_organ_abolished_while_the_form_was_open_takes_no_function(house: House) -> None:
    page = house.visit(*OFFICE)
    establish(page, "将撤街道（演示）", "Street to be abolished (demo)")
    other = house.second(page)
    other.goto(page.url)

    open_zone(page)
    row(page, "环卫保洁").get_by_role("link", name="剥离", exact=True).click()
    fill(page, {"承接单位": "将撤街道（演示）", "依据": "协议已签"})
    other.get_by_role("link", name="撤销机构", exact=True).click()
    submit(other)
    expect(other.locator("main")).to_contain_text("已撤销")

    submit(page)
    assert len(errors(page)) == 1
    expect(control_of(page, "依据")).to_have_value("协议已签")
    expect(page.locator(".side-col")).not_to_contain_text("将撤街道")


def test_an_abolished_organ_is_not_abolished_again(house: House) -> None:
    page = house.visit(*OFFICE)
    establish(page, "撤一次的街道（演示）", "Street abolished once (demo)")
    page.get_by_role("link", name="撤销机构", exact=True).click()
    late = house.second(page)
    late.goto(page.url)
    submit(page)
    submit(late)
    assert len(errors(late)) == 1
    late.get_by_role("link", name="取消").click()
    expect(late.locator("#history > ol > li", has_text="撤销机构")).to_have_count(1)

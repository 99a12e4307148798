"""With scripts switched off every page still does its work."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kaifaqu.rooms.institutions.rules import CUTS
from tests.browser.cast import DEPARTMENT, NAMES, OFFICE
from tests.browser.visiting import House, card, fill, number, row

pytestmark = pytest.mark.browser

ZONE = "示例开发区甲（演示）"


def test_a_number_explains_itself_on_a_page_of_its_own(house: House) -> None:
    page = house.visit(*DEPARTMENT, javascript=False)
    cut = card(page, CUTS[0].title.zh)
    printed = number(cut.locator(".v"))
    cut.locator(".v a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这个数字怎么来的")
    assert number(page.locator("main p.v")) == printed
    expect(page.locator("main .source").first).to_be_visible()


def test_an_act_is_recorded_and_a_refusal_is_told(house: House) -> None:
    page = house.visit(*OFFICE, javascript=False)
    page.goto("/institutions/")
    row(page, ZONE).get_by_role("link", name=ZONE).click()
    page.get_by_role("link", name="核定管辖面积", exact=True).click()
    fill(page, {"管辖面积（平方公里）": "-1"})
    page.locator("form.form button.primary").click()
    expect(page.locator(".field.bad .error")).to_contain_text("不得小于")
    fill(page, {"管辖面积（平方公里）": "45.5", "依据": "复测结果"})
    page.locator("form.form button.primary").click()
    newest = page.locator("#history > ol > li").first
    expect(newest).to_contain_text("45.5")
    expect(newest).to_contain_text(NAMES["office"])


def test_the_menus_of_seat_and_language_open_and_work(house: House) -> None:
    page = house.visit(*OFFICE, javascript=False, anew=True)
    page.locator("details.seat summary").click()
    page.locator("details.seat button", has_text="代 ").click()
    page.get_by_label("代办依据").fill("电话交办")
    page.get_by_role("button", name="以领导名义办理").click()
    expect(page.locator("details.seat summary")).to_contain_text("代 ")
    page.locator("details.user summary").click()
    page.locator("details.user .langs button", has_text="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_list_is_filtered_by_its_button(house: House) -> None:
    page = house.visit(*DEPARTMENT, javascript=False)
    page.goto("/institutions/")
    page.get_by_label("数据").select_option(label="演示的")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(8)
    page.get_by_role("link", name="清除").click()
    assert page.locator("tbody tr").count() > 8

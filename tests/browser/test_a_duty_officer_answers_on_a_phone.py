"""A duty officer with a phone signs, resolves, sends back with the paragraph; the second is told who was first."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cast import DEPARTMENT, NAMES, ZONE
from tests.browser.visiting import PHONE, House, errors, submit

pytestmark = pytest.mark.browser

BUREAU = "市住房和城乡建设局（演示）"


def called(house: House, title: str) -> str:
    """The zone starts a case from its inbox; where it is."""
    page = house.visit(*ZONE)
    page.goto("/inbox/")
    page.get_by_role("link", name="发起办件").click()
    page.get_by_role("link", name="开发区吹哨、部门和属地报到").click()
    page.get_by_label("办件名称").fill(title)
    page.get_by_label("要办的事").fill("北门路面塌陷，请来处置。")
    page.get_by_label("牵头单位").fill("住房和城乡建设局")
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url.removeprefix(house.base)


def press(page: Page, name: str) -> None:
    """Press an answer, and wait for what comes of it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_he_signs_and_resolves_with_one_thumb(house: House) -> None:
    where = called(house, "演示：北门路面塌陷")
    page = house.visit(*DEPARTMENT, size=PHONE)
    page.goto("/inbox/")
    before = page.locator("#inbox").get_attribute("data-badge-count")
    page.get_by_role("link", name="演示：北门路面塌陷").click()
    main = page.get_by_role("button", name="签收", exact=True)
    box = main.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE[1]  # without scrolling
    assert box["height"] >= 44
    press(page, "签收")
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("办理")
    page.get_by_label("意见").first.fill("已回填压实")
    press(page, "已解决")
    expect(page.locator(".case-record > li").first).to_contain_text("已回填压实")
    expect(page.locator(".doing")).to_contain_text("不用您答复")
    page.goto("/inbox/")
    assert int(page.locator("#inbox").get_attribute("data-badge-count") or 0) == int(before or 0) - 1
    assert page.goto(where) is not None


def test_he_sends_back_with_the_paragraph_and_not_without(house: House) -> None:
    page = house.visit(*DEPARTMENT, size=PHONE)
    page.goto(called(house, "演示：南门雨污混流"))
    page.locator("summary", has_text="不该我办：退回").click()
    press(page, "有异议")
    assert any("所依条款" in line for line in errors(page))
    page.get_by_label("所依条款").fill("职责分工第三条")
    press(page, "有异议")
    expect(page.locator(".case-record > li").first).to_contain_text("职责分工第三条")
    expect(page.locator(".case-record > li").first).to_contain_text("退回重派")


def test_the_second_window_is_told_who_answered_and_loses_nothing(house: House) -> None:
    page = house.visit(*DEPARTMENT)
    page.goto(called(house, "演示：西门路灯不亮"))
    other = house.second(page)
    other.goto(page.url)
    press(page, "签收")
    other.get_by_label("意见").first.fill("我这边也去看了")
    press(other, "签收")
    told = other.locator(".message.error")
    expect(told).to_contain_text(NAMES["department"])
    expect(told).to_contain_text("答复：签收")
    expect(told).to_contain_text("我这边也去看了")


def test_an_open_inbox_that_has_not_changed_is_answered_304(house: House) -> None:
    page = house.visit(*DEPARTMENT)
    answer = page.request.get("/inbox/?tab=done")
    again = page.request.get("/inbox/?tab=done", headers={"If-None-Match": answer.headers["etag"]})
    assert (answer.status, again.status) == (200, 304)

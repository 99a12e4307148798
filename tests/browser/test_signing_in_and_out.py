"""Signing in and out, too many wrong passwords, and the language of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cast import ACCOUNTS, NAMES, OFFICE
from tests.browser.serving import run
from tests.browser.visiting import House, row, sign_in, status

pytestmark = pytest.mark.browser

WRONG, ALLOWED = "not-the-password", 8


def switch_language(page: Page, name: str) -> None:
    """By the menu behind the person's name."""
    page.locator("details.user summary").click()
    page.locator("details.user .langs button", has_text=name).click()


def test_who_is_not_signed_in_comes_to_the_sign_in_page_and_then_where_he_wanted(house: House) -> None:
    page = house.visit()
    page.goto("/institutions/?class=provincial")
    assert "/sign-in/" in page.url
    sign_in(page, *OFFICE)
    page.wait_for_url("**/institutions/?class=provincial")


def test_a_demo_account_fills_the_form_and_the_person_presses_the_button(house: House) -> None:
    page = house.visit()
    for username, password in ACCOUNTS.values():
        page.locator(".demo button", has_text=username).click()
        expect(page.locator("#id_username")).to_have_value(username)
        expect(page.locator("#id_password")).to_have_value(password)
    page.keyboard.press("Enter")
    expect(page.locator("details.user summary")).to_contain_text(NAMES["system"])


def test_after_signing_out_the_pages_are_shut_also_by_the_back_button(house: House) -> None:
    page = house.visit(*OFFICE, anew=True)
    page.goto("/institutions/")
    page.locator("details.user summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("#id_username")).to_be_visible()
    page.goto("/institutions/")
    assert "/sign-in/" in page.url


def test_a_wrong_password_is_told_and_the_eighth_locks_the_account_in_plain_words(
    house: House, demonstration: tuple[str, Path]
) -> None:
    made = run(
        demonstration[1], "account", "wanglin", "--name", "王林", "--post", "值班员", "--role", "department_officer"
    )
    password = made.split()[-1]
    page = house.visit()
    sign_in(page, "wanglin", WRONG)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#id_username")).to_have_value("wanglin")
    for _ in range(ALLOWED - 1):
        sign_in(page, "wanglin", WRONG)
    expect(page.get_by_role("heading", level=1)).to_have_text("密码错误次数过多")
    expect(page.locator("main")).to_contain_text("15 分钟")
    expect(page.locator("main")).to_contain_text("联系安全员")

    page.goto("/sign-in/")
    sign_in(page, "wanglin", password)
    expect(page.get_by_role("heading", level=1)).to_have_text("密码错误次数过多")
    other = house.visit(*OFFICE, anew=True)
    expect(other.locator("details.user summary")).to_contain_text(NAMES["office"])


def test_the_language_switch_stays_on_the_page_and_leads_back(house: House) -> None:
    page = house.visit(*OFFICE, anew=True)
    page.goto("/institutions/?class=provincial&order=-zone")
    address, zones = page.url, page.locator("tbody tr").count()
    switch_language(page, "English")
    assert page.url == address
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("开发区台账")
    expect(page.locator("tbody tr")).to_have_count(zones)
    expect(row(page, "Sample Zone A")).to_have_count(1)
    switch_language(page, "中文")
    assert page.url == address
    expect(page.get_by_role("heading", level=1)).to_have_text("开发区台账")


def test_a_page_that_is_not_there_says_so_in_the_readers_language(house: House) -> None:
    page = house.visit(*OFFICE)
    assert status(page, "/nowhere/") == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
    page.get_by_role("link", name="回到首页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")

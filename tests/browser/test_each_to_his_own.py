"""Every kind of person has his home and his own reach; what is not his looks like what is not there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cast import ACCOUNTS, AUDIT, DEPARTMENT, NAMES, OFFICE, SECURITY, SYSTEM, ZONE
from tests.browser.visiting import House, fill, row, status, submit

pytestmark = pytest.mark.browser

OWN, OTHER = "示例开发区甲（演示）", "示例开发区乙（演示）"
TAKER = "滨海街道办事处（演示）"
OF_THE_SEASON = "工作日历"
"""From November on this waits for the notice of the next year."""
ABSENT = "/institutions/zones/999999/"
HOMES = {
    "office": "工作台",
    "second": "工作台",
    "zone": OWN,
    "department": "工作台",
    "audit": "记录核验",
    "security": "账号与岗位",
    "system": "运行状况",
}
FORBIDDEN = {
    "office": ("/audit/", "/people/", "/health/"),
    "second": ("/audit/", "/people/", "/health/"),
    "zone": ("/audit/", "/people/", "/health/"),
    "department": ("/audit/", "/people/", "/health/"),
    "audit": ("/people/", "/health/"),
    "security": ("/audit/", "/health/"),
    "system": ("/audit/", "/people/"),
}


def address_of(house: House, title: str) -> str:
    """Where the reform office finds a zone."""
    page = house.visit(*OFFICE)
    page.goto("/institutions/")
    return row(page, title).get_by_role("link", name=title).get_attribute("href") or ""


def own_zone(page: Page) -> None:
    """From home to the zone whose functions are still to be handed over."""
    page.goto("/")
    page.locator(".todo").get_by_role("link", name=OWN, exact=True).click()


def not_found(page: Page, path: str) -> str:
    """What the page says of an address that answers 404."""
    assert status(page, path) == 404
    return page.locator("main").inner_text()


@pytest.mark.parametrize("who", HOMES)
def test_everybody_has_a_home_and_sees_404_where_he_has_no_business(house: House, who: str) -> None:
    page = house.visit(*ACCOUNTS[who])
    expect(page.get_by_role("heading", level=1)).to_contain_text(HOMES[who])
    expect(page.locator("details.user summary")).to_contain_text(NAMES[who])
    absent = not_found(page, ABSENT)
    for path in FORBIDDEN[who]:
        assert not_found(page, path) == absent
        expect(page.locator(f"a[href='{path}']")).to_have_count(0)


def test_the_zone_clerk_sees_her_zone_and_no_other(house: House) -> None:
    other = address_of(house, OTHER)
    page = house.visit(*ZONE)
    page.goto("/institutions/")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(row(page, OWN)).to_have_count(1)
    assert not_found(page, other) == not_found(page, ABSENT)
    number = other.strip("/").rpartition("/")[2]
    for path in (f"/subjects/{number}/", f"/subjects/{number}/history/", f"/do/institutions/change_quota/{number}/"):
        assert status(page, path) == 404
    page.goto(f"/search/?q={OTHER}")
    expect(page.locator(f"main a[href='{other}']")).to_have_count(0)  # committees are known to all, zones are not


def test_she_may_know_the_other_zones_committee_by_name_but_not_what_it_does(house: House) -> None:
    """Organs are known to all who may hand something to them; their zone's functions and acts are not."""
    page = house.visit(*ZONE)
    page.goto("/search/?kind=management_committee")
    for link in [line.get_attribute("href") for line in page.locator("tbody a.row", has_text="示例开发区乙").all()]:
        page.goto(f"{link}history/")
        expect(page.locator("main")).not_to_contain_text("列入职能")
        expect(page.locator("main")).not_to_contain_text("剥离职能")


def test_the_zone_clerk_hands_a_function_of_her_zone_over(house: House) -> None:
    page = house.visit(*ZONE)
    own_zone(page)
    row(page, "来信来访接待").get_by_role("link", name="剥离", exact=True).click()
    fill(page, {"承接单位": TAKER, "依据": "区政府专题会议"})
    submit(page)
    newest = page.locator("ol.timeline > li").first
    expect(newest).to_contain_text(NAMES["zone"])
    expect(newest).to_contain_text(TAKER)
    own_zone(page)
    expect(row(page, "来信来访接待")).to_contain_text("已剥离")


def test_the_zone_clerk_is_not_offered_what_she_may_not_do(house: House) -> None:
    page = house.visit(*ZONE)
    for act in ("调整员额", "核定管辖面积", "设立机构"):
        expect(page.get_by_role("link", name=act, exact=True)).to_have_count(0)


def test_the_department_sees_the_city_and_changes_nothing(house: House) -> None:
    page = house.visit(*DEPARTMENT)
    page.goto("/institutions/")
    row(page, OTHER).get_by_role("link", name=OTHER).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(OTHER)
    expect(page.locator("main a[href^='/do/']")).to_have_count(0)
    number = page.url.rstrip("/").rpartition("/")[2]
    assert status(page, f"/do/institutions/change_quota/{number}/") == 404


def test_the_auditor_verifies_the_record_and_reads_that_it_is_whole(house: House) -> None:
    page = house.visit(*AUDIT)
    page.get_by_role("button", name="现在核验").click()
    expect(page.get_by_role("status")).to_contain_text("记录完整，未被改动")
    expect(page.locator("main a[href^='/do/']")).to_have_count(0)
    page.goto("/institutions/")
    row(page, OTHER).get_by_role("link", name=OTHER).click()
    page.get_by_role("link", name="全部").click()
    expect(page.locator(".integrity")).to_contain_text("记录完整")


def test_the_security_officer_sees_accounts_and_the_system_officer_the_state_of_the_house(house: House) -> None:
    page = house.visit(*SECURITY)
    for name in NAMES.values():
        expect(row(page, name)).to_have_count(1)
    page = house.visit(*SYSTEM)
    expect(page.locator("dl.facts > div").first).to_be_visible()
    for check in page.locator("dl.facts > div").filter(has_not_text=OF_THE_SEASON).all():
        expect(check).to_contain_text("正常")


def test_the_system_officer_keeps_the_house_running_and_reads_no_zone(house: House) -> None:
    zone = address_of(house, OWN)
    page = house.visit(*SYSTEM)
    page.goto("/institutions/")
    expect(page.locator("tbody tr")).to_have_count(0)
    assert not_found(page, zone) == not_found(page, ABSENT)

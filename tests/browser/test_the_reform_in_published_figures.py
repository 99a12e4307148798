"""The reform office sees what the source printed, computed from its two facts, and asks each number why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.rooms.institutions.rules import CUTS, LEAD_DAYS
from tests.browser.cast import OFFICE
from tests.browser.visiting import ENGLISH, House, card, number, row

pytestmark = pytest.mark.browser

SHEET: Mapping[str, Any] = yaml.load(
    (Path(__file__).resolve().parents[2] / "facts" / "yantai.yaml").read_text(encoding="utf-8"),
    Loader=yaml.CBaseLoader,
)
PRINTED = {key: said["printed"] for key, said in SHEET["derived"].items() if key.endswith("_cut")}
FACTS = {"internal_units_cut": "internal_units", "headcount_quota_cut": "headcount_quota", "area_cut": "area_km2"}
TITLES = {measure.id: measure.title for measure in (*CUTS, LEAD_DAYS)}


def explained(page: Page) -> Locator:
    return page.locator("dialog#explain[open] .explain")


def test_she_sees_every_cut_that_the_source_prints_and_the_days_of_the_lead(house: House) -> None:
    page = house.visit(*OFFICE)
    for key, printed in PRINTED.items():
        assert number(card(page, TITLES[key].zh).locator(".v")) == printed
    lead = card(page, TITLES["programme_lead_days"].zh)
    assert number(lead.locator(".v")) == SHEET["derived"]["programme_lead_days"]["value"]
    expect(lead).to_contain_text(SHEET["programme"]["superior_deadline"]["value"])
    expect(lead).to_contain_text(SHEET["programme"]["completed"]["value"])


@pytest.mark.parametrize("key", FACTS)
def test_one_click_on_a_cut_shows_both_facts_their_period_and_the_paragraph(house: House, key: str) -> None:
    page = house.visit(*OFFICE)
    said = SHEET["before_after"][FACTS[key]]
    card(page, TITLES[key].zh).locator(".v a").click()
    expect(explained(page).locator("h2")).to_have_text(TITLES[key].zh)
    assert number(explained(page).locator("p.v")) == PRINTED[key]
    before, after = explained(page).locator("ul.used > li").all()
    for fact, period, slot in ((before, "改革前", "before"), (after, "改革后", "after")):
        expect(fact).to_contain_text(period)
        assert number(fact.locator(".num")) == said[slot]
        expect(fact.locator(".source")).to_contain_text(SHEET["src"])
        expect(fact.locator(".source")).to_contain_text(said["at"])


def test_the_explanation_closes_with_escape_and_the_reader_is_where_he_was(house: House) -> None:
    page = house.visit(*OFFICE)
    why = card(page, TITLES["area_cut"].zh).locator(".v a")
    why.click()
    expect(explained(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(explained(page)).to_have_count(0)
    expect(why).to_be_focused()
    assert page.url == f"{house.base}/"


def test_from_home_to_the_source_paragraph_takes_three_clicks_at_most(house: House) -> None:
    page = house.visit(*OFFICE)
    paragraph = SHEET["before_after"]["area_km2"]["at"]
    card(page, TITLES["area_cut"].zh).locator(".v a").click()
    expect(explained(page).locator(".source").first).to_contain_text(paragraph)
    explained(page).locator(".whole a").click()
    expect(page.locator("main .source").first).to_contain_text(paragraph)


def test_what_the_source_counts_without_a_before_stands_without_one(house: House) -> None:
    page = house.visit(*OFFICE)
    counts = {"functions_handed_over": "social_functions_handed_over", "companies": "companies_set_up"}
    for fact, key in counts.items():
        place = card(page, all_facts()[fact].title.zh)
        assert number(place.locator(".v")) == SHEET["counts"][key]["value"]
        expect(place).to_contain_text("未公布")


def test_what_the_source_does_not_say_of_a_named_zone_is_not_published(house: House) -> None:
    page = house.visit(*OFFICE)
    page.goto("/institutions/reform/")
    for name, said in ((zone["name"], zone) for zone in SHEET["zones_named"]):
        line = row(page, name)
        leaders = said.get("leaders", {})
        told = [leaders.get("chief"), leaders.get("deputies"), said.get("leaders_heading_units")]
        for place, value in zip(line.locator("td.k-figure").all(), told, strict=False):
            expect(place).to_have_text(re.compile(f"^{value}") if value else "未公布", use_inner_text=True)


def test_the_same_numbers_stand_on_the_english_page(house: House) -> None:
    page = house.visit(*OFFICE, language=ENGLISH)
    expect(page.locator("html")).to_have_attribute("lang", ENGLISH)
    for key, printed in PRINTED.items():
        assert number(card(page, TITLES[key].en).locator(".v")) == printed

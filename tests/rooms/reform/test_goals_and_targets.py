"""Targets are held against published figures: reached or not, or why it cannot be said; never against a 0."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter.actions import install_charter
from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.rooms.reform.actions import record_target_figure
from kaifaqu.rooms.reform.queries.goals import Aim, Goals, Standing, goals
from kaifaqu.rooms.reform.queries.goals_json import goals_json
from kaifaqu.site.installation import open_country, open_division
from tests import programmes
from tests.cast import SETUP, Cast, sit
from tests.records import refused

DAY = date(2026, 11, 22)


def place_under(slug: str, kind: PlaceKind, title: str) -> Place:
    """A place under national law and its own seed."""
    country = open_country(SETUP)
    place = open_division(country, kind, title, slug.title(), slug, "510700", SETUP)
    install_charter(Ref(place.pk), by=SETUP)
    return place


@pytest.fixture
def mianyang(db: None) -> Place:
    return place_under("mianyang", PlaceKind.CITY, "绵阳市")


@pytest.fixture
def jiangxi(db: None) -> Place:
    return place_under("jiangxi", PlaceKind.PROVINCE, "江西省")


def record(place: Place, fact: str, year: int, value: str, unit: str = "") -> None:
    record_target_figure(
        Ref(place.pk),
        by=SETUP,
        fact=fact,
        year=year,
        value=value,
        unit=unit,
        source="测试公报",
        known_at=date(year + 1, 3, 1),
    )


def only(place: Place, programme: str, day: date = DAY) -> Goals:
    [found] = goals(place, day, [programme])
    return found


def aim(found: Goals, key: str) -> Aim:
    return next(each for each in found.aims if each.key == key)


# ── 绵阳·¶1: above the city by 15 %, in points or as a share ─────────────────────────────────────────────────────────


def test_the_two_readings_of_fifteen_per_cent_come_to_different_verdicts(mianyang: Place) -> None:
    """Parks 9.2 %, city 8 %: ahead by 15 % of the city's growth, and by 1.2 points. hengyang-mianyang-2022 绵阳·¶1."""
    record(mianyang, "output_growth", 2024, "9.2")
    record(mianyang, "city_output_growth", 2024, "8")
    found = only(mianyang, "better_and_full_parks")
    points, percent = aim(found, "growth_in_points"), aim(found, "growth_in_percent")
    assert isinstance(points.value.figure, Figure)
    assert isinstance(percent.value.figure, Figure)
    assert (points.value.figure.amount, points.verdict) == (Fraction("0.012"), False)
    assert (percent.value.figure.amount, percent.verdict) == (Fraction("0.15"), True)
    assert (points.standing, percent.standing) == (Standing.MISSED, Standing.REACHED)
    assert points.gap is not None
    assert points.gap.amount == Fraction("0.138")
    assert (points.year, percent.gap) == (2024, None)
    assert [len(group) for group in found.groups] == [1, 1, 2]


def test_before_it_is_due_a_target_that_is_short_is_not_missed(mianyang: Place) -> None:
    record(mianyang, "parks_50bn_added", 2023, "2")
    early = aim(only(mianyang, "better_and_full_parks", date(2024, 6, 1)), "parks_50bn")
    late = aim(only(mianyang, "better_and_full_parks"), "parks_50bn")
    assert (early.standing, late.standing) == (Standing.SHORT, Standing.MISSED)
    assert early.gap is not None
    assert early.gap.text() == "1个"
    assert early.due.day == date(2024, 12, 31)


def test_what_nobody_has_published_cannot_be_said_and_is_no_zero(mianyang: Place) -> None:
    for each in only(mianyang, "better_and_full_parks").aims:
        assert isinstance(each.value.figure, NotApplicable)
        assert isinstance(each.verdict, NotApplicable)
        assert (each.standing, each.gap) == (Standing.UNKNOWN, None)


def test_a_year_counts_when_all_that_a_target_needs_is_there(mianyang: Place) -> None:
    record(mianyang, "output_growth", 2023, "12")
    record(mianyang, "city_output_growth", 2023, "10")
    record(mianyang, "output_growth", 2024, "9")
    assert aim(only(mianyang, "better_and_full_parks"), "growth_in_percent").year == 2023


# ── 江西 一·¶2: ten per cent a year to 2025 ──────────────────────────────────────────────────────────────────────────


def test_ten_per_cent_a_year_from_a_hundred_goes_to_133_1(jiangxi: Place) -> None:
    for year, value in ((2022, "100"), (2023, "110"), (2024, "121")):
        record(jiangxi, "revenue", year, value, "CNY_yi")
    revenue = aim(only(jiangxi, "zone_reform"), "revenue")
    assert revenue.course is not None
    way = revenue.course.way
    assert way is not None
    assert [p.path / 10**4 for p in way.points] == [100, 110, 121, Fraction("133.1")]  # in 亿元
    assert (way.average, way.needed) == (Fraction("0.1"), Fraction("0.1"))
    assert (revenue.verdict, revenue.standing, revenue.year) == (True, Standing.ON_COURSE, 2024)
    assert revenue.threshold is not None
    assert revenue.threshold.text() == "10%以上"
    assert revenue.course.grounding is Grounding.ASSUMED  # the source gives no base year


def test_a_hair_below_ten_per_cent_is_behind(jiangxi: Place) -> None:
    record(jiangxi, "revenue", 2022, "100", "CNY_yi")
    record(jiangxi, "revenue", 2024, "120.9999", "CNY_yi")
    revenue = aim(only(jiangxi, "zone_reform"), "revenue")
    assert (revenue.verdict, revenue.standing) == (False, Standing.BEHIND)
    assert revenue.gap is not None
    assert revenue.gap.amount > 0


def test_about_ten_per_cent_is_reached_within_the_charter_s_tolerance(jiangxi: Place) -> None:
    record(jiangxi, "value_added_per_mu", 2022, "100")
    record(jiangxi, "value_added_per_mu", 2023, "109")
    record(jiangxi, "rd_spending", 2022, "100")
    record(jiangxi, "rd_spending", 2025, "140.4")  # 12 % a year are 140.4928
    found = only(jiangxi, "zone_reform")
    assert aim(found, "value_added_per_mu").standing is Standing.ON_COURSE
    assert aim(found, "rd").standing is Standing.MISSED


def test_without_the_base_year_the_path_is_an_index(jiangxi: Place) -> None:
    course = aim(only(jiangxi, "zone_reform"), "revenue").course
    assert course is not None
    assert course.way is None
    assert course.index.end.path == Fraction("133.1")


def test_the_report_says_the_same_as_data(jiangxi: Place) -> None:
    for year, value in ((2022, "100"), (2023, "105")):
        record(jiangxi, "revenue", year, value, "CNY_yi")
    told = goals_json("jiangxi", "zh", DAY)
    assert told is not None
    revenue = told["programmes"][0]["targets"][0]
    assert (revenue["reach"], revenue["due"], revenue["due_grounding"]) == ("10%以上", "2025-12-31", "inferred")
    assert revenue["course"]["points"][1] == {"year": 2023, "path": "1100000", "recorded": "1050000", "gap": "-50000"}
    assert revenue["course"]["base_grounding"] == "assumed"
    assert goals_json("nowhere", "zh") is None


# ── The act ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def figure(**changed: Any) -> dict[str, Any]:
    return {
        "fact": "revenue",
        "year": 2022,
        "value": "1,991",
        "source": "公报",
        "known_at": date(2023, 3, 1),
        **changed,
    }


def test_a_figure_is_corrected_by_a_later_one_and_the_first_stays(cast: Cast) -> None:
    city = Ref[Place](programmes.aiming(cast))
    record_target_figure(city, by=cast.clerk, **figure(unit="CNY_yi"))
    record_target_figure(city, by=cast.clerk, **figure(value="1,990", unit="CNY_yi", known_at=date(2023, 6, 1)))
    course = aim(only(cast.city, "reform"), "revenue").course
    assert course is not None
    read = course.levels[2022].figure
    assert isinstance(read, Figure)
    assert read.text() == "1,990亿元"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"fact": "headcount_quota"}, "unknown", "fact"),
        ({"year": 2024}, "year", "year"),
        ({"value": "很多"}, "figure", "value"),
        ({"unit": "person"}, "figure", "value"),
        ({"known_at": date(2099, 1, 1)}, "in_future", "known_at"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(cast: Cast, changed: dict[str, Any], code: str, field: str) -> None:
    city = Ref[Place](programmes.aiming(cast))
    with refused(code, field=field):
        record_target_figure(city, by=cast.clerk, **figure(**changed))


def test_another_city_s_office_cannot_record_here(cast: Cast) -> None:
    city = Ref[Place](programmes.aiming(cast))
    clerk, _ = sit(cast.committee_b, "外人", "reform_office")
    with refused("not_found"):
        record_target_figure(city, by=clerk, **figure())


def test_targets_that_share_a_value_but_measure_other_things_are_no_readings_of_one(db: None) -> None:
    """Four goals of Huai'an all want growth above nothing, of four different figures. HA-01."""
    huaian = place_under("huaian", PlaceKind.CITY, "淮安市")
    for fact, year, value in (("tax_revenue", 2023, "9,000"), ("tax_revenue", 2024, "9,001"), ("standing", 2024, "20")):
        record(huaian, fact, year, value)
    found = only(huaian, "zone_reform")
    assert [len(group) for group in found.groups] == [1] * 5
    benefit = aim(found, "benefit")
    assert (benefit.verdict, benefit.standing, benefit.year) == (True, Standing.REACHED, 2024)
    assert (benefit.due.day, benefit.due.words) == (None, "每年")
    assert aim(found, "standing").standing is Standing.UNKNOWN

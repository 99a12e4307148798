"""Lights turn by the charter's spans, slips by its colours, limits in words by a stated rule: days in, words out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.rooms.followups.queries.naming import Organs, abbreviates
from kaifaqu.rooms.followups.rules import (
    Light,
    Limits,
    Slip,
    SlipDays,
    awaits_words,
    light,
    report_owed,
    slip,
    whole_days,
)
from kaifaqu.rooms.followups.rules.deciding import Decision, Pressed, decision
from kaifaqu.rooms.followups.rules.limits import derived

DUE = date(2025, 6, 20)
LIMITS = Limits(soon=timedelta(days=3), words=timedelta(hours=24), no_news=timedelta(days=14))
GIVEN = datetime(2025, 6, 9, 9, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "explained", "shown"),
    [
        (date(2025, 6, 17), False, Light.UNDER_WAY),
        (date(2025, 6, 18), False, Light.SOON),
        (DUE, False, Light.SOON),
        (date(2025, 6, 21), False, Light.SOON),  # the unit has 24 hours for its words
        (date(2025, 6, 22), False, Light.LATE),
        (date(2025, 6, 21), True, Light.LATE),  # it has given them
    ],
)
def test_red_waits_for_the_unit_s_words(day: date, explained: bool, shown: Light) -> None:
    assert light(DUE, day, LIMITS, signed=True, explained=explained) is shown
    assert awaits_words(DUE, day, LIMITS, explained=explained) is (day == date(2025, 6, 21) and not explained)


def test_where_no_rule_says_so_only_the_limit_itself_turns_the_light() -> None:
    assert light(DUE, DUE, Limits(), signed=False, explained=False) is Light.NOT_SIGNED
    assert light(DUE, date(2025, 6, 21), Limits(), signed=True, explained=False) is Light.LATE
    assert light(None, DUE, LIMITS, signed=True, explained=False) is Light.UNDER_WAY


@given(st.integers(-400, 400), st.booleans(), st.booleans())
def test_a_light_never_grows_paler_as_days_go_by(ahead: int, signed: bool, explained: bool) -> None:
    order = [Light.NOT_SIGNED, Light.UNDER_WAY, Light.SOON, Light.LATE]
    today = DUE + timedelta(days=ahead)
    now, then = (
        light(DUE, day, LIMITS, signed=signed, explained=explained) for day in (today, today + timedelta(days=1))
    )
    assert order.index(now) <= order.index(then)


def test_a_slip_is_blue_within_the_limit_then_yellow_then_red() -> None:
    days = SlipDays(date(2025, 6, 23), date(2025, 6, 25))
    found = [slip(day, days) for day in (DUE, date(2025, 6, 23), date(2025, 6, 24), date(2025, 6, 25))]
    assert found == [Slip.BLUE, Slip.YELLOW, Slip.YELLOW, Slip.RED]
    assert slip(date(2030, 1, 1), SlipDays(None, None)) is Slip.BLUE


@pytest.mark.parametrize(
    ("words", "day", "rule"),
    [
        ("月底前", date(2025, 6, 30), "本月最后一日"),
        ("上半年", date(2025, 6, 30), "最近的 6 月 30 日"),
        ("近期", date(2025, 6, 24), "15 日内（平件）"),
        ("15日内", date(2025, 6, 24), "自交办起15天"),
        ("3wd", date(2025, 6, 12), "自交办起3个工作日"),
        ("2025.7.1", date(2025, 7, 1), "写明的日期"),
        ("", date(2025, 6, 16), "没有另定时限，自交办起5天"),
    ],
)
def test_a_limit_in_words_comes_to_a_day_and_says_by_which_rule(words: str, day: date, rule: str) -> None:
    found = derived(words, GIVEN, national.calendar(), Limit(5, "d"))
    assert found is not None
    assert (found.day, found.zh, found.words) == (day, rule, words)


def test_words_that_are_no_limit_say_what_would_be_one() -> None:
    with pytest.raises(BadTime, match="择日"):
        derived("择日", GIVEN, national.calendar(), None)
    with pytest.raises(BadTime):
        derived("2025-02-30", GIVEN, national.calendar(), None)
    assert derived("", GIVEN, national.calendar(), None) is None


@pytest.mark.parametrize(
    ("matter", "asked"),
    [
        (Pressed(), None),
        (Pressed(needs=True), None),
        (Pressed(late=True), Decision.PRESS),
        (Pressed(late=True, red_slip=True), Decision.CONVENE),
        (Pressed(late=True, red_slip=True, needs=True), Decision.SUPPORT),
        (Pressed(disputed=True), Decision.NAME_LEAD),
    ],
)
def test_a_leader_sees_only_what_needs_him(matter: Pressed, asked: Decision | None) -> None:
    assert decision(matter) is asked


def test_a_long_matter_owes_a_report_every_week() -> None:
    week = timedelta(days=7)
    assert [report_owed(DUE, week, DUE + timedelta(days=n)) for n in (7, 8)] == [False, True]
    assert not report_owed(DUE, None, DUE + timedelta(days=99))
    assert whole_days(timedelta(hours=25)) == timedelta(days=2)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("住房和城乡建设局", 1),
        ("住建局", 1),
        ("市财政局", 2),
        ("财政局（演示）", 2),
        ("局", None),
        ("水务局", None),
        ("建设局", None),
    ],
)
def test_an_organ_is_known_by_its_name_and_by_what_abbreviates_it_alone(written: str, found: int | None) -> None:
    organs = Organs({1: "住房和城乡建设局", 2: "市财政局（演示）", 3: "建设管理局"})
    assert organs.read(written).organ == found


def test_several_organs_stand_in_one_cell() -> None:
    organs = Organs({1: "住房和城乡建设局", 2: "市财政局"})
    assert [each.organ for each in organs.read_several("住建局、市财政局；水务局")] == [1, 2, None]
    assert not abbreviates("财政", "市财政局")

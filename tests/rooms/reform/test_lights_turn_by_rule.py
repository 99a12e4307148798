"""A light follows from the state, the deadline and the limits of the charter; never from who looks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.rooms.reform.rules import (
    DONE,
    LEADS_TO,
    Light,
    Limits,
    finding_light,
    last_day_to_report,
    light,
    red_from,
    sooner,
)

DUE = date(2026, 12, 1)
LIMITS = Limits(timedelta(days=14), timedelta(hours=24))
NONE = Limits(None, None)


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("", date(2026, 11, 17), Light.NOT_STARTED),
        ("", date(2026, 11, 18), Light.SOON),
        ("under_way", date(2026, 11, 17), Light.UNDER_WAY),
        ("under_way", DUE, Light.SOON),
        ("under_way", date(2026, 12, 2), Light.SOON),
        ("under_way", date(2026, 12, 3), Light.LATE),
        ("returned", date(2026, 11, 1), Light.UNDER_WAY),
        ("returned", date(2026, 12, 3), Light.LATE),
        ("claimed", date(2027, 1, 1), Light.CLAIMED),
        ("verified", date(2027, 1, 1), Light.VERIFIED),
        ("not_applicable", date(2027, 1, 1), Light.NOT_APPLICABLE),
    ],
)
def test_a_light_by_state_and_day(state: str, day: date, expected: Light) -> None:
    assert light(state, DUE, day, LIMITS) is expected


def test_once_the_unit_has_given_its_words_red_shows_at_once_with_them() -> None:
    day = DUE + timedelta(days=1)
    assert light("under_way", DUE, day, LIMITS) is Light.SOON
    assert light("under_way", DUE, day, LIMITS, explained=True) is Light.LATE


def test_where_no_rule_says_so_no_amber_shows_and_red_waits_for_nobody() -> None:
    assert light("under_way", DUE, DUE, NONE) is Light.UNDER_WAY
    assert light("under_way", DUE, DUE + timedelta(days=1), NONE) is Light.LATE


def test_without_a_deadline_nothing_is_late() -> None:
    assert light("", None, date(2099, 1, 1), LIMITS) is Light.NOT_STARTED


ORDER = [Light.NOT_STARTED, Light.UNDER_WAY, Light.SOON, Light.LATE]


@given(
    state=st.sampled_from(["", "under_way", "returned"]),
    first=st.integers(-60, 60),
    later=st.integers(0, 60),
    soon=st.integers(0, 30),
    words=st.integers(0, 96),
)
def test_as_days_pass_an_open_task_never_turns_back(state: str, first: int, later: int, soon: int, words: int) -> None:
    limits = Limits(timedelta(days=soon), timedelta(hours=words))
    days = (DUE + timedelta(days=first), DUE + timedelta(days=first + later))
    before, after = (ORDER.index(light(state, DUE, day, limits)) for day in days)
    assert before <= after


@given(state=st.sampled_from(sorted(DONE)), days=st.integers(-400, 400))
def test_what_is_done_or_set_aside_no_day_changes(state: str, days: int) -> None:
    assert light(state, DUE, DUE + timedelta(days=days), LIMITS) is DONE[state]


@given(words=st.integers(0, 96), after=st.integers(0, 10), explained=st.booleans())
def test_red_shows_from_the_day_that_is_announced_and_no_sooner(words: int, after: int, explained: bool) -> None:
    limits = Limits(timedelta(days=14), timedelta(hours=words))
    red = red_from(DUE, limits, explained=explained)
    assert light("under_way", DUE, red - timedelta(days=1), limits, explained=explained) is Light.SOON
    assert light("under_way", DUE, red + timedelta(days=after), limits, explained=explained) is Light.LATE


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), days=st.integers(0, 31))
def test_a_month_is_open_so_many_days_after_its_end(day: date, days: int) -> None:
    last = last_day_to_report(day, lambda end: end + timedelta(days=days))
    assert last is not None
    end = last - timedelta(days=days)
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + timedelta(days=1)).day == 1
    assert last_day_to_report(day, lambda end: None) is None


@pytest.mark.parametrize(
    ("outcome", "day", "expected"),
    [
        ("found", date(2026, 11, 17), Light.UNDER_WAY),
        ("found", date(2026, 11, 18), Light.SOON),
        ("not_verified", date(2026, 12, 2), Light.LATE),
        ("claimed", date(2026, 12, 2), Light.CLAIMED),
        ("verified", date(2026, 12, 2), Light.VERIFIED),
    ],
)
def test_a_finding_has_the_same_lights(outcome: str, day: date, expected: Light) -> None:
    assert finding_light(outcome, DUE, day, LIMITS) is expected


def test_a_finding_s_outcomes_lead_to_the_stages_of_the_charter_s_procedure() -> None:
    loaded = read_library(Path(__file__).parents[3] / "charters").charters["yantai"]
    stages = loaded.charter.procedures["site_supervision"].stages
    said = {outcome: stage for each in stages.values() for outcome, stage in each.then.items()}
    assert {outcome: stage.value for outcome, stage in LEADS_TO.items()} == {key: said[key] for key in LEADS_TO}


def test_the_sooner_of_two_days_holds_where_there_are_two() -> None:
    assert sooner(DUE, date(2026, 11, 1)) == date(2026, 11, 1)
    assert sooner(None, DUE) == sooner(DUE, None) == DUE
    assert sooner(None, None) is None

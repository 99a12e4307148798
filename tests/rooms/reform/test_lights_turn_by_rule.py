"""A light follows from the state, the deadline and the limits of the charter; never from who looks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.rooms.reform.rules import DONE, Light, Limits, light

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

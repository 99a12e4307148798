"""By hypothesis, against counting a day or a minute at a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.clock.pauses import Extension, Pause
from tests.kernel.clock.walking import after_days, after_minutes, after_working_days

CALENDAR = national.calendar()
BASE = datetime(2024, 9, 1, tzinfo=ZONE)
MINUTES = st.integers(0, 400 * 24 * 60)
starts = MINUTES.map(lambda n: BASE + timedelta(minutes=n))


@st.composite
def moments_of_pause(draw: st.DrawFn, of_hours: bool) -> list[Pause]:
    """Up to four pauses, which may overlap, near enough to the start to matter."""
    begin = draw(starts)
    longest = 3 * 24 * 60 if of_hours else 20 * 24 * 60
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = begin + timedelta(minutes=draw(st.integers(-longest, longest)))
        found.append(Pause(first, first + timedelta(minutes=draw(st.integers(1, longest))), "听证"))
    return [Pause(begin, begin + timedelta(minutes=1), "检验"), *found]


@given(moments_of_pause(of_hours=False), st.integers(1, 60))
def test_working_days_with_pauses(pauses: list[Pause], number: int) -> None:
    start = pauses[0].begin
    due = deadline(start, Limit(number, "wd"), CALENDAR, pauses=pauses).due
    assert due is not None
    assert due == CALENDAR.closing(after_working_days(start.date(), number, pauses).toordinal())


@given(moments_of_pause(of_hours=False), st.integers(1, 90))
def test_days_with_pauses(pauses: list[Pause], number: int) -> None:
    start = pauses[0].begin
    due = deadline(start, Limit(number, "d"), CALENDAR, pauses=pauses).due
    assert due is not None
    assert due.date() == after_days(start.date(), number, pauses)


@given(moments_of_pause(of_hours=True), st.integers(1, 30), st.sampled_from(["h", "wh", "min"]))
def test_hours_with_pauses(pauses: list[Pause], number: int, unit: str) -> None:
    start = pauses[0].begin
    due = deadline(start, Limit(number, unit), CALENDAR, pauses=pauses).due
    minutes = number if unit == "min" else number * 60
    assert due == after_minutes(start, minutes, pauses, worked=unit == "wh")


@given(starts, st.integers(1, 40), st.integers(1, 20))
def test_an_extension_adds_to_the_limit(start: datetime, number: int, more: int) -> None:
    for unit in ("wd", "wh", "h"):
        extended = deadline(start, Limit(number, unit), CALENDAR, extensions=[Extension(Limit(more, unit), "情况复杂")])
        assert extended.due == deadline(start, Limit(number + more, unit), CALENDAR).due


@given(starts, st.integers(1, 60), st.integers(0, 40))
def test_a_restart_forgets_what_ran_before(start: datetime, number: int, later: int) -> None:
    again = start + timedelta(days=later)
    limit = Limit(number, "wd")
    assert deadline(start, limit, CALENDAR, restarted=again).due == deadline(again, limit, CALENDAR).due


@given(moments_of_pause(of_hours=False), st.integers(1, 40), st.sampled_from(["wd", "d", "w", "m"]))
def test_a_pause_never_brings_the_end_nearer(pauses: list[Pause], number: int, unit: str) -> None:
    limit = Limit(min(number, 3) if unit in "wm" else number, unit)
    start = pauses[0].begin
    with_all, with_none = deadline(start, limit, CALENDAR, pauses=pauses).due, deadline(start, limit, CALENDAR).due
    assert with_all is not None
    assert with_none is not None
    assert with_all >= with_none


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_while_a_pause_lasts_nobody_knows_the_end() -> None:
    pause = Pause.days(date(2025, 10, 9), None, "专家评审")
    for limit in (Limit(20, "wd"), Limit(20, "d"), Limit(20, "wh"), Limit(400, "h")):
        found = deadline(at("2025-09-30T16:00"), limit, CALENDAR, pauses=[pause])
        assert found.due is None
        assert found.steps[-1].code == "lasts"


def test_a_pause_that_begins_after_the_end_does_not_matter() -> None:
    pause = Pause.days(date(2025, 11, 5), None, "专家评审")
    assert deadline(at("2025-09-30T16:00"), Limit(20, "wd"), CALENDAR, pauses=[pause]).due == at("2025-11-04T17:30")


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        Pause.days(date(2025, 10, 9), date(2025, 10, 15), "听证"),
        Pause.days(date(2025, 10, 13), date(2025, 10, 16), "检验"),
    ]
    found = deadline(at("2025-09-30T16:00"), Limit(20, "wd"), CALENDAR, pauses=pauses)
    assert found.due == at("2025-11-13T17:30")
    assert "听证、检验" in next(step.zh for step in found.steps if step.code == "paused")


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-02-14T11:30", Limit(3, "wh"), "2026-02-14T15:30"),  # a make-up Saturday, over lunch
        ("2026-02-14T17:30", Limit(1, "wh"), "2026-02-24T09:30"),  # after closing time: the next day that is worked
        ("2026-02-15T10:00", Limit(1, "wh"), "2026-02-24T09:30"),  # on a day of rest
        ("2026-02-24T08:30", Limit(8, "wh"), "2026-02-24T17:30"),  # at the end of a window, not the next opening
        ("2026-02-24T11:00", Limit(1, "wh"), "2026-02-24T12:00"),
        ("2026-02-24T17:00", Limit(30, "min"), "2026-02-24T17:30"),
        ("2026-02-14T20:00", Limit(24, "h"), "2026-02-15T20:00"),  # clock time knows no holidays
    ],
)
def test_hours_over_lunch_closing_time_and_holidays(start: str, limit: Limit, due: str) -> None:
    assert deadline(at(start), limit, CALENDAR).due == at(due)


def test_a_moment_of_any_zone_is_taken_in_chinas_time() -> None:
    start = datetime.combine(date(2025, 9, 30), time(8), None).replace(tzinfo=ZONE)
    assert deadline(datetime.fromisoformat("2025-09-30T00:00+00:00"), Limit(1, "h"), CALENDAR).due == start + timedelta(
        hours=1
    )

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, time

import pytest

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.calendar import SATURDAY
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.limits import Limit
from tests.kernel.clock.walking import FIRST, LAST, ONE, after_working_days, working_days

MAKE_UP_2026 = {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}


def at(day: date, hour: int = 16) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def test_the_calendar_has_the_working_days_of_the_oracle() -> None:
    calendar = national.calendar()
    days = frozenset(day for n in calendar.days if (day := date.fromordinal(n)) <= LAST)
    assert days == working_days()


def test_the_look_up_agrees_with_walking_day_by_day() -> None:
    """The two ways of the oracle below are one: walked for a sample, looked up in the same set for all."""
    ordered = sorted(working_days())
    for n in range(0, 8000, 97):
        start = FIRST + ONE * n
        assert after_working_days(start, 20) == ordered[bisect_right(ordered, start) + 19]


def test_every_start_day_by_one_to_sixty_working_days() -> None:
    calendar, ordered = national.calendar(), sorted(working_days())
    limits = [Limit(number, "wd") for number in range(1, 61)]
    wrong, compared = [], 0
    for n in range((LAST - FIRST).days + 1):
        start = FIRST + ONE * n
        moment, after = at(start), bisect_right(ordered, start)
        for limit in limits:
            if after + limit.number > len(ordered):
                break
            compared += 1
            found = deadline(moment, limit, calendar).due
            if found is None or found.date() != ordered[after + limit.number - 1]:
                wrong.append((start, str(limit), found))
    assert wrong == []
    assert compared > 480_000


def test_the_make_up_days_of_2026_are_working_days() -> None:
    calendar = national.calendar()
    days = {f"{day:%m-%d}" for day in map(date.fromordinal, calendar.days) if day.year == 2026}
    weekends = {day for day in days if date.fromisoformat(f"2026-{day}").weekday() >= SATURDAY}
    assert weekends == MAKE_UP_2026


@pytest.mark.parametrize("start", [date(2026, 12, 4), date(2026, 12, 25), date(2026, 12, 31)])
def test_a_limit_that_crosses_into_a_year_without_a_notice_says_so(start: date) -> None:
    calendar = national.calendar()
    for number in (1, 20, 45, 60):
        due = deadline(at(start), Limit(number, "wd"), calendar)
        assert due.due is not None
        crossed = due.due.year > LAST.year
        assert (due.provisional, [n.year for n in due.notices]) == (crossed, [2026, 2027] if crossed else [2026])


def test_past_2026_only_the_statutory_days_are_closed() -> None:
    closed = {date(2027, 1, 1), *(date(2027, 2, day) for day in (5, 6, 7, 8))}
    day, number = date(2026, 12, 25), 0
    while number < 40:
        day += ONE
        number += day.weekday() < SATURDAY and day not in closed
    due = deadline(at(date(2026, 12, 25)), Limit(40, "wd"), national.calendar()).due
    assert due is not None
    assert due.date() == day

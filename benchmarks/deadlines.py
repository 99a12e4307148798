"""A deadline of 20 working days, beside walking there day by day; and the calendar of a place, asked for again."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import chinese_calendar

from benchmarks.measure import Line, Table, per_second
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.calendars.actions import DayKind, override_day
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.clock.pauses import Pause
from kaifaqu.kernel.organs.models import Place
from tests.cast import assemble

TWENTY, HOURS = Limit(20, "wd"), Limit(16, "wh")
STARTS = 500
ONE, THREE, NINE = timedelta(days=1), timedelta(days=3), timedelta(days=9)
T = TypeVar("T")
FIRST, LAST = date(2004, 1, 1), date(2026, 10, 31)


def run() -> Table:
    """Deadlines from random starts between 2004 and 2026."""
    table = Table("deadlines")
    calendar = national.calendar()
    days = [FIRST + timedelta(days=random.randrange((LAST - FIRST).days)) for _ in range(STARTS)]
    starts = [(datetime.combine(day, time(16), ZONE), [Pause.days(day + THREE, day + NINE, "听证")]) for day in days]
    worked = frozenset(map(date.fromordinal, calendar.days))
    ordered = sorted(worked)
    works = (
        _each(starts, lambda start: deadline(start[0], TWENTY, calendar)),
        _each(days, lambda day: _walk(day, chinese_calendar.is_workday)),
        _each(days, lambda day: _walk(day, worked.__contains__)),
        _each(days, lambda day: ordered[bisect_right(ordered, day) + 19]),
        _each(starts, lambda start: deadline(start[0], TWENTY, calendar, pauses=start[1])),
        _each(starts, lambda start: deadline(start[0], HOURS, calendar)),
        _each(starts, lambda start: deadline(start[0], TWENTY, calendar).steps),
    )
    mine, package, of_set, bisect, paused, hours, told = (1e6 / speed for speed in per_second(*works))
    table.lines += [
        _line("20 working days", mine, "walking with chinesecalendar", package, "≤ 10 µs"),
        _line("the same", mine, "walking over a set of dates", of_set),
        _line("the same", mine, "a bare bisection, neither hours nor reasons", bisect),
        _line("with a pause", paused, "without", mine),
        _line("16 working hours", hours, "20 working days", mine),
        _line("with its steps told in both languages", told, "without", mine),
    ]
    place = Place.objects.get(pk=_place())
    again, made = per_second(_each([place], calendar_of), _building)
    table.lines.append(
        _line("the calendar of a place, asked for again", 1e6 / again, "built from the table", 1e6 / made)
    )
    return table


def _each(given: Sequence[T], work: Callable[[T], object]) -> Callable[[], int]:
    def do() -> int:
        for one in given:
            work(one)
        return len(given)

    return do


def _walk(day: date, is_working: Callable[[date], bool]) -> date:
    left = 20
    while left:
        day += ONE
        left -= is_working(day)
    return day


def _place() -> int:
    cast = assemble()
    override_day(Ref(cast.city.pk), by=cast.clerk, day=date(2026, 8, 12), kind=DayKind.CLOSED, name="test")
    return int(cast.zone_a.pk)


def _again(place: Place) -> int:
    calendar_of(place)
    return 1


def _building() -> int:
    national.calendar.cache_clear()
    assert national.calendar().before
    return 1


def _line(what: str, ours: float, peer: str, its: float, wanted: str = "") -> Line:
    return Line(what, f"{ours:.1f} µs", f"{peer} {its:,.1f} µs", f"{ours / its:.3g}", wanted)

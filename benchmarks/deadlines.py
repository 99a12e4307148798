"""A deadline of 20 working days, beside walking there day by day; and the calendar of a place, asked for again."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import chinese_calendar

from benchmarks.measure import Line, Table, per_second
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.calendars.actions import override_day
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.clock.pauses import Pause
from kaifaqu.kernel.organs.models import Place
from tests.cast import assemble

TWENTY, HOURS = Limit(20, "wd"), Limit(16, "wh")
STARTS = 500
FIRST, LAST = date(2004, 1, 1), date(2026, 10, 31)


def run() -> Table:
    """Deadlines from random starts between 2004 and 2026."""
    table = Table("deadlines")
    calendar = national.calendar()
    days = [FIRST + timedelta(days=random.randrange((LAST - FIRST).days)) for _ in range(STARTS)]
    moments = [datetime.combine(day, time(16), ZONE) for day in days]
    pauses = [[Pause.days(day + timedelta(3), day + timedelta(9), "听证")] for day in days]
    worked = frozenset(date.fromordinal(day) for day in calendar.days)
    ordered = sorted(worked)

    def ours() -> int:
        for moment in moments:
            deadline(moment, TWENTY, calendar)
        return STARTS

    def paused() -> int:
        for moment, pause in zip(moments, pauses, strict=True):
            deadline(moment, TWENTY, calendar, pauses=pause)
        return STARTS

    def hours() -> int:
        for moment in moments:
            deadline(moment, HOURS, calendar)
        return STARTS

    def explained() -> int:
        for moment in moments:
            assert deadline(moment, TWENTY, calendar).steps
        return STARTS

    by_package = _walking(days, chinese_calendar.is_workday)
    by_set = _walking(days, worked.__contains__)

    def by_bisect() -> int:
        for day in days:
            assert ordered[bisect_right(ordered, day) + 19]
        return STARTS

    speeds = per_second(ours, by_package, by_set, by_bisect, paused, hours, explained)
    mine, package, of_set, bisect, with_pause, of_hours, with_steps = (1e6 / speed for speed in speeds)
    table.lines += [
        _line("20 working days", mine, "walking with chinesecalendar", package, "≤ 10 µs"),
        _line("the same", mine, "walking over a set of dates", of_set),
        _line("the same", mine, "a bare bisection, neither zones nor reasons", bisect),
        _line("with a pause", with_pause, "without", mine),
        _line("16 working hours", of_hours, "20 working days", mine),
        _line("with its steps told in both languages", with_steps, "without", mine),
    ]
    place = Place.objects.get(pk=_place())
    again, made = per_second(lambda: _again(place), _building)
    table.lines.append(
        _line("the calendar of a place, asked for again", 1e6 / again, "built from the table", 1e6 / made)
    )
    return table


def _walking(days: list[date], is_working: Callable[[date], bool]) -> Callable[[], int]:
    def walk() -> int:
        for start in days:
            day, left = start, 20
            while left:
                day += timedelta(days=1)
                left -= is_working(day)
        return STARTS

    return walk


def _place() -> int:
    cast = assemble()
    override_day(Ref(cast.city.pk), by=cast.clerk, day=date(2026, 8, 12), kind="closed", name="test")
    return cast.zone_a.pk


def _again(place: Place) -> int:
    calendar_of(place)
    return 1


def _building() -> int:
    national.calendar.cache_clear()
    assert national.calendar().before
    return 1


def _line(what: str, ours: float, peer: str, its: float, wanted: str = "") -> Line:
    return Line(what, f"{ours:.1f} µs", f"{peer} {its:,.1f} µs", f"{ours / its:.3g}", wanted)

"""Other ways to the same end: a day and a minute at a time, as anybody would with a wall calendar and a watch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar

from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.pauses import Pause

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
WINDOWS = ((time(8, 30), time(12)), (time(13), time(17, 30)))
ONE, MINUTE = timedelta(days=1), timedelta(minutes=1)


@cache
def working_days() -> frozenset[date]:
    """Every working day from 2004 to 2026, as the package chinesecalendar has it."""
    days = (FIRST + ONE * n for n in range((LAST - FIRST).days + 1))
    return frozenset(day for day in days if chinese_calendar.is_workday(day))


def paused_on(day: date, pauses: Sequence[Pause]) -> bool:
    """Whether a pause touches the day."""
    midnight = datetime.combine(day, time(), ZONE)
    return any(p.begin < midnight + ONE and (p.end is None or p.end > midnight) for p in pauses)


def paused_at(moment: datetime, pauses: Sequence[Pause]) -> bool:
    """Whether the minute that begins at a moment lies in a pause."""
    return any(p.begin <= moment and (p.end is None or moment < p.end) for p in pauses)


def after_working_days(start: date, number: int, pauses: Sequence[Pause] = ()) -> date:
    """The day on which so many working days have passed after `start`."""
    day = start
    while number:
        day += ONE
        if day in working_days() and not paused_on(day, pauses):
            number -= 1
    return day


def after_days(start: date, number: int, pauses: Sequence[Pause] = ()) -> date:
    """The day on which so many days have passed, moved on to one that is worked."""
    day = start
    while number:
        day += ONE
        if not paused_on(day, pauses):
            number -= 1
    while day not in working_days() or paused_on(day, pauses):
        day += ONE
    return day


def after_minutes(start: datetime, number: int, pauses: Sequence[Pause] = (), *, worked: bool) -> datetime:
    """The moment at which so many minutes have passed, of office hours only where `worked`."""
    moment = start
    while number:
        if not paused_at(moment, pauses) and (not worked or open_at(moment)):
            number -= 1
        moment += MINUTE
    return moment


def open_at(moment: datetime) -> bool:
    """Whether the offices are open in the minute that begins at a moment."""
    return moment.date() in working_days() and any(first <= moment.time() < last for first, last in WINDOWS)

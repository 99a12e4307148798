"""Stretches of time in words: what is left, what is used, how long something is late; working and clock time apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kaifaqu.kernel.cases.clocks import WORKING
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.clock.calendar import Calendar, seconds_of
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.subjects.lang import lang

LATE, SOON, UNDER_WAY, UNLIMITED, PAUSED = "late", "soon", "under_way", "unlimited", "paused"
DAY_OF_WORK, DAY = 480, 1_440
"""Minutes: a working day of eight hours (decree 174, article 3), and a day."""
PLENTY = 10
"""From so many days on nobody asks for the hours."""
SHARE = 5
"""What has less than a fifth of its time left is pressing: the first rung of the ladders that charters set (80%)."""


@dataclass(frozen=True)
class Left:
    """How a deadline stands: a light, words, when it ends, and by which time it is counted."""

    light: str
    words: str
    due: datetime | None = None
    counted: str = ""


def left(due: datetime | None, unit: str, since: datetime, at: datetime, calendar: Calendar) -> Left:
    """How much time is left to a deadline at a moment, in words; `unit` is that of its limit, `since` when it began."""
    if due is None:
        return Left(UNLIMITED, _("没有时限"))
    if due <= at:
        return Left(LATE, _late(due, at, unit, calendar), due, counted(unit))
    if unit == "wd":
        days = _working_days(at, due, calendar)
        time = Limit(days, unit).text(lang())
        words = _("还剩 %(time)s") % {"time": time} if days else _("今天 %(time)s 前") % {"time": f"{local(due):%H:%M}"}
        return Left(SOON if days <= 1 else UNDER_WAY, words, due, counted(unit))
    pressing = (due - at) * SHARE < due - since or local(due).date() == local(at).date()
    words = _("还剩 %(time)s") % {"time": between(at, due, unit, calendar)}
    return Left(SOON if pressing else UNDER_WAY, words, due, counted(unit))


def counted(unit: str) -> str:
    """By which time a limit of a unit runs."""
    if not unit:
        return ""
    return {"wd": _("按工作日"), "wh": _("按工作时间")}.get(unit, _("按自然时间"))


def _late(due: datetime, at: datetime, unit: str, calendar: Calendar) -> str:
    time = between(due, at, unit, calendar)
    return _("已超 %(time)s") % {"time": time} if time else _("刚过期限")


def _working_days(at: datetime, due: datetime, calendar: Calendar) -> int:
    here, there = local(at).toordinal(), min(local(due).toordinal(), calendar.end)
    return calendar.count(there) - calendar.count(here)


def between(begin: datetime, end: datetime, unit: str, calendar: Calendar) -> str:
    """The time from one moment to another in words, by the time that a limit of the unit runs by; empty for none."""
    return length(minutes_between(begin, end, unit, calendar), unit)


def minutes_between(begin: datetime, end: datetime, unit: str, calendar: Calendar) -> int:
    """Minutes from one moment to another, working ones for a limit of working time."""
    if unit not in WORKING:
        return max(int((end - begin) / timedelta(minutes=1)), 0)
    first, last = seconds_of(local(begin)), seconds_of(local(end))
    return max(calendar.worked(last) - calendar.worked(first), 0) // 60


def length(minutes: int, unit: str = "") -> str:
    """Minutes in their two largest units; of a limit of working time the days are working days. Empty for none."""
    working = unit in WORKING
    whole, rest = divmod(minutes, DAY_OF_WORK if working else DAY)
    hours, left_over = divmod(rest, 60)
    if whole:
        parts = [(whole, "wd" if working else "d"), (hours if whole < PLENTY else 0, "h")]
    else:
        parts = [(hours, "h"), (left_over, "min")]
    return (" " if lang() == "en" else "").join(Limit(*part).text(lang()) for part in parts if part[0])

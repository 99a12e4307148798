"""A working-time calendar as a value: which days are worked, and within which windows.

Working days stand in a row with their number beside each day, so that counting 20 of them on is two look-ups,
however many holidays lie between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate

from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.faults import BadTime

DAY = 86_400
Window = tuple[int, int]
"""Open from minute to minute of the day."""
Week = tuple[tuple[Window, ...], ...]
"""The windows of Monday to Friday; Saturday and Sunday are days of rest (State Council decree 174, article 7)."""
USUAL: Week = (((510, 720), (780, 1050)),) * 5
"""8:30–12:00 and 13:00–17:30: eight hours a day as decree 174, article 3, has it; the hours themselves are assumed."""
MONDAY, SATURDAY = 0, 5


@dataclass(frozen=True)
class Mark:
    """A day that is not as its weekday says: closed, or a make-up working day with the windows of weekday `like`."""

    working: bool
    zh: str
    en: str
    like: int = MONDAY
    notice: int | None = None

    def name(self, lang: str) -> str:
        """The name of the holiday."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True)
class Notice:
    """What says which days of a year are worked: a published notice, or the statutory days until there is one."""

    year: int
    number: str
    zh: str
    en: str
    published: date | None = None
    provisional: bool = False
    local: bool = False


@dataclass(frozen=True)
class Calendar:
    """Working days from `first` to `last`, both included; `marks` by the day's ordinal.

    `hours` are weeks, each from an ordinal on, the first from the beginning.
    """

    first: date
    last: date
    marks: Mapping[int, Mark]
    hours: tuple[tuple[int, Week], ...]
    notices: tuple[Notice, ...]

    @cached_property
    def start(self) -> int:
        """The ordinal of the first day."""
        return self.first.toordinal()

    @cached_property
    def end(self) -> int:
        """The ordinal of the last day."""
        return self.last.toordinal()

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The ordinals of all working days, in order."""
        marks = self.marks
        # date.fromordinal(1) is a Monday: the weekday is (ordinal - 1) % 7
        return tuple(
            day
            for day in range(self.start, self.end + 1)
            if (marks[day].working if day in marks else (day - 1) % 7 < SATURDAY)
        )

    @cached_property
    def before(self) -> tuple[int, ...]:
        """For each day how many working days there are up to its end."""
        worked = set(self.days)
        return tuple(accumulate(1 if day in worked else 0 for day in range(self.start, self.end + 1)))

    @cached_property
    def provisional(self) -> frozenset[int]:
        """The years whose working days no notice has settled yet."""
        return frozenset(notice.year for notice in self.notices if notice.provisional)

    @cached_property
    def by_year(self) -> Mapping[int, tuple[Notice, ...]]:
        """The notices of each year."""
        years = range(self.first.year, self.last.year + 1)
        return {year: tuple(notice for notice in self.notices if notice.year == year) for year in years}

    @cached_property
    def _weeks(self) -> list[int]:
        return [since for since, _week in self.hours]

    @cached_property
    def _worked(self) -> tuple[int, ...]:
        """The working seconds up to the end of each working day."""
        spans = (sum(close - opened for opened, close in self.windows(day)) * 60 for day in self.days)
        return tuple(accumulate(spans))

    # ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def count(self, day: int) -> int:
        """How many working days there are from the first day to the end of this one."""
        if not self.start <= day <= self.end:
            raise self.beyond()
        return self.before[day - self.start]

    def nth(self, number: int) -> int:
        """The working day of that number, counted from 1."""
        if not 1 <= number <= len(self.days):
            raise self.beyond()
        return self.days[number - 1]

    def is_working(self, day: int) -> bool:
        """Whether the day is a working day."""
        return self.count(day) > (self.before[day - self.start - 1] if day > self.start else 0)

    def on_or_after(self, day: int) -> int:
        """The day itself where it is worked, else the next working day."""
        return self.nth(self.count(day) + (0 if self.is_working(day) else 1))

    def between(self, after: int, until: int) -> list[tuple[int, Mark]]:
        """The marked days after one day and up to another, in order."""
        ordinals = self._ordinals
        return [
            (day, self.marks[day]) for day in ordinals[bisect_right(ordinals, after) : bisect_right(ordinals, until)]
        ]

    @cached_property
    def _ordinals(self) -> tuple[int, ...]:
        return tuple(sorted(self.marks))

    def beyond(self) -> BadTime:
        """That the calendar does not reach as far as asked."""
        return BadTime("beyond", "start", first=self.first.isoformat(), last=self.last.isoformat())

    # ── Hours ────────────────────────────────────────────────────────────────────────────────────────────────────

    def week(self, day: int) -> Week:
        """The windows of the week in force on a day."""
        hours = self.hours
        return hours[0][1] if len(hours) == 1 else hours[max(bisect_right(self._weeks, day) - 1, 0)][1]

    def week_is_set(self, day: int) -> bool:
        """Whether somebody has set the office hours of a day; else the usual ones are assumed."""
        return len(self.hours) > 1 and day >= self._weeks[1]

    def windows(self, day: int) -> tuple[Window, ...]:
        """The windows of a working day; a make-up day has those of the weekday that it stands for."""
        weekday = (day - 1) % 7
        mark = self.marks.get(day)
        if mark is not None and mark.working and weekday >= SATURDAY:
            weekday = mark.like
        return self.week(day)[weekday]

    def closing(self, day: int) -> datetime:
        """The end of the last window of a working day."""
        minute = self.windows(day)[-1][1]
        on = date.fromordinal(day)
        return datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=ZONE)

    def worked(self, second: int) -> int:
        """How many working seconds there are up to this one; seconds are counted as `seconds_of` does."""
        day, within = divmod(second, DAY)
        done = self.count(day)
        if not self.is_working(day):
            return self._worked[done - 1] if done else 0
        today = sum(min(max(within - opened * 60, 0), (close - opened) * 60) for opened, close in self.windows(day))
        return (self._worked[done - 2] if done > 1 else 0) + today

    def second(self, worked: int) -> int:
        """The first second by which so many working seconds have passed: the end of a window, not the next opening."""
        at = bisect_left(self._worked, worked)
        if worked < 1 or at == len(self._worked):
            raise self.beyond()
        day = self.days[at]
        left = worked - (self._worked[at - 1] if at else 0)
        for opened, close in self.windows(day):
            if left <= (close - opened) * 60:
                return day * DAY + opened * 60 + left
            left -= (close - opened) * 60
        raise AssertionError("the windows of a day add up to its working seconds")


def seconds_of(moment: datetime) -> int:
    """A moment in China's time as seconds from the beginning of the calendar's ordinals; parts of a second are cut."""
    return moment.toordinal() * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def moment_of(second: int) -> datetime:
    """The moment of a second."""
    day, within = divmod(second, DAY)
    on = date.fromordinal(day)
    return datetime(on.year, on.month, on.day, within // 3600, within // 60 % 60, within % 60, tzinfo=ZONE)


def awake(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself where offices are open, else the next opening: nobody is reminded at midnight."""
    day, second = moment.toordinal(), seconds_of(moment)
    if calendar.is_working(day):
        for opened, close in calendar.windows(day):
            if second % DAY <= close * 60:
                return moment if second % DAY >= opened * 60 else moment_of(day * DAY + opened * 60)
        day += 1
    day = calendar.on_or_after(day)
    return moment_of(day * DAY + calendar.windows(day)[0][0] * 60)


def build(
    years: range,
    marks: Mapping[date, Mark],
    notices: Iterable[Notice],
    hours: Sequence[tuple[date, Week]] = (),
) -> Calendar:
    """A calendar of whole years, running on end; before the first week that is given the usual one holds."""
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    weeks = [(first.toordinal(), USUAL), *((day.toordinal(), week) for day, week in sorted(hours))]
    kept = {day.toordinal(): mark for day, mark in marks.items() if first <= day <= last}
    return Calendar(first, last, kept, tuple(weeks), tuple(sorted(notices, key=lambda each: each.year)))

"""How a matter stands that somebody is to do: its light, its slip, its week. Pure: days in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)
WEEK = 7
TITLE_LENGTH, STOPS = 60, "。；;."


class Light(StrEnum):
    """What a line of the desk shows; the forms are those of every board."""

    CLOSED = "verified"
    CLAIMED = "claimed"
    LATE = "late"
    SOON = "soon"
    NOT_SIGNED = "not_started"
    UNDER_WAY = "under_way"
    WITHDRAWN = "not_applicable"


OPEN = (Light.LATE, Light.SOON, Light.NOT_SIGNED, Light.UNDER_WAY, Light.CLAIMED)
"""The lights of what is not closed, the most pressing first."""


@dataclass(frozen=True)
class Limits:
    """The spans by which lights turn, as the charter in force has them; None where no rule says so.

    `soon`: how long ahead of the limit amber shows. `words`: how long behind it the unit has for its words before red
    does. `no_news`: how long nothing may be heard.
    """

    soon: timedelta | None = None
    words: timedelta | None = None
    no_news: timedelta | None = None

    def red_from(self, due: date, *, explained: bool) -> date:
        """The first day on which an open matter shows red: at once where the unit has given its words."""
        waits = timedelta() if self.words is None or explained else self.words
        return due + whole_days(waits) + A_DAY

    def late_before(self, day: date, *, explained: bool) -> date:
        """What was due before this day shows red on `day`."""
        waits = timedelta() if self.words is None or explained else self.words
        return day - whole_days(waits)

    def soon_until(self, day: date) -> date | None:
        """What is due by this day shows amber on `day`; None where no rule makes it."""
        return day + self.soon - A_DAY if self.soon is not None else None

    def silent_before(self, day: date) -> date | None:
        """What was heard of before this day for the last time counts as without news on `day`."""
        return day - self.no_news if self.no_news is not None else None


def whole_days(span: timedelta) -> timedelta:
    """A span in days, what is begun counting as a day: 24 hours are one."""
    return timedelta(days=-(-span // A_DAY))


def light(due: date | None, day: date, limits: Limits, *, signed: bool, explained: bool) -> Light:
    """The light of an open matter that is not claimed as done."""
    if due is not None and day >= limits.red_from(due, explained=explained):
        return Light.LATE
    soon = limits.soon_until(day)
    if due is not None and (due < day or (soon is not None and due <= soon)):
        return Light.SOON
    return Light.UNDER_WAY if signed else Light.NOT_SIGNED


def awaits_words(due: date | None, day: date, limits: Limits, *, explained: bool) -> bool:
    """Whether the limit has passed and red waits for the unit's words."""
    return due is not None and due < day < limits.red_from(due, explained=explained)


def days_left(due: date | None, day: date) -> int | None:
    """Days until the limit, negative once it has passed; None where there is none."""
    return (due - day).days if due else None


class Slip(StrEnum):
    """The paper that reminds: blue within the limit, yellow and red behind it."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class SlipDays:
    """From which day on a matter gets a yellow slip and from which a red one; None where no rule says so."""

    yellow: date | None
    red: date | None


def slip(day: date, days: SlipDays) -> Slip:
    """Which slip a matter that is open gets on a day."""
    if days.red is not None and day >= days.red:
        return Slip.RED
    if days.yellow is not None and day >= days.yellow:
        return Slip.YELLOW
    return Slip.BLUE


def week_of(due: date) -> date:
    """The Monday of the week in which a matter is due: the list is grouped by it."""
    return due - timedelta(days=due.weekday())


def last_of_week(day: date) -> date:
    """The Sunday of a day's week."""
    return week_of(day) + timedelta(days=WEEK - 1)


def report_owed(last: date, every: timedelta | None, day: date) -> bool:
    """Whether the periodical report of a long matter is owed by now."""
    return every is not None and day > last + every


def written_number(year: int, order: int, item: int) -> str:
    """The desk's own number of a matter: the order of the year, and which of its items."""
    return f"{year}-{order:03d}-{item:02d}"


def titled(words: str) -> str:
    """The first line of an order as the title of its matter: without its full stop, cut where it is too long."""
    first = next((line.strip() for line in words.splitlines() if line.strip()), "")
    first = first.rstrip(STOPS) or first
    return first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"

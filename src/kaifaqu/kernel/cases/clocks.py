"""Deadlines derived: from the movements of a case's clocks and the calendar of its place, never stored as a counter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kaifaqu.kernel.cases.models import WHOLE, ClockEntry, Move
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.clock.calendar import Calendar, seconds_of
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.pauses import Extension, Pause

WORKING = ("wh", "wd")
WHOLE_LIMIT = 100


class Movement(NamedTuple):
    """A clock entry as it is read: by the hundred thousand, rows of the ORM take longer than what is done with them."""

    clock: int | None
    move: str
    at: datetime
    limit: str
    ground: str

    @classmethod
    def of(cls, entry: ClockEntry) -> Movement:
        """The same of an entry that was just made."""
        return cls(entry.clock, entry.move, entry.at, entry.limit, entry.ground)


@dataclass
class Clock:
    """One clock of a case as its movements leave it. `limit` is None and `day` set where a plan named the day."""

    number: int
    start: datetime
    limit: Limit | None = None
    day: date | None = None
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    restarted: datetime | None = None
    stopped: datetime | None = None
    paused_at: datetime | None = None
    ground: str = ""
    _known: dict[tuple[object, int], datetime | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def running(self) -> bool:
        """Whether time goes by on it."""
        return self.stopped is None and self.paused_at is None

    def due(self, calendar: Calendar, share: int = WHOLE_LIMIT) -> datetime | None:
        """When the limit ends, or so many hundredths of it; None while it is paused and nobody can know.

        Computed once until the clock is moved: the ladder asks again and again.
        """
        asked = (share, id(calendar))
        if asked not in self._known:
            self._known[asked] = self._due(calendar, share)
        return self._known[asked]

    def moved(self) -> None:
        """Forget what was computed."""
        self._known.clear()

    def _due(self, calendar: Calendar, share: int) -> datetime | None:
        if self.day is not None:
            ends = calendar.closing(calendar.on_or_after(self.day.toordinal()))
            return ends if share == WHOLE_LIMIT else self.start + max(ends - self.start, timedelta()) * share / 100
        if self.limit is None or self.paused_at is not None:
            return None
        limit = self.limit if share == WHOLE_LIMIT else part_of(self.limit, share)
        if limit is None:
            return self.start
        extensions = self.extensions if share == WHOLE_LIMIT else []
        return deadline(
            self.start, limit, calendar, pauses=self.pauses, extensions=extensions, restarted=self.restarted
        ).due

    def past(self, by: Limit, calendar: Calendar) -> datetime | None:
        """The moment that lies a span behind the end of the limit."""
        asked = (by, id(calendar))
        if asked not in self._known:
            ends = self.due(calendar)
            self._known[asked] = deadline(ends, by, calendar).due if ends else None
        return self._known[asked]


def part_of(limit: Limit, share: int) -> Limit | None:
    """So many hundredths of a limit, in whole units of it and rounded down; minutes of hours. None for nothing."""
    if limit.unit == "h":
        return Limit(max(limit.number * 60 * share // 100, 1), "min")
    number = limit.number * share // 100
    return Limit(number, limit.unit) if number else None


def read(entries: Iterable[Movement]) -> dict[int, Clock]:
    """The clocks of a case by their numbers, from their movements in order."""
    clocks: dict[int, Clock] = {}
    for entry in entries:
        follow(clocks, entry)
    return clocks


def follow(clocks: dict[int, Clock], entry: Movement) -> None:
    """Let the clocks of a case follow one more movement."""
    if entry.move == Move.START and entry.clock is not WHOLE:
        clocks[entry.clock] = _started(entry)
        return
    for clock in clocks.values() if entry.clock is WHOLE else [clocks[entry.clock]]:
        clock.moved()
        _move(clock, entry)


def _started(entry: Movement) -> Clock:
    clock = Clock(entry.clock or 0, entry.at)
    _limited(clock, entry.limit)
    return clock


def _limited(clock: Clock, text: str) -> None:
    """Give a clock its limit: a span, a day, or none."""
    clock.day = date.fromisoformat(text) if "-" in text else None
    clock.limit = Limit.parse(text) if text and clock.day is None else None


def _move(clock: Clock, entry: Movement) -> None:
    if clock.stopped is not None and entry.move not in (Move.RESTART, Move.SET):
        return  # a limit may be changed while the desk decides, before the clock goes on
    if entry.move == Move.PAUSE:
        clock.paused_at, clock.ground = clock.paused_at or entry.at, clock.ground or entry.ground
    elif entry.move == Move.RESUME:
        _resume(clock, entry.at)
    elif entry.move == Move.SET:
        _limited(clock, entry.limit)
        clock.extensions = []
    elif entry.move == Move.EXTEND:
        clock.extensions.append(Extension(Limit.parse(entry.limit), entry.ground))
    elif entry.move == Move.RESTART:
        clock.restarted, clock.stopped, clock.paused_at = max(entry.at, clock.start), None, None
        clock.pauses, clock.extensions = [], []
    elif entry.move == Move.STOP:
        clock.stopped = entry.at


def _resume(clock: Clock, at: datetime) -> None:
    if clock.paused_at is not None and at > clock.paused_at:
        clock.pauses.append(Pause(clock.paused_at, at, clock.ground))
    clock.paused_at, clock.ground = None, ""


def minutes_used(clock: Clock | None, start: datetime, end: datetime, calendar: Calendar) -> int:
    """Minutes from one moment to another without pauses: working minutes where the limit is one of working time."""
    working = clock is not None and clock.limit is not None and clock.limit.unit in WORKING

    def measure(begin: datetime, until: datetime) -> int:
        if working:
            return max(calendar.worked(seconds_of(local(until))) - calendar.worked(seconds_of(local(begin))), 0)
        return max(int((until - begin) / timedelta(seconds=1)), 0)

    lost = sum(measure(max(p.begin, start), min(p.end or end, end)) for p in _merged(clock, end) if p.begin < end)
    return max(measure(start, end) - lost, 0) // 60


def _merged(clock: Clock | None, end: datetime) -> Sequence[Pause]:
    """The pauses of a clock, the one that lasts included; they cannot overlap, since a clock stands only once."""
    if clock is None:
        return ()
    lasting = [Pause(clock.paused_at, end, clock.ground)] if clock.paused_at and clock.paused_at < end else []
    return [*clock.pauses, *lasting]

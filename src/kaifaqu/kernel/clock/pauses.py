"""What moves a deadline: pauses and extensions, each on a ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kaifaqu.kernel.clock import ZONE, local
from kaifaqu.kernel.clock.calendar import seconds_of
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import Limit

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Pause:
    """A span in which the clock stands, on a legal ground: from `begin` to before `end`, None while it lasts."""

    begin: datetime
    end: datetime | None
    ground: str

    def __post_init__(self) -> None:
        if not self.ground.strip():
            raise BadTime("no_ground", "pause")
        object.__setattr__(self, "begin", local(self.begin))
        if self.end is not None:
            object.__setattr__(self, "end", local(self.end))
            if self.end <= self.begin:
                raise BadTime(
                    "pause_order", "pause", begin=f"{self.begin:%Y-%m-%d %H:%M}", end=f"{self.end:%Y-%m-%d %H:%M}"
                )

    @classmethod
    def days(cls, first: date, last: date | None, ground: str) -> Pause:
        """A pause of whole days, both included."""
        if last is not None and last < first:
            raise BadTime("pause_order", "pause", begin=first.isoformat(), end=last.isoformat())
        end = datetime.combine(last, time(), ZONE) + timedelta(days=1) if last else None
        return cls(datetime.combine(first, time(), ZONE), end, ground)


@dataclass(frozen=True)
class Extension:
    """More time, for a reason that whoever waits is told."""

    by: Limit
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise BadTime("no_reason", "extend")


@dataclass(frozen=True)
class Span:
    """Pauses that overlap or touch, as one: after position `after`, up to `until`, None while it lasts."""

    after: int
    until: int | None
    grounds: tuple[str, ...]


def in_seconds(pauses: Iterable[Pause]) -> list[Span]:
    """Pauses as seconds, merged."""
    return _merged((seconds_of(p.begin), seconds_of(p.end) if p.end else None, p.ground) for p in pauses)


def in_days(pauses: Iterable[Pause]) -> list[Span]:
    """Pauses as days, merged: a day that a pause touches does not count, as the start day does not."""
    return _merged(
        (p.begin.toordinal() - 1, (p.end - INSTANT).toordinal() if p.end else None, p.ground) for p in pauses
    )


def _merged(spans: Iterable[tuple[int, int | None, str]]) -> list[Span]:
    merged: list[Span] = []
    for after, until, ground in sorted(spans, key=lambda span: span[0]):
        last = merged[-1] if merged else None
        if last is None or (last.until is not None and after > last.until):
            merged.append(Span(after, until, (ground,)))
            continue
        ends = None if until is None or last.until is None else max(until, last.until)
        merged[-1] = Span(last.after, ends, tuple(dict.fromkeys((*last.grounds, ground))))
    return merged

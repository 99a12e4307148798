"""What follows when time runs out: silence counts as an answer, and the rungs of the ladder are climbed in order.

Nothing here waits in a queue of its own: a case says when it has to be looked at next, and what is due is derived
from its clocks, so that a moved deadline moves everything that hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kaifaqu.kernel.cases.clocks import Clock
from kaifaqu.kernel.cases.machine import RETURN
from kaifaqu.kernel.cases.models import OUTER, AskKind, Status
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Ladder, Rung
from kaifaqu.kernel.clock.calendar import Calendar, awake

if TYPE_CHECKING:
    from kaifaqu.kernel.cases.engine import Live

NEVER_QUIET = "never"
_SHARE = re.compile(r"(\d{1,3})%")


@dataclass(frozen=True)
class Silence:
    """An ask that is answered by its limit having run out."""

    number: int
    verdict: str


@dataclass(frozen=True)
class Climb:
    """A rung of a ladder: on which clock, which rung of it."""

    clock: int
    rung: Rung
    ladder: Ladder

    @property
    def mark(self) -> str:
        """What is remembered once it was climbed."""
        return f"{self.clock}@{self.rung.at}"


Due = tuple[datetime, Silence | Climb]


def ahead(live: Live) -> Iterator[Due]:
    """What will be due in a case, and when, as its clocks stand now; in no order."""
    if live.case.status not in (Status.OPEN, Status.PAUSED):
        return
    running = live.clocks()
    for ask in live.open_asks(AskKind.ACT) if not live.has_children else ():  # silence waits for what runs below
        silent = live.machine.stage(ask.stage).silent if ask.stage != RETURN else None
        if silent and ask.due_at is not None and ask.number in running:
            yield ask.due_at, Silence(ask.number, silent)
    for number, ladder in _ladders(live):
        clock = running.get(number)
        if clock is None or not clock.running:
            continue
        for rung in ladder.steps:
            climb = Climb(number, rung, ladder)
            when = None if climb.mark in live.kept.get("climbed", []) else moment_of(rung, clock, live.calendar)
            if when is not None:
                yield (when if ladder.quiet == NEVER_QUIET else awake(when, live.calendar)), climb


def _ladders(live: Live) -> Iterator[tuple[int, Ladder]]:
    """The ladders that stand now, each with the clock that it hangs on: the outer one, or those of a stage's asks."""
    procedures = [live.machine.procedure]
    if "." in live.case.stage:
        procedures.append(live.machine.within(live.case.stage)[0])
    for procedure in procedures:
        if procedure.ladder is None:
            continue
        if procedure.ladder.on == "outer":
            yield OUTER, procedure.ladder
            continue
        for ask in live.open_asks(AskKind.ACT):
            if ask.stage.rpartition(".")[2] == procedure.ladder.on:
                yield ask.number, procedure.ladder


def moment_of(rung: Rung, clock: Clock, calendar: Calendar) -> datetime | None:
    """When a rung is reached: at so many hundredths of the limit, or a span behind its end."""
    share = _SHARE.fullmatch(rung.at)
    if share:
        return clock.due(calendar, int(share[1]))
    return clock.past(Limit.parse(rung.at.removeprefix("+")), calendar)

"""The worker: looks at every case whose time has come, the oldest first, a page at a time.

There is no queue to lose: a case says itself when it has to be looked at, and what happens then is an act like any
other. Killed half way, the worker leaves a case either as it was or done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter, sleep
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from kaifaqu.kernel.actions import Action, Outcome, Ref, batch, through
from kaifaqu.kernel.cases.actions import run_due
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.subjects.actor import Rule

WORKER = Rule("worker")
FIRST, LEAST, MOST = 100, 20, 500
"""How many cases a page has at first, and at least and at most."""
HELD = 0.15
"""Seconds for which a page should hold the write lock. Whoever waits for it is let in within twice that."""
BREATH = 0.05
"""Seconds between two pages. SQLite has no queue for its lock: who waits tries again every few hundredths."""


@dataclass
class Pace:
    """Pages of a size that holds the write lock no longer than `HELD`, with a breath in between for others."""

    size: int = FIRST
    pause: Callable[[float], None] = field(default=sleep)

    def run(self, act: Action[..., Any], cases: Sequence[int], **inputs: object) -> Outcome:
        """Do one act on a page of cases, with the same inputs."""
        each = dict.fromkeys(range(len(cases)), inputs)
        started = perf_counter()
        with through("worker"):
            outcome = batch(act, [Ref[Case](pk) for pk in cases], by=WORKER, each=each, page=max(len(cases), 1))
        spent = max(perf_counter() - started, 0.001)
        full = len(cases) >= self.size
        if full:
            wanted = int(len(cases) * HELD / spent)
            self.size = min(max(wanted, LEAST, self.size // 2), MOST, self.size * 2)
        if full and connection.vendor == "sqlite":
            self.pause(BREATH)
        return outcome


@dataclass(frozen=True)
class Drained:
    """How many things happened, and the cases that would not let it."""

    done: int
    stuck: list[int]


def drain(until: datetime | None = None, pace: Pace | None = None) -> Drained:
    """Do what is due, until nothing is.

    A page is taken by the time at which it was due, so that no case waits for younger ones; what a case has due
    after that comes in a later page, in its turn. A case that is refused twice is left alone and named: another
    worker may have been there first, but not both times.
    """
    pace = pace or Pace()
    done, refused = 0, Counter[int]()
    while True:
        stuck = [pk for pk, times in refused.items() if times > 1]
        ids = list(waiting(until).exclude(pk__in=stuck).values_list("pk", flat=True)[: pace.size])
        if not ids:
            return Drained(done, stuck)
        outcome = pace.run(run_due, ids)
        done += len(outcome.done)
        refused.update(ref.id for ref, _refusal in outcome.refused)


def waiting(until: datetime | None = None) -> QuerySet[Case]:
    """The cases whose time has come, the oldest first."""
    return Case.objects.filter(next_at__lte=until or now()).order_by("next_at", "pk")

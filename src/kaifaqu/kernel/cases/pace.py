"""How the worker goes about it: pages of a size that leaves the database to others soon, and a breath between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, sleep
from typing import Any

from django.db import connection

from kaifaqu.kernel.actions import Action, Outcome, Ref, batch, through
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.subjects.actor import Rule

WORKER = Rule("worker")
FIRST, LEAST, MOST = 100, 20, 500
"""How many cases a page has at first, and at least and at most."""
HELD = 0.2
"""Seconds for which a page should hold the write lock. Whoever waits for it is let in within twice that."""
BREATH = 0.04
"""Seconds between two pages. SQLite has no queue for its lock: who waits tries again every few hundredths of one."""


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
        if len(cases) >= self.size:
            wanted = int(len(cases) * HELD / spent)
            self.size = min(max(wanted, LEAST, self.size // 2), MOST, self.size * 2)
            self.pause(BREATH if connection.vendor == "sqlite" else 0)
        return outcome

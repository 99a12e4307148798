"""The worker: looks at every case whose time has come, the oldest first, a page at a time.

There is no queue to lose: a case says itself when it has to be looked at, and what happens then is an act like any
other. Killed half way, the worker leaves a case either as it was or done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kaifaqu.kernel.cases.actions import run_due
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.cases.pace import WORKER, Pace
from kaifaqu.kernel.cases.recount import recount
from kaifaqu.kernel.clock import now


@dataclass(frozen=True)
class Drained:
    """How many things happened, and the cases that would not let it."""

    done: int
    stuck: list[int]


def turn(pace: Pace | None = None) -> Drained:
    """One turn of the worker: deadlines first, where the calendar has changed, then what is due by them."""
    recount(pace)
    return drain(pace=pace)


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
    return Case.objects.filter(next_at__lte=until or now()).order_by("next_at", "subject_id")


__all__ = ["WORKER", "Drained", "Pace", "drain", "turn", "waiting"]

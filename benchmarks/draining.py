"""The worker with very much to do while somebody else works: what is due, and deadlines after a new notice."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections

from benchmarks import many_cases
from benchmarks.measure import Line, Table, bare_commit, p95, per_second
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.actions import DayKind, override_day
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.cases import recount, worker
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import Cast

RUNGS = 3
CASES = int(os.environ.get("KAIFAQU_BENCH_DUE", "9000")) // RUNGS
FORK = get_context("fork")


def run() -> Table:
    """Drain, with somebody changing quotas meanwhile; then the same for deadlines that a closed day moves."""
    city = many_cases.city()
    many_cases.fill(city, CASES, due_now=CASES)
    table = Table(f"the worker and {CASES:,} open cases of which {RUNGS} rungs each are due, {connection.vendor}")
    sealed = _sealed()
    told = _while_another_works(city.cast, worker.drain)
    _lines(table, f"{CASES * RUNGS:,} due actions drained", told, "< 120 s")
    close = partial(override_day, Ref[Place](city.cast.city.pk), by=city.cast.clerk, kind=DayKind.CLOSED, name="停电")
    close(day=_within_their_limit())
    told = _while_another_works(city.cast, recount.recount)
    _lines(table, f"{CASES:,} clocks recomputed after the calendar changed", told, "< 90 s")
    table.count("settled verdicts that changed", len(sealed.items() - _sealed().items()), "0")
    [commits] = per_second(bare_commit())
    table.rate("bare commits", commits, "itself", commits)
    return table


def _within_their_limit() -> date:
    """A working day by which the limit of every case is moved when it is closed."""
    calendar, first = calendar_of(None), today() - timedelta(days=many_cases.LATE)
    days = (first + timedelta(days=n) for n in range(2, 9))
    return next(day for day in days if calendar.is_working(day.toordinal()))


def _sealed() -> dict[int, tuple[object, ...]]:
    rows = Ask.objects.filter(answered_at__isnull=False).order_by("pk")[:CASES]
    return {row.pk: (row.verdict, row.minutes, row.answered_at) for row in rows}


def _while_another_works(cast: Cast, work: Callable[[], object]) -> tuple[float, int, list[float]]:
    """The seconds of the work, how many acts of it there were, and the seconds of each act of somebody else."""
    connections.close_all()
    begun, over, answers = FORK.Event(), FORK.Event(), FORK.Queue()
    other = FORK.Process(target=_other, args=(cast, begun, over, answers))
    other.start()
    begun.wait(60)
    start = time.perf_counter()
    done: Any = work()
    spent = time.perf_counter() - start
    over.set()
    waited = answers.get(timeout=60)
    other.join(20)
    return spent, getattr(done, "done", done), waited


def _other(cast: Cast, begun: Any, over: Any, answers: Any) -> None:
    waited: list[float] = []
    begun.set()
    while not over.is_set():
        start = time.perf_counter()
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=len(waited) % 900 + 1, on=today())
        waited.append(time.perf_counter() - start)
        time.sleep(0.05)
    answers.put(waited)


def _lines(table: Table, what: str, told: tuple[float, int, list[float]], wanted: str) -> None:
    spent, done, waited = told
    table.lines += [
        Line(what, f"{spent:.0f} s", f"{done:,} acts, {done / spent:,.0f}/s", "", wanted),
        Line(
            "an act of another meanwhile, the slowest",
            f"{max(waited) * 1000:.0f} ms",
            f"p95 of {len(waited)}: {p95(waited) * 1000:.0f} ms",
            "",
            "< 300 ms of waiting",
        ),
    ]

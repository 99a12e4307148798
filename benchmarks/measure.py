"""Timing: how often a second, the middle and the slow end of many runs, and a table to print."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

TRIES = 60
TURNS, TURN = 8, 0.4  # seconds


@dataclass
class Line:
    """One speed beside its peer: `ratio` is ours to the peer's."""

    what: str
    ours: str
    peer: str
    ratio: str
    wanted: str = ""


@dataclass
class Table:
    """The lines of one benchmark."""

    title: str
    lines: list[Line] = field(default_factory=list)

    def rate(self, what: str, ours: float, peer_name: str, peer: float, wanted: str = "") -> None:
        """So many a second, beside a peer's rate."""
        self.lines.append(Line(what, f"{ours:,.0f}/s", f"{peer_name} {peer:,.0f}/s", f"{ours / peer:.2f}", wanted))

    def times(self, what: str, ours: list[float], peer_name: str, peer: list[float], wanted: str = "") -> None:
        """The 95th percentile, beside a peer's."""
        mine, other = p95(ours) * 1000, p95(peer) * 1000
        self.lines.append(
            Line(what, f"p95 {mine:.1f} ms", f"{peer_name} {other:.1f} ms", f"{mine / other:.1f}", wanted)
        )

    def count(self, what: str, number: int, wanted: str = "") -> None:
        """A number that is no time, such as statements."""
        self.lines.append(Line(what, str(number), "", "", wanted))

    def text(self) -> str:
        """The table as Markdown."""
        rows = [f"| {x.what} | {x.ours} | {x.peer} | {x.ratio} | {x.wanted} |" for x in self.lines]
        head = ["| what | ours | beside it | ratio | wanted |", "|---|---|---|---|---|"]
        return "\n".join([f"### {self.title}", "", *head, *rows, ""])


def per_second(*works: Callable[[], int]) -> list[float]:
    """How many a second of each: a work says how many it did. The best of several turns, taken in turn.

    In turn, so that what else the machine does meets them all; the best, because nothing makes a turn too fast.
    """
    best = [0.0] * len(works)
    for _ in range(TURNS):
        for place, work in enumerate(works):
            done, start = 0, time.perf_counter()
            while (spent := time.perf_counter() - start) < TURN:
                done += work()
            best[place] = max(best[place], done / spent)
    return best


def bare_commit() -> Callable[[], int]:
    """Commits of one tiny row: what the disk allows."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (n INTEGER)")

    def commit() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare VALUES (1)")
        return 1

    return commit


def timed(work: Callable[[], object], tries: int = TRIES) -> list[float]:
    """The seconds of each of many runs, the first (which warms up) left out."""
    work()
    spent = []
    for _ in range(tries):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return spent


def p95(spent: list[float]) -> float:
    """The 95th percentile."""
    return sorted(spent)[int(len(spent) * 0.95)]


@contextmanager
def statements() -> Iterator[list[dict[str, str]]]:
    """The statements that a block sends to the database."""
    found: list[dict[str, str]] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += captured.captured_queries

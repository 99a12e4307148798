"""Acts: how many a second, and how many statements each takes."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from benchmarks.measure import Table, bare_commit, per_second, statements
from kaifaqu.kernel.actions import Ref, batch
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from tests.cast import SETUP, assemble

SINCE = date(2010, 1, 1)


def run() -> Table:
    """Change quotas, one by one and in batches."""
    table = Table("acts")
    cast = assemble()
    zones = [
        register_zone(Ref(cast.city.pk), by=SETUP, title=f"Zone {i}", slug=f"bench-{i}", on=SINCE).pk
        for i in range(200)
    ]
    days = itertools.count()

    def one() -> int:
        n = next(days)
        change_quota(Ref(zones[n % 200]), by=cast.clerk, quota=n, on=SINCE + timedelta(days=n % 4000))
        return 1

    def many() -> int:
        n = next(days) * 1000
        each = {i: {"quota": n + i} for i in range(200)}
        refs = [Ref[object](z) for z in zones]
        return len(batch(change_quota, refs, by=cast.clerk, each=each, on=SINCE + timedelta(days=n % 4000)).done)

    single, batched, commits = per_second(one, many, bare_commit())
    table.rate("one act a commit", single, "bare commit", commits)
    table.rate("a batch of 200", batched, "one act a commit", single)
    with statements() as sent:
        one()
    table.count("statements of an act, BEGIN and COMMIT included", len(sent), "≤ 12")
    table.count("of which the trail's", sum("trail_" in s["sql"] or "SET seq" in s["sql"] for s in sent), "≤ 3")
    return table

"""The board of a programme: 25 of 100 zones with 17 tasks, beside a bare read of what was reported of all of them."""

from __future__ import annotations

import gzip
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.measure import Table, statements, timed
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.institutions.actions import register_zone
from kaifaqu.rooms.reform.models import Report, State
from tests import programmes
from tests.cast import FOUNDED, SETUP, assemble
from tests.kernel.api.callers import account_of

TASKS, ZONES, TOLD = 17, 100, 3
STATES = (State.UNDER_WAY, State.CLAIMED, State.VERIFIED)


def run() -> Table:
    """Open the board as the reform office does."""
    table = Table(f"the board: 25 of {ZONES} zones × {TASKS} tasks, {TASKS * ZONES * TOLD:,} reports")
    settings.ALLOWED_HOSTS = ["testserver"]
    cast = assemble()
    more = "".join(
        f"      task_{n}: {{title: {{zh: 第{n}项任务, en: Task {n}}}, src: paper 三}}\n" for n in range(TASKS - 2)
    )
    programme = programmes.under_way(cast, programmes.TEXT.rstrip() + "\n" + more)
    zones = [cast.zone_a.pk, cast.zone_b.pk]
    for n in range(ZONES - len(zones)):
        row = register_zone(Ref(cast.city.pk), by=SETUP, title=f"第{n}开发区", slug=f"zone-{n}", on=FOUNDED)
        zones.append(row.pk)
    tasks = ["slim", "area", *(f"task_{n}" for n in range(TASKS - 2))]
    with guard.lifted("a benchmark fills a board"):
        Report.objects.bulk_create(_reports(programme, tasks, zones), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    address = f"{reverse('reform:board', args=[programme])}?on=2020-10-01"

    def bare() -> object:
        return list(Report.objects.order_by("day", "id").values_list("task", "place_id", "state", "day"))

    rows = timed(bare)
    table.times("the page", timed(lambda: client.get(address)), "bare rows", rows, "< 200 ms")
    with statements() as sent:
        body = client.get(address).content
    table.count("statements of the page", len(sent), "≤ 30")
    table.count("bytes of the page, compressed", len(gzip.compress(body)), "≤ 100,000")
    return table


def _reports(programme: int, tasks: list[str], zones: list[int]) -> list[Report]:
    return [
        Report(
            programme_id=programme,
            task=task,
            place_id=zone,
            state=STATES[(n + i) % len(STATES)],
            day=programmes.BEGUN + timedelta(days=n * 10),
            words="方案已印发，正在落实",
            act_subject=zone,
            act_seq=1,
        )
        for n in range(TOLD)
        for i, zone in enumerate(zones)
        for task in tasks
    ]

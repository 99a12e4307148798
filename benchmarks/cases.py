"""Inbox, newest cases, a case's page and search over very many cases, each beside bare rows by the same index."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks import many_cases
from benchmarks.many_cases import City
from benchmarks.measure import Table, bare_commit, per_second, statements, timed
from kaifaqu.kernel import clock
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.cases import inbox, worker
from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from tests.kernel.api.callers import account_of

CASES = int(os.environ.get("KAIFAQU_BENCH_CASES", "100000"))
PAGE = 50
SLOWEST, SLOWEST_SEARCH = "< 100 ms", "< 300 ms"


def run() -> Table:
    """Fill a city, then look at it as people do: of a busy department, of a quiet one, of one zone in a hundred."""
    city = many_cases.city()
    many_cases.fill(city, CASES)
    return measured(city)


def measured(city: City) -> Table:
    """What people look at, over the cases that are there."""
    table = Table(f"{Case.objects.count():,} cases, {connection.vendor}")
    settings.ALLOWED_HOSTS = ["testserver"]
    waiting, spine = timed(partial(_bare_inbox, city.busy.organ)), timed(_bare_newest)
    for name, work in _looks(city):
        table.times(name, timed(work), "bare 50 rows by the index", waiting, SLOWEST)
    for who, seat in (("a department", city.busy), ("an auditor", city.cast.auditor)):
        table.times(f"newest {PAGE} seen by {who}", timed(partial(_newest, seat)), "bare 50 rows", spine, SLOWEST)
    for name, seat, words in _searches(city):
        table.times(f"search: {name}", timed(partial(_search, seat, words)), "bare 50 rows", spine, SLOWEST_SEARCH)
    client = Client()
    client.force_login(account_of(city.busy), "django.contrib.auth.backends.ModelBackend")
    ask = inbox.to_do(city.busy.organ).first()
    for address in ("/inbox/", f"/cases/{ask.case_id if ask else 0}/", "/search/?q=企业"):
        if client.get(address).status_code != OK:
            raise RuntimeError(f"{address} cannot be read")
        shown = address.split("?")[0].replace(str(ask.case_id if ask else 0), "…")
        wanted = SLOWEST_SEARCH if "search" in address else SLOWEST
        table.times(f"the whole page {shown}", timed(partial(client.get, address)), "bare 50 rows", waiting, wanted)
    with statements() as sent:
        _search(city.busy, "企业")
    table.count("statements of a search", len(sent))
    [commits] = per_second(bare_commit())
    table.rate("bare commits", commits, "itself", commits)
    return table


OK = 200


def _looks(city: City) -> list[tuple[str, Callable[[], object]]]:
    busy, now = city.busy.organ, clock.now()
    middle = Ask.objects.filter(organ=busy, answered_at__isnull=False).order_by("-answered_at", "-id")
    deep = middle.values_list("answered_at", "pk")[middle.count() // 2]
    return [
        ("inbox: to do, 50 of them", lambda: list(inbox.to_do(busy, city.busy.post)[:PAGE])),
        ("inbox: done, 50 of them", lambda: list(inbox.done(busy)[:PAGE])),
        ("inbox: done, from the middle on", lambda: list(inbox.done(busy).filter(answered_at__lte=deep[0])[:PAGE])),
        ("inbox: started, 50 of them", lambda: list(inbox.started(busy)[:PAGE])),
        (
            "its four counts",
            lambda: [
                inbox.counted(rows)
                for rows in (inbox.to_do(busy), inbox.done(busy), inbox.started(busy), inbox.late(busy, now))
            ],
        ),
        ("the worker's next 200", lambda: list(worker.waiting().values_list("pk", flat=True)[: worker.Pace().size])),
    ]


def _searches(city: City) -> list[tuple[str, Seat, str]]:
    return [
        ("企业, in every fourth case", city.busy, "企业"),
        ("the same by an organ that has to do with none", city.in_a_zone, "企业"),
        ("the same by a department that has few cases", city.quiet, "企业"),
        ("three words", city.busy, "东港 用地 协调"),
        ("one character", city.busy, "桥"),
        ("a number", city.busy, f"{Case.objects.order_by('-pk').values_list('pk', flat=True)[100]}号"),
        ("what nobody wrote", city.busy, "龙卷风"),
    ]


def _search(seat: Seat, words: str) -> object:
    return search.find(visible_to(seat).select_related("place"), words)


def _newest(seat: Seat) -> object:
    return list(visible_to(seat).filter(kind=Case.KIND).select_related("place").order_by("-pk")[:PAGE])


def _bare_newest() -> object:
    return list(Subject.objects.order_by("-pk").values_list("pk", "title")[:PAGE])


def _bare_inbox(organ: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, case_id, due_at FROM cases_ask WHERE organ_id = %s AND answered_at IS NULL AND kind = 'act' "
            "ORDER BY due_at LIMIT 50",
            [organ],
        )
        return cursor.fetchall()

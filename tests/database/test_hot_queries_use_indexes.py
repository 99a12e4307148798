"""What is asked all day is answered by an index, however many cases there are: no plan reads a big table through."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from benchmarks import many_cases
from benchmarks.many_cases import City
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.cases import inbox, worker
from kaifaqu.kernel.cases.models import Ask, Case, ClockEntry
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.words import sought
from kaifaqu.kernel.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BIG = {"subjects_subject", "cases_case", "cases_ask", "cases_clockentry", "trail_entry", search.TABLE}
CASES = 6_000


@dataclass(frozen=True)
class Hot:
    """The city, and one case in it."""

    city: City
    case: int

    def found(self, words: str) -> QuerySet[Subject]:
        ids = search._window(sought(words), search.NEWEST, search.WINDOWS[0], up=False)
        return visible_to(self.city.busy).filter(pk__in=search._among(ids)).order_by("-pk")[:26]


HOT: dict[str, Callable[[Hot], QuerySet[Any, Any]]] = {
    "inbox: to do": lambda h: inbox.to_do(h.city.busy.organ, h.city.busy.post)[:50],
    "inbox: done": lambda h: inbox.done(h.city.busy.organ)[:50],
    "inbox: started": lambda h: inbox.started(h.city.busy.organ)[:50],
    "inbox: told of": lambda h: inbox.copied(h.city.busy.organ)[:50],
    "inbox: late": lambda h: inbox.late(h.city.busy.organ)[:50],
    "count of what is to do": lambda h: inbox.to_do(h.city.busy.organ).order_by().values_list("pk")[:1001],
    "count of what is done": lambda h: inbox.done(h.city.busy.organ).order_by().values_list("pk")[:1001],
    "cases whose time has come": lambda h: worker.waiting(now() - timedelta(days=1)).values_list("pk")[:200],
    "the asks of a case": lambda h: Ask.objects.filter(case=h.case).order_by("number"),
    "the clocks of a case": lambda h: ClockEntry.objects.filter(case=h.case).order_by("id"),
    "may somebody see a case": lambda h: visible_to(h.city.in_a_zone).filter(pk=h.case),
    "may somebody answer a case": lambda h: reach(h.city.busy, "cases.answer_case").filter(pk=h.case),
    "the newest cases that somebody sees": lambda h: visible_to(h.city.busy).filter(kind="case").order_by("-pk")[:50],
    "search: a rare word": lambda h: h.found("龙卷风"),
    "search: two words": lambda h: h.found("东港 用地"),
    "the record of a case": lambda h: Entry.objects.filter(subject=h.case).order_by("-seq")[:50],
}


@pytest.fixture
def hot() -> Hot:
    city = many_cases.city()
    many_cases.fill(city, CASES)
    return Hot(city, Case.objects.order_by("-subject_id").values_list("pk", flat=True)[10])


def test_no_hot_query_reads_a_big_table_through(hot: Hot) -> None:
    through = {name: found for name, query in HOT.items() if (found := list(scans(query(hot))))}
    assert through == {}


def test_a_scan_would_be_seen(hot: Hot) -> None:
    assert [*scans(Case.objects.filter(words="无"))] == ["cases_case"]


def scans(rows: QuerySet[Any, Any]) -> Iterator[str]:
    """The big tables that the plan of a query reads from end to end."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A few thousand rows it would rather read through; what counts is whether an index can answer.
            for way in ("seqscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            yield from _through((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
            return
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        yield from _read_through([detail for *_numbers, detail in cursor.fetchall()], sql)


def _through(node: dict[str, Any]) -> Iterator[str]:
    through = "Scan" in node["Node Type"] and "Index Cond" not in node and "Recheck Cond" not in node
    if through and node.get("Relation Name") in BIG:
        yield node["Relation Name"]
    for below in node.get("Plans", []):
        yield from _through(below)


def _read_through(details: list[str], sql: str) -> Iterator[str]:
    """Of the lines of SQLite's plan the `SCAN x` of big tables, where x is a table or an alias of several.

    Read in the order of an index, up to a limit, is not read through; the index of words is read by its words. An
    alias that small tables have too may be scanned as often as they have it.
    """
    scanned = Counter(words[1] for words in map(str.split, details) if words[0] == "SCAN" and not _in_part(words, sql))
    named = [(name or table, table) for table, name in NAMED.findall(sql)]
    for alias, times in scanned.items():
        tables = [table for name, table in named if name == alias]
        if times > sum(table not in BIG for table in tables):
            yield from (table for table in tables if table in BIG)


NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: "?((?!INNER|LEFT|WHERE|ORDER|ON)\w+)"?)?')


def _in_part(words: list[str], sql: str) -> bool:
    return "VIRTUAL" in words or ("INDEX" in words and "LIMIT" in sql)

"""Importing as many organs as one file may hold: from the workbook to the record, beside bare inserts of the rows."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import xlsxwriter
from django.db import connection, transaction

from benchmarks.measure import Line, Table, statements
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.imports.kinds import MOST_ROWS, all_kinds
from kaifaqu.kernel.imports.sheets import with_reasons
from kaifaqu.kernel.organs.models import Organ, Place, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.verify import verify
from tests.cast import assemble

HEADER = ("机构名称", "英文名称", "机构类别", "上级机构", "设立日期")
TABLES = (Subject, Organ, Since)


def run() -> Table:
    """Check, keep, write, give back; then the same rows bare."""
    table = Table(f"import of {MOST_ROWS:,} organs")
    cast = assemble()
    place = Place.objects.select_related("subject").get(pk=cast.zone_a.pk)
    data = _workbook()
    small = _megabytes()
    brought, kind = service.Brought("名单.xlsx", data), all_kinds()["organs"]
    made, checking = _timed(lambda: service.review(kind, place, brought, by=cast.clerk))
    ready, loading = _timed(lambda: reviews.load(made.key))
    with statements() as sent:
        _, writing = _timed(lambda: import_rows(Ref(place.pk), by=cast.clerk, rows=ready))
    assert ready.counts["new"] == MOST_ROWS
    assert verify().sound
    top = _megabytes()
    _, giving = _timed(lambda: with_reasons(kind, brought.sheet, [], header=1))
    bare = _bare()
    total = checking + loading + writing
    table.lines += [
        Line(f"from a workbook of {len(data) / 1e6:.1f} MB to the record", f"{total:.1f} s", "", "", "< 60 s"),
        Line(
            "of which under the write lock",
            f"{writing:.1f} s",
            f"bare executemany {bare:.1f} s",
            f"{writing / bare:.1f}",
            "≤ 10 s",
        ),
        Line(
            "the most memory, Django's own included",
            f"{top:.0f} MB",
            f"before {small:.0f} MB",
            f"{top / small:.1f}",
            "< 500 MB",
        ),
        Line("statements of the act", str(len(sent)), "", "", "as for two rows"),
        Line("the file given back with reasons", f"{giving:.1f} s", "", "", ""),
    ]
    return table


R = TypeVar("R")


def _timed(work: Callable[[], R]) -> tuple[R, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _workbook() -> bytes:
    """Ten sections below each unit, units below the committee."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(MOST_ROWS):
            above = f"第{n - n % 10}部" if n % 10 else "开发区A管委会"
            sheet.write_row(n + 1, 0, (f"第{n}部", f"Unit {n}", "内设机构", above, "2020-08-15"))
    return buffer.getvalue()


def _bare() -> float:
    """The rows that the import has written, inserted again into tables with the same columns and indexes."""
    spent = 0.0
    for model in TABLES:
        name = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1 DESC LIMIT {MOST_ROWS}")
            rows = cursor.fetchall()
            cursor.execute(f"CREATE TABLE bare_{name} AS SELECT * FROM {name} WHERE 0")
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql > ''", [name])
            for (index,) in cursor.fetchall():
                cursor.execute(index.replace(' INDEX "', ' INDEX "bare_').replace(f'ON "{name}"', f'ON "bare_{name}"'))
        marks = ", ".join(["%s"] * len(rows[0]))
        start = time.perf_counter()
        with guard.lifted("a peer to compare with"), transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO bare_{name} VALUES ({marks})", rows)
        spent += time.perf_counter() - start
    return spent

"""Rows by the hundred thousand, inside an act: the ORM puts a statement together for every ninety of them.

On the machine of docs/benchmarks.md `bulk_create` takes 10 s for 100 000 subjects with an organ and a status each,
these take 2 s; and it is under the write lock that they are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts

AFTER_LAST = "SELECT seq FROM sqlite_sequence WHERE name = %s"
NEXT = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def reserve_ids(count: int) -> list[int]:
    """Ids for so many new subjects, in order. Nobody else gets them: SQLite has one writer, a sequence never repeats.

    Inside an act only.
    """
    acts.current()
    table = Subject._meta.db_table
    if not count:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT, [table, count])
            return sorted(number for (number,) in cursor.fetchall())
        cursor.execute(AFTER_LAST, [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return list(range(first, first + count))


def insert_many(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the named columns; what is not named gets its default, also of the act under way."""
    fields = [f for f in model._meta.concrete_fields if f.attname in names or not f.primary_key]
    named = [names.index(f.attname) if f.attname in names else None for f in fields]
    fixed = [
        f.get_db_prep_save(f.get_default(), connection) if at is None else None
        for f, at in zip(fields, named, strict=True)
    ]
    prepare = list(zip(named, fields, fixed, strict=True))
    quoted = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
    sql = f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608  (names of our own columns)
    values = [
        [fixed if at is None else field.get_db_prep_save(row[at], connection) for at, field, fixed in prepare]
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)

"""Rows by the hundred thousand, inside an act: the ORM puts a statement together for every ninety of them.

On the machine of docs/benchmarks.md `bulk_create` takes 10 s for 100 000 subjects with an organ and a status each,
these take 2 s; and it is under the write lock that they are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

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


def insert_many(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> None:
    """Insert rows of the named columns; what is not named gets its default, also of the act under way.

    Values are as both databases take them: text, integers, days as 2020-08-15. Inside an act only.
    """
    acts.current()
    fields = [f for f in model._meta.concrete_fields if f.attname in names or not f.primary_key]
    fixed = {f.attname: f.get_db_prep_save(f.get_default(), connection) for f in fields if f.attname not in names}
    columns = ", ".join(
        connection.ops.quote_name(str(f.column)) for f in sorted(fields, key=lambda f: f.attname in fixed)
    )
    given = [names.index(f.attname) for f in fields if f.attname in names]
    values = [(*(row[at] for at in given), *fixed.values()) for row in rows]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which takes a row of an executemany four times as long as one of a copy
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        elif values:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608  (our own columns)


def save_rows(rows: Sequence[models.Model], *, unique: tuple[str, ...] = (), update: tuple[str, ...] = ()) -> None:
    """Insert rows of one model in one statement; where one stands with the same `unique` fields, `update` those.

    The ids stay unknown. Only for rows that acts have made: what they have by default they have since.
    """
    if rows:
        fields, statement = _insertion(connection.vendor, type(rows[0]), unique, update)
        _each_of(statement, rows, fields)


def update_rows(rows: Sequence[models.Model], names: tuple[str, ...]) -> None:
    """Write the named fields of rows of one model that stand already, found by their key, in one statement."""
    if rows:
        fields, statement = _change(connection.vendor, type(rows[0]), names)
        _each_of(statement, rows, fields)


Fields = list["models.Field[object, object]"]


def _each_of(statement: str, rows: Sequence[models.Model], fields: Fields) -> None:
    ours = connections[DEFAULT_DB_ALIAS]  # and not the proxy, which looks it up for every value
    values = [[f.get_db_prep_save(getattr(row, f.attname), ours) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


@cache
def _insertion(
    vendor: str, model: type[models.Model], unique: tuple[str, ...], update: tuple[str, ...]
) -> tuple[Fields, str]:
    fields: Fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    columns, marks = _columns(fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (our own columns)
    if unique:
        named = [_column(model, name) for name in update]
        sets = ", ".join(f"{column} = excluded.{column}" for column in named)
        keys = ", ".join(_column(model, name) for name in unique)
        statement += f" ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    return fields, statement


@cache
def _change(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> tuple[Fields, str]:
    key = model._meta.pk
    fields: Fields = [f for f in model._meta.concrete_fields if f.name in names]
    sets = ", ".join(f"{_quoted(str(f.column))} = %s" for f in fields)
    statement = f"UPDATE {_quoted(model._meta.db_table)} SET {sets} WHERE {_quoted(str(key.column))} = %s"  # noqa: S608  (our own columns)
    return [*fields, key], statement


def _columns(fields: Fields) -> str:
    return ", ".join(_quoted(str(f.column)) for f in fields)


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    return _quoted(str(getattr(field, "column", "")))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

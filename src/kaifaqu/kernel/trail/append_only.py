"""Database triggers that refuse to change or delete rows: for migrations of append-only tables."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION kaifaqu_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only: % is refused on %', TG_OP, TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def append_only(table: str) -> RunPython:
    """A migration operation after which `table` takes new rows only, on SQLite and PostgreSQL."""

    def forward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRESQL_FUNCTION, params=None)
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION kaifaqu_append_only()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} is refused on {table}'); END"
            )

    def backward(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            return
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")

    return RunPython(forward, backward, elidable=False)


def changeable(table: str) -> RunPython:
    """A migration operation before columns are added to an append-only table; `append_only` must follow it.

    SQLite makes the table anew for a column, and its triggers do not come along.
    """
    held = append_only(table)
    return RunPython(held.reverse_code or RunPython.noop, held.code, elidable=False)

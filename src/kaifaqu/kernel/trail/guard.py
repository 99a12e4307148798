"""A guard at the database: a write to the house's own tables outside an act raises, wherever it comes from.

It sees bulk writes and raw SQL too, which signals and `save()` do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.signals import connection_created

from kaifaqu.kernel.trail import acts

WRITE = re.compile(
    r"""\b(?:(?:INSERT(?:\s+OR\s+\w+)?|REPLACE|MERGE)\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY)
    (?:\s+ONLY)?\s+(?:"?\w+"?\.)?"?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_lifted: ContextVar[str] = ContextVar("kaifaqu_guard_lifted", default="")


class UnrecordedWrite(RuntimeError):
    """A table that acts alone may write was written without one."""


@cache
def guarded_tables() -> frozenset[str]:
    """Every table of the house but those whose model says why acts do not write it (`written_by`)."""
    own = (m for m in apps.get_models() if m.__module__.startswith("kaifaqu."))
    return frozenset(m._meta.db_table for m in own if not getattr(m, "written_by", ""))


@contextmanager
def lifted(reason: str) -> Iterator[None]:
    """Lift the guard for maintenance that is no act (sealing, migrations of data, erasure); the reason is required."""
    if not reason:
        raise ValueError("say why the guard is lifted")
    token = _lifted.set(reason)
    try:
        yield
    finally:
        _lifted.reset(token)


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if isinstance(sql, str) and not acts.under_way() and not _lifted.get():
        for table in WRITE.findall(sql):
            if table.lower() in guarded_tables():
                raise UnrecordedWrite(f"{table} is written by acts only: {sql[:80]}")
    return execute(sql, params, many, context)


def _on_connect(connection: Any, **_: Any) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def install() -> None:
    """Watch every connection from now on."""
    connection_created.connect(_on_connect, dispatch_uid="kaifaqu.guard")

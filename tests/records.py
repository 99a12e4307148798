"""What stands in the house's own tables, to tell that a refused act has changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.trail.guard import guarded_tables


def everything() -> dict[str, list[Any]]:
    """Every row of every table that acts write."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in sorted(guarded_tables())}


def _rows(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
    return list(cursor.fetchall())


@contextmanager
def refused(code: str, *, field: str = "") -> Iterator[None]:
    """The block is refused with that code, at that input, in words, and nothing has changed."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        yield
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value)
    assert everything() == before

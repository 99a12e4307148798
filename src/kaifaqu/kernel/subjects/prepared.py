"""A statement that the ORM puts together once, and that is asked again with other values.

To put one together takes Python many times as long as the database takes to answer it (docs/benchmarks.md), and an
act asks the same few each time. A statement is built with places in it instead of values: numbers and texts that stand
for what is given later. Whatever else shapes it (a role, a day, how many ids) belongs into its key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

KEPT = 500
_FIRST = 7_000_000_000_000_000
_LAST = _FIRST + 1_000_000


def number(place: int) -> int:
    """A number that stands for the one given at that place."""
    return _FIRST + place


def text(place: int) -> str:
    """A text that stands for the one given at that place; it may be part of a longer one, as in a pattern."""
    return f"\ue100{place}\ue101"


class Prepared:
    """One statement. Safe to be asked from several threads: nothing of it changes."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        self.sql, self.params = "", ()
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            return  # it can find nothing, whatever the values

    def ask(self, numbers: Sequence[int] = (), texts: Sequence[str] = ()) -> Iterator[Any]:
        """The rows for these values, as the query set would give them."""
        if not self.sql:
            return iter(())
        escaped = connections[self.rows.db].ops.prep_for_like_query
        params = tuple(_filled(param, numbers, texts, escaped) for param in self.params)
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[self.rows.db]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        return iter(self.rows._iterable_class(_Source(self.rows, compiler)))  # type: ignore[attr-defined]  # Django's own way to make rows


class _Source:
    """What Django's iterables ask of a query set, with a statement that is there already."""

    def __init__(self, rows: Any, compiler: Any) -> None:
        self.db, self.model = rows.db, rows.model
        self._fields, self._known_related_objects = rows._fields, rows._known_related_objects
        self.query = copy(rows.query)
        self.query.get_compiler = lambda *_args, **_kwargs: compiler


def _filled(param: Any, numbers: Sequence[int], texts: Sequence[str], escaped: Callable[[str], str]) -> Any:
    if isinstance(param, int) and _FIRST <= param < _LAST:
        return type(param)(numbers[param - _FIRST])  # of the type that the driver was to be given
    if isinstance(param, str) and "\ue100" in param:
        before, _mark, rest = param.partition("\ue100")
        place, _mark, after = rest.partition("\ue101")
        given = texts[int(place)]
        return f"{before}{escaped(given)}{after}" if before or after else given
    return param


_kept: dict[Hashable, Prepared] = {}


def prepared(key: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    """The statement of that key, put together where it is not yet."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= KEPT:
            _kept.clear()
        found = _kept[key] = Prepared(build())
    return found


def forget() -> None:
    """Put all together anew: what shapes them has changed."""
    _kept.clear()

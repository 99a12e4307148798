"""A query put together once and asked again and again with other values.

Putting the statement together that locks, loads and checks takes the ORM four times as long as the database needs for
it, and that under the write lock. So it is done once for each shape (act, role, number of subjects), with stand-ins for
what differs; a later act puts its own values in their place. What comes back is what the ORM makes of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=models.Model)
KEPT = 512
_FIRST = 9_100_000_000_000_000_000
"""Stand-ins for ids are numbers that no id reaches."""


def number_in_place(at: int) -> int:
    """The stand-in for an id."""
    return _FIRST + at


def text_in_place(at: int) -> str:
    """The stand-in for a text, which may become a part of a pattern."""
    return f"kaifaqu~{at}~"


class Frozen:
    """A queryset as a statement, with stand-ins among its parameters: of models, or of `values_list`."""

    def __init__(self, rows: models.QuerySet[Any]) -> None:
        self._of_models = rows._iterable_class is ModelIterable
        self._compiler: Any = rows.query.get_compiler(using=rows.db)
        self._sql, self._params = self._compiler.as_sql()
        self._converters = self._compiler.get_converters(
            [c[0] for c in self._compiler.select[: self._compiler.col_count]]
        )

    def rows(self, values: Mapping[object, object]) -> Iterator[Any]:
        """The rows with these values in place of their stand-ins: models, or lists of what columns hold."""
        texts = {name: str(value) for name, value in values.items() if isinstance(name, str)}
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [_put(each, values, texts) for each in self._params])
            found = cursor.fetchall()
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda **_kwargs: [found]
        compiler.get_converters = lambda _columns: self._converters
        if not self._of_models:
            yield from compiler.results_iter([found])
            return
        asked: Any = SimpleNamespace(
            db=connection.alias,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _known_related_objects={},
        )
        yield from ModelIterable(asked)


def _put(param: Any, values: Mapping[object, object], texts: Mapping[str, str]) -> Any:
    if isinstance(param, int):
        return values.get(param, param)
    if isinstance(param, str) and "~" in param:
        for name, text in texts.items():
            param = param.replace(name, _escaped(text) if param != name else text)
    return param


def _escaped(text: str) -> str:
    """A text within a pattern: what means something there means itself."""
    return connection.ops.prep_for_like_query(text)


_frozen: dict[Hashable, Frozen] = {}


def frozen(shape: Hashable, build: Callable[[], models.QuerySet[Any]]) -> Frozen:
    """The query of a shape; `build` makes it with stand-ins, the first time."""
    key = (connection.vendor, shape)
    if key not in _frozen:
        if len(_frozen) >= KEPT:
            _frozen.clear()
        _frozen[key] = Frozen(build())
    return _frozen[key]


def in_place_of(ids: Sequence[int]) -> dict[object, object]:
    """Stand-ins for ids, each with its id."""
    return {number_in_place(at): each for at, each in enumerate(ids)}

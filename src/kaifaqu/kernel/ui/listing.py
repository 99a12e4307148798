"""The list of a register: declared columns, filters and orders, keyset pages. Nothing sent names a database column."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from kaifaqu.kernel.actions.refusals import Words

M = TypeVar("M", bound=Model)
COUNT_CAP = 1000
LONGEST = 200


@dataclass(frozen=True)
class Column:
    """A column: what it is called, how it is drawn (text, num, figure, pill, date), and the order it offers."""

    key: str
    label: Words
    kind: str = "text"
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter(Generic[M]):
    """A filter: a select of declared options, a text or a date; `apply` narrows the rows by a value it has checked."""

    name: str
    label: Words
    apply: Callable[[QuerySet[M], str], QuerySet[M]]
    kind: str = "select"
    options: Sequence[tuple[str, Words]] = ()
    default: str = ""

    def value(self, sent: Mapping[str, Any]) -> str:
        """The value sent, if it is one that this filter takes; else its default."""
        value = str(sent.get(self.name, self.default))[:LONGEST].replace("\x00", "")
        if self.kind == "select" and value not in {key for key, _ in self.options}:
            return self.default
        return value

    def drawn(self, value: str) -> dict[str, Any]:
        """What the toolbar draws."""
        options = [{"value": key, "label": label, "selected": key == value} for key, label in self.options]
        return {"name": self.name, "label": self.label, "kind": self.kind, "value": value, "options": options}


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows, and what the list template needs around them."""

    rows: list[M]
    context: dict[str, Any]


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A register as a list. `order` is the order when none is chosen; it must end in the primary key."""

    columns: Sequence[Column]
    order: tuple[str, ...]
    filters: Sequence[Filter[M]] = ()
    size: int = 25
    kept: tuple[str, ...] = field(default=())

    def page(self, rows: QuerySet[M], sent: QueryDict) -> Page[M]:
        """The page that the query string asks for: two statements, however many rows there are."""
        values = {f.name: f.value(sent) for f in self.filters}
        for f in self.filters:
            if values[f.name]:
                rows = f.apply(rows, values[f.name])
        key, order, descending = self._order(sent.get("order", ""))
        total = rows.order_by()[: COUNT_CAP + 1].count()
        cursor, backward = _cursor(sent, len(order))
        found = _slice(rows, order, cursor, backward=backward, descending=descending, size=self.size)
        more = len(found) > self.size
        found = found[: self.size]
        if backward:
            found.reverse()
        steps = _steps(found, order, cursor=cursor, backward=backward, more=more)
        base = {name: value for name, value in [*values.items(), ("order", key)] if value}
        told = f"{COUNT_CAP:,}+" if total > COUNT_CAP else f"{total:,}"
        return Page(found, self._context(base, values, key, steps, told))

    def drawn(self, rows: list[M], values: dict[str, str], *, pager: dict[str, str], total: str) -> Page[M]:
        """A page of rows that were found otherwise than by these filters, drawn as this list; in one order only."""
        base = {name: value for name, value in values.items() if value}
        context = self._context(base, values, "", pager, total)
        columns = [{key: told for key, told in head.items() if key != "sort_url"} for head in context["columns"]]
        return Page(rows, {**context, "columns": columns})

    def _order(self, asked: str) -> tuple[str, tuple[str, ...], bool]:
        descending = asked.startswith("-")
        column = next((c for c in self.columns if c.order and c.key == asked.lstrip("-")), None)
        return (asked, column.order, descending) if column else ("", self.order, False)

    def _context(
        self, base: dict[str, str], values: dict[str, str], order: str, steps: dict[str, str], total: str
    ) -> dict[str, Any]:
        return {
            "columns": [self._head(column, base, order) for column in self.columns],
            "filters": [f.drawn(values[f.name]) for f in self.filters],
            "kept": {"order": order} if order else {},
            "clear_url": "?" if any(values[f.name] != f.default for f in self.filters) else "",
            "pager": {name: _query({**base, name: token}) for name, token in steps.items()},
            "total_text": total,
        }

    def _head(self, column: Column, base: dict[str, str], order: str) -> dict[str, Any]:
        head: dict[str, Any] = {"label": column.label, "kind": column.kind}
        if column.order:
            up, down = column.key, f"-{column.key}"
            head["sorted"] = {up: "asc", down: "desc"}.get(order, "")
            head["sort_url"] = _query({**base, "order": down if order == up else up})
        return head


def _slice(
    rows: QuerySet[M],
    order: tuple[str, ...],
    cursor: Sequence[Any] | None,
    *,
    backward: bool,
    descending: bool,
    size: int,
) -> list[M]:
    down = backward != descending
    if cursor is not None:
        with suppress(ValueError, TypeError):  # a token of another list: read from the start
            rows = rows.filter(_beyond(order, cursor, down=down))
    fields = [f"-{name}" for name in order] if down else list(order)
    return list(rows.order_by(*fields)[: size + 1])


def _beyond(order: tuple[str, ...], cursor: Sequence[Any], *, down: bool) -> Q:
    """Rows after the cursor in a lexicographic order; the first field's range stands first: an index serves it."""
    way = "lt" if down else "gt"
    first = Q(**{f"{order[0]}__{way}e": cursor[0]})
    branches = []
    for i in range(len(order)):
        same = reduce(lambda q, pair: q & Q(**{pair[0]: pair[1]}), zip(order[:i], cursor[:i], strict=True), Q())
        branches.append(same & Q(**{f"{order[i]}__{way}": cursor[i]}))
    return first & reduce(lambda a, b: a | b, branches)


def _steps(
    found: list[Any], order: tuple[str, ...], *, cursor: Sequence[Any] | None, backward: bool, more: bool
) -> dict[str, str]:
    if not found:
        return {}
    steps = {}
    if more if backward else cursor is not None:
        steps["newer"] = _token(found[0], order)
    if cursor is not None if backward else more:
        steps["older"] = _token(found[-1], order)
    return steps


def _token(row: Any, order: tuple[str, ...]) -> str:
    values = [reduce(getattr, name.split("__"), row) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode()


def _cursor(sent: QueryDict, length: int) -> tuple[list[Any] | None, bool]:
    """The place sent, and whether to read backward; a token that is no place of ours is the first page."""
    backward = "newer" in sent
    token = sent.get("newer") or sent.get("older") or ""
    try:
        values = json.loads(base64.urlsafe_b64decode(token[:2000].encode())) if token else None
    except (binascii.Error, ValueError):
        return None, False
    fits = isinstance(values, list) and len(values) == length and all(_plain(v) for v in values)
    return (values, backward) if fits else (None, False)


def _plain(value: object) -> bool:
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return isinstance(value, str) and "\x00" not in value


def _query(values: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query[name] = value
    return f"?{query.urlencode()}"


def options(choices: Iterable[tuple[str, Words]], everything: Words) -> list[tuple[str, Words]]:
    """Options of a select: everything, then each choice."""
    return [("", everything), *choices]

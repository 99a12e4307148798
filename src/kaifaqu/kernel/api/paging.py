"""Pages by key: from the last row read, not by a number of rows to skip, so that page 1 000 costs what page 1 does."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from kaifaqu.kernel.actions import NotFound

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *, after: int | None, limit: int, spine: str = "") -> tuple[list[M], int | None]:
    """Rows in the order of their titles from behind `after`, and what to ask for next (None at the end).

    `spine` leads from the row to its subject (`subject__`). NotFound where `after` is none of the rows.
    """
    key = f"{spine}sort_key"
    ordered = rows.order_by(key, "pk")
    if after is not None:
        ordered = ordered.filter(_behind(rows, key, after))
    found = list(ordered[: limit + 1])
    return found[:limit], (found[limit - 1].pk if len(found) > limit else None)


def _behind(rows: QuerySet[M], key: str, after: int) -> Q:
    last = rows.filter(pk=after).values_list(key, flat=True).first()
    if last is None:
        raise NotFound
    return Q(**{f"{key}__gte": last}) & (Q(**{f"{key}__gt": last}) | Q(pk__gt=after))

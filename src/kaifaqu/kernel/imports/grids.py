"""A kind of import as a sheet that is filled in on the page: the rows that stand, beside what the kind already says.

how-offices-work S1. A room declares only what the kind lacks: the present rows of a place, and where a cell's past
is found. What is typed goes the way of every import: checked, and written in one act.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.db.models import QuerySet

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.imports.faults import lang
from kaifaqu.kernel.imports.kinds import AskedUnit, Column, ImportKind, Type, Value, Values, all_kinds
from kaifaqu.kernel.money.exact import decimal_text, round_half_up
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place, Since
from kaifaqu.kernel.organs.since import Relation
from kaifaqu.kernel.subjects.models import Subject

DIGITS = 4
"""Decimals shown of an amount that has no end in the unit asked for: 1 亩 is 2000/3 square metres."""


class Glance(StrEnum):
    """Why a cell is marked: it was not brought up to date in time, or something else on record contradicts it."""

    LATE = "late"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True)
class Mark:
    """What is to be seen at a glance of a cell, and the reason in words."""

    glance: Glance
    words: str


@dataclass(frozen=True)
class Row:
    """One row as it stands. `key` stays whatever its values become, and ends with the id of the row's `subject`.

    `fresh` are the columns that changed in the month of the day asked for.
    """

    key: str
    subject: int
    values: Values
    synthetic: bool = False
    fresh: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """What a cell held from a day on, and the act (chain and number) that put it there. `words` were said with it."""

    value: Value
    day: date
    act: tuple[int, int]
    words: str = ""


Pasts = Callable[[Place, str, str], Sequence[Past]]
"""The past of a cell, newest first, by place, row key and column."""


@dataclass(frozen=True)
class Grid:
    """A kind of import that can be filled in on the page.

    `keys` name a row and are not typed over. `wanted` are columns without which a row is still to be completed.
    `whole`: a row is said as a whole, as a report is; otherwise an empty cell means that nothing changes there.
    `adds`: a row that is not on record may be registered here. `aliases` are further titles under which others ask
    for a column.
    """

    kind: ImportKind
    keys: tuple[str, ...]
    rows: Callable[[Place, date], Sequence[Row]]
    past: Pasts
    wanted: tuple[str, ...] = ()
    whole: bool = False
    adds: bool = False
    aliases: Mapping[str, tuple[Title, ...]] = field(default_factory=dict)


_grids: dict[str, Grid] = {}


def register(grid: Grid) -> None:
    """Make a grid known, beside its kind; a kind has one."""
    if all_kinds().get(grid.kind.key) is not grid.kind or _grids.setdefault(grid.kind.key, grid) is not grid:
        raise ValueError(f"no kind of import, or two grids, called {grid.kind.key}")


def all_grids() -> Mapping[str, Grid]:
    """Every grid by the key of its kind."""
    return dict(_grids)


# ── What rows are made of ────────────────────────────────────────────────────────────────────────────────────────────


def month_of(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)


def in_month(day: date | None, of: date) -> bool:
    """Whether a day lies in the month of another."""
    return day is not None and month_of(day) == month_of(of)


def dated_values(
    subjects: Collection[int], relations: Mapping[str, Relation], day: date
) -> dict[int, dict[str, tuple[Value, date]]]:
    """For columns that are dated relations: the value in force on a day and since when, by subject and column."""
    found: dict[int, dict[str, tuple[Value, date]]] = {}
    for column, relation in relations.items():
        rows = since.as_of(relation, day).filter(subject__in=subjects).select_related("ref")
        for row in rows:
            found.setdefault(row.subject_id, {})[column] = (_value(row), row.start)
    return found


def past_of(relations: Mapping[str, Relation]) -> Pasts:
    """Where columns are dated relations and the row's key is its subject's id, the past is their rows."""

    def told(place: Place, key: str, column: str) -> Sequence[Past]:
        relation = relations.get(column)
        if relation is None or not key.isdecimal():
            return ()
        rows = Since.objects.filter(subject=int(key), relation=relation.key).select_related("ref").order_by("-start")
        return [Past(_value(row), row.start, (row.act_subject, row.act_seq)) for row in rows]

    return told


def _value(row: Since) -> Value:
    if row.ref is not None:
        return row.ref.name
    return row.number if row.number is not None else row.code or None


# ── Reading one ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ledger:
    """The rows of a place on a day, in the units asked for; `stamp` is what the registry held when they were read."""

    grid: Grid
    place: Place
    day: date
    units: Mapping[str, AskedUnit]
    rows: Sequence[Row]
    stamp: str

    def cells(self, row: Row) -> list[str]:
        """A row as text, column by column."""
        return [text_of(c, row.values.get(c.key), self.units.get(c.key)) for c in self.grid.kind.columns]

    def totals(self) -> dict[str, str]:
        """The sum of each column that is in a unit."""
        summed = {key: [row.values.get(key) for row in self.rows] for key in self.units}
        columns = {column.key: column for column in self.grid.kind.columns}
        return {
            key: text_of(columns[key], sum(each for each in values if isinstance(each, int)), self.units[key])
            for key, values in summed.items()
            if any(isinstance(each, int) for each in values)
        }

    def gaps(self, row: Row) -> list[str]:
        """The wanted columns that are empty."""
        return [key for key in self.grid.wanted if row.values.get(key) in (None, "")]


def read(grid: Grid, place: Place, day: date, *, sight: QuerySet[Subject], units: Mapping[str, str]) -> Ledger:
    """The rows of a place that lie within sight. `units`: the unit chosen for a column; else its first.

    The stamp is read before the rows: what is written in between is found out when they are sent back.
    """
    stamp = grid.kind.stamp(place)
    rows = grid.rows(place, day)
    seen = set(sight.filter(pk__in={row.subject for row in rows}).values_list("pk", flat=True))
    kept = [row for row in rows if row.subject in seen]
    return Ledger(grid, place, day, chosen_units(grid.kind, units), kept, stamp)


def chosen_units(kind: ImportKind, chosen: Mapping[str, str]) -> dict[str, AskedUnit]:
    """For each column that is in a unit the one chosen, or its first."""
    return {c.key: _unit(c, chosen.get(c.key, "")) for c in kind.columns if c.units}


def _unit(column: Column, key: str) -> AskedUnit:
    return next((unit for unit in column.units if unit.key == key), column.units[0])


def text_of(column: Column, value: Value, unit: AskedUnit | None = None) -> str:
    """A value as it is typed and read: an amount in its unit, a choice by its name."""
    if value is None:
        return ""
    if column.type is Type.WHOLE and isinstance(value, int):
        return amount_text(Fraction(value) / (unit.scale if unit else 1))
    if column.type is Type.CHOICE:
        return next((option.title.text(lang()) for option in column.options() if option.key == value), str(value))
    return str(value)


def amount_text(amount: Fraction) -> str:
    """Every digit that it has, or four decimals where it has no end."""
    try:
        return decimal_text(amount)
    except ValueError:
        return decimal_text(round_half_up(amount, DIGITS))


def sent_units(grid: Grid, sent: Mapping[str, str]) -> dict[str, str]:
    """The units that an address names, as `unit_area=mu`."""
    named = {c.key: sent.get(f"unit_{c.key}", "") for c in grid.kind.columns if c.units}
    return {key: unit for key, unit in named.items() if unit}

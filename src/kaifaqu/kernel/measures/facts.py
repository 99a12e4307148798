"""The facts that rooms offer: named quantities of a subject, read from the registry as of a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaifaqu.kernel.charter import names
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.figures import unit as unit_of

RowsOn = Callable[[date], "QuerySet[Any, Any]"]


@dataclass(frozen=True)
class Fact:
    """A named quantity. `rows` gives, as of a day, what it is made of in the registry.

    Rows are dicts of `of` (the subject id it belongs to), `item` (the row's own subject id), `value` (an integer in
    the base of `unit`; the fact is their sum) and `act_subject`, `act_seq` (the act that the value rests on). A fact
    without rows is known from published figures only. Where there is no row at all the fact is unknown, never 0.
    """

    key: str
    title: Title
    unit: str
    rows: RowsOn | None = None


@dataclass(frozen=True)
class CodeFact:
    """What a subject is, as a word of a list: a zone's kind or class. `read` gives it for those of whom it is known."""

    key: str
    title: Title
    read: Callable[[Collection[int]], Mapping[int, str]]


def kind_of(unit: str) -> str:
    """What a unit counts or measures: areas are one kind, persons and zones are two."""
    row = unit_of(unit)
    return row.key if row.quantity == "count" else row.quantity


_facts: dict[str, Fact] = {}


def register(*facts: Fact) -> None:
    """Make facts known; the unit must exist and a key stand for one fact only."""
    for fact in facts:
        unit_of(fact.unit)
        if _facts.setdefault(fact.key, fact) is not fact:
            raise ValueError(f"two facts are called {fact.key}")
        names.register(fact.key, fact.title)


def fact(key: str) -> Fact:
    """The fact of that key; KeyError where no room offers it."""
    return _facts[key]


def all_facts() -> dict[str, Fact]:
    """Every fact by key."""
    return dict(_facts)


_codes: dict[str, CodeFact] = {}


def register_codes(*facts: CodeFact) -> None:
    """Make facts known whose values are words."""
    for each in facts:
        _codes[each.key] = each
        names.register(each.key, each.title)


def code_fact(key: str) -> CodeFact:
    """The word fact of that key; KeyError where no room offers it."""
    return _codes[key]


def is_code(key: str) -> bool:
    """Whether the fact of that key has words for values."""
    return key in _codes


def all_codes() -> list[str]:
    """Every word fact, by key."""
    return sorted(_codes)

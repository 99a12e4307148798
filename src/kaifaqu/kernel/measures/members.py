"""Kinds of subjects that measures range over: rooms say who belongs to `each: zone`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Population = Callable[[int], Iterable[int]]

_kinds: dict[str, Population] = {}


def register(kind: str, population: Population) -> None:
    """Say who the members of a kind are, below or beside a subject (its id is given)."""
    _kinds[kind] = population


def members(kind: str, subject: int) -> list[int]:
    """The members of a kind for a subject; KeyError where no room knows the kind."""
    return list(_kinds[kind](subject))


def known() -> list[str]:
    """Every kind that measures may range over."""
    return sorted(_kinds)

"""The way from a base year to a target of yearly growth: where it leads, how far it is kept, what is still needed.

Exact: amounts are fractions. A root has no end in decimals, so it is cut to twelve of them: an average growth downwards
and a growth that is needed upwards, so that neither flatters. jiangxi-2023 一·¶2 (年均增长).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

DIGITS = 12
MOST_YEARS = 100


class Averaging(StrEnum):
    """How the growth of several years is one: by the geometric mean, or by the mean of the yearly rates."""

    COMPOUND = "compound"
    SIMPLE = "simple"


@dataclass(frozen=True)
class Point:
    """A year on the way: what the path asks of it, what is on record, and how far that is above (+) or short (−)."""

    year: int
    path: Fraction
    recorded: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """What is on record less what the path asks; None where nothing is."""
        return None if self.recorded is None else self.recorded - self.path


@dataclass(frozen=True)
class Trajectory:
    """A path of yearly growth from a base year to the year in which it is due.

    `average` is the growth a year from the base to the latest year on record; `needed` the growth a year from there
    that still reaches the end. Each is None where it cannot be worked out: nothing on record after the base, a year
    missing that the averaging needs, no year left, or nothing to grow from.
    """

    rate: Fraction
    averaging: Averaging
    points: tuple[Point, ...]
    average: Fraction | None
    needed: Fraction | None

    @property
    def base(self) -> Point:
        """The year from which it is counted."""
        return self.points[0]

    @property
    def end(self) -> Point:
        """The year in which it is due."""
        return self.points[-1]

    @property
    def latest(self) -> Point | None:
        """The last year after the base for which something is on record."""
        return next((point for point in reversed(self.points[1:]) if point.recorded is not None), None)


def trajectory(
    first: int, last: int, rate: Fraction, recorded: Mapping[int, Fraction], averaging: Averaging = Averaging.COMPOUND
) -> Trajectory | None:
    """The path at `rate` a year from the amount on record for the year `first` to the year `last`.

    None where the base is not on record or not above zero, or where the years do not follow one another.
    """
    base = recorded.get(first)
    if base is None or base <= 0 or not first < last <= first + MOST_YEARS:
        return None
    points = tuple(Point(y, base * (1 + rate) ** (y - first), recorded.get(y)) for y in range(first, last + 1))
    drawn = Trajectory(rate, averaging, points, None, None)
    if drawn.latest is None:
        return drawn
    averaged, needed = (_compound, _needed) if averaging is Averaging.COMPOUND else (_simple, _needed_simply)
    return Trajectory(rate, averaging, points, averaged(drawn), needed(drawn))


def _compound(drawn: Trajectory) -> Fraction | None:
    latest = drawn.latest
    if latest is None or latest.recorded is None:
        return None
    return growth_down(drawn.base.path, latest.recorded, latest.year - drawn.base.year)


def _needed(drawn: Trajectory) -> Fraction | None:
    latest = drawn.latest
    if latest is None or latest.recorded is None or latest.year == drawn.end.year:
        return None
    return growth_up(latest.recorded, drawn.end.path, drawn.end.year - latest.year)


def _simple(drawn: Trajectory) -> Fraction | None:
    rates = _rates(drawn)
    return sum(rates, Fraction(0)) / len(rates) if rates else None


def _needed_simply(drawn: Trajectory) -> Fraction | None:
    """The mean of the rates that are left, which makes the mean of all of them the rate of the target."""
    rates, years = _rates(drawn), len(drawn.points) - 1
    left = years - len(rates)
    return (drawn.rate * years - sum(rates, Fraction(0))) / left if rates and left else None


def _rates(drawn: Trajectory) -> list[Fraction]:
    """Each year's growth up to the latest on record; none where a year between is missing or is not above zero."""
    latest = drawn.latest
    kept = [point.recorded for point in drawn.points if latest is not None and point.year <= latest.year]
    amounts = [amount for amount in kept if amount is not None]
    if len(amounts) < len(kept) or any(amount <= 0 for amount in amounts[:-1]):
        return []
    return [later / earlier - 1 for earlier, later in pairwise(amounts)]


def growth_down(before: Fraction, after: Fraction, years: int) -> Fraction | None:
    """The growth a year that leads from one amount to another, cut downwards; None where there is none."""
    if before <= 0 or after < 0 or years < 1:
        return None
    return Fraction(_root(after / before, years), 10**DIGITS) - 1


def growth_up(before: Fraction, after: Fraction, years: int) -> Fraction | None:
    """The same cut upwards: growing by so much a year is enough."""
    if before <= 0 or after < 0 or years < 1:
        return None
    parts = _root(after / before, years)
    exactly = Fraction(parts, 10**DIGITS) ** years == after / before
    return Fraction(parts if exactly else parts + 1, 10**DIGITS) - 1


def _root(value: Fraction, degree: int) -> int:
    """The largest whole number of 10⁻¹² whose power is not above the value."""
    bound = value.numerator * 10 ** (DIGITS * degree) // value.denominator
    low, high = 0, 1 << (bound.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= bound else (low, middle)
    return low

"""Money as integer 分 (cents) of one currency, and shares that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering

from .exact import Exact, NotExact, Rounding, decimal_text, exact, in_units, integer, rational, whole

CURRENCIES = {"CNY": "元", "USD": "美元"}
"""Currencies kept, with the word that stands for 元 in a printed unit (万元, 万美元)."""

SCALES = {"元": 100, "万元": 10**6, "亿元": 10**10}
"""分 in one printed unit."""


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies met; no exchange rate is implied anywhere."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money: `fen` hundredths of the currency's unit, negative for what is owed back."""

    fen: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        integer(self.fen, "fen")
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown currency {self.currency!r}: known are {', '.join(CURRENCIES)}")

    @classmethod
    def yuan(cls, amount: Exact, currency: str = "CNY") -> Money:
        """So many 元 (or dollars). NotExact for text that is no number or finer than a 分; TypeError for a float."""
        return cls(in_units(exact(amount), SCALES["元"], "a 分"), currency)

    @classmethod
    def wan(cls, amount: Exact, currency: str = "CNY") -> Money:
        """So many 万元 (10 000). Errors as for `yuan`."""
        return cls(in_units(exact(amount), SCALES["万元"], "a 分"), currency)

    @classmethod
    def yi(cls, amount: Exact, currency: str = "CNY") -> Money:
        """So many 亿元 (100 000 000). Errors as for `yuan`."""
        return cls(in_units(exact(amount), SCALES["亿元"], "a 分"), currency)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.fen, self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.fen < self._same(other)

    def __mul__(self, factor: int | Fraction) -> Money:
        return self.times(factor)

    __rmul__ = __mul__

    def times(self, factor: int | Fraction, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """The amount `factor` times, rounded once to a whole 分. TypeError for a float or a bool."""
        return Money(whole(self.fen * rational(factor, "a factor"), rounding), self.currency)

    def split(self, weights: Sequence[int | Fraction]) -> list[Money]:
        """Parts in proportion to `weights` that add up to the amount. Errors as for `largest_remainder`."""
        return [Money(fen, self.currency) for fen in largest_remainder(self.fen, weights)]

    def format(self, unit: str = "元", digits: int | None = None) -> str:
        """In 元, 万元 or 亿元 with grouped digits: every digit it has, or rounded half up to `digits`."""
        if unit not in SCALES:
            raise ValueError(f"unknown unit {unit!r}: known are {', '.join(SCALES)}")
        return decimal_text(Fraction(self.fen, SCALES[unit]), digits) + unit.replace("元", CURRENCIES[self.currency])

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be put together without a rate")
        return other.fen


def largest_remainder(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Whole parts of `total` in proportion to `weights` that add up to it exactly, each within 1 of its ideal.

    What rounding down leaves over goes, one each, to the largest remainders; of equal ones the first in order. A
    negative total is split as its mirror. A weight of zero gets nothing.

    TypeError for a float or a bool; ValueError for a negative weight, no weight, or weights that are all zero.
    """
    integer(total, "the total")
    shares = [rational(weight, "a weight") for weight in weights]
    if any(share < 0 for share in shares):
        raise ValueError("a weight below zero gives no share")
    if not any(shares):
        raise ValueError("nothing to share among: give at least one weight above zero")
    if total < 0:
        return [-part for part in largest_remainder(-total, shares)]
    everything = sum(shares, Fraction())
    ideals = [total * share / everything for share in shares]
    parts = [int(ideal) for ideal in ideals]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - ideals[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


__all__ = ["CURRENCIES", "SCALES", "CurrencyMismatch", "Money", "NotExact", "Rounding", "largest_remainder"]

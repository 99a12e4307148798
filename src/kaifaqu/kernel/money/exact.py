"""Exact numbers: read, rounded and printed without ever passing through a float.

Amounts are kept as integers of a finest unit (分, 0.01 square metre, one millionth). This is the one place that
turns written numbers into such integers and back.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from fractions import Fraction

Exact = int | str | Decimal | Fraction
"""What an amount may be given as: never a float."""

LARGEST = 2**63 - 1
"""The largest whole number that both databases hold."""

_WRITTEN = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_LONGEST = 60


class NotExact(ValueError):
    """A number that cannot be kept exactly: unreadable, finer than its unit allows, or too large.

    `code` says which, for those who tell it in their own words.
    """

    def __init__(self, words: str, code: str = "no_number") -> None:
        super().__init__(words)
        self.code = code


class Rounding(Enum):
    """How a fraction becomes a whole number; each treats a refund as the mirror of a charge."""

    HALF_UP = "half_up"  # 四舍五入: half goes away from zero
    DOWN = "down"  # towards zero
    UP = "up"  # away from zero


def exact(raw: Exact) -> Fraction:
    """The number that `raw` states. Text is plain digits, grouped by comma or not: "1,234.5", "-3".

    TypeError for a float or a bool, NotExact for text or a Decimal that states no ordinary number.
    """
    if isinstance(raw, bool | float):
        raise TypeError(f"{raw!r} is a {type(raw).__name__}: give text, an integer, a Decimal or a Fraction")
    if isinstance(raw, int | Fraction):
        return Fraction(raw)
    if isinstance(raw, Decimal):
        if not raw.is_finite() or abs(raw.adjusted()) > _LONGEST:
            raise NotExact(f"{raw} is not an ordinary number")
        return Fraction(raw)
    if not isinstance(raw, str):
        raise TypeError(f"a {type(raw).__name__} is not a number: give text, an integer, a Decimal or a Fraction")
    if len(raw) > _LONGEST or not _WRITTEN.fullmatch(raw):
        raise NotExact(f"“{raw[:_LONGEST]}” is not a plain number such as 1234.56")
    return Fraction(raw.replace(",", ""))


def rational(value: int | Fraction, what: str) -> Fraction:
    """`value` as a Fraction; TypeError naming `what` for anything but an int or a Fraction (a bool is neither)."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"{what} must be an int or a Fraction, not {value!r}")
    return Fraction(value)


def integer(value: int, what: str) -> int:
    """`value` itself; TypeError naming `what` where it is not an int (a bool is none)."""
    if type(value) is not int:
        raise TypeError(f"{what} must be an integer, not {value!r}")
    return value


def whole(value: Fraction, rounding: Rounding = Rounding.HALF_UP) -> int:
    """The whole number that stands for `value`."""
    size = abs(value)
    if rounding is Rounding.HALF_UP:
        size += Fraction(1, 2)
    parts, rest = divmod(size.numerator, size.denominator)
    if rounding is Rounding.UP and rest:
        parts += 1
    return -parts if value < 0 else parts


def in_units(amount: Fraction, per: int | Fraction, finest: str) -> int:
    """`amount` in the finest unit, `per` of which make one. NotExact where that is no whole number or too large."""
    units = amount * per
    if units.denominator != 1:
        raise NotExact(f"{_as_written(amount)} has more digits than {finest} holds", "too_fine")
    return storable(units.numerator)


def storable(units: int) -> int:
    """`units` itself; NotExact where no database column holds it."""
    if abs(units) > LARGEST:
        raise NotExact("the number is too large to be kept: check its unit", "too_great")
    return units


def round_half_up(value: Fraction, digits: int = 0) -> Fraction:
    """`value` rounded to `digits` decimals, half away from zero (四舍五入)."""
    return Fraction(whole(value * 10**digits), 10**digits)


def decimal_text(value: Fraction, digits: int | None = None) -> str:
    """`value` in digits, grouped by comma: exactly so many decimals, or without `digits` as many as it has.

    ValueError where it has no end (1/3) and `digits` is not given.
    """
    if digits is None:
        digits = _decimals(value)
    parts = whole(value * 10**digits)
    before, after = divmod(abs(parts), 10**digits)
    return ("-" if parts < 0 else "") + f"{before:,}" + (f".{after:0{digits}d}" if digits else "")


def percent_text(value: Fraction, digits: int = 1, drop_zero: bool = True) -> str:
    """A share of 1 as a percentage, rounded once: 683/1251 is "54.6%"; 0.3 is "30%", or "30.0%" with its zero."""
    percent = round_half_up(value * 100, digits)
    return decimal_text(percent, None if drop_zero else digits) + "%"


def _as_written(value: Fraction) -> str:
    try:
        return decimal_text(value)
    except ValueError:
        return str(value)


def _decimals(value: Fraction) -> int:
    rest, powers = value.denominator, {2: 0, 5: 0}
    for prime in powers:
        while rest % prime == 0:
            rest //= prime
            powers[prime] += 1
    if rest != 1:
        raise ValueError(f"{value} has no end in decimals: say to how many digits")
    return max(powers.values())

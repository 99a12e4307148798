"""The words that qualify a published number (300余, 超过50%), what each says, and what stays true when they combine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import reduce


class Bound(Enum):
    """What a word says of the true amount beside the printed number."""

    LOWER_STRICT = "more than the number"
    LOWER_WEAK = "the number or more"
    UPPER_NEAR = "less than the number, by little"
    UPPER_STRICT = "less than the number"
    UPPER_WEAK = "the number or less"
    ABOUT = "near the number, on either side"


class Position(Enum):
    """Where Chinese puts the word: 超过50%, 300余个, 6个以上."""

    PREFIX = "before the number"
    INNER = "between number and unit"
    SUFFIX = "after the unit"


class Qualifier(StrEnum):
    """A qualifier as printed: its value is the Chinese word itself, so that 余 and 多 each print as the source has it.

    Synonyms share a `key`. 以上 and 不低于 take in the number, 超过 does not (Civil Code, article 1259).
    """

    ABOUT = "约"
    AROUND = "左右"
    MORE_THAN_REMAINDER = "余"
    MANY_MORE = "多"
    NEARLY = "近"
    AT_LEAST = "以上"
    NOT_BELOW = "不低于"
    OVER = "超过"
    OVER_SHORT = "过"
    PASSED = "破"
    UP_TO = "最高达"
    AT_MOST = "不超过"
    BELOW = "低于"

    @classmethod
    def parse(cls, text: str) -> Qualifier:
        """The qualifier that a Chinese word or a key names. ValueError, listing the words, for anything else."""
        for word in cls:
            if text in (word.value, word.key):
                return word
        raise ValueError(f"unknown qualifier “{text}”: known are {' '.join(cls)}")

    @property
    def key(self) -> str:
        """The idea, one for all its words: "about", "at_least", …"""
        return _ROWS[self].key

    @property
    def bound(self) -> Bound:
        """What it says of the true amount."""
        return _ROWS[self].bound

    @property
    def position(self) -> Position:
        """Where Chinese prints it."""
        return _ROWS[self].position

    @property
    def en(self) -> str:
        """The English words, always before the number."""
        return _ROWS[self].en


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    position: Position
    en: str
    bound: Bound


_ROWS = {
    Qualifier.ABOUT: _Row("about", Position.PREFIX, "about", Bound.ABOUT),
    Qualifier.AROUND: _Row("about", Position.SUFFIX, "about", Bound.ABOUT),
    Qualifier.MORE_THAN_REMAINDER: _Row("more_than_remainder", Position.INNER, "more than", Bound.LOWER_STRICT),
    Qualifier.MANY_MORE: _Row("more_than_remainder", Position.INNER, "more than", Bound.LOWER_STRICT),
    Qualifier.NEARLY: _Row("nearly", Position.PREFIX, "nearly", Bound.UPPER_NEAR),
    Qualifier.AT_LEAST: _Row("at_least", Position.SUFFIX, "at least", Bound.LOWER_WEAK),
    Qualifier.NOT_BELOW: _Row("at_least", Position.PREFIX, "at least", Bound.LOWER_WEAK),
    Qualifier.OVER: _Row("over", Position.PREFIX, "over", Bound.LOWER_STRICT),
    Qualifier.OVER_SHORT: _Row("over", Position.PREFIX, "over", Bound.LOWER_STRICT),
    Qualifier.PASSED: _Row("passed", Position.PREFIX, "past", Bound.LOWER_STRICT),
    Qualifier.UP_TO: _Row("up_to", Position.PREFIX, "up to", Bound.UPPER_WEAK),
    Qualifier.AT_MOST: _Row("at_most", Position.PREFIX, "at most", Bound.UPPER_WEAK),
    Qualifier.BELOW: _Row("below", Position.PREFIX, "less than", Bound.UPPER_STRICT),
}

# A bound as the sides on which the true amount may lie: below the number (-1), on it (0), above it (1).
_Sides = frozenset[int]
_EXACT: _Sides = frozenset({0})
_SIDES: dict[Bound, _Sides] = {
    Bound.LOWER_STRICT: frozenset({1}),
    Bound.LOWER_WEAK: frozenset({0, 1}),
    Bound.UPPER_NEAR: frozenset({-1}),
    Bound.UPPER_STRICT: frozenset({-1}),
    Bound.UPPER_WEAK: frozenset({-1, 0}),
    Bound.ABOUT: frozenset({-1, 0, 1}),
}
_WORDS: dict[_Sides, Qualifier | None] = {
    _EXACT: None,
    frozenset({1}): Qualifier.OVER,
    frozenset({0, 1}): Qualifier.AT_LEAST,
    frozenset({-1}): Qualifier.BELOW,
    frozenset({-1, 0}): Qualifier.AT_MOST,
    frozenset({-1, 0, 1}): Qualifier.ABOUT,
}


def combine_sum(qualifiers: Iterable[Qualifier | None]) -> Qualifier | None:
    """What qualifies the sum of figures so qualified (None: stated flat). The order does not matter.

    One figure alone keeps its own word. Else, with `lower` for a lower bound and `upper` for an upper one:

        all flat                                    flat
        lower and flat, one of them strict          超过
        lower and flat, all weak                    以上
        upper and flat, one of them strict          低于 (近 where all that is not flat is 近)
        upper and flat, all weak                    不超过
        lower with upper, or anything with about    约
    """
    parts = list(qualifiers)
    if len(parts) == 1:
        return parts[0]
    if Qualifier.NEARLY in parts and set(parts) <= {None, Qualifier.NEARLY}:
        return Qualifier.NEARLY
    return _WORDS[reduce(_together, map(_sides, parts), _EXACT)]


def combine_less(a: Qualifier | None, b: Qualifier | None) -> Qualifier | None:
    """What qualifies `a` less `b`: what is subtracted changes sides.

        a less b     | flat   | lower strict | lower weak | upper strict | upper weak | about
        flat         | flat   | 低于         | 不超过     | 超过         | 以上       | 约
        lower strict | 超过   | 约           | 约         | 超过         | 超过       | 约
        lower weak   | 以上   | 约           | 约         | 超过         | 以上       | 约
        upper strict | 低于   | 低于         | 低于       | 约           | 约         | 约
        upper weak   | 不超过 | 低于         | 不超过     | 约           | 约         | 约
        about        | 约     | 约           | 约         | 约           | 约         | 约

    For two independent figures. A change or cut against its own base is one ratio, not a difference put over it: for
    (before - after) / before use combine_less(None, combine_ratio(after, before)).
    """
    return _WORDS[_together(_sides(a), _turned(b))]


def combine_ratio(a: Qualifier | None, b: Qualifier | None) -> Qualifier | None:
    """What qualifies `a` over `b`, two independent figures both above zero: a larger divisor gives a smaller ratio.

    So the table is that of `combine_less`; but 近 over a flat figure stays 近.
    """
    if a is Qualifier.NEARLY and b is None:
        return a
    return combine_less(a, b)


def _sides(qualifier: Qualifier | None) -> _Sides:
    return _SIDES[qualifier.bound] if qualifier else _EXACT


def _turned(qualifier: Qualifier | None) -> _Sides:
    return frozenset(-side for side in _sides(qualifier))


def _together(a: _Sides, b: _Sides) -> _Sides:
    sides: set[int] = set()
    for x in a:
        for y in b:
            sides |= {-1, 0, 1} if x * y < 0 else {x or y}
    return frozenset(sides)

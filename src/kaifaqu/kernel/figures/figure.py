"""The qualified figure: a number with its unit, its word (余, 约), whose and when it is, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kaifaqu.kernel.money.exact import (
    Exact,
    decimal_text,
    exact,
    in_units,
    integer,
    rational,
    round_half_up,
    storable,
    whole,
)

from .qualifiers import Position, Qualifier
from .standing import Grounding, Status
from .units import Lang, Unit
from .units import unit as unit_of

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published or computed number.

    `value` counts base integers of the unit's quantity (see units). `exact` is set on computed figures only: the
    amount before it was rounded to `value`; printing rounds it once. `scope`, `period`: whose, when. `at`, `src`:
    paragraph and document. `printed`: the source's own rounded form of a computed figure, to be compared with it.
    """

    value: int
    unit: str
    qualifier: Qualifier | None = None
    status: Status = Status.ACTUAL
    scope: str = ""
    period: str = ""
    at: str = ""
    src: str = ""
    grounding: Grounding = Grounding.SOURCED
    printed: str | None = None
    exact: Fraction | None = None

    def __post_init__(self) -> None:
        integer(self.value, "a figure's value")
        unit_of(self.unit)

    @classmethod
    def parse(
        cls,
        raw: Exact | date,
        unit: str,
        *,
        qualifier: Qualifier | str | None = None,
        status: str = Status.ACTUAL,
        scope: str = "",
        period: str = "",
        at: str = "",
        src: str = "",
        grounding: str = Grounding.SOURCED,
        printed: str | None = None,
    ) -> Figure:
        """A figure as a source states it: text in `unit`, an ISO date for "date"; words of facts files are read.

        NotExact for what is no number or too fine for the unit's base (a 亩 is converted once instead); TypeError
        for a float; UnknownUnit; ValueError for an unknown word or a date that is none.
        """
        row = unit_of(unit)
        value = _day(raw) if row.quantity == "date" else _base(_number(raw), row)
        word = Qualifier.parse(qualifier) if qualifier else None
        return cls(value, unit, word, Status(status), scope, period, at, src, Grounding(grounding), printed)

    @classmethod
    def of(
        cls,
        amount: int | Fraction,
        unit: str,
        *,
        qualifier: Qualifier | None = None,
        scope: str = "",
        period: str = "",
        grounding: Grounding = Grounding.COMPUTED,
        printed: str | None = None,
    ) -> Figure:
        """A computed figure of exactly `amount` in `unit`, kept unrounded in `exact`."""
        exactly = rational(amount, "a computed amount")
        value = storable(whole(exactly * unit_of(unit).scale))
        return cls(
            value,
            unit,
            qualifier,
            scope=scope,
            period=period,
            grounding=grounding,
            printed=printed,
            exact=exactly,
        )

    @property
    def amount(self) -> Fraction:
        """The amount in its unit, exactly; a date's is its ordinal, so that two of them differ by days."""
        return self.value / unit_of(self.unit).scale if self.exact is None else self.exact

    def shown_in(self, unit: str) -> Figure:
        """The same figure in another unit of its quantity (CNY as CNY_yi). ValueError where none leads to the other."""
        old, new = unit_of(self.unit), unit_of(unit)
        if unit != self.unit and (old.quantity != new.quantity or old.quantity == "count"):
            raise ValueError(f"a figure in {self.unit!r} cannot be shown in {unit!r}")
        exactly = None if self.exact is None else self.exact * old.scale / new.scale
        return replace(self, unit=unit, exact=exactly)

    def number(self, lang: Lang = "zh", digits: int | None = None) -> str:
        """The number alone, grouped; with its sign where it is a percentage; an ISO date.

        As stated, every digit; a computed one rounded half up to its unit's digits, without closing zeros; with
        `digits` always so many, counted in the Chinese unit: 亿元 to 2 are million yuan to 0.
        """
        row = unit_of(self.unit)
        if row.quantity == "date":
            return date.fromordinal(self.value).isoformat()
        shown = self.amount * row.per_sign
        stated = self.exact is None and row.scale.denominator == 1
        if digits is not None or not stated:
            shown = round_half_up(shown, row.digits if digits is None else digits)
        power = row.en_power if lang == "en" else 0
        places = None if digits is None else max(0, digits - power)
        return decimal_text(shown * 10**power, places) + row.sign

    def text(self, lang: Lang = "zh", digits: int | None = None) -> str:
        """The figure as read: 300余个, 超过50%, 6个以上; more than 300 projects, over 50%, at least 6 projects."""
        row, number = unit_of(self.unit), self.number(lang, digits)
        if lang == "en":
            words = (self.qualifier.en if self.qualifier else "", number, row.label("en", one=number == "1"))
            return " ".join(word for word in words if word)
        before, inner, after = (self._word(position) for position in Position)
        return before + number + inner + row.zh + after

    def _word(self, position: Position) -> str:
        return self.qualifier.value if self.qualifier and self.qualifier.position is position else ""


def _number(raw: Exact | date) -> Fraction:
    if isinstance(raw, date):
        raise TypeError(f"{raw.isoformat()} is a date: its unit must be 'date'")
    return exact(raw)


def _base(amount: Fraction, row: Unit) -> int:
    if row.scale.denominator == 1:
        return in_units(amount, row.scale, f"the unit {row.key!r}")
    return storable(whole(amount * row.scale))


def _day(raw: Exact | date) -> int:
    if type(raw) is date:
        return raw.toordinal()
    try:
        if isinstance(raw, str) and _ISO.fullmatch(raw):
            return date.fromisoformat(raw).toordinal()
    except ValueError:  # a day that the month does not have
        pass
    raise ValueError(f"“{raw}” is not a date such as 2020-10-31")

"""Computing with figures, exactly: what each form does, with units, qualifiers, status and grounding carried along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from kaifaqu.kernel.charter.faults import Fault, wrong
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.charter.words import COLON
from kaifaqu.kernel.figures import (
    Figure,
    Grounding,
    Qualifier,
    Status,
    combine_less,
    combine_ratio,
    combine_sum,
)
from kaifaqu.kernel.figures import unit as unit_of
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.facts import kind_of

WEAKEST_LAST = [
    Grounding.COMPUTED,
    Grounding.SOURCED,
    Grounding.INFERRED,
    Grounding.WEAK,
    Grounding.ASSUMED,
    Grounding.SYNTHETIC,
]
MEANT_LAST = [Status.ACTUAL, Status.REPORTED, Status.PLANNED, Status.TARGET]
SIGNS = {"less": "−", "ratio": "÷", "sum": "+"}


class GrammarError(Fault):
    """A measure that puts together what cannot be: dates divided, persons less square metres."""


MANY = 6
LITERAL = "literal"
"""The scope of a number that is written into a clause and has no unit of its own."""


@dataclass(frozen=True)
class Step:
    """One operation: `60 − 42 = 18`. `operands` and `result` are figures ready to print.

    `title` is that of the named measure whose result it is, where another one uses it.
    """

    form: str
    operands: tuple[Figure, ...]
    result: Figure
    title: Title | None = None

    def left(self, lang: Lang = "zh") -> str:
        """What is computed, in one line: the operands with their sign, or how many there are."""
        named = self.title.text(lang) + COLON[lang == "en"] if self.title else ""
        return named + self._operation(lang)

    def _operation(self, lang: Lang) -> str:
        shown = [f.text(lang) for f in self.operands]
        if self.form == "growth":
            return f"({shown[0]} − {shown[1]}) ÷ {shown[1]}"
        if self.form == "count" or len(shown) > MANY:
            return f"n = {len(shown)}"
        return f" {SIGNS[self.form]} ".join(shown) if self.form != "mean" else f"({' + '.join(shown)}) ÷ {len(shown)}"

    def text(self, lang: Lang = "zh") -> str:
        """The operation and its result in one line."""
        return f"{self.left(lang)} = {self.result.text(lang)}"


def pure(figure: Figure) -> Fraction:
    """The amount in the base of its quantity; a share or multiple as the plain number that it is."""
    scale = unit_of(figure.unit).scale
    return figure.amount * scale / (10**6 if unit_of(figure.unit).quantity == "ratio" else 1)


def _of(pure: Fraction, unit: str) -> Figure:
    row = unit_of(unit)
    return Figure.of(pure * (10**6 if row.quantity == "ratio" else 1) / row.scale, unit)


def _finish(pure: Fraction, unit: str, qualifier: Qualifier | None, parts: list[Figure]) -> Figure:
    weakest = max((p.grounding for p in parts), key=WEAKEST_LAST.index)
    grounding = weakest if WEAKEST_LAST.index(weakest) > 1 else Grounding.COMPUTED
    status = max((p.status for p in parts), key=MEANT_LAST.index)
    return replace(_of(pure, unit), qualifier=qualifier, status=status, grounding=grounding)


def _same_kind(figures: list[Figure]) -> str:
    kinds = {kind_of(f.unit) for f in figures}
    if len(kinds) > 1:
        one, other, *_ = sorted(kinds)
        raise GrammarError(wrong("cannot_join", one=one, other=other))
    return kinds.pop()


def _named(unit: str | None, natural: str) -> str:
    """The unit that a measure names for its result, which must be of the kind that comes out."""
    if unit is not None and kind_of(unit) != kind_of(natural):
        raise GrammarError(wrong("other_kind", came=kind_of(natural), named=kind_of(unit)))
    return unit or natural


def _less(figures: list[Figure], unit: str | None) -> Figure:
    first, second = figures
    natural = "day" if _same_kind(figures) == "date" else first.unit
    word = combine_less(first.qualifier, second.qualifier)
    return _finish(pure(first) - pure(second), _named(unit, natural), word, figures)


def _sum(figures: list[Figure], unit: str | None) -> Figure:
    if _same_kind(figures) == "date":
        raise GrammarError(wrong("dates_added"))
    total = sum((pure(f) for f in figures), Fraction(0))
    return _finish(total, _named(unit, figures[0].unit), combine_sum(f.qualifier for f in figures), figures)


def _ratio(figures: list[Figure], unit: str | None) -> Figure:
    first, second = figures
    above, below = kind_of(first.unit), kind_of(second.unit)
    if "date" in (above, below):
        raise GrammarError(wrong("dates_divided"))
    if above != below and below != "ratio":
        if unit is None:
            raise GrammarError(wrong("no_own_unit", above=above, below=below))
        result = unit
    else:
        result = _named(unit, first.unit if below == "ratio" else "ratio")
    word = combine_ratio(first.qualifier, second.qualifier)
    return _finish(pure(first) / pure(second), result, word, figures)


def _growth(figures: list[Figure], unit: str | None) -> Figure:
    latest, first = figures
    _same_kind(figures)
    word = combine_ratio(combine_less(latest.qualifier, first.qualifier), first.qualifier)
    return _finish(pure(latest) / pure(first) - 1, _named(unit, "ratio"), word, figures)


def _mean(figures: list[Figure], unit: str | None) -> Figure:
    total = _sum(figures, None)
    return _finish(pure(total) / len(figures), _named(unit, figures[0].unit), total.qualifier, figures)


def aligned(figures: list[Figure]) -> list[Figure]:
    """A number written into a clause takes the unit of what it is added to, taken from or compared with."""
    unit = next((f.unit for f in figures if f.scope != LITERAL), "times")
    return [replace(Figure.of(f.amount, unit), grounding=f.grounding) if f.scope == LITERAL else f for f in figures]


OPERATIONS = {"less": _less, "sum": _sum, "ratio": _ratio, "growth": _growth, "mean": _mean}
ADDING = frozenset({"less", "sum"})
"""The forms whose operands must be of one unit."""

"""The one evaluator: a measure over facts, exactly, with every step kept for the explanation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from kaifaqu.kernel.charter.schema import Change, FactAt, Less, Measure, Ratio, Sum, Term
from kaifaqu.kernel.figures import (
    Figure,
    Grounding,
    NotApplicable,
    Qualifier,
    combine_less,
    combine_ratio,
    combine_sum,
)
from kaifaqu.kernel.figures import unit as unit_of
from kaifaqu.kernel.measures.reader import FactReader, Reading

WEAKEST_LAST = [
    Grounding.COMPUTED,
    Grounding.SOURCED,
    Grounding.INFERRED,
    Grounding.WEAK,
    Grounding.ASSUMED,
    Grounding.SYNTHETIC,
]
SIGNS = {"less": "−", "ratio": "÷", "sum": "+"}


class GrammarError(ValueError):
    """A measure that puts together what cannot be: dates divided, persons less square metres."""


@dataclass(frozen=True)
class Step:
    """One operation: `60 − 42 = 18`. `operands` and `result` are figures ready to print."""

    sign: str
    operands: tuple[Figure, ...]
    result: Figure

    def text(self, lang: str = "zh") -> str:
        """The operation in one line."""
        left = f" {self.sign} ".join(f.text("en" if lang == "en" else "zh") for f in self.operands)
        return f"{left} = {self.result.text('en' if lang == 'en' else 'zh')}"


@dataclass(frozen=True)
class Evaluation:
    """A measure's value for one subject, with the readings it used (each once, in order) and the steps taken."""

    measure: Measure
    subject: int
    figure: Figure | NotApplicable
    readings: tuple[Reading, ...]
    steps: tuple[Step, ...]


@dataclass
class _Run:
    subject: int
    reader: FactReader
    unit: str
    readings: dict[tuple[str, str | None], Reading] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def term(self, term: Term, *, last: bool) -> Figure | NotApplicable:
        match term:
            case FactAt():
                return self.fact(term.fact, term.at)
            case Change():
                parts = [self.fact(term.change, term.until), self.fact(term.change, term.since)]
                return self.combine("less", parts, last=last)
            case Less():
                return self.combine("less", [self.term(t, last=False) for t in term.less], last=last)
            case Ratio():
                return self.combine("ratio", [self.term(t, last=False) for t in term.ratio], last=last)
            case Sum():
                return self.combine("sum", [self.term(t, last=False) for t in term.sum], last=last)

    def fact(self, key: str, slot: str | None) -> Figure | NotApplicable:
        reading = self.reader.read(self.subject, key, slot)
        self.readings.setdefault((key, slot), reading)
        return reading.figure

    def combine(self, form: str, parts: list[Figure | NotApplicable], *, last: bool) -> Figure | NotApplicable:
        figures: list[Figure] = []
        for part in parts:
            if isinstance(part, NotApplicable):
                return part
            figures.append(part)
        if form == "ratio" and not _pure(figures[1]):
            return NotApplicable("zero_base")
        result = _OPERATIONS[form](figures, self.unit if last else None)
        self.steps.append(Step(SIGNS[form], tuple(figures), result))
        return result


def evaluate(measure: Measure, subject: int, reader: FactReader) -> Evaluation:
    """Compute a measure for a subject, exactly; what is missing travels as NotApplicable and is never 0."""
    run = _Run(subject, reader, measure.unit)
    figure = run.term(measure.term, last=True)
    return Evaluation(measure, subject, figure, tuple(run.readings.values()), tuple(run.steps))


def facts_of(term: Term) -> list[tuple[str, str | None]]:
    """The facts and slots that a term asks for, so that a page can load them for many subjects at once."""
    match term:
        case FactAt():
            return [(term.fact, term.at)]
        case Change():
            return [(term.change, term.until), (term.change, term.since)]
        case Less():
            return [pair for t in term.less for pair in facts_of(t)]
        case Ratio():
            return [pair for t in term.ratio for pair in facts_of(t)]
        case Sum():
            return [pair for t in term.sum for pair in facts_of(t)]


def _pure(figure: Figure) -> Fraction:
    """The amount in the base of its quantity; a share or multiple as the plain number that it is."""
    scale = unit_of(figure.unit).scale
    return figure.amount * scale / (10**6 if unit_of(figure.unit).quantity == "ratio" else 1)


def _of(pure: Fraction, unit: str) -> Figure:
    row = unit_of(unit)
    return Figure.of(pure * (10**6 if row.quantity == "ratio" else 1) / row.scale, unit)


def _finish(pure: Fraction, unit: str, qualifier: Qualifier | None, parts: list[Figure]) -> Figure:
    weakest = max((p.grounding for p in parts), key=WEAKEST_LAST.index)
    grounding = weakest if WEAKEST_LAST.index(weakest) > 1 else Grounding.COMPUTED
    return replace(_of(pure, unit), qualifier=qualifier, grounding=grounding)


def _same_quantity(figures: list[Figure]) -> str:
    quantities = {unit_of(f.unit).quantity for f in figures}
    if len(quantities) > 1:
        raise GrammarError(f"{' and '.join(sorted(quantities))} do not go together")
    return quantities.pop()


def _less(figures: list[Figure], unit: str | None) -> Figure:
    first, second = figures
    result_unit = "day" if _same_quantity(figures) == "date" else first.unit
    word = combine_less(first.qualifier, second.qualifier)
    return _finish(_pure(first) - _pure(second), unit or result_unit, word, figures)


def _sum(figures: list[Figure], unit: str | None) -> Figure:
    if _same_quantity(figures) == "date":
        raise GrammarError("dates cannot be added")
    total = sum((_pure(f) for f in figures), Fraction(0))
    return _finish(total, unit or figures[0].unit, combine_sum(f.qualifier for f in figures), figures)


def _ratio(figures: list[Figure], unit: str | None) -> Figure:
    first, second = figures
    above, below = unit_of(first.unit).quantity, unit_of(second.unit).quantity
    if above == "date" or (above != below and below != "ratio" and unit is None):
        raise GrammarError(f"{above} divided by {below} has no unit of its own: name one")
    natural = first.unit if below == "ratio" else "ratio"
    word = combine_ratio(first.qualifier, second.qualifier)
    return _finish(_pure(first) / _pure(second), unit or natural, word, figures)


_OPERATIONS = {"less": _less, "sum": _sum, "ratio": _ratio}

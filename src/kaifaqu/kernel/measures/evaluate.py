"""The one evaluator: a measure or a test over facts and parameters, with every step kept for the explanation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

from kaifaqu.kernel.charter.faults import wrong
from kaifaqu.kernel.charter.schema import (
    Change,
    Clause,
    Constant,
    Count,
    FactAt,
    Growth,
    Less,
    Mean,
    Measure,
    MeasureRef,
    ParamRef,
    Ratio,
    Sum,
    Term,
    Test,
    Word,
)
from kaifaqu.kernel.charter.schema.measures import FORMS
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.arithmetic import ADDING, LITERAL, OPERATIONS, GrammarError, Step, aligned, pure
from kaifaqu.kernel.measures.reader import FactReader, Reading


class Params(Protocol):
    """Where a run's parameters come from."""

    def figure(self, key: str) -> Figure | NotApplicable:
        """A parameter that is a number."""
        ...

    def word(self, key: str) -> str | NotApplicable:
        """A parameter that is a choice."""
        ...

    def clause(self, noun: str, key: str) -> Clause | None:
        """A named measure or test."""
        ...


class NoParams:
    """Where no charter is in force no parameter is."""

    def figure(self, key: str) -> Figure | NotApplicable:
        """None."""
        return NotApplicable("no_rule", key)

    def word(self, key: str) -> str | NotApplicable:
        """None."""
        return NotApplicable("no_rule", key)

    def clause(self, noun: str, key: str) -> Clause | None:
        """None."""
        return None


NO_PARAMS = NoParams()


@dataclass(frozen=True)
class Evaluation:
    """A measure's value for one subject, with the readings it used (each once, in order) and the steps taken."""

    measure: Measure
    subject: int
    figure: Figure | NotApplicable
    readings: tuple[Reading, ...]
    steps: tuple[Step, ...]
    params: dict[str, Figure | NotApplicable] = field(default_factory=dict)


@dataclass
class Run:
    """One evaluation under way: what it has read and the steps it has taken. Tests and measures share it.

    `names` are the named measures and tests that are being worked out, the outermost first.
    """

    subject: int
    reader: FactReader
    params: Params = NO_PARAMS
    readings: dict[tuple[int, str, str | None], Reading] = field(default_factory=dict)
    used: dict[str, Figure | NotApplicable] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    names: tuple[str, ...] = ()

    def value(self, term: Term, unit: str | None = None) -> Figure | NotApplicable:
        """The value of a term; `unit` is how the result is to be printed, where the term is the whole measure."""
        simple = self._simple(term)
        if simple is not None:
            return simple
        form, parts = self._parts(term)
        return self._combine(form, parts, unit)

    def _simple(self, term: Term) -> Figure | NotApplicable | None:
        match term:
            case FactAt():
                return self.fact(self.subject, term.fact, term.at)
            case ParamRef():
                return self.param(term.param)
            case MeasureRef():
                return self.measure(term.measure)
            case Constant():
                return Figure.of(Fraction(term.number), "times", scope=LITERAL)
            case Word():
                raise GrammarError(wrong("word_not_number", word=term.word))
        return None

    def _parts(self, term: Term) -> tuple[str, list[Figure | NotApplicable]]:
        match term:
            case Change():
                return "less", [self.fact(self.subject, term.change, slot) for slot in (term.until, term.since)]
            case Growth():
                return "growth", [self.fact(self.subject, term.growth, slot) for slot in (term.until, term.since)]
            case Less():
                return "less", [self.value(t) for t in term.less]
            case Ratio():
                return "ratio", [self.value(t) for t in term.ratio]
            case Sum() if isinstance(term.sum, tuple):
                return "sum", [self.value(t) for t in term.sum]
        return self._over_members(term)

    def _over_members(self, term: Term) -> tuple[str, list[Figure | NotApplicable]]:
        match term:
            case Sum():
                return "sum", [self.fact(m, str(term.sum), None) for m in self._members(term.each or "", term.where)]
            case Mean():
                return "mean", [self.fact(m, term.mean, None) for m in self._members(term.each, term.where)]
            case Count():
                return "count", [Figure.of(1, "item") for _ in self._members(term.count, term.where)]
        raise GrammarError(wrong("no_form", known=tuple(FORMS)))

    def _members(self, kind: str, where: Test | None) -> list[int]:
        found = self.reader.members(kind, self.subject)
        if where is None:
            return found
        return [m for m in found if judge.holds(replace(self, subject=m, steps=[]), where) is True]

    def word(self, term: Term) -> str | NotApplicable:
        """The value of a term that is a word: written in the clause, or a fact whose values are codes."""
        if isinstance(term, Word):
            return term.word
        if isinstance(term, ParamRef):
            return self.params.word(term.param)
        if isinstance(term, FactAt):
            return self.reader.read_code(self.subject, term.fact)
        raise GrammarError(wrong("number_not_word", form=type(term).__name__.lower()))

    def fact(self, subject: int, key: str, slot: str | None) -> Figure | NotApplicable:
        """Read a fact and remember that it was read; in the fact's own unit, as numbers written beside it are meant."""
        reading = self.reader.read(subject, key, slot)
        self.readings.setdefault((subject, key, slot), reading)
        figure, unit = reading.figure, reading.fact.unit
        return figure.shown_in(unit) if isinstance(figure, Figure) and figure.unit != unit else figure

    def param(self, key: str) -> Figure | NotApplicable:
        """Look up a parameter and remember that it was used."""
        return self.used.setdefault(key, self.params.figure(key))

    def measure(self, key: str) -> Figure | NotApplicable:
        """Work out a measure that another clause names; its steps come before those that use it."""
        named = self.params.clause("measures", key)
        if not isinstance(named, Measure):
            return NotApplicable("no_rule", key)
        before = len(self.steps)
        figure = self.inside(f"m.{key}").value(named.term, named.unit)
        if len(self.steps) > before:
            self.steps[-1] = replace(self.steps[-1], title=named.title)
        return figure

    def inside(self, name: str) -> Run:
        """The same run, inside a named measure or test. GrammarError where it is inside it already."""
        if name in self.names:
            raise GrammarError(wrong("circular", way=" → ".join([*self.names, name])))
        return replace(self, names=(*self.names, name))

    def _combine(self, form: str, parts: list[Figure | NotApplicable], unit: str | None) -> Figure | NotApplicable:
        figures: list[Figure] = []
        for part in parts:
            if isinstance(part, NotApplicable):
                return part
            figures.append(part)
        if form in ("ratio", "growth") and not pure(figures[1]):
            return NotApplicable("zero_base")
        if form == "count":
            return self._step("count", figures, Figure.of(len(figures), unit or "item"))
        if not figures:
            return NotApplicable("nobody")
        return self._step(form, figures, OPERATIONS[form](aligned(figures) if form in ADDING else figures, unit))

    def _step(self, form: str, figures: list[Figure], result: Figure) -> Figure:
        self.steps.append(Step(form, tuple(figures), result))
        return result


def evaluate(measure: Measure, subject: int, reader: FactReader, params: Params = NO_PARAMS) -> Evaluation:
    """Compute a measure for a subject, exactly; what is missing travels as NotApplicable and is never 0."""
    run = Run(subject, reader, params)
    figure = run.value(measure.term, measure.unit)
    return Evaluation(measure, subject, figure, tuple(run.readings.values()), tuple(run.steps), dict(run.used))


def facts_of(term: Term) -> list[tuple[str, str | None]]:
    """The facts and slots that a term asks of its own subject, so that a page can load them for many at once."""
    match term:
        case FactAt():
            return [(term.fact, term.at)]
        case Change():
            return [(term.change, term.until), (term.change, term.since)]
        case Growth():
            return [(term.growth, term.until), (term.growth, term.since)]
        case Less():
            return [pair for t in term.less for pair in facts_of(t)]
        case Ratio():
            return [pair for t in term.ratio for pair in facts_of(t)]
        case Sum() if isinstance(term.sum, tuple):
            return [pair for t in term.sum for pair in facts_of(t)]
    return []

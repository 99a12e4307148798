"""Facts that are given, not read: examples run on them, and so will trials of a charter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kaifaqu.kernel.charter.examples import Example, Given, GivenFigure
from kaifaqu.kernel.charter.faults import Fault, unknown, wrong
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema import Measure, told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Constraint, NamedTest, Procedure
from kaifaqu.kernel.charter.schema.params import read_figure
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.constraints import ParamBook, judged
from kaifaqu.kernel.measures.evaluate import Run, evaluate
from kaifaqu.kernel.measures.facts import all_facts, fact, is_code
from kaifaqu.kernel.measures.reader import FactReader, Reading

NOBODY = 0
LISTED = ", "


@dataclass
class GivenFacts(FactReader):
    """Reads facts from a map of what is given, for a subject that need not exist."""

    given: Mapping[str, Given] = field(default_factory=dict)

    def read(self, subject: int, key: str, slot: str | None = None) -> Reading:
        """A given fact, in its unit; what is not given is not published."""
        if key not in all_facts():
            raise Fault(unknown("fact", key, all_facts()))
        return Reading(fact(key), subject, slot, self._figure(key, slot))

    def read_code(self, subject: int, key: str) -> str | NotApplicable:
        """A given word."""
        word = self.given.get(key)
        return word if isinstance(word, str) else NotApplicable("not_published", key)

    def members(self, kind: str, subject: int) -> list[int]:
        """The one subject that the facts are given for."""
        return [subject]

    def _figure(self, key: str, slot: str | None) -> Figure | NotApplicable:
        said = self.given.get(key)
        if isinstance(said, dict):
            said = said.get(slot or "")
        if said is None:
            return NotApplicable("not_published", key)
        if isinstance(said, GivenFigure):
            return read_figure(said.value, fact(key).unit, said.qualifier)
        return read_figure(said, fact(key).unit)


@dataclass(frozen=True)
class Outcome:
    """What an example expects under a name, and what came out."""

    name: str
    expected: str
    came: str

    @property
    def agrees(self) -> bool:
        """Whether it came out as expected."""
        return self.expected == self.came


def run_example(example: Example, resolved: Resolved) -> list[Outcome]:
    """Everything that an example expects, beside what comes out. A Fault where that cannot be worked out."""
    return [Outcome(name, expected, _came(name, example, resolved)) for name, expected in example.expect.items()]


def _came(name: str, example: Example, resolved: Resolved) -> str:
    noun, _, key = name.partition(".")
    reader = GivenFacts(given=example.given)
    words = {k: v for k, v in example.given.items() if isinstance(v, str) and is_code(k)}
    book = ParamBook(resolved, example.on, words)
    if noun == "params":
        return printed(book.find(key))
    found = resolved.clauses.get((noun, key))
    if found is None:
        raise Fault(unknown("clause", name, (f"{n}.{k}" for n, k in resolved.clauses)))
    run = Run(NOBODY, reader, book)
    match found[1]:
        case Constraint() as constraint:
            return verdict_word(judged(run, constraint))
        case NamedTest() as test:
            return verdict_word(judge.holds(run, test.holds))
        case Measure() as measure:
            return evaluate(measure, NOBODY, reader, book).figure.text("zh")
        case Procedure() as procedure:
            return run_of(procedure)
    raise Fault(wrong("no_outcome", noun=noun))


def run_of(procedure: Procedure) -> str:
    """How an example writes a procedure: its stages, with how many of those asked along must have answered, its rungs.

    So every number that stands in a procedure itself is held by an example; its limits are parameters and held there.
    """
    stages = [f"{key}({stage.along.assist})" if stage.along else key for key, stage in procedure.stages.items()]
    rungs = [f"{rung.at} {rung.do}" for rung in procedure.ladder.steps] if procedure.ladder else []
    return LISTED.join([" > ".join(stages), *rungs])


def verdict_word(verdict: bool | NotApplicable) -> str:
    """How an example writes a verdict."""
    if isinstance(verdict, NotApplicable):
        return "not_applicable"
    return "holds" if verdict else "fails"


def printed(found: Found | NotApplicable) -> str:
    """A parameter's value as it is read in Chinese, with its qualifier."""
    if isinstance(found, NotApplicable):
        return "not_applicable"
    value = found.value
    if isinstance(value, tuple):
        return LISTED.join(told(item, "zh") for item in value)
    return value.text("zh") if isinstance(value, Figure | Limit) else value

"""Running a charter's constraints and tests over facts: holds, fails, or cannot be said, with what it rests on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema import Clause, Force
from kaifaqu.kernel.charter.schema.nouns import Constraint
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.evaluate import Run
from kaifaqu.kernel.measures.reader import FactReader, Reading


@dataclass(frozen=True)
class Judgement:
    """What came of one constraint for one subject.

    `verdict` is True, False, or why it cannot be said. `charter` says whose constraint it is, `params` which values
    it used and where they come from, `readings` the facts. A constraint in principle warns; one that must hold breaks.
    """

    key: str
    constraint: Constraint
    charter: str
    subject: int
    verdict: bool | NotApplicable
    readings: tuple[Reading, ...]
    params: dict[str, Found | NotApplicable]

    @property
    def warns_only(self) -> bool:
        """Whether a failure is a warning with room for exemptions, and no breach."""
        return self.constraint.force is not Force.MUST


def judge_all(
    resolved: Resolved,
    subject: int,
    reader: FactReader,
    day: date,
    each: str | None = None,
    only: Container[str] | None = None,
) -> list[Judgement]:
    """Every constraint of a charter and its superiors for one subject on a day.

    Those on things of one kind alone, where one is given, and of these those whose key is in `only`.
    """
    found = []
    for (noun, key), (layer, clause) in resolved.clauses.items():
        if noun != "constraints" or not isinstance(clause, Constraint) or each not in (None, clause.each):
            continue
        if _in_force(clause, day) and (only is None or key in only):
            found.append(_judge(resolved, key, clause, layer.name, subject, reader, day))
    return found


def _in_force(clause: Clause, day: date) -> bool:
    return clause.start is None or clause.start <= day


def _judge(
    resolved: Resolved, key: str, constraint: Constraint, charter: str, subject: int, reader: FactReader, day: date
) -> Judgement:
    book = ParamBook(resolved, day, words_of(subject, reader, resolved.keyed_by))
    run = Run(subject, reader, book)
    verdict = judged(run, constraint)
    return Judgement(key, constraint, charter, subject, verdict, tuple(run.readings.values()), book.used)


def judged(run: Run, constraint: Constraint) -> bool | NotApplicable:
    """Whether a constraint holds for the run's subject; where it is not meant for it, not applicable."""
    if constraint.where is not None:
        meant = judge.holds(run, constraint.where)
        if meant is not True:
            return NotApplicable("not_meant") if meant is False else meant
    return judge.holds(run, constraint.holds)


def words_of(subject: int, reader: FactReader, keys: Iterable[str]) -> dict[str, str]:
    """What keyed parameters go by for a subject: its words, as {zone_kind: hitech}."""
    read = {key: reader.read_code(subject, key) for key in keys}
    return {key: word for key, word in read.items() if isinstance(word, str)}


class ParamBook:
    """Looks parameters up in a charter for one subject on one day, and remembers which were used."""

    def __init__(self, resolved: Resolved, day: date, words: Mapping[str, str]) -> None:
        self.resolved = resolved
        self.day = day
        self.words = words
        self.used: dict[str, Found | NotApplicable] = {}

    def find(self, key: str) -> Found | NotApplicable:
        """The value in force, with whose it is and by which paragraph."""
        return self.used.setdefault(key, self.resolved.param(key, self.day, self.words))

    def figure(self, key: str) -> Figure | NotApplicable:
        """The value as a figure, for measures and tests; what is no number does not apply there.

        不超过3 names the threshold 3 with the comparison beside it, not an uncertain amount: the word is for readers.
        """
        found = self.find(key)
        if isinstance(found, NotApplicable):
            return found
        if not isinstance(found.value, Figure):
            return NotApplicable("no_number", key)
        return replace(found.value, qualifier=None)

    def clause(self, noun: str, key: str) -> Clause | None:
        """A measure or test in force by its name."""
        found = self.resolved.clauses.get((noun, key))
        return found[1] if found else None

    def word(self, key: str) -> str | NotApplicable:
        """The value as a word: which of its options a choice takes."""
        found = self.find(key)
        if isinstance(found, NotApplicable):
            return found
        return found.value if isinstance(found.value, str) else NotApplicable("no_word", key)

"""Who has to do what by a charter: duties, powers, stages, tasks and constraints as rows of a division of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import LIVE, cited, sentence
from kaifaqu.kernel.charter.rendering import part_said, stage_said
from kaifaqu.kernel.charter.schema import Clause
from kaifaqu.kernel.charter.schema.base import Node, Wording
from kaifaqu.kernel.charter.schema.measures import params_in
from kaifaqu.kernel.charter.schema.nouns import Constraint, Duty, Organ, Power, Procedure, Programme, Right
from kaifaqu.kernel.charter.tables import limit_said
from kaifaqu.kernel.charter.voice import NAME, Voice
from kaifaqu.kernel.charter.words import COLON, LEVELS, LISTED, STOP

NOBODY = ("方案没有写明，须补", "Not said in the charter: to be added")
UNNAMED = ("方案没有命名的单位", "A body that the charter does not name")
FROM = ("自{}起", "From {}")
CHECKED = ("对照检查：{}", "Hold against the register: {}")
USED = ("{0}（对照检查：{1}）", "{0} (held against the register: {1})")
NONE = "—"


@dataclass(frozen=True)
class Touched:
    """A clause that changes: which parts of it (none: all of it), since when, by which paragraph."""

    noun: str
    key: str
    parts: tuple[tuple[str, ...], ...]
    start: date
    source: str


@dataclass(frozen=True)
class Row:
    """One piece of work: what, who leads, who assists, within or from when, by which paragraph."""

    task: str
    lead: str
    along: str
    limit: str
    source: str


def rows(touched: Iterable[Touched], voice: Voice) -> list[Row]:
    """The work that clauses ask for, each piece once; a parameter's is that of the clauses that use it."""
    found: dict[tuple[str, str], Row] = {}
    for each in touched:
        for row in _Reading(voice, each).rows():
            found.setdefault((row.task, row.lead), row)
    return list(found.values())


def whole(resolved: Resolved, start: date) -> list[Touched]:
    """Everything that a place's own charter gives somebody to do."""
    kinds = (Duty, Power, Right, Organ, Procedure, Programme, Constraint)
    named = ((noun, key, clause) for noun, key, clause in resolved.own.charter.clauses() if isinstance(clause, kinds))
    return [Touched(noun, key, (), clause.start or start, clause.src or "") for noun, key, clause in named]


def users(resolved: Resolved, param: str) -> list[tuple[str, str, Clause]]:
    """The clauses that use a parameter: in a test, as a limit, or in their sentence."""
    return [
        (noun, key, clause)
        for (noun, key), (_, clause) in resolved.clauses.items()
        if noun != "params" and (param in params_in(clause) or param in _live(clause))
    ]


def named(voice: Voice, key: Wording) -> str:
    """An organ or role as it is called; one without a name is never told by its key."""
    text = voice.party(key)
    return voice.pick(UNNAMED) if text == key and NAME.match(text) else text


def _live(clause: Clause) -> set[str]:
    return {found[1] for found in LIVE.finditer(clause.text.zh)} if clause.text else set()


@dataclass(frozen=True)
class _Reading:
    voice: Voice
    touched: Touched

    def rows(self) -> Iterator[Row]:
        at = self.touched
        clause = self.voice.resolved.clauses[at.noun, at.key][1]
        if at.noun != "params":
            yield from self._clause(at.noun, at.key, clause, [path[1] for path in at.parts if len(path) > 1])
            return
        used = list(self._used())
        yield from used or [self._row(self._sentence("params", at.key), "")]

    def _used(self) -> Iterator[Row]:
        """The work in which a parameter stands; of a procedure only the stages that it limits, where it limits any."""
        key = self.touched.key
        for noun, name, clause in users(self.voice.resolved, key):
            if isinstance(clause, Constraint):
                told = self._sentence("params", key), clause.title.text(self.voice.lang)
                yield self._row(self.voice.pick(USED).format(*told), clause.tell)
                continue
            stages = clause.stages if isinstance(clause, Procedure) else {}
            limited = [stage for stage, node in stages.items() if key in params_in(node)]
            for row in self._clause(noun, name, clause, limited):
                if row.lead != self.voice.pick(NOBODY):
                    yield row

    def _clause(self, noun: str, key: str, clause: Clause, parts: Sequence[str]) -> Iterator[Row]:
        match clause:
            case Procedure():
                chosen = [name for name in parts if name in clause.stages]
                yield from (self._stage(name, clause) for name in chosen or clause.stages)
            case Programme():
                chosen = [name for name in parts if name in clause.tasks]
                yield from (self._task(name, clause) for name in chosen or clause.tasks)
            case Constraint():
                text = self.voice.pick(CHECKED).format(self._sentence(noun, key))
                yield self._row(text, clause.tell)
            case _:
                lead, along = _parties(clause)
                yield self._row(self._sentence(noun, key), lead, along)

    def _stage(self, name: str, clause: Procedure) -> Row:
        stage = clause.stages[name]
        title = clause.title.text(self.voice.lang) + self.voice.pick(COLON) + stage_said(name, self.voice, clause)
        row = self._row(title, stage.by)
        limit = limit_said(stage, self.voice, clause) or row.limit
        return Row(title, row.lead, part_said(stage, "along", self.voice, clause) or NONE, limit, row.source)

    def _task(self, name: str, clause: Programme) -> Row:
        task = clause.tasks[name]
        row = self._row(task.title.text(self.voice.lang), task.lead)
        lead = row.lead if task.lead else self.voice.pick(LEVELS[task.level])
        limit = part_said(clause, "deadline", self.voice, clause) or row.limit
        return Row(row.task, lead, NONE, limit, self._cited(task.src or self.touched.source))

    def _row(self, task: str, lead: Wording, along: Sequence[Wording] = ()) -> Row:
        who = named(self.voice, lead) if lead else self.voice.pick(NOBODY)
        helpers = self.voice.pick(LISTED).join(named(self.voice, each) for each in along)
        limit = self.voice.pick(FROM).format(self.touched.start.isoformat())
        return Row(task, who, helpers or NONE, limit, self._cited(self.touched.source))

    def _cited(self, source: str) -> str:
        return cited(self.voice.resolved, source, self.voice.lang) or NONE

    def _sentence(self, noun: str, key: str) -> str:
        return sentence(self.voice.resolved, noun, key, self.voice.day, self.voice.lang).rstrip("".join(STOP))


def _parties(clause: Node) -> tuple[Wording, tuple[Wording, ...]]:
    """Who answers for a clause, and who assists, as the charter says it."""
    match clause:
        case Duty():
            return clause.owner, clause.assists
        case Power() | Right():
            return clause.holder, ()
        case Organ():
            return clause.led_by or clause.title, clause.members
    return "", ()

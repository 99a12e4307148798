"""What can be wrong with a charter beyond its form: names nobody knows, loose ends, and words against its superiors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from kaifaqu.kernel.charter.faults import Wrong, unknown, wrong
from kaifaqu.kernel.charter.load import Path, Problem, dotted
from kaifaqu.kernel.charter.naming import LISTS, nameless
from kaifaqu.kernel.charter.overlay import Layer, Resolved
from kaifaqu.kernel.charter.reading import LIVE
from kaifaqu.kernel.charter.schema import measures as m
from kaifaqu.kernel.charter.schema.base import Clause, Node
from kaifaqu.kernel.charter.schema.nouns import (
    Constraint,
    Procedure,
    Rule,
    Stage,
    Target,
    Task,
)
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.charter.words import VERBS

END = "end"
Name = tuple[str, str]
NAMED: dict[type, tuple[tuple[str, str], ...]] = {
    m.FactAt: (("fact", "fact"),),
    m.Change: (("fact", "change"),),
    m.Growth: (("fact", "growth"),),
    m.Mean: (("fact", "mean"), ("kind", "each")),
    m.Count: (("kind", "count"),),
    m.Sum: (("fact", "sum"), ("kind", "each")),
    m.ParamRef: (("parameter", "param"),),
    m.MeasureRef: (("measure", "measure"),),
    m.ByName: (("test", "test"),),
    Param: (("word fact", "by"),),
    Constraint: (("kind", "each"),),
    Task: (("proof", "proves"),),
    Target: (("test", "met"),),
}
"""Which fields of which nodes name something that must be known."""


@dataclass(frozen=True)
class Vocabulary:
    """What charters may speak of: facts, facts whose values are words, kinds to range over, rooms, effects."""

    facts: frozenset[str] = field(default_factory=frozenset)
    codes: frozenset[str] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)
    rooms: frozenset[str] = field(default_factory=frozenset)
    effects: frozenset[str] = field(default_factory=frozenset)


def lint(resolved: Resolved, vocabulary: Vocabulary) -> list[Problem]:
    """Every problem of a charter's own clauses, with file, line and key."""
    layer = resolved.layers[-1]
    problems: list[Problem] = [conflict.problem() for conflict in resolved.conflicts(layer.loaded.charter.in_force)]
    problems += [*_silences(layer), *_lists(resolved, vocabulary)]
    for noun, key, clause in layer.loaded.charter.clauses():
        checker = _Checker(resolved, vocabulary, layer, (noun, key))
        problems += checker.check(clause)
    return problems


def _silences(layer: Layer) -> Iterator[Problem]:
    for topic in layer.loaded.charter.silent:
        if topic not in TOPICS:
            yield Problem(layer.at(("silent", topic)), dotted(("silent", topic)), unknown("topic", topic, TOPICS))


def _lists(resolved: Resolved, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A list is of a known use, and a word has one name: what a superior has named is not named again."""
    *above, layer = resolved.layers
    for name, words in layer.loaded.charter.words.items():
        if name not in LISTS | vocabulary.codes:
            told = unknown("list of words", name, LISTS | vocabulary.codes)
            yield Problem(layer.at(("words", name)), f"words.{name}", told)
        for word in words:
            upper = next((each for each in above if word in each.loaded.charter.words.get(name, {})), None)
            if upper is not None:
                path = ("words", name, word)
                twice = wrong("against", wrong=wrong("named_above"), upper=upper.at(path))
                yield Problem(layer.at(path), dotted(path), twice)


@dataclass
class _Checker:
    resolved: Resolved
    vocabulary: Vocabulary
    layer: Layer
    path: Path

    def check(self, clause: Clause) -> Iterator[Problem]:
        yield from self._names(clause, self.path)
        yield from self._live(clause)
        yield from self._circle(clause)
        for found in nameless(self.resolved, clause, self.vocabulary.codes):
            yield self._problem(found.path, found.wrong)
        if not clause.topic:
            yield self._problem((), wrong("no_topic"))
        if clause.waits and clause.waits not in self.vocabulary.rooms:
            yield self._problem(("waits",), unknown("room", clause.waits, self.vocabulary.rooms))
        yield from self._inside(clause)

    def _inside(self, clause: Clause) -> Iterator[Problem]:
        match clause:
            case Procedure():
                yield from self._procedure(clause)
            case Rule():
                for key, effects in (("do", clause.do), ("else", clause.otherwise)):
                    for i, effect in enumerate(effects):
                        if not effect.verb():
                            yield self._problem((key, i), wrong("no_effect", known=VERBS))

    def _problem(self, inner: Path, found: Wrong) -> Problem:
        path = (*self.path, *inner)
        return Problem(self.layer.at(path), dotted(path), found)

    def _written(self, path: Path) -> Path:
        """The part of a path that stands in the file: one word for an operand has no key of its own."""
        places = self.layer.loaded.source.places
        return next((path[:end] for end in range(len(path), 0, -1) if path[:end] in places), path)

    @cached_property
    def _known(self) -> dict[str, Iterable[str]]:
        return {
            "fact": self.vocabulary.facts | self.vocabulary.codes,
            "kind": self.vocabulary.kinds,
            "word fact": self.vocabulary.codes,
            "parameter": self.resolved.of("params"),
            "measure": self.resolved.of("measures"),
            "test": self.resolved.of("tests"),
            "proof": {*self.resolved.of("tests"), *self.resolved.of("constraints")},
            "source": {key for layer in self.resolved.layers for key in layer.loaded.charter.sources},
        }

    def _live(self, clause: Clause) -> Iterator[Problem]:
        """A parameter that a sentence shows must be there."""
        for lang in ("zh", "en") if clause.text else ():
            for found in LIVE.finditer(clause.text.text(lang) if clause.text else ""):
                if found[1] not in self._known["parameter"]:
                    yield self._problem(("text", lang), unknown("parameter", found[1], self._known["parameter"]))

    def _names(self, node: Any, path: Path) -> Iterator[Problem]:
        """Every fact, parameter, word fact and kind that a clause names, wherever it stands."""
        yield from self._name(node, path)
        if isinstance(node, BaseModel):
            fields = type(node).model_fields
            for name in fields:
                yield from self._names(getattr(node, name), (*path, fields[name].alias or name))
            yield from self._names(node.model_extra or {}, path)
        elif isinstance(node, dict):
            for key, value in node.items():
                yield from self._names(value, (*path, key))
        elif isinstance(node, tuple | list):
            for i, value in enumerate(node):
                yield from self._names(value, (*path, i))

    def _name(self, node: Any, path: Path) -> Iterator[Problem]:
        wanted = [(what, getattr(node, key), (*path, key)) for what, key in NAMED.get(type(node), ())]
        if isinstance(node, Node) and (src := getattr(node, "src", None)):
            wanted.append(("source", src.partition(" ")[0], (*path, "src")))
        if isinstance(node, str) and node.startswith("p.") and node[2:].isidentifier():
            wanted = [("parameter", node[2:], path)]
        for what, said, at in wanted:
            listed = enumerate(said) if isinstance(said, tuple) else [(None, said)]
            for i, name in listed:
                if name and isinstance(name, str) and name not in self._known[what]:
                    here = at if i is None else (*at, i)
                    yield Problem(
                        self.layer.at(here), dotted(self._written(here)), unknown(what, name, self._known[what])
                    )

    def _circle(self, clause: Clause) -> Iterator[Problem]:
        """A measure or test that names itself, by whatever way round."""
        circle = _circle(self.resolved, (str(self.path[0]), str(self.path[1])), ())
        if circle:
            yield self._problem((), wrong("circular", way=" → ".join(".".join(name) for name in circle)))

    def _procedure(self, procedure: Procedure) -> Iterator[Problem]:
        stages = procedure.stages
        for path, name in _targets(procedure):
            if name not in stages:
                yield self._problem(path, unknown("stage", name, [*stages, END]))
        for name, stage in stages.items():
            if stage.silent and stage.silent not in stage.then:
                yield self._problem(("stages", name, "silent"), unknown("outcome", stage.silent, stage.then))
            yield from self._effects(name, stage)
            if "limit" in stage.sets and procedure.outer is None:
                yield self._problem(("stages", name, "sets"), wrong("no_outer"))
        for name in stages.keys() - _reached(procedure):
            yield self._problem(("stages", name), wrong("no_way"))

    def _effects(self, name: str, stage: Stage) -> Iterator[Problem]:
        """An effect hangs on an outcome of its stage, and some room offers it."""
        for outcome, effects in stage.does.items():
            if outcome not in stage.then:
                yield self._problem(("stages", name, "does", outcome), unknown("outcome", outcome, stage.then))
            for effect in effects:
                if effect not in self.vocabulary.effects:
                    found = unknown("effect", effect, self.vocabulary.effects)
                    yield self._problem(("stages", name, "does", outcome), found)


def _circle(resolved: Resolved, here: Name, way: tuple[Name, ...]) -> tuple[Name, ...]:
    """The way from a clause back to itself over the names that measures and tests use; empty where there is none."""
    if here in way:
        return (*way, here) if here == way[0] else ()
    found = resolved.clauses.get(here)
    for name in _used(found[1]) if found else ():
        if circle := _circle(resolved, name, (*way, here)):
            return circle
    return ()


def _used(node: Any) -> Iterator[Name]:
    """The named measures and tests that a clause uses."""
    match node:
        case m.MeasureRef():
            yield "measures", node.measure
        case m.ByName():
            yield "tests", node.test
        case BaseModel():
            for name in type(node).model_fields:
                yield from _used(getattr(node, name))
        case tuple():
            for each in node:
                yield from _used(each)


def _targets(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    """Every stage that a procedure names, where it names it; its end and its way back are none."""
    aside = {END, "return"} if procedure.returns else {END}
    for name, stage in procedure.stages.items():
        yield from ((("stages", name, "then", o), to) for o, to in stage.then.items() if to not in aside)
    if procedure.outer:
        yield from ((("outer", "from"), procedure.outer.start), (("outer", "to"), procedure.outer.end))
    if procedure.reopen:
        yield ("reopen", "to"), procedure.reopen.to
    if procedure.ladder and procedure.ladder.on != "outer":
        yield ("ladder", "on"), procedure.ladder.on


def _reached(procedure: Procedure) -> set[str]:
    """The stages that can be reached from the first, by outcomes and by reopening."""
    first = next(iter(procedure.stages))
    waiting, seen = [first, *([procedure.reopen.to] if procedure.reopen else [])], set[str]()
    while waiting:
        here = waiting.pop()
        if here in seen or here not in procedure.stages:
            continue
        seen.add(here)
        waiting += procedure.stages[here].then.values()
    return seen

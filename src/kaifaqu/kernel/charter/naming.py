"""Whether every word that a charter uses has a name: keyed values, words compared with, organs, kinds, outcomes.

A charter without any list of words, its superiors included, is held to none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from kaifaqu.kernel.charter.faults import Wrong, no_word, unknown, wrong
from kaifaqu.kernel.charter.load import Path
from kaifaqu.kernel.charter.overlay import COMMON, Resolved
from kaifaqu.kernel.charter.schema import measures as m
from kaifaqu.kernel.charter.schema import nouns as n
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.voice import NAME, PARAM
from kaifaqu.kernel.charter.words import MODES, PLACES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
USES: dict[type, tuple[tuple[str, str], ...]] = {
    n.Organ: (("organ kind", "kind"), ("kind", "of"), ("organ", "members"), ("organ", "led_by"), ("model", "model")),
    n.Right: (("organ", "holder"), ("organ", "over")),
    n.Duty: (("organ", "owner"), ("organ", "assists")),
    n.Power: (("organ", "holder"),),
    n.Constraint: (("kind", "each"), ("organ", "tell")),
    n.Procedure: (("kind", "about"),),
    n.Stage: (("organ", "by"), ("need", "needs"), ("outcome", "then"), ("moment", "until")),
    n.SendBack: (("need", "reason"),),
    n.More: (("organ", "to"), ("organ", "binds")),
    n.Extend: (("organ", "by"),),
    n.Ladder: (("organ", "nobody"),),
    n.Rule: (("kind", "each"),),
    n.Scheme: (("kind", "each"),),
    n.Task: (("organ", "lead"),),
    m.FactAt: (("slot", "at"),),
    m.Change: (("slot", "since"), ("slot", "until")),
    m.Growth: (("slot", "since"), ("slot", "until")),
    m.Mean: (("kind", "each"),),
    m.Sum: (("kind", "each"),),
    m.Count: (("kind", "count"),),
}
"""Which fields of which nodes hold keys, and of which list. An organ may also be a clause of its own."""
LISTS = frozenset({COMMON, "effect", *(what.removesuffix(" kind") for uses in USES.values() for what, _ in uses)})
"""The lists that there are besides those of facts."""


@dataclass(frozen=True)
class Nameless:
    """A word that has no name: where it stands, and that its list has no such name."""

    path: Path
    wrong: Wrong


def nameless(resolved: Resolved, clause: BaseModel, codes: Collection[str]) -> Iterator[Nameless]:
    """Every word without a name in a clause; `codes` are the facts whose values are words."""
    if resolved.words:
        yield from _Finder(resolved, codes).walk(clause, ())


@dataclass(frozen=True)
class _Finder:
    resolved: Resolved
    codes: Collection[str]

    def walk(self, node: Any, path: Path) -> Iterator[Nameless]:
        """A node and everything below it."""
        if isinstance(node, BaseModel):
            yield from self._node(node, path)
            fields = type(node).model_fields
            for name in fields:
                yield from self.walk(getattr(node, name), (*path, fields[name].alias or name))
        elif isinstance(node, dict):
            for key, value in node.items():
                yield from self.walk(value, (*path, key))
        elif isinstance(node, tuple):
            for i, value in enumerate(node):
                yield from self.walk(value, (*path, i))

    def _node(self, node: BaseModel, path: Path) -> Iterator[Nameless]:
        for what, field in USES.get(type(node), ()):
            alias = type(node).model_fields[field].alias or field
            for inner, word in _keys(getattr(node, field)):
                yield from self._check(what, word, (*path, alias, *inner))
        match node:
            case Param(by=str()):
                yield from self._keyed(node, path)
            case m.Is() | m.In():
                yield from self._comparison(node, path)
            case n.Stage():
                yield from self._stage(node, path)
            case n.Effect():
                yield from self._effect(node, path)

    def _stage(self, stage: n.Stage, path: Path) -> Iterator[Nameless]:
        if stage.title is None:
            yield Nameless((*path, "title"), wrong("no_title", name=path[-1]))
        for outcome, effects in stage.does.items():
            for effect in effects:
                yield from self._check("effect", effect, (*path, "does", outcome))

    def _check(self, what: str, word: str, path: Path) -> Iterator[Nameless]:
        known = self._known(what)
        if word not in known:
            yield Nameless(path, unknown(what, word, known))

    def _known(self, what: str) -> Collection[str]:
        words = self.resolved.words
        if what == "organ":
            return {*words.get("organ", {}), *self.resolved.of("organs")}
        if what == "effect":
            return {
                *words.get("effect", {}),
                *words.get(COMMON, {}),
                *self.resolved.of("procedures"),
                *MODES,
                *self._known("organ"),
            }
        return words.get(what.removesuffix(" kind"), {})

    def _keyed(self, param: Param, path: Path) -> Iterator[Nameless]:
        for i, dated in enumerate(param.values):
            for word, _ in dated.scalars():
                yield from self._fact_word(param.by or "", word, (*path, "values", i, "value", word))

    def _comparison(self, test: m.Is | m.In, path: Path) -> Iterator[Nameless]:
        if isinstance(test, m.In):
            for i, word in enumerate(test.among[1]):
                yield from self._compared(word, test.among[0], (*path, "in", 1, i))
            return
        for i, term in enumerate(test.equal):
            beside = test.equal[1 - i]
            if isinstance(term, m.Word):
                yield from self._compared(term.word, beside, (*path, "is", i, "word"))

    def _compared(self, word: str, beside: m.Term, path: Path) -> Iterator[Nameless]:
        if isinstance(beside, m.FactAt) and beside.fact in self.codes:
            yield from self._fact_word(beside.fact, word, path)
        param = self.resolved.of("params").get(beside.param) if isinstance(beside, m.ParamRef) else None
        if isinstance(param, Param) and word not in param.options:
            yield Nameless(path, unknown("option", word, param.options))

    def _fact_word(self, fact: str, word: str, path: Path) -> Iterator[Nameless]:
        known = {**self.resolved.words.get(fact, {}), **self.resolved.words.get(COMMON, {})}
        if word not in known:
            yield Nameless(path, no_word(fact, word, known))

    def _effect(self, effect: n.Effect, path: Path) -> Iterator[Nameless]:
        extra, verb = effect.model_extra or {}, effect.verb()
        for inner, word in _keys(extra.get(verb, "")):
            yield from self._check("effect", word, (*path, verb, *inner))
        for inner, word in _keys(extra.get("to", "")):
            yield from self._check("effect", word, (*path, "to", *inner))


def _keys(value: Any) -> Iterator[tuple[Path, str]]:
    """The keys that a field holds; words that stand for themselves and parameters are none."""
    if isinstance(value, str) and value and value not in PLACES and not value.startswith(PARAM):
        if not CHINESE.search(value):
            yield (), value
    elif isinstance(value, dict):
        yield from (((key,), key) for key in value)
    elif isinstance(value, tuple | list):
        yield from (((i,), word) for i, word in enumerate(value) if isinstance(word, str) and NAME.match(word))

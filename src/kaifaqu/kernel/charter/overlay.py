"""Overlay: a charter under its superiors. The superior prevails; what a lower one may not do is named, both places.

A parameter's value is found by walking from the root down. A lower value replaces the one above where the bound allows
it: not below a floor, not above a ceiling, nothing but the same where fixed, anything where free. A value that it does
not allow is overruled from that day, and an adaptation is due. Other clauses replace the one of the same id as a whole,
if their force is no weaker or the superior's is `bound: free`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kaifaqu.kernel.charter.faults import Wrong, wrong
from kaifaqu.kernel.charter.load import Loaded, Path, Problem, dotted
from kaifaqu.kernel.charter.load import Place as At
from kaifaqu.kernel.charter.schema.base import Bound, Clause, Force, Title, Wording
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.figures import unit as unit_of

Single = Figure | Limit | str
COMMON = "common"
"""The list of words that any fact may have for a value: yes and no."""
Value = Single | tuple[Wording, ...]


@dataclass(frozen=True)
class Found:
    """A parameter's value in force: which charter says so, from when, by which paragraph, how bindingly.

    `overruled` names a lower charter whose own value the superior's does not allow.
    """

    key: str
    value: Value
    charter: str
    dated: DatedValue
    param: Param
    force: Force
    at: At
    overruled: str = ""


@dataclass(frozen=True)
class Word:
    """What one charter says where two differ: whose, and from when; of a parameter the value found."""

    charter: str
    start: date
    clause: Clause | None = None
    found: Found | None = None


@dataclass(frozen=True)
class Conflict:
    """Something a lower charter may not say: what, where it stands, and where the superior's stands."""

    path: Path
    wrong: Wrong
    lower: At
    upper: At
    below: Word
    above: Word

    @property
    def fault(self) -> str:
        """What is wrong with it, whenever it begins."""
        inner = self.wrong.args.get("wrong")
        return inner.code if isinstance(inner, Wrong) else self.wrong.code

    @property
    def start(self) -> date | None:
        """The day on which two values begin to disagree; None where the whole clause or a drop does."""
        day = self.wrong.args.get("day")
        return date.fromisoformat(day) if day else None

    @property
    def words(self) -> str:
        """The conflict in English."""
        return self.wrong.text("en")

    def problem(self) -> Problem:
        """The conflict as a problem of the lower charter."""
        return Problem(self.lower, dotted(self.path), wrong("against", wrong=self.wrong, upper=self.upper))

    def as_json(self) -> dict[str, Any]:
        """The conflict as it is put on record: in English, and as what can be told in any language."""
        where = {"lower": str(self.lower), "upper": str(self.upper)}
        whose = {"below": self.below.charter, "above": self.above.charter, "from": self.above.start.isoformat()}
        return {"path": dotted(self.path), "words": self.words, **where, **whose, **self.wrong.as_json()}


@dataclass(frozen=True)
class Layer:
    """One charter's word on something."""

    loaded: Loaded

    @property
    def name(self) -> str:
        """Whose charter it is."""
        return self.loaded.charter.charter

    def at(self, path: Path) -> At:
        """Where a path stands in its files."""
        return self.loaded.source.place(path)

    def word(self, clause: Clause | None = None) -> Word:
        """What this charter says, and from when."""
        start = clause.start if clause and clause.start else self.loaded.charter.in_force
        return Word(self.name, start, clause)


class Resolved:
    """A charter with all its superiors, as one institution."""

    def __init__(self, chain: Sequence[Loaded]) -> None:
        self.layers = [Layer(loaded) for loaded in chain]
        self._answered: dict[tuple[object, ...], Found | NotApplicable] = {}

    @property
    def own(self) -> Loaded:
        """The charter itself, without its superiors."""
        return self.layers[-1].loaded

    @property
    def place(self) -> str:
        """Whose institution it is."""
        return self.layers[-1].name

    @cached_property
    def dropped(self) -> dict[str, tuple[str, Wording]]:
        """What a lower charter dropped, by `noun.id`: which charter, and its reason."""
        return {
            path: (layer.name, reason) for layer in self.layers for path, reason in layer.loaded.charter.drop.items()
        }

    @cached_property
    def clauses(self) -> dict[tuple[str, str], tuple[Layer, Clause]]:
        """Every clause in force by (noun, id), the lowest charter's word where it may say so."""
        found: dict[tuple[str, str], tuple[Layer, Clause]] = {}
        for layer in self.layers:
            for noun, key, clause in layer.loaded.charter.clauses():
                above = found.get((noun, key))
                if above is None or noun == "params" or _may_replace(above[1], clause):
                    found[noun, key] = (layer, clause)
            for path in layer.loaded.charter.drop:
                noun, _, key = path.partition(".")
                if (noun, key) in found and _may_drop(found[noun, key][1]):
                    del found[noun, key]
        order = {noun: i for i, noun in enumerate(NOUNS)}
        return dict(sorted(found.items(), key=lambda item: order[item[0][0]]))

    @cached_property
    def words(self) -> dict[str, dict[str, Title]]:
        """The lists of words, those of lower charters added to those of their superiors."""
        found: dict[str, dict[str, Title]] = {}
        for layer in self.layers:
            for name, words in layer.loaded.charter.words.items():
                found[name] = {**found.get(name, {}), **words}
        return found

    def word(self, name: str, key: str, lang: str) -> str:
        """What a key of a list is called; the key itself where no charter names it."""
        title = self.words.get(name, {}).get(key) or self.words.get(COMMON, {}).get(key)
        return title.text(lang) if title else key

    def party(self, key: str, lang: str) -> str:
        """What an organ or a role is called: by its own clause, or by the list of organs."""
        found = self.clauses.get(("organs", key))
        return found[1].title.text(lang) if found else self.word("organ", key, lang)

    def of(self, noun: str) -> dict[str, Clause]:
        """The clauses of one noun by id."""
        return {key: clause for (kind, key), (_, clause) in self.clauses.items() if kind == noun}

    def layers_of(self, key: str) -> list[tuple[Layer, Param]]:
        """Every charter's word on a parameter, the highest first."""
        if ("params", key) not in self.clauses:
            return []
        told = [(layer, layer.loaded.charter.params.get(key)) for layer in self.layers]
        return [(layer, param) for layer, param in told if param is not None]

    def param(self, key: str, day: date, words: Mapping[str, str] | None = None) -> Found | NotApplicable:
        """The value in force on a day; `words` are what keyed values go by, as {zone_kind: hitech}.

        NotApplicable where nobody says anything, where it is repealed, or where the key is not among the values.
        """
        given = words or {}
        asked = (key, day, *(given.get(by) for by in self._by.get(key, ())))
        if asked not in self._answered:
            self._answered[asked] = self._find(key, day, given)
        return self._answered[asked]

    @cached_property
    def keyed_by(self) -> frozenset[str]:
        """Every word by which some parameter's values are keyed."""
        return frozenset(by for words in self._by.values() for by in words)

    @cached_property
    def _by(self) -> dict[str, tuple[str, ...]]:
        """By which words a parameter's values are keyed."""
        found: dict[str, tuple[str, ...]] = {}
        for layer in self.layers:
            for key, param in layer.loaded.charter.params.items():
                if param.by and param.by not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), param.by)
        return found

    def _find(self, key: str, day: date, words: Mapping[str, str]) -> Found | NotApplicable:
        found: Found | None = None
        for layer, param in self.layers_of(key):
            said = _said(layer, key, param, day, words)
            if said is None:
                continue
            if found is None or allowed(found, said) is None:
                found = said
            else:
                found = Found(**{**vars(found), "overruled": layer.name})
        return found or NotApplicable("no_rule", key)

    def conflicts(self, since: date = date.min) -> list[Conflict]:
        """Everything in lower charters that a superior does not allow, on any day from `since` on."""
        found = list(self._param_conflicts(since)) + list(self._clause_conflicts()) + list(self._drop_conflicts())
        first: dict[tuple[Path, At], Conflict] = {}
        for conflict in found:
            first.setdefault((conflict.path, conflict.lower), conflict)
        return list(first.values())

    def _param_conflicts(self, since: date) -> Iterator[Conflict]:
        for key in self.of("params"):
            told = self.layers_of(key)
            days = sorted({max(since, value.start) for _, param in told for value in param.values})
            for word in sorted({w for _, param in told for value in param.values for w, _ in value.scalars()}):
                for day in days:
                    yield from self._conflicts_on(key, told, day, word)

    def _conflicts_on(self, key: str, told: list[tuple[Layer, Param]], day: date, word: str) -> Iterator[Conflict]:
        above: Found | None = None
        for layer, param in told:
            said = _said(layer, key, param, day, {param.by: word} if param.by else {})
            if said is None:
                continue
            found = allowed(above, said) if above else None
            if above is not None and found is not None:
                words = _word(said), _word(above)
                yield Conflict(("params", key), wrong("from", day=day, wrong=found), said.at, above.at, *words)
            else:
                above = said

    def _clause_conflicts(self) -> Iterator[Conflict]:
        seen: dict[tuple[str, str], tuple[Layer, Clause]] = {}
        for layer in self.layers:
            for noun, key, clause in layer.loaded.charter.clauses():
                above = seen.get((noun, key))
                if above is not None and noun != "params" and not _may_replace(above[1], clause):
                    found = wrong("weaker", below=clause.force, above=above[1].force)
                    at = layer.at((noun, key)), above[0].at((noun, key))
                    yield Conflict((noun, key), found, *at, layer.word(clause), above[0].word(above[1]))
                else:
                    seen[noun, key] = (layer, clause)

    def _drop_conflicts(self) -> Iterator[Conflict]:
        for i, layer in enumerate(self.layers):
            upper = Resolved([each.loaded for each in self.layers[:i]]) if i else None
            for path in layer.loaded.charter.drop:
                noun, _, key = path.partition(".")
                told = upper.clauses.get((noun, key)) if upper else None
                at = layer.at(("drop", path))
                if told is None:
                    yield Conflict(("drop", path), wrong("nothing_to_drop"), at, at, layer.word(), layer.word())
                elif not _may_drop(told[1]):
                    found = wrong("may_not_drop", force=told[1].force)
                    words = layer.word(), told[0].word(told[1])
                    yield Conflict(("drop", path), found, at, told[0].at((noun, key)), *words)


def _word(found: Found) -> Word:
    return Word(found.charter, found.dated.start, found.param, found)


def _said(layer: Layer, key: str, param: Param, day: date, words: Mapping[str, str]) -> Found | None:
    dated = param.dated(day)
    if dated is None:
        return None
    i = param.values.index(dated)
    path: Path = ("params", key, "values", i, "value")
    if param.by is not None:
        word = words.get(param.by, "")
        if not isinstance(dated.value, dict) or word not in dated.value:
            return None
        path, value = (*path, word), param.figure(dated.value[word], dated)
    elif isinstance(dated.value, tuple):
        return Found(key, dated.value, layer.name, dated, param, param.force, layer.at(path))
    else:
        value = param.figure(str(dated.value), dated)
    return Found(key, value, layer.name, dated, param, param.force, layer.at(path))


def allowed(above: Found, below: Found) -> Wrong | None:
    """Why a lower value may not stand under a higher one; None where it may."""
    if above.param.bound is Bound.FREE:
        return None
    if below.force.weight < above.force.weight:
        return wrong("weaker", below=below.force, above=above.force)
    if below.param.bound not in (above.param.bound, Bound.FIXED):
        return wrong("other_bound", above=above.param.bound, below=below.param.bound)
    return _against(above.param.bound, above.value, below.value)


def _against(bound: Bound, above: Value, below: Value) -> Wrong | None:
    if above == below or _amounts_equal(above, below):
        return None
    if bound is Bound.FIXED:
        return wrong("fixed")
    high, low = _comparable(above), _comparable(below)
    if high is None or low is None:
        return wrong("words_apart")
    if high[0] != low[0]:
        return wrong("kinds_differ", low=low[0], high=high[0])
    if bound is Bound.FLOOR and low[1] < high[1]:
        return wrong("below_floor")
    if bound is Bound.CEILING and low[1] > high[1]:
        return wrong("above_ceiling")
    return None


def _amounts_equal(above: Value, below: Value) -> bool:
    if isinstance(above, Figure) and isinstance(below, Figure):
        return (above.amount, above.unit) == (below.amount, below.unit)
    return False


def _comparable(value: Value) -> tuple[str, int] | None:
    """What a value measures, and how much; None for words."""
    if isinstance(value, Figure):
        return unit_of(value.unit).quantity, value.value
    if isinstance(value, Limit):
        return value.unit, value.number
    return None


def _may_replace(above: Clause, below: Clause) -> bool:
    return above.bound is Bound.FREE or below.force.weight >= above.force.weight


def _may_drop(clause: Clause) -> bool:
    return clause.bound is Bound.FREE or clause.force in (Force.ENCOURAGED, Force.PERMITTED)

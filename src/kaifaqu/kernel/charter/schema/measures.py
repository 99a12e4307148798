"""The one grammar: how measures are made of facts, and tests of measures. Typed nodes; nothing is parsed at run time.

An operand is a node or one word: a fact (`headcount_quota`), a parameter (`p.bottom_exit_min`), a named measure
(`m.quota_cut`) or a number (`0.5`).
A fact's `at` names a *slot* (before, after, …), which the asker binds to a day, or which a published figure names as
its period; without one it is the fact's one published value, or the day asked about.

Seven forms: less, ratio, change, growth, mean, count, sum. Six comparisons: is, in, at_least, at_most, above, below;
joined by all, any, not. What has a name is used by it: a measure as `m.yield_per_mu`, a test as `{test: weak_zone}`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from kaifaqu.kernel.charter.faults import Fault, unknown_unit
from kaifaqu.kernel.charter.schema.base import Clause, Key, Node, Title
from kaifaqu.kernel.figures import UNITS

_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


class FactAt(Node):
    """The value of a fact, in a slot of time: `{fact: headcount_quota, at: before}`."""

    fact: Key
    at: Key | None = None


class ParamRef(Node):
    """A parameter in force where and when the question is asked: `p.bottom_exit_min`."""

    param: Key


class MeasureRef(Node):
    """A measure of the charter by its name: `m.tax_per_mu`."""

    measure: Key


class Constant(Node):
    """A number written into the clause itself."""

    number: Annotated[str, Field(pattern=_NUMBER.pattern)]


class Word(Node):
    """A code compared with, such as a zone's kind: `{word: etdz}`."""

    word: Annotated[str, Field(min_length=1, max_length=60)]


class Less(Node):
    """The first less the second; two dates give days: `{less: [deadline, completed]}`."""

    less: tuple[Operand, Operand]


class Ratio(Node):
    """The first divided by the second: `{ratio: [drawn_in, subscribed]}`. Not applicable where the second is 0."""

    ratio: tuple[Operand, Operand]


class Change(Node):
    """What a fact gained between two slots: `{change: headcount_quota, since: before, until: after}`."""

    change: Key
    since: Key
    until: Key


class Growth(Node):
    """What a fact gained between two slots, as a share of the first: `{growth: revenue, since: y1, until: y2}`."""

    growth: Key
    since: Key
    until: Key


class Mean(Node):
    """The mean of a fact over the members of a kind: `{mean: tax_per_mu, each: zone}`."""

    mean: Key
    each: Key
    where: Test | None = None


class Count(Node):
    """How many of a kind pass a test: `{count: zone, where: {is: [zone_class, {word: national}]}}`."""

    count: Key
    where: Test | None = None


class Sum(Node):
    """Terms of one unit added, `{sum: [a, b]}`; or a fact over a kind, `{sum: headcount_quota, each: zone}`."""

    sum: tuple[Operand, ...] | Key
    each: Key | None = None
    where: Test | None = None


def _spelled_out(raw: Any) -> Any:
    """One word for an operand stands for its node."""
    if not isinstance(raw, str):
        return raw
    if raw.startswith("p."):
        return {"param": raw.removeprefix("p.")}
    if raw.startswith("m."):
        return {"measure": raw.removeprefix("m.")}
    return {"number": raw} if _NUMBER.match(raw) else {"fact": raw}


FORMS = {
    "fact": FactAt,
    "param": ParamRef,
    "measure": MeasureRef,
    "number": Constant,
    "word": Word,
    "less": Less,
    "ratio": Ratio,
    "change": Change,
    "growth": Growth,
    "mean": Mean,
    "count": Count,
    "sum": Sum,
}
_FORM_OF: dict[type, str] = {kind: name for name, kind in FORMS.items()}
COMPARISONS = ("is", "in", "at_least", "at_most", "above", "below", "all", "any", "not", "test")


def _form(raw: Any) -> str | None:
    """Which form a node is, so that an error speaks of that form alone."""
    if isinstance(raw, Node):
        return _FORM_OF.get(type(raw))
    raw = _spelled_out(raw)
    return next((name for name in FORMS if name in raw), None) if isinstance(raw, dict) else None


Term = FactAt | ParamRef | MeasureRef | Constant | Word | Less | Ratio | Change | Growth | Mean | Count | Sum
Operand = Annotated[
    Annotated[FactAt, Tag("fact")]
    | Annotated[ParamRef, Tag("param")]
    | Annotated[MeasureRef, Tag("measure")]
    | Annotated[Constant, Tag("number")]
    | Annotated[Word, Tag("word")]
    | Annotated[Less, Tag("less")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[Change, Tag("change")]
    | Annotated[Growth, Tag("growth")]
    | Annotated[Mean, Tag("mean")]
    | Annotated[Count, Tag("count")]
    | Annotated[Sum, Tag("sum")],
    Discriminator(
        _form,
        custom_error_type="no_form",
        custom_error_message="no such form",
    ),
    BeforeValidator(_spelled_out),
]
Pair = tuple[Operand, Operand]


class Is(Node):
    """The two are equal."""

    equal: Annotated[Pair, Field(alias="is")]


class In(Node):
    """The first is one of the others: `{in: [zone_kind, [etdz, hitech]]}`."""

    among: Annotated[tuple[Operand, tuple[str, ...]], Field(alias="in")]


class AtLeast(Node):
    """The first is the second or more (不低于, 以上)."""

    at_least: Pair


class AtMost(Node):
    """The first is the second or less (不超过)."""

    at_most: Pair


class Above(Node):
    """The first is more than the second (超过)."""

    above: Pair


class Below(Node):
    """The first is less than the second (低于)."""

    below: Pair


class AllOf(Node):
    """Every test passes."""

    all: tuple[Test, ...] = Field(min_length=1)


class AnyOf(Node):
    """At least one test passes."""

    any: tuple[Test, ...] = Field(min_length=1)


class Not(Node):
    """The test does not pass."""

    negated: Annotated[Test, Field(alias="not")]


class ByName(Node):
    """A test of the charter by its name: `{test: weak_zone}`."""

    test: Key


def _comparison(raw: Any) -> str | None:
    """Which comparison a node is."""
    if isinstance(raw, Node):
        return _TAGS.get(type(raw).__name__)
    return next((name for name in COMPARISONS if name in raw), None) if isinstance(raw, dict) else None


_TAGS = {
    "Is": "is",
    "In": "in",
    "AtLeast": "at_least",
    "AtMost": "at_most",
    "Above": "above",
    "Below": "below",
    "AllOf": "all",
    "AnyOf": "any",
    "Not": "not",
    "ByName": "test",
}
Test = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[In, Tag("in")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[Above, Tag("above")]
    | Annotated[Below, Tag("below")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[ByName, Tag("test")],
    Discriminator(
        _comparison,
        custom_error_type="no_comparison",
        custom_error_message="no such comparison",
    ),
]


class Measure(Clause):
    """A named, sourced computation over facts; `unit` says how the result prints. Its key in the charter is its id."""

    id: Key
    definition: Title
    term: Operand
    unit: str

    @model_validator(mode="after")
    def _known_unit(self) -> Measure:
        if self.unit not in UNITS:
            raise Fault(unknown_unit(self.unit, UNITS), ("unit",))
        return self


for node in (Less, Ratio, Mean, Count, Sum, Is, In, AtLeast, AtMost, Above, Below, AllOf, AnyOf, Not, Measure):
    node.model_rebuild()


def params_in(node: object) -> set[str]:
    """Every parameter that a clause or a part of one names, wherever it stands."""
    if isinstance(node, ParamRef):
        return {node.param}
    if isinstance(node, Node):
        return {key for name in type(node).model_fields for key in params_in(getattr(node, name))}
    if isinstance(node, dict):
        return {key for child in node.values() for key in params_in(child)}
    if isinstance(node, tuple | list):
        return {key for child in node for key in params_in(child)}
    return {node[2:]} if isinstance(node, str) and node.startswith("p.") else set()


def facts_in(node: object) -> set[tuple[str, str | None]]:
    """Every fact, with its slot, that a clause or a part of one asks for, wherever it stands."""
    match node:
        case FactAt():
            return {(node.fact, node.at)}
        case Change():
            return {(node.change, node.since), (node.change, node.until)}
        case Growth():
            return {(node.growth, node.since), (node.growth, node.until)}
        case Node():
            over = {node.mean} if isinstance(node, Mean) else {node.sum} if isinstance(node, Sum) else set()
            named: set[tuple[str, str | None]] = {(key, None) for key in over if isinstance(key, str)}
            return named.union(*(facts_in(getattr(node, name)) for name in type(node).model_fields))
    children = node.values() if isinstance(node, dict) else node if isinstance(node, tuple | list) else ()
    return {pair for child in children for pair in facts_in(child)}

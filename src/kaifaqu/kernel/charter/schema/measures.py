"""The one grammar: how a measure is made of facts. Typed nodes, nothing to parse, nothing that reaches a database.

A term's `at` names a *slot* (before, after, …), which the asker binds to a day, or which a published figure names as
its period. A term without a slot means the fact's one published value, or the day asked about.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Node(BaseModel):
    """A part of a charter: closed and unchangeable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Node):
    """A name in the two languages."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The name in `lang` (zh or en)."""
        return self.en if lang == "en" else self.zh


class FactAt(Node):
    """The value of a fact, in a slot of time: `{fact: headcount_quota, at: before}`."""

    fact: Key
    at: Key | None = None


class Less(Node):
    """The first less the second; two dates give days: `{less: [deadline, completed]}`."""

    less: tuple[Term, Term]


class Ratio(Node):
    """The first divided by the second: `{ratio: [drawn_in, subscribed]}`. Not applicable where the second is 0."""

    ratio: tuple[Term, Term]


class Change(Node):
    """What a fact gained between two slots: `{change: headcount_quota, since: before, until: after}`."""

    change: Key
    since: Key
    until: Key


class Sum(Node):
    """Several terms of one unit added: `{sum: [separate, zhaoyuan, provincial]}`."""

    sum: tuple[Term, ...] = Field(min_length=1)


Term = FactAt | Less | Ratio | Change | Sum


class Measure(Node):
    """A named, sourced computation over facts. `src` is the paragraph that states it; `unit` how the result prints."""

    id: Key
    title: Title
    definition: Title
    term: Term
    unit: str
    src: str


for node in (Less, Ratio, Change, Sum, Measure):
    node.model_rebuild()

"""One charter: whose it is, under whom, from when, from which documents, and its nouns by id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator

from kaifaqu.kernel.charter.schema.base import Clause, Key, Node, Title, Wording
from kaifaqu.kernel.charter.schema.measures import Measure
from kaifaqu.kernel.charter.schema.nouns import (
    Constraint,
    Duty,
    NamedTest,
    Organ,
    Power,
    Procedure,
    Programme,
    Right,
    Rule,
    Scheme,
)
from kaifaqu.kernel.charter.schema.params import Param

NOUNS = (
    "params",
    "organs",
    "rights",
    "duties",
    "powers",
    "measures",
    "tests",
    "constraints",
    "procedures",
    "schemes",
    "rules",
    "programmes",
)


class Document(Node):
    """A source: its title, who published it and when, and how good a source it is."""

    title: str
    by: str = ""
    published: date | None = None
    kind: str = "report"


WordKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]


class Charter(Node):
    """The institution of a place as data. `parent` is the superior's charter; the root has none.

    `words` names what clauses call by a key, in lists that lower charters inherit and add to: one list for each fact
    whose values are words (zone_kind), and one for each use that `naming` knows (organ, kind, outcome …).
    """

    charter: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Title
    parent: str | None = None
    in_force: date
    sources: dict[str, Document] = Field(default_factory=dict)
    silent: dict[str, Wording] = Field(default_factory=dict)
    words: dict[Key, dict[WordKey, Title]] = Field(default_factory=dict)
    params: dict[Key, Param] = Field(default_factory=dict)
    organs: dict[Key, Organ] = Field(default_factory=dict)
    rights: dict[Key, Right] = Field(default_factory=dict)
    duties: dict[Key, Duty] = Field(default_factory=dict)
    powers: dict[Key, Power] = Field(default_factory=dict)
    measures: dict[Key, Measure] = Field(default_factory=dict)
    tests: dict[Key, NamedTest] = Field(default_factory=dict)
    constraints: dict[Key, Constraint] = Field(default_factory=dict)
    procedures: dict[Key, Procedure] = Field(default_factory=dict)
    schemes: dict[Key, Scheme] = Field(default_factory=dict)
    rules: dict[Key, Rule] = Field(default_factory=dict)
    programmes: dict[Key, Programme] = Field(default_factory=dict)
    drop: dict[str, Wording] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _name_the_measures(cls, raw: Any) -> Any:
        """A measure's id is the key that it stands under."""
        if isinstance(raw, dict) and isinstance(raw.get("measures"), dict):
            named = {k: {"id": k, **v} if isinstance(v, dict) else v for k, v in raw["measures"].items()}
            return {**raw, "measures": named}
        return raw

    def clauses(self) -> Iterator[tuple[str, str, Clause]]:
        """Every clause as (noun, id, clause), in the order of the nouns and of the text."""
        for noun in NOUNS:
            for key, clause in getattr(self, noun).items():
                yield noun, key, clause

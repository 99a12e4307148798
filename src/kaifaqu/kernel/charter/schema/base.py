"""What every part of a charter shares: names, sources, force, bounds, and how well a reading is grounded."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from kaifaqu.kernel.charter.faults import Fault, wrong
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.figures import Grounding

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Source = Annotated[str, Field(pattern=r"^[a-z0-9-]+( .+)?$", description="document key, then paragraph")]


def _known_topic(key: str) -> str:
    if key and key not in TOPICS:
        known = {name: (topic.zh, topic.en) for name, topic in TOPICS.items()}
        raise Fault(wrong("unknown_topic", topic=key, known=known))
    return key


class Node(BaseModel):
    """A part of a charter: closed and unchangeable."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Title(Node):
    """A name or a sentence in the two languages."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The name in `lang` (zh or en)."""
        return self.en if lang == "en" else self.zh


def _worded(raw: Any) -> str | None:
    """In one language or in both, so that an error speaks of that form alone."""
    return "text" if isinstance(raw, str) else "both" if isinstance(raw, Title | dict) else None


Wording = Annotated[
    Annotated[str, Tag("text")] | Annotated[Title, Tag("both")],
    Discriminator(
        _worded,
        custom_error_type="no_words",
        custom_error_message="no words",
    ),
]
"""Words of a clause: in the language of its source alone (then a citation), or in both."""


def told(words: Wording, lang: str) -> str:
    """The words in `lang` where they were given in it, else as they were given."""
    return words.text(lang) if isinstance(words, Title) else words


class Force(StrEnum):
    """How binding a clause is. In principle (原则上) warns, and knows exemptions as recorded acts."""

    MUST = "must"
    IN_PRINCIPLE = "in_principle"
    ENCOURAGED = "encouraged"
    PERMITTED = "permitted"

    @property
    def weight(self) -> int:
        """The order of forces, the strongest highest."""
        return {"permitted": 0, "encouraged": 1, "in_principle": 2, "must": 3}[self.value]


class Bound(StrEnum):
    """What a lower charter may do: not go below a floor, above a ceiling, away from a fixed value; anything if free."""

    FLOOR = "floor"
    CEILING = "ceiling"
    FIXED = "fixed"
    FREE = "free"


class Clause(Node):
    """What every noun inherits. Without a `src` nothing may call itself sourced.

    `text` is the clause as an institutional sentence, with live values as {key}; without it the reader makes one.
    `reading` says which reading was taken where the source can be read in several ways. `display` gives the reason
    why changing a number here changes no result (a figure that is shown and nothing more); `waits` names the room
    that will run the clause and is not there yet. `bound: free` lets a lower charter replace or drop the clause,
    however binding it is where nobody does; floors and ceilings are for parameters.
    """

    title: Title
    text: Title | None = None
    topic: Annotated[str, AfterValidator(_known_topic)] = ""
    src: Source | None = None
    grounding: Grounding = Grounding.SOURCED
    force: Force = Force.MUST
    bound: Bound = Bound.FIXED
    reading: Wording = ""
    note: Wording = ""
    display: Wording = ""
    waits: Annotated[str, Field(pattern=r"^([a-z_]+)?$")] = ""
    start: Annotated[date | None, Field(alias="from")] = None

    @model_validator(mode="after")
    def _source_or_assumed(self) -> Clause:
        if not self.src and self.grounding in (Grounding.SOURCED, Grounding.WEAK) and self._needs_source():
            raise Fault(wrong("no_src"))
        return self

    @model_validator(mode="after")
    def _bound_fits(self) -> Clause:
        if self.bound not in self._bounds():
            raise Fault(wrong("not_for_clauses", bound=self.bound), ("bound",))
        return self

    def _needs_source(self) -> bool:
        return True

    def _bounds(self) -> tuple[Bound, ...]:
        return (Bound.FIXED, Bound.FREE)

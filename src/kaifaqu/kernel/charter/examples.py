"""Examples beside the charters: facts given, result expected; they run as tests and in lint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Discriminator, Field, Tag, TypeAdapter

from kaifaqu.kernel.charter.schema.base import Key, Node, Title


class GivenFigure(Node):
    """A fact with a qualifier."""

    value: str
    qualifier: str = ""


def _which(raw: Any) -> str:
    if isinstance(raw, dict):
        return "figure" if "value" in raw else "slots"
    return "figure" if isinstance(raw, GivenFigure) else "plain"


Given = Annotated[
    Annotated[GivenFigure, Tag("figure")] | Annotated[dict[Key, str], Tag("slots")] | Annotated[str, Tag("plain")],
    Discriminator(_which),
]


class Example(Node):
    """Named facts and what follows from them under a charter on a day."""

    name: Title
    charter: str
    on: date
    given: dict[Key, Given] = Field(default_factory=dict)
    expect: Annotated[dict[str, str], Field(min_length=1)]


@dataclass(frozen=True)
class Located:
    """An example and where it stands."""

    file: str
    number: int
    example: Example


def read_examples(folder: Path) -> list[Located]:
    """Every example below `charters/examples`."""
    found: list[Located] = []
    for file in sorted(folder.glob("*.yaml")):
        raw: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  text only
        examples = TypeAdapter(list[Example]).validate_python(raw or [])
        found += [Located(file.name, i, example) for i, example in enumerate(examples, start=1)]
    return found

"""Examples beside the charters: facts given, result expected; they run as tests and in lint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError

from kaifaqu.kernel.charter.load import BadCharter, Place, Problem, dotted, no_yaml
from kaifaqu.kernel.charter.schema.base import Key, Node, Title
from kaifaqu.kernel.charter.validation import Raw, errors_of, wrong_of


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
    """Every example below `charters/examples`. BadCharter with the faults of the first file that cannot be read."""
    found: list[Located] = []
    for file in sorted(folder.glob("*.yaml")):
        found += [Located(file.name, i, example) for i, example in enumerate(_read(file, file.stat().st_mtime_ns), 1)]
    return found


@lru_cache(maxsize=64)  # every draft is checked by them; a file is read again when it was written again
def _read(file: Path, _written: int) -> list[Example]:
    try:
        raw: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  text only
        return TypeAdapter(list[Example]).validate_python(raw or [])
    except yaml.YAMLError as error:
        raise BadCharter([no_yaml(f"{file.parent.name}/{file.name}", error)]) from error
    except ValidationError as error:
        raise BadCharter([_problem(file, fault) for fault in errors_of(error)]) from error


def _problem(file: Path, fault: Raw) -> Problem:
    """What is wrong with the how manieth example, at which of its keys."""
    number, *path = fault["loc"] or (0,)
    key = dotted(tuple(path))
    return Problem(Place(f"{file.parent.name}/{file.name}", int(number) + 1), key, wrong_of(fault, key))

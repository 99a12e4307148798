"""Every number, duration, date and choice of a charter, wherever it stands, and what it becomes when it is moved.

The walk goes over the text of the files and knows no nouns, so that a new place for a number is met by itself; only the
words that people read are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from kaifaqu.kernel.charter.load import Loaded, Path, dotted
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.schema.limits import UNITS

READ_BY_PEOPLE = frozenset(["title", "text", "definition", "note", "reading", "src", "display", "waits", "qualifier"])
_LIMIT = re.compile(rf"^(\+?)(\d+)({'|'.join(sorted(UNITS, key=len, reverse=True))})$")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?%?$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_NAME = re.compile(r"^(p\.)?[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
A_TENTH_OF_A_YEAR = timedelta(days=36)


@dataclass(frozen=True)
class Placed:
    """A value of a clause: where it stands, and how it is written."""

    path: Path
    text: str

    @property
    def clause(self) -> tuple[str, str]:
        return str(self.path[0]), str(self.path[1])

    def __str__(self) -> str:
        return f"{dotted(self.path)} = {self.text}"


def leaves(value: Any, path: Path = ()) -> Iterator[Placed]:
    """Every scalar below a value of a YAML file, with its place."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield Placed(path, str(value))
        return
    for key, each in inner:
        yield from leaves(each, (*path, key))


def spoken(loaded: Loaded) -> Iterator[Placed]:
    """What a charter's clauses say to the machine: words for people, and days of coming into force, left out."""
    for placed in leaves({noun: loaded.source.values.get(noun, {}) for noun in NOUNS}):
        into_force = placed.path[-1] == "from" and _DATE.match(placed.text)
        if not into_force and not READ_BY_PEOPLE & set(map(str, placed.path[2:])):
            yield placed


def is_value(path: Path) -> bool:
    """Whether a path is a parameter's value, or one of its keyed or listed ones."""
    return path[0] == "params" and len(path) > 4 and (path[2], path[4]) == ("values", "value")


def figures(loaded: Loaded) -> list[Placed]:
    """Every value of a parameter, and every number and duration anywhere else."""
    return [p for p in spoken(loaded) if is_value(p.path) or _LIMIT.match(p.text) or _NUMBER.match(p.text)]


def strange(loaded: Loaded) -> list[Placed]:
    """What has a digit in it and is neither a figure nor a name: the walk would pass it over."""
    known = set(figures(loaded))
    return [p for p in spoken(loaded) if p not in known and re.search(r"\d", p.text) and not _NAME.match(p.text)]


def moves(loaded: Loaded, placed: Placed) -> list[str]:
    """Other values for a place that its clause may have."""
    return [text for text in _others(loaded, placed) if _may_be(loaded, placed, text)]


def _may_be(loaded: Loaded, placed: Placed, text: str) -> bool:
    try:
        with_value(loaded, placed, text)
    except ValidationError:
        return False
    return True


def _others(loaded: Loaded, placed: Placed) -> list[str]:
    """A number or duration a tenth up and down, another day, another option, another word."""
    text = placed.text
    if limit := _LIMIT.match(text):
        number = Decimal(limit[2])
        return [f"{limit[1]}{max(0, int(number) + step(number, way))}{limit[3]}" for way in (1, -1)]
    if _NUMBER.match(text):
        return [_number(text, way) for way in (1, -1)]
    if _DATE.match(text):
        day = date.fromisoformat(text)
        return [(day + way * A_TENTH_OF_A_YEAR).isoformat() for way in (1, -1)]
    options = loaded.source.values[placed.clause[0]][placed.clause[1]].get("options")
    return [each for each in options if each != text] if options else [f"{text}之外"]


def step(number: Decimal, way: int) -> int:
    """A tenth of a whole number, at least one."""
    return way * max(1, round(abs(number) / 10))


def _number(text: str, way: int) -> str:
    number, sign = Decimal(text.rstrip("%")), "%" if text.endswith("%") else ""
    if "." not in text:
        return f"{int(number) + step(number, way)}{sign}"
    tenth = abs(number) / 10 or Decimal("0.1")
    return f"{(number + way * tenth).normalize():f}{sign}"


def with_value(loaded: Loaded, placed: Placed, text: str) -> Loaded:
    """The charter with one value written otherwise, its clause read anew."""
    noun, key = placed.clause
    raw = _put(loaded.source.values[noun][key], placed.path[2:], text)
    clauses = getattr(loaded.charter, noun)
    named = {"id": key, **raw} if noun == "measures" else raw
    clause = type(clauses[key]).model_validate(named)
    return Loaded(loaded.charter.model_copy(update={noun: {**clauses, key: clause}}), loaded.source)


def _put(value: Any, path: Path, text: str) -> Any:
    if not path:
        return text
    copy = value.copy()
    copy[path[0]] = _put(value[path[0]], path[1:], text)
    return copy

"""The published figures of the facts files, and what of the software says the same: same document, number and words.

A number alone proves nothing (every 3 equals every 3). A figure is used where a charter's value or a loaded observation
comes from the same document and, where both say, the same paragraph, counts the same in base units, and shares a word
of its name; and each use serves one figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kaifaqu.kernel.charter.library import Library
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.figures import Figure, unit
from kaifaqu.kernel.measures.models import Observation
from tests.published import FACTS, published

_FIGURE = re.compile(r"^-?\d[\d.+-]*$")
_SMALL_WORDS = frozenset("value min max per zone zones of to in and or at by new count above year first".split())  # noqa: SIM905  a list of words reads best as one


@dataclass(frozen=True)
class Said:
    """One figure: where it is written, its amount in base units (or its own text), its document and paragraph."""

    path: str
    amount: Fraction | str
    document: str
    paragraph: str
    words: frozenset[str]

    def same_as(self, other: Said) -> bool:
        where = not self.paragraph or not other.paragraph or self.paragraph == other.paragraph
        same = (self.document, self.amount) == (other.document, other.amount)
        return same and where and bool(self.words & other.words)


def words_of(*names: str) -> frozenset[str]:
    """The telling words of a name, each by its first letters, so that reissued is reissue."""
    found = {word for name in names for word in re.split(r"[._\s]", name) if word and not word.isdigit()}
    return frozenset(word[:5].removesuffix("s") for word in found - _SMALL_WORDS)


def amount(text: str) -> Fraction | str:
    try:
        return Fraction(text)
    except ValueError:
        return text


def sheets() -> dict[str, Any]:
    """Every facts file that is of a document, by name."""
    read = {file.stem: published(file.stem) for file in sorted(FACTS.glob("*.yaml"))}
    return {name: raw for name, raw in read.items() if "src" in raw}


def figures_of(name: str, raw: dict[str, Any]) -> Iterator[Said]:
    """Every figure of a facts file; what is derived is no source's, and a place's code counts nothing."""
    kept = {key: value for key, value in raw.items() if key != "place"}
    for path, text, told in _leaves(kept):
        if "derived" not in path and "place" not in path:
            shown = ".".join([name, *path]).removesuffix(".value")
            yield Said(shown, amount(text), raw["src"], told.get("at", ""), words_of(*path, told.get("id", "")))


def derived_of(name: str, raw: dict[str, Any]) -> dict[str, str]:
    """Every derived number of a facts file by its path."""
    found = [(path, text) for path, text, _ in _leaves(raw) if "derived" in path and path[-1] != "printed"]
    return {".".join([name, *path]).removesuffix(".value"): text for path, text in found}


def _leaves(value: Any, path: tuple[str, ...] = (), told: Any = None) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Every number below a value, with the paragraph and the id that the nearest maps around it give."""
    told = told or {}
    if isinstance(value, dict):
        told = {**told, **{key: value[key] for key in ("at", "id") if isinstance(value.get(key), str)}}
        for key, each in value.items():
            yield from _leaves(each, (*path, key), told)
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _leaves(each, (*path, str(i)), told)
    elif _FIGURE.match(value):
        yield path, value, told


def charter_figures(library: Library) -> Iterator[Said]:
    """Every value of every parameter that stands in a charter."""
    for place, loaded in library.charters.items():
        for key, param in loaded.charter.params.items():
            for dated in param.values:
                document, _, paragraph = (dated.src or param.src or "").partition(" ")
                for word, text in dated.scalars():
                    counted = _counted(param, dated, text, key)
                    yield Said(f"{place}: {key} {word}", counted, document, paragraph, words_of(key, word))


def _counted(param: Param, dated: DatedValue, text: str, key: str) -> Fraction | str:
    value = param.figure(text, dated)
    if isinstance(value, Limit):
        return Fraction(value.number)
    if not isinstance(value, Figure):
        return value
    return Fraction(text[:4]) if key.endswith("_year") else in_base(value)


def in_base(figure: Figure) -> Fraction | str:
    """A figure as the facts files write it: yuan and dollars in full, km2, parts of one, days as dates."""
    quantity = unit(figure.unit).quantity
    if quantity == "date":
        return figure.number()
    base = {"area": "km2", "ratio": "ratio"}.get(quantity, quantity.removeprefix("money:"))
    scale = unit(base).scale if quantity.startswith(("area", "ratio", "money")) else unit(figure.unit).scale
    return Fraction(figure.value) / scale


def loaded_figures(rows: Iterable[Observation]) -> Iterator[Said]:
    """Every observation that the demonstration loaded."""
    for row in rows:
        figure = row.figure
        yield Said(f"observation {row}", in_base(figure), figure.src, figure.at, words_of(row.fact, row.period))


def unmatched(figures: list[Said], uses: list[Said]) -> list[str]:
    """The figures that remain when as many as can be have been given a use of their own."""
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j, use in enumerate(uses):
            if j in seen or not figures[i].same_as(use):
                continue
            seen.add(j)
            if j not in taken or place(taken[j], seen):
                taken[j] = i
                return True
        return False

    return [figure.path for i, figure in enumerate(figures) if not place(i, set())]

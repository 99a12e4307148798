"""Whatever is read of the charters of this house is Chinese in Chinese and English in English, and no key of a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from kaifaqu.kernel.charter.compare import assumed, compare
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.parts import BY_ID, Side, fields_of
from kaifaqu.kernel.charter.reading import LIVE, document
from kaifaqu.kernel.charter.schema.base import Node, Title
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.figures.units import Lang

DAY = date(2026, 1, 1)
PLACES = ("cn", "ganzhou", "hengyang", "huaian", "jiangxi", "longkou", "mianyang", "shangli", "yantai")
CHARTERS = Path(__file__).parents[3] / "charters"
QUOTED = re.compile(r"未位淘汰|推迸|推进|“报备”|“环比”|“双月”|“家”")
"""Words of a source that an English note quotes."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEY = re.compile(r"[a-z]+_[a-z]+|[A-Za-z]{2,}( [a-z]{2,}){3,}")


@cache
def library() -> Library:
    return read_library(CHARTERS)


def resolved(place: str) -> Resolved:
    return Resolved(library().chain(place))


def foreign(text: str, lang: Lang) -> bool:
    """Whether a text holds what a reader of the language cannot read, or the key of a part."""
    if lang == "zh":
        return KEY.search(text) is not None
    return CHINESE.search(QUOTED.sub("", text)) is not None or re.search(r"\b[a-z]+_[a-z]+", text) is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_a_charter_reads_in_one_language(place: str, lang: Lang) -> None:
    chapters = document(resolved(place), DAY, lang, own=False)
    texts = ["".join(p.text for p in a.pieces) for c in chapters for _, articles in c.sections for a in articles]
    assert [text for text in texts if foreign(text, lang)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_reads_in_one_language(lang: Lang) -> None:
    everybody = [resolved(place) for place in PLACES]
    said = [s for topic in TOPICS for column in compare(everybody, topic, DAY, lang) for s in column.said]
    assert [s for s in said if foreign(f"{s.text} {s.value}", lang)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_what_a_person_must_sign_reads_in_one_language(place: str, lang: Lang) -> None:
    told = [f"{title} {value} {why}" for _, title, value, why in assumed(resolved(place), lang)]
    assert [text for text in told if foreign(text, lang)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("old", PLACES)
def test_a_change_reads_in_one_language(old: str, lang: Lang) -> None:
    found = []
    for new in (place for a, place in permutations(PLACES, 2) if a == old):
        for change in diff(resolved(old), resolved(new), DAY):
            if change.kind != "source" and foreign(change.sentence(lang), lang):
                found.append(change.sentence(lang))
    assert found == []


def every_part(node: Any) -> Iterator[Node]:
    if isinstance(node, BaseModel):
        if type(node).__name__ in NAMED_PARTS and isinstance(node, Node):
            yield node
        for name in type(node).model_fields:
            yield from every_part(getattr(node, name))
    elif isinstance(node, dict | tuple):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from every_part(inner)


NAMED_PARTS = frozenset({"Stage", "Task", "Target", "Indicator"})


@pytest.mark.parametrize("place", PLACES)
def test_every_part_of_every_clause_can_be_told(place: str) -> None:
    """What no change touches today may be changed tomorrow: each part has its words in both languages."""
    institution = resolved(place)
    voices = (Voice(institution, DAY, "zh"), Voice(institution, DAY, "en"))
    found = []
    for _, key, clause in institution.own.charter.clauses():
        side = Side(clause, voices)
        for node in [clause, *every_part(clause)]:
            for field in fields_of(node).keys() - BY_ID - {"src", "note", "reading"}:
                zh, en = side.says(node, field)
                if foreign(zh, "zh") or foreign(en, "en") or bool(zh) != bool(en):
                    found.append((key, field, zh, en))
    assert found == []


def in_one_language(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where a clause has words in Chinese alone, or Chinese for English."""
    if isinstance(node, Title):
        if foreign(LIVE.sub("", node.en), "en"):
            yield *path, node.en
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from in_one_language(getattr(node, name), (*path, name))
    elif isinstance(node, dict | tuple):
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from in_one_language(inner, (*path, str(key)))
    elif isinstance(node, str) and CHINESE.search(node) and path[-1] not in ("src", "qualifier"):
        yield *path, node


@pytest.mark.parametrize("place", PLACES)
def test_every_note_and_list_has_an_english(place: str) -> None:
    """A clause may cite its source's Chinese alone, and a page then says that it is Chinese; these need not."""
    clauses = library().charters[place].charter.clauses()
    assert [each for noun, key, clause in clauses for each in in_one_language(clause, (noun, key))] == []

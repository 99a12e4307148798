"""The charters of this house: sound, true to their examples, and no number in them that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kaifaqu.kernel.charter.examples import Located, read_examples
from kaifaqu.kernel.charter.library import EXAMPLES, Library, read_library
from kaifaqu.kernel.charter.load import Loaded
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.measures.given import run_example
from kaifaqu.site import awaited
from kaifaqu.site.charters import problems_of
from kaifaqu.site.vocabulary import ROOMS, vocabulary

ROOT = Path(__file__).parents[2]
CHARTERS = ROOT / "charters"
PLACES = ("cn", "ganzhou", "hengyang", "huaian", "jiangxi", "longkou", "mianyang", "shangli", "yantai")


@cache
def library() -> Library:
    return read_library(CHARTERS)


@cache
def examples() -> tuple[Located, ...]:
    return tuple(read_examples(CHARTERS / EXAMPLES))


def test_every_charter_is_there_and_sound_with_its_examples() -> None:
    assert tuple(sorted(library().charters)) == PLACES
    assert [str(p) for p in problems_of(library(), CHARTERS)] == []


def results(of: Library, place: str) -> dict[tuple[str, int], list[str]]:
    """What every example comes to that this charter has a word in."""
    found = {}
    for located in examples():
        chain = of.chain(located.example.charter)
        if place in [loaded.charter.charter for loaded in chain]:
            came = [outcome.came for outcome in run_example(located.example, Resolved(chain))]
            found[located.file, located.number] = came
    return found


def numbers(loaded: Loaded) -> Iterator[tuple[str, int, str, str]]:
    """Every number and duration that must matter: parameter, dated value, key, text."""
    for key, param in loaded.charter.params.items():
        if param.display or param.waits or param.unit in ("choice", "words", "date"):
            continue
        for i, dated in enumerate(param.values):
            yield from ((key, i, word, text) for word, text in dated.scalars())


def changed(text: str, factor: Decimal) -> str:
    """A number or a limit, a tenth more or less; always another one."""
    if not text.replace(".", "").replace("-", "").isdigit():
        limit = Limit.parse(text)
        return f"{max(0, limit.number + moved_by(Decimal(limit.number), factor))}{limit.unit}"
    number = Decimal(text)
    if "." in text:
        return format((number * factor if number else factor - 1).normalize(), "f")
    return str(int(number) + moved_by(number, factor))


def moved_by(number: Decimal, factor: Decimal) -> int:
    """A tenth of a whole number, at least one, up or down."""
    step = max(1, round(abs(number) / 10))
    return step if factor > 1 else -step


def with_value(loaded: Loaded, key: str, index: int, word: str, text: str) -> Loaded:
    """The charter with one value of one parameter changed."""
    param = loaded.charter.params[key]
    dated = param.values[index]
    value = {**dated.value, word: text} if isinstance(dated.value, dict) else text
    values = list(param.values)
    values[index] = DatedValue.model_construct(**{**dict(dated), "value": value})
    moved = Param.model_construct(**{**dict(param), "values": tuple(values)})
    params = {**loaded.charter.params, key: moved}
    return Loaded(loaded.charter.model_copy(update={"params": params}), loaded.source)


@pytest.mark.parametrize("place", PLACES)
def test_a_number_that_is_changed_by_a_tenth_changes_a_result(place: str) -> None:
    loaded = library().charters[place]
    before = results(library(), place)
    idle = []
    for key, index, word, text in numbers(loaded):
        moved = [changed(text, Decimal(factor)) for factor in ("1.1", "0.9")]
        trials = (with_value(loaded, key, index, word, each) for each in moved)
        if not any(results(Library({**library().charters, place: t}), place) != before for t in trials):
            idle.append(f"{key}{f'.{word}' if word else ''} = {text}")
    assert idle == []


def test_what_waits_for_a_room_waits_for_one_of_the_plan() -> None:
    waiting = {c.waits for loaded in library().charters.values() for _, _, c in loaded.charter.clauses() if c.waits}
    assert waiting <= ROOMS


def test_awaited_facts_are_named_by_a_charter() -> None:
    text = " ".join(f.read_text(encoding="utf-8") for f in CHARTERS.glob("*/*.yaml") if f.name != "words.yaml")
    raw = awaited.read()
    idle = [key for key in [*raw.facts, *raw.words] if key not in text]
    assert idle == []
    assert set(raw.facts) <= vocabulary().facts

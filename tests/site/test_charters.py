"""The charters of this house: sound, true to their examples, and no number in them that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kaifaqu.kernel.charter.examples import Located, read_examples
from kaifaqu.kernel.charter.library import EXAMPLES, Library, read_library
from kaifaqu.kernel.charter.load import parse
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.measures.given import run_example
from kaifaqu.site import awaited
from kaifaqu.site.charters import problems_of
from kaifaqu.site.vocabulary import ROOMS, vocabulary
from tests.kernel.charter import building
from tests.site.moving import Placed, figures, moves, strange, with_value

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


def results(of: Library, place: str) -> Iterator[tuple[Located, list[str]]]:
    """What every example comes to that this charter has a word in."""
    chains = {each: of.chain(each) for each in of.charters}
    governed = {each for each, chain in chains.items() if place in [loaded.charter.charter for loaded in chain]}
    institutions = {each: Resolved(chains[each]) for each in governed}
    for located in examples():
        if located.example.charter in governed:
            resolved = institutions[located.example.charter]
            yield located, [outcome.came for outcome in run_example(located.example, resolved)]


@cache
def before(place: str) -> dict[tuple[str, int], list[str]]:
    return {(located.file, located.number): came for located, came in results(library(), place)}


def pinned(place: str, placed: Placed) -> bool:
    """Whether a value stands at the end of what there may be: none above is allowed it, and none is below nothing."""
    loaded = library().charters[place]
    above = library().chain(place)[:-1]
    trials = [Resolved([*above, with_value(loaded, placed, text)]) for text in moves(loaded, placed)]
    return placed.text == "0" and all(trial.conflicts() for trial in trials)


def changes_a_result(place: str, placed: Placed) -> bool:
    """Whether an example comes out otherwise when the value is moved, up or down, or to another choice."""
    loaded = library().charters[place]
    for text in moves(loaded, placed):
        trial = Library({**library().charters, place: with_value(loaded, placed, text)})
        if any(came != before(place)[located.file, located.number] for located, came in results(trial, place)):
            return True
    return False


def excuse(place: str, placed: Placed, *names: str) -> str:
    noun, key = placed.clause
    clause = getattr(library().charters[place].charter, noun)[key]
    return next((said for name in names if (said := getattr(clause, name))), "")


@pytest.mark.parametrize("place", PLACES)
def test_a_number_that_is_moved_by_a_tenth_changes_a_result(place: str) -> None:
    spoken_for = [p for p in figures(library().charters[place]) if not excuse(place, p, "waits", "display")]
    assert [str(p) for p in spoken_for if not (changes_a_result(place, p) or pinned(place, p))] == []


@pytest.mark.parametrize("place", PLACES)
def test_a_number_that_is_only_displayed_changes_no_result(place: str) -> None:
    displayed = [p for p in figures(library().charters[place]) if excuse(place, p, "display")]
    assert [str(p) for p in displayed if changes_a_result(place, p)] == []


@pytest.mark.parametrize("place", PLACES)
def test_no_number_is_written_in_a_form_that_is_passed_over(place: str) -> None:
    assert [str(p) for p in strange(library().charters[place])] == []


EVERYWHERE = """
params:
  rate: {title: {zh: 率10, en: rate}, unit: ratio, by: zone_kind, values: [{from: 2020-01-01, value: {etdz: 0.5}, grounding: assumed, note: 第3条}]}
  names: {title: {zh: 名, en: names}, unit: words, values: [{from: 2020-01-01, value: [甲, 乙], grounding: assumed}]}
measures:
  cut: {title: {zh: 减, en: cut}, definition: {zh: 1, en: 1}, grounding: assumed, term: {less: ["1", p.rate]}, unit: ratio}
constraints:
  held: {title: {zh: 约, en: held}, grounding: assumed, each: zone, holds: {any: [{above: [{fact: area, at: y1}, 0.25]}]}, tell: office}
procedures:
  ask:
    title: {zh: 程序, en: ask}
    grounding: assumed
    about: whistle
    call: {every: 3m, first: [119]}
    outer: {from: sign, to: sign, within: 72h}
    stages: {sign: {by: lead, within: 1wd, at_most: p.rate, with: {assist: 2}, then: {signed: end}}}
    return: {reason: paragraph, times: 3}
    ladder: {steps: [{at: 80%, do: warn}, {at: +1wd, do: urge}]}
schemes:
  marks: {title: {zh: 考核, en: marks}, grounding: assumed, each: zone, indicators: {all: {title: {zh: 总, en: all}, below: {one: {title: {zh: 一, en: one}, weight: 30}}}}}
rules:
  pay: {title: {zh: 规则, en: pay}, grounding: assumed, each: zone, let: {base: 1.5}, do: [{factor: pay, by: "0.2", within: 20min}]}
"""  # noqa: E501  one clause a line


def test_a_number_is_met_wherever_it_may_stand() -> None:
    found = [p.text for p in figures(parse({"a.yaml": building.text("a", EVERYWHERE)}))]
    assert found == [
        "0.5",
        "甲",
        "乙",
        "1",
        "0.25",
        "3m",
        "119",
        "72h",
        "1wd",
        "2",
        "3",
        "80%",
        "+1wd",
        "30",
        "1.5",
        "0.2",
        "20min",
    ]


def test_what_waits_for_a_room_waits_for_one_of_the_plan() -> None:
    waiting = {c.waits for loaded in library().charters.values() for _, _, c in loaded.charter.clauses() if c.waits}
    assert waiting <= ROOMS


def test_awaited_facts_are_named_by_a_charter() -> None:
    text = " ".join(f.read_text(encoding="utf-8") for f in CHARTERS.glob("*/*.yaml") if f.name != "words.yaml")
    raw = awaited.read()
    idle = [key for key in [*raw.facts, *raw.words] if key not in text]
    assert idle == []
    assert set(raw.facts) <= vocabulary().facts

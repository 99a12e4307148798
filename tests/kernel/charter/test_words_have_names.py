"""Keyed values, words compared with, organs and outcomes are called by their names; what has none is told."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.lint import Vocabulary, lint
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import values_text
from tests.kernel.charter.building import param, resolve

DAY = date(2021, 1, 1)
CHARTERS = Path(__file__).parents[3] / "charters"
REGISTERED = ("zone_kind", "zone_class", "assessed")
VOCABULARY = Vocabulary(frozenset({"area"}), frozenset({"zone_kind"}), frozenset({"zone"}), frozenset())
LISTS = """
words:
  common: {yes: {zh: 是, en: "yes"}}
  zone_kind: {hitech: {zh: 高新区, en: High-tech zone}, bonded: {zh: 综保区, en: Bonded zone}}
  organ: {reform_office: {zh: 改革办, en: reform office}, lead: {zh: 牵头单位, en: the lead}}
  kind: {zone: {zh: 开发区, en: zone}, whistle: {zh: 哨件, en: whistle}}
  outcome: {signed: {zh: 已签收, en: signed}}
  need: {photo: {zh: 照片, en: photo}}
  slot: {before: {zh: 改革前, en: before}}
"""
CLAUSES = """
constraints:
  held:
    title: {zh: 约束, en: held}
    topic: pay
    src: law 1
    each: zone
    where: {is: [zone_kind, {word: hitech}]}
    holds: {in: [zone_kind, [hitech, bonded]]}
    tell: reform_office
procedures:
  ask:
    title: {zh: 程序, en: ask}
    topic: whistle
    src: law 2
    about: whistle
    stages:
      sign: {title: {zh: 签收, en: sign}, by: lead, needs: [photo], then: {signed: end}}
"""


def keyed(values: str = "{hitech: 5, bonded: 4}") -> str:
    return param(values, bound="ceiling", unit="leader", by="zone_kind")


def problems(resolved: Resolved) -> list[str]:
    return [str(problem) for problem in lint(resolved, VOCABULARY)]


@pytest.mark.parametrize(
    ("lang", "read"), [("zh", "高新区 5名、综保区 4名"), ("en", "High-tech zone 5, Bonded zone 4")]
)
def test_a_keyed_value_is_read_with_the_name_of_its_word(lang: str, read: str) -> None:
    text = values_text(resolve(LISTS, keyed()), "rate", DAY, "en" if lang == "en" else "zh")
    assert text.replace(" deputies", "").replace(" leaders", "") == read


def test_what_has_a_name_is_no_problem() -> None:
    assert problems(resolve(LISTS + keyed() + CLAUSES)) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("hitech: 5", "hightech: 5", "params.rate.values.0.value.hightech", "'hightech'; did you mean hitech?"),
        ("{word: hitech}", "{word: hitec}", "constraints.held.where.is.1.word", "'hitec'; did you mean hitech?"),
        ("[hitech, bonded]", "[hitech, bondde]", "constraints.held.holds.in.1.1", "'bondde'; did you mean bonded?"),
        ("tell: reform_office", "tell: reform_ofice", "constraints.held.tell", "did you mean reform_office?"),
        ("about: whistle", "about: wistle", "procedures.ask.about", "did you mean whistle?"),
        ("by: lead", "by: leed", "procedures.ask.stages.sign.by", "did you mean lead?"),
        ("signed: end", "singed: end", "procedures.ask.stages.sign.then.singed", "did you mean signed?"),
        ("[photo]", "[phota]", "procedures.ask.stages.sign.needs.0", "did you mean photo?"),
        ("title: {zh: 签收, en: sign}, ", "", "procedures.ask.stages.sign.title", "no title of stage 'sign'"),
    ],
)
def test_a_word_without_a_name_is_told_with_the_nearest(old: str, new: str, key: str, words: str) -> None:
    body = LISTS + keyed() + CLAUSES
    assert old in body
    (found,) = problems(resolve(body.replace(old, new)))
    assert f" {key}: " in found
    assert words in found


def test_a_lower_charter_inherits_the_lists_and_adds_to_them() -> None:
    added = "words: {zone_kind: {etdz: {zh: 经开区, en: ETDZ}}}\n"
    assert problems(resolve(LISTS, added + keyed("{hitech: 5, etdz: 6}"))) == []
    assert "did you mean" in problems(resolve(LISTS, keyed("{hitech: 5, hitec: 6}")))[0]


def test_a_lower_charter_does_not_rename() -> None:
    (found,) = problems(resolve(LISTS, "words: {zone_kind: {hitech: {zh: 高新技术区, en: Other}}}\n"))
    assert "b.yaml" in found
    assert "named above already" in found
    assert "a.yaml" in found


def test_a_list_of_no_use_is_told_with_the_nearest() -> None:
    (found,) = problems(resolve(LISTS, "words: {zone_knd: {etdz: {zh: 经开区, en: ETDZ}}}\n"))
    assert "words.zone_knd: no list of words 'zone_knd'; did you mean zone_kind?" in found


def test_an_organ_of_its_own_needs_no_list() -> None:
    office = """
organs:
  gate_office: {title: {zh: 扎口办, en: Gate office}, topic: gate, src: law 1, kind: reform_office, of: zone}
"""
    assert problems(resolve(LISTS + office + CLAUSES.replace("tell: reform_office", "tell: gate_office"))) == []


def test_charters_without_lists_are_held_to_none() -> None:
    assert problems(resolve(keyed("{anything: 5}") + CLAUSES)) == []


def test_every_word_of_the_lists_is_used() -> None:
    """A name that no clause uses is a leftover; zones may be of a kind or class that no clause speaks of."""
    files = [f for f in CHARTERS.glob("*/*.yaml") if f.name != "words.yaml" and f.parent.name != "examples"]
    used = {token for f in files for token in re.findall(r"[\w.-]+", f.read_text(encoding="utf-8"))}
    lists = [loaded.charter.words for loaded in read_library(CHARTERS).charters.values()]
    named = {(name, key) for words in lists for name, each in words.items() for key in each if name not in REGISTERED}
    assert sorted((name, key) for name, key in named if key not in used) == []

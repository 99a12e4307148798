"""A charter that cannot be read: file, line, key, and what to do; nothing is guessed."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.charter.lint import Vocabulary, lint
from kaifaqu.kernel.charter.load import BadCharter, parse
from kaifaqu.kernel.charter.overlay import Resolved
from tests.kernel.charter.building import text

BODY = """
params:
  rate:
    title: {zh: 率, en: rate}
    topic: pay
    unit: ratio
    bound: floor
    values:
      - {from: 2020-01-01, value: 0.02, src: law 1}
constraints:
  held:
    title: {zh: 约束, en: held}
    topic: pay
    src: law 2
    each: zone
    holds: {at_least: [area, p.rate]}
    tell: reform_office
procedures:
  ask:
    title: {zh: 程序, en: ask}
    topic: whistle
    src: law 3
    about: whistle
    stages:
      sign: {by: lead, within: 30min, then: {signed: resolve}}
      resolve: {by: lead, then: {resolved: end}}
"""
WORDS = Vocabulary(frozenset({"area"}), frozenset({"zone_kind"}), frozenset({"zone"}), frozenset({"pay"}))


def problems(body: str) -> list[str]:
    try:
        return [str(p) for p in lint(Resolved([parse({"a.yaml": text("a", body)})]), WORDS)]
    except BadCharter as error:
        return [str(p) for p in error.problems]


def test_the_sample_is_sound() -> None:
    assert problems(BODY) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("value: 0.02", "value: zwei", 15, "params.rate.values.0.value", "number"),
        ("from: 2020-01-01", "from: 2020-13-01", 15, "params.rate.values.0.from", "date"),
        ("unit: ratio", "unit: ratoi", 12, "params.rate.unit", "did you mean ratio"),
        ("bound: floor", "buond: floor", 13, "params.rate.buond", "did you mean bound"),
        ("    topic: pay\n    unit", "    topic: pya\n    unit", 11, "params.rate.topic", "unknown topic"),
        ("{at_least: [area", "{at_last: [area", 22, "constraints.held.holds", "no such comparison"),
        ("[area, p.rate]", "[aera, p.rate]", 22, "constraints.held.holds.at_least.0", "did you mean area"),
        ("p.rate", "p.rats", 22, "constraints.held.holds.at_least.1", "did you mean rate"),
        ("each: zone", "each: zoen", 21, "constraints.held", "did you mean zone"),
        ("src: law 2", "src: lwa 2", 20, "constraints.held.src", "did you mean law"),
        ("within: 30min", "within: 30mn", 31, "procedures.ask.stages.sign.within", "30min"),
        ("signed: resolve", "signed: resolved", 31, "procedures.ask.stages.sign.then.signed", "did you mean resolve"),
        ("    src: law 2\n", "", 17, "constraints.held", "no src"),
        ("    unit: ratio\n", "    unit: ratio\n    unit: ratio\n", 13, "params.rate.unit", "written twice"),
        ("title: {zh: 率, en: rate}", "title: !x {zh: 率, en: rate}", 10, "", "tags are not read"),
        ("title: {zh: 率, en: rate}", "title: &x {zh: 率, en: rate}", 10, "", "anchors"),
    ],
)
def test_a_broken_value_is_named_with_line_and_key(old: str, new: str, line: int, key: str, words: str) -> None:
    assert old in BODY
    first = problems(BODY.replace(old, new))[0]
    assert first.startswith(f"a.yaml:{line}: {key}"), first
    assert words in first


def test_dates_out_of_order_are_told() -> None:
    more = "\n      - {from: 2019-01-01, value: 0.03, src: law 1}\nconstraints:"
    assert "dates out of order" in problems(BODY.replace("\nconstraints:", more, 1))[0]


def test_a_bomb_a_deep_nest_and_a_huge_file_are_refused() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    deep = "a: " + "[" * 60 + "]" * 60
    for body, words in ((bomb, "anchors"), (deep, "nested deeper"), ("# " + "x" * 1_100_000, "larger than")):
        assert words in problems(body)[0]


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert "a.yaml:" in problems("params: [")[0]
    assert "no YAML" in problems("params: [")[0]


def test_a_stage_that_nothing_leads_to_is_told() -> None:
    lost = "      resolve: {by: lead, then: {resolved: end}}\n      rate: {by: lead, then: {rated: end}}\n"
    found = problems(BODY.replace("      resolve: {by: lead, then: {resolved: end}}\n", lost))
    assert "procedures.ask.stages.rate: no outcome leads here" in found[0]

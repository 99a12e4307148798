"""A charter that cannot be read: file, line, key, and what to do; nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.lint import lint
from kaifaqu.kernel.charter.load import BadCharter, load, parse
from kaifaqu.kernel.charter.overlay import Resolved
from tests.kernel.charter.building import text
from tests.kernel.charter.sample import BODY, WORDS

RESOLVE = "procedures.ask.stages.resolve."


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
        (
            "then: {resolved: end}",
            "does: {resolved: mark}, then: {resolved: end}",
            32,
            RESOLVE + "does.resolved",
            "mean make",
        ),
        ("then: {resolved: end}", "does: {done: make}, then: {resolved: end}", 32, RESOLVE + "does.done", "no outcome"),
        ("then: {resolved: end}", "sets: [limit], then: {resolved: end}", 32, RESOLVE + "sets", "no limit"),
        ("then: {resolved: end}", "sets: [leda], then: {resolved: end}", 32, RESOLVE + "sets", "one of"),
        ("tell: reform_office", "tell: refrom_office", 23, "constraints.held.tell", "did you mean reform_office"),
        ("by: lead, within", "by: laed, within", 31, "procedures.ask.stages.sign.by", "did you mean lead"),
        ("en: held}", "en: held}\n    waits: pya", 19, "constraints.held.waits", "did you mean pay"),
        ("en: held}", 'en: held}\n    text: {zh: "{rats}", en: x}', 19, "constraints.held.text.zh", "mean rate"),
        ("params:", "silent: {pya: 无}\nparams:", 8, "silent.pya", "did you mean pay"),
        ("    src: law 2\n", "", 17, "constraints.held", "no src"),
        ("    unit: ratio\n", "    unit: ratio\n    unit: ratio\n", 13, "params.rate.unit", "written twice"),
        ("title: {zh: 率, en: rate}", "title: !x {zh: 率, en: rate}", 10, "params.rate.title", "tags are not read"),
        ("title: {zh: 率, en: rate}", "title: &x {zh: 率, en: rate}", 10, "params.rate.title", "anchors"),
    ],
)
def test_a_broken_value_is_named_with_line_and_key(old: str, new: str, line: int, key: str, words: str) -> None:
    assert old in BODY
    first = problems(BODY.replace(old, new))[0]
    assert first.startswith(f"a.yaml:{line}: {key}"), first
    assert words in first


def test_dates_out_of_order_are_told_at_the_date_that_is_too_early() -> None:
    more = "\n      - {from: 2021-01-01, value: 0.03, src: law 1}\n      - {from: 2019-01-01, value: 0.04, src: law 1}"
    (told,) = problems(BODY.replace("\nconstraints:", f"{more}\nconstraints:", 1))
    assert told.startswith("a.yaml:17: params.rate.values.2.from: dates out of order")


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
HIDDEN_IN_A_LIST = "params:\n  rate: {title: {zh: 率, en: rate}, options: [*other]}\n"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (BOMB, 7, "a: anchors and aliases hide what is written"),
        (HIDDEN_IN_A_LIST, 8, "params.rate.options.0: anchors and aliases hide what is written"),
        ("a: " + "[" * 60 + "]" * 60, 7, "nested deeper than 40 levels"),
        ("a: " + "{b: " * 100_000, 7, "nested deeper than 40 levels"),
        ("\n".join(f"{' ' * depth}k:" for depth in range(50)), 47, "nested deeper than 40 levels"),
        ("# " + "x" * 1_100_000, 1, "larger than 1000 kB"),
    ],
    ids=["anchors", "alias", "lists", "maps", "blocks", "large"],
)
def test_a_bomb_a_deep_nest_and_a_huge_file_are_refused(body: str, line: int, words: str) -> None:
    (told,) = problems(body)
    assert told.startswith(f"a.yaml:{line}: {words}")


def test_a_file_of_ten_megabytes_is_not_even_read(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "charter.yaml").write_bytes(b"\xff" * 10_000_000)  # no UTF-8: reading it would say so
    with pytest.raises(BadCharter) as told:
        load(folder)
    assert [str(p) for p in told.value.problems] == ["a/charter.yaml:1: larger than 1000 kB: no charter is; split it"]


def below(parent_body: str, body: str) -> list[str]:
    chain = [parse({"a.yaml": text("a", parent_body)}), parse({"b.yaml": text("b", body, "a")})]
    return [str(p) for p in lint(Resolved(chain), WORDS)]


def test_a_loosened_bound_is_told_with_both_places() -> None:
    loose = BODY.replace("value: 0.02", "value: 0.01").replace("params:", "\nparams:", 1)
    (told,) = below(BODY, loose[: loose.index("constraints:")])
    assert told.startswith("b.yaml:16: params.rate")
    assert "below the superior's floor (superior: a.yaml:15)" in told


def test_a_circle_of_superiors_is_told_at_the_word_that_closes_it(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "charter.yaml").write_text(text(name, "", parent), encoding="utf-8")
    with pytest.raises(BadCharter) as told:
        read_library(tmp_path).chain("a")
    assert [str(p) for p in told.value.problems] == ["a/charter.yaml:4: parent: circular: a → b → c → a"]


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert "a.yaml:" in problems("params: [")[0]
    assert "no YAML" in problems("params: [")[0]


def test_a_stage_that_nothing_leads_to_is_told() -> None:
    ends = "then: {resolved: end}}\n"
    lost = f"{ends}      rate: {{title: {{zh: 评价, en: Rate}}, by: lead, then: {{signed: end}}}}\n"
    found = problems(BODY.replace(ends, lost))
    assert "procedures.ask.stages.rate: no outcome leads here" in found[0]

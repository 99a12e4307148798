"""A test or a measure is used by its name: `{test: slow}`, `m.cut`. Unknown names and circles are told."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.charter import names
from kaifaqu.kernel.charter.examples import Example
from kaifaqu.kernel.charter.lint import Vocabulary, lint
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.phrases import said, term_said
from kaifaqu.kernel.charter.schema import Measure, Title
from kaifaqu.kernel.charter.schema.nouns import NamedTest
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.measures.arithmetic import GrammarError
from kaifaqu.kernel.measures.constraints import ParamBook
from kaifaqu.kernel.measures.evaluate import evaluate
from kaifaqu.kernel.measures.given import NOBODY, GivenFacts, run_example
from tests.kernel.charter.building import resolve

DAY = date(2021, 1, 1)
BODY = """
measures:
  cut:
    {title: {zh: 精简数, en: Cut}, definition: {zh: 减少, en: fewer}, topic: headcount, src: law 1, unit: person,
     term: {less: [{fact: headcount_quota, at: before}, {fact: headcount_quota, at: after}]}}
  cut_share:
    {title: {zh: 精简比例, en: Share cut}, definition: {zh: 比例, en: share}, topic: headcount, src: law 1, unit: ratio,
     term: {ratio: [m.cut, {fact: headcount_quota, at: before}]}}
tests:
  slimmer: {title: {zh: 精简了, en: Slimmer}, topic: headcount, src: law 2, holds: {above: [m.cut, "0"]}}
  much_slimmer:
    {title: {zh: 大幅精简, en: Much slimmer}, topic: headcount, src: law 2,
     holds: {all: [{test: slimmer}, {not: {below: [m.cut_share, "0.25"]}}]}}
"""
VOCABULARY = Vocabulary(facts=frozenset({"headcount_quota"}))


def reader(before: str, after: str) -> GivenFacts:
    return GivenFacts(given={"headcount_quota": {"before": before, "after": after}})


def measure(resolved: Resolved, key: str) -> Measure:
    found = resolved.of("measures")[key]
    assert isinstance(found, Measure)
    return found


def test_a_measure_by_its_name_is_worked_out_and_its_steps_come_first() -> None:
    resolved = resolve(BODY)
    told = evaluate(measure(resolved, "cut_share"), NOBODY, reader("60", "42"), ParamBook(resolved, DAY, {}))
    assert [step.text("zh") for step in told.steps] == ["精简数：60人 − 42人 = 18人", "18人 ÷ 60人 = 30%"]
    assert len(told.readings) == 2


@pytest.mark.parametrize(("after", "verdict"), [("42", "holds"), ("50", "fails"), ("61", "fails")])
def test_a_test_by_its_name_is_judged(after: str, verdict: str) -> None:
    example = Example(
        name=Title(zh="例", en="example"),
        charter="a",
        on=DAY,
        given={"headcount_quota": {"before": "60", "after": after}},
        expect={"tests.much_slimmer": verdict},
    )
    assert [outcome.came for outcome in run_example(example, resolve(BODY))] == [verdict]


def test_a_name_in_another_charter_above_is_found() -> None:
    upper, lower = BODY.split("tests:\n")
    assert [str(p) for p in lint(resolve(upper, "tests:\n" + lower), VOCABULARY)] == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "[m.cut, {fact",
            "[m.cutt, {fact",
            "measures.cut_share.term.ratio.0: no measure 'cutt'; did you mean cut?",
        ),
        ("{test: slimmer}", "{test: slimer}", "tests.much_slimmer.holds.all.0.test: no test 'slimer'; did you mean"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(old: str, new: str, words: str) -> None:
    assert old in BODY
    (found,) = (str(p) for p in lint(resolve(BODY.replace(old, new)), VOCABULARY))
    assert words in found


CIRCLE = BODY.replace('holds: {above: [m.cut, "0"]}', "holds: {not: {test: much_slimmer}}")


def test_a_circle_is_named_all_the_way_round() -> None:
    found = [str(p) for p in lint(resolve(CIRCLE), VOCABULARY)]
    assert "tests.slimmer: circular: tests.slimmer → tests.much_slimmer → tests.slimmer" in found[0]
    assert "tests.much_slimmer: circular: tests.much_slimmer → tests.slimmer → tests.much_slimmer" in found[1]


def test_a_measure_of_itself_is_a_circle() -> None:
    of_itself = BODY.replace("{ratio: [m.cut, {fact", "{ratio: [m.cut_share, {fact")
    assert "circular: measures.cut_share → measures.cut_share" in str(lint(resolve(of_itself), VOCABULARY)[0])


def test_a_circle_that_was_not_checked_stops_with_its_names() -> None:
    of_itself = resolve(BODY.replace("{ratio: [m.cut, {fact", "{ratio: [m.cut_share, {fact"))
    with pytest.raises(GrammarError, match=r"circular: m\.cut_share → m\.cut_share"):
        evaluate(measure(of_itself, "cut_share"), NOBODY, reader("60", "42"), ParamBook(of_itself, DAY, {}))


def test_where_no_charter_has_the_name_nothing_can_be_said() -> None:
    assert evaluate(measure(resolve(BODY), "cut_share"), NOBODY, reader("60", "42")).figure.text("zh") == "尚无规定"


def test_they_are_spoken_of_by_their_titles() -> None:
    names.register("headcount_quota", Title(zh="员额", en="Headcount quota"))
    resolved = resolve(BODY)
    found = resolved.of("tests")["much_slimmer"]
    assert isinstance(found, NamedTest)
    zh, en = Voice(resolved, DAY, "zh"), Voice(resolved, DAY, "en")
    assert said(found.holds, zh) == "符合“精简了”，并且不符合（“精简比例”低于0.25）"
    assert said(found.holds, en) == "“Slimmer” holds and not so: (“Share cut” is below 0.25)"
    assert term_said(measure(resolved, "cut_share").term, zh) == "“精简数”与员额（before）之比"

"""Tests hold, fail, or cannot be said: a qualified figure is judged by what its word says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from kaifaqu.kernel.charter.examples import Given, GivenFigure
from kaifaqu.kernel.charter.schema import Test as Condition
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.evaluate import Run
from kaifaqu.kernel.measures.given import NOBODY, GivenFacts, verdict_word

SHARE = "leader_deputies"  # any counted fact does: what is tested is the comparison


def verdict(test: dict[str, Any], value: str, qualifier: str = "") -> str:
    given: dict[str, Given] = {SHARE: GivenFigure(value=value, qualifier=qualifier), "zone_kind": "hitech"}
    run = Run(NOBODY, GivenFacts(given=given))
    return verdict_word(judge.holds(run, TypeAdapter(Condition).validate_python(test)))


@pytest.mark.parametrize(
    ("test", "value", "qualifier", "expected"),
    [
        ({"above": [SHARE, "50"]}, "50", "超过", "holds"),
        ({"above": [SHARE, "50"]}, "50", "", "fails"),
        ({"above": [SHARE, "50"]}, "50", "不低于", "not_applicable"),
        ({"at_least": [SHARE, "50"]}, "50", "不低于", "holds"),
        ({"at_least": [SHARE, "60"]}, "50", "余", "not_applicable"),
        ({"below": [SHARE, "50"]}, "50", "近", "holds"),
        ({"below": [SHARE, "50"]}, "50", "超过", "fails"),
        ({"at_most": [SHARE, "50"]}, "50", "", "holds"),
        ({"at_most": [SHARE, "50"]}, "50", "约", "not_applicable"),
        ({"is": [SHARE, "50"]}, "50", "", "holds"),
        ({"is": [SHARE, "40"]}, "50", "以上", "fails"),
    ],
)
def test_a_comparison_follows_what_the_word_says(
    test: dict[str, Any], value: str, qualifier: str, expected: str
) -> None:
    assert verdict(test, value, qualifier) == expected


def test_one_verdict_that_decides_is_enough() -> None:
    unsaid, no, yes = {"at_least": ["area", "1"]}, {"is": [SHARE, "1"]}, {"is": [SHARE, "50"]}
    assert verdict({"all": [unsaid, no]}, "50") == "fails"
    assert verdict({"all": [unsaid, yes]}, "50") == "not_applicable"
    assert verdict({"any": [unsaid, yes]}, "50") == "holds"
    assert verdict({"not": unsaid}, "50") == "not_applicable"
    assert verdict({"not": no}, "50") == "holds"


def test_words_are_compared_as_words() -> None:
    assert verdict({"is": ["zone_kind", {"word": "hitech"}]}, "1") == "holds"
    assert verdict({"in": ["zone_kind", ["etdz", "bonded"]]}, "1") == "fails"

"""Qualifier, status and grounding of a computed number follow from those of what it was computed from."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.kernel.figures import Figure, Grounding, Qualifier, Status
from tests.kernel.measures.conftest import Paper

pytestmark = pytest.mark.django_db
RATIO = {"ratio": ["one", "other"]}


def asked(paper: Paper, one: dict[str, Any], other: dict[str, Any], term: object = RATIO) -> Figure:
    paper.say("one", "42", "zone", **one)
    paper.say("other", "60", "zone", **other)
    figure = paper.ask(term, "ratio" if term is RATIO else "zone").figure
    assert isinstance(figure, Figure)
    return figure


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("", "", None),
        ("超过", "", Qualifier.OVER),
        ("余", "", Qualifier.OVER),
        ("不低于", "", Qualifier.AT_LEAST),
        ("", "超过", Qualifier.BELOW),
        ("", "以上", Qualifier.AT_MOST),
        ("约", "", Qualifier.ABOUT),
        ("超过", "超过", Qualifier.ABOUT),
        ("近", "", Qualifier.NEARLY),
    ],
)
def test_what_qualifies_a_share(paper: Paper, one: str, other: str, word: Qualifier | None) -> None:
    assert asked(paper, {"qualifier": one}, {"qualifier": other}).qualifier is word


def test_a_sum_of_qualified_figures_is_qualified(paper: Paper) -> None:
    found = asked(paper, {"qualifier": "余"}, {}, {"sum": ["one", "other"]})
    assert found.text() == "超过102个"


@pytest.mark.parametrize(
    ("one", "other", "grounding"),
    [
        ("sourced", "sourced", Grounding.COMPUTED),
        ("inferred", "sourced", Grounding.INFERRED),
        ("sourced", "assumed", Grounding.ASSUMED),
        ("assumed", "inferred", Grounding.ASSUMED),
        ("weak", "inferred", Grounding.WEAK),
        ("synthetic", "assumed", Grounding.SYNTHETIC),
    ],
)
def test_it_stands_on_no_firmer_ground_than_the_weakest_of_its_facts(
    paper: Paper, one: str, other: str, grounding: Grounding
) -> None:
    assert asked(paper, {"grounding": one}, {"grounding": other}).grounding is grounding


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ("actual", "actual", Status.ACTUAL),
        ("planned", "actual", Status.PLANNED),
        ("reported", "planned", Status.PLANNED),
        ("actual", "target", Status.TARGET),
    ],
)
def test_what_rests_on_a_plan_is_a_plan(paper: Paper, one: str, other: str, status: Status) -> None:
    assert asked(paper, {"status": one}, {"status": other}).status is status


def test_a_number_beside_a_fact_is_in_the_fact_s_own_unit_however_that_was_printed(paper: Paper) -> None:
    paper.say("lead", "0.08", "ratio", period="before")
    paper.say("lead", "9.2", "percent", period="after")
    figure = paper.ask({"less": [{"fact": "lead", "at": "after"}, "0.05"]}, "ratio").figure
    assert isinstance(figure, Figure)
    assert figure.text() == "4.2%"

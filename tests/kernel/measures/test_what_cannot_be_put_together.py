from __future__ import annotations

import pytest

from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.measures.arithmetic import GrammarError
from tests.kernel.measures.conftest import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(paper: Paper) -> Paper:
    for fact, value, unit in (
        ("people", "60", "person"),
        ("offices", "42", "unit"),
        ("land", "480.54", "km2"),
        ("plots", "710", "mu"),
        ("cost", "1000", "CNY"),
        ("begun", "2020-08-15", "date"),
        ("done", "2020-10-31", "date"),
    ):
        paper.say(fact, value, unit)
    return paper


@pytest.mark.parametrize(
    ("term", "unit"),
    [
        ({"less": ["people", "land"]}, "person"),
        ({"less": ["people", "offices"]}, "person"),
        ({"less": ["people", "begun"]}, "person"),
        ({"sum": ["people", "cost"]}, "CNY"),
        ({"sum": ["begun", "done"]}, "date"),
        ({"ratio": ["begun", "done"]}, "ratio"),
        ({"ratio": ["people", "begun"]}, "person"),
        ({"less": ["land", "plots"]}, "person"),
        ({"less": ["done", "begun"]}, "ratio"),
        ({"ratio": ["people", "people"]}, "person"),
        ({"sum": [{"ratio": ["cost", "people"]}, "cost"]}, "CNY"),
    ],
)
def test_it_is_an_error_and_no_number(mixed: Paper, term: object, unit: str) -> None:
    with pytest.raises(GrammarError):
        mixed.ask(term, unit)


@pytest.mark.parametrize(
    ("term", "unit", "text"),
    [
        ({"less": ["done", "begun"]}, "day", "77天"),
        ({"less": ["land", {"less": ["land", "land"]}]}, "km2", "480.54平方公里"),
        ({"ratio": ["cost", "people"]}, "CNY", "16.67元"),
        ({"ratio": ["offices", "people"]}, "ratio", "70%"),
        ({"less": ["people", "people"]}, "person", "0人"),
    ],
)
def test_what_can_is_a_number_in_the_unit_named(mixed: Paper, term: object, unit: str, text: str) -> None:
    assert mixed.ask(term, unit).figure.text() == text


def test_areas_of_several_units_are_one_kind(mixed: Paper) -> None:
    figure = mixed.ask({"sum": ["land", "plots"]}, "ha").figure
    assert isinstance(figure, Figure)
    assert figure.text() == "48,101.33公顷"


def test_every_step_is_told(mixed: Paper) -> None:
    asked = mixed.ask({"ratio": [{"less": ["people", "people"]}, "people"]}, "ratio")
    assert [step.text() for step in asked.steps] == ["60人 − 60人 = 0人", "0人 ÷ 60人 = 0%"]
    assert [reading.fact.key for reading in asked.readings] == ["people"]

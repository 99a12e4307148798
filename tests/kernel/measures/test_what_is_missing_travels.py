from __future__ import annotations

import pytest

from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures import facts
from tests.kernel.measures.conftest import NAME, Paper

pytestmark = pytest.mark.django_db
FORMS = [
    {"less": ["known", "unknown"]},
    {"less": ["unknown", "known"]},
    {"ratio": ["unknown", "known"]},
    {"ratio": ["known", "unknown"]},
    {"sum": ["known", "known", "unknown"]},
    {"ratio": [{"less": ["known", "unknown"]}, "known"]},
    {"fact": "unknown"},
]


@pytest.fixture
def half_known(paper: Paper) -> Paper:
    paper.say("known", "60", "zone")
    paper.say("zero", "0", "zone")
    facts.register(facts.Fact("unknown", NAME, "zone"))
    return paper


@pytest.mark.parametrize("term", FORMS)
def test_through_every_form(half_known: Paper, term: object) -> None:
    unit = "ratio" if "ratio" in str(term) else "zone"
    assert half_known.ask(term, unit).figure == NotApplicable("not_published")


@pytest.mark.parametrize("term", [{"ratio": ["known", "zero"]}, {"ratio": ["zero", {"less": ["known", "known"]}]}])
def test_what_would_be_divided_by_zero_is_not_applicable(half_known: Paper, term: object) -> None:
    assert half_known.ask(term, "ratio").figure == NotApplicable("zero_base")


def test_a_published_zero_is_a_number(half_known: Paper) -> None:
    for term in ({"ratio": ["zero", "known"]}, {"less": ["known", "known"]}):
        figure = half_known.ask(term, "ratio" if "ratio" in term else "zone").figure
        assert isinstance(figure, Figure)
        assert figure.value == 0


def test_what_was_read_is_told_although_there_is_no_result(half_known: Paper) -> None:
    asked = half_known.ask({"less": ["known", "unknown"]}, "zone")
    assert [reading.fact.key for reading in asked.readings] == ["known", "unknown"]
    assert asked.steps == ()


def test_a_fact_that_no_room_offers_is_an_error(half_known: Paper) -> None:
    with pytest.raises(KeyError, match="invented"):
        half_known.ask({"fact": "invented"}, "zone")

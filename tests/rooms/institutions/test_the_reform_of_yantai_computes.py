"""The measures of the room against `derived` of facts/yantai.yaml: computed from inputs, printed as the source does."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kaifaqu.kernel.figures import Figure, Grounding
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.rooms.institutions.queries import ReformReport, identities, reform_report
from kaifaqu.rooms.institutions.rules import ZONES_BY_ASSESSMENT, ZONES_BY_START
from tests.published import published

pytestmark = pytest.mark.django_db
YANTAI = published("yantai")
DERIVED, BEFORE_AFTER = YANTAI["derived"], YANTAI["before_after"]
CUTS = {"internal_units_cut": "internal_units", "headcount_quota_cut": "headcount_quota", "area_cut": "area_km2"}


@pytest.fixture
def report(yantai: Place) -> ReformReport:
    found = reform_report(yantai)
    assert found
    return found


def figure(value: object) -> Figure:
    assert isinstance(value, Figure)
    return value


@pytest.mark.parametrize("key", CUTS)
def test_a_cut_is_computed_exactly_and_prints_as_published(report: ReformReport, key: str) -> None:
    said = BEFORE_AFTER[CUTS[key]]
    found = figure(report.measure(key).figure)
    assert found.amount == 1 - Fraction(said["after"]) / Fraction(said["before"])
    assert found.text("zh") == found.text("en") == DERIVED[key]["printed"]
    assert explain(report.measure(key)).as_json()["value"] == float(DERIVED[key]["value"])
    assert found.grounding is Grounding.COMPUTED


@pytest.mark.parametrize("key", CUTS)
def test_it_opens_to_its_two_facts_and_their_paragraph(report: ReformReport, key: str) -> None:
    said = BEFORE_AFTER[CUTS[key]]
    shown = explain(report.measure(key)).as_json()
    read = [(i["slot"], i["printed"].replace(",", ""), i["source"]) for i in shown["inputs"]]
    assert [(slot, text.startswith(said[slot]), source) for slot, text, source in read] == [
        (slot, True, f"{YANTAI['src']} {said['at']}") for slot in ("before", "after")
    ]
    assert len(shown["steps"]) == 2
    assert said["at"] in shown["source"]


def test_the_lead_is_the_days_between_the_two_dates(report: ReformReport) -> None:
    programme = YANTAI["programme"]
    days = date.fromisoformat(programme["superior_deadline"]["value"]) - date.fromisoformat(
        programme["completed"]["value"]
    )
    found = figure(report.measure("programme_lead_days").figure)
    assert found.text("en") == f"{days.days} days"
    assert str(found.amount) == DERIVED["programme_lead_days"]["value"]


def test_what_has_no_before_is_shown_as_a_count(report: ReformReport) -> None:
    counts = {reading.fact.key: figure(reading.figure) for reading in report.counts}
    printed = {key: str(count.amount) for key, count in counts.items()}
    assert printed == {
        "companies": YANTAI["counts"]["companies_set_up"]["value"],
        "functions_handed_over": YANTAI["counts"]["social_functions_handed_over"]["value"],
    }
    assert {count.at for count in counts.values()} == {"(一)", "(二)"}


def test_both_ways_of_adding_up_the_zones_give_the_published_total(yantai: Place) -> None:
    """3 + 1 + 8 and 4 + 8: 12."""
    sums = identities(yantai)
    assert {evaluation.measure.id for evaluation, _ in sums} == {ZONES_BY_ASSESSMENT.id, ZONES_BY_START.id}
    for evaluation, total in sums:
        assert figure(evaluation.figure).amount == figure(total.figure).amount
    assert str(figure(sums[0][0].figure).amount) == DERIVED["zones_identity"]["value"]


def test_two_different_eights_are_held_apart(yantai: Place) -> None:
    """Eight zones began in 2020, eight zones are provincial: 烟台高新区 is of the first, 龙口 of the second only."""
    by_start, by_way = YANTAI["programme"]["zones_started_2020"], YANTAI["zones_by_assessment"]["provincial"]
    assert by_start == by_way
    used = {e.measure.id: {r.fact.key: str(figure(r.figure).amount) for r in e.readings} for e, _ in identities(yantai)}
    assert used[ZONES_BY_START.id]["zones_started_2020"] == by_start
    assert used[ZONES_BY_ASSESSMENT.id]["zones_provincial"] == by_way
    assert not used[ZONES_BY_START.id].keys() & used[ZONES_BY_ASSESSMENT.id].keys()
    groups = Place.objects.filter(kind=PlaceKind.GROUP).select_related("subject")
    assert len({group.subject.title for group in groups}) == 2


def test_a_city_without_a_reform_on_record_has_no_report(cast: object) -> None:
    assert reform_report(Place.objects.get(slug="test")) is None

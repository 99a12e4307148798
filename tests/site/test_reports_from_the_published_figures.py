"""What the reports print for the places that the demonstration loads: each number from acts and published figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.institutions.queries import institutions_json
from tests.published import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_ganzhou_s_bodies_are_cut_by_adjustments_three_of_them_unnamed() -> None:
    told = institutions_json("ganzhou", "zh")
    said = published("jiangxi")["ganzhou"]
    assert told is not None
    cut = told["measures"]["bodies_cut"]
    assert round(Fraction(cut["value"]), 3) == Fraction(said["derived"]["bodies_cut"]["value"])
    assert cut["printed"] == said["derived"]["bodies_cut"]["printed"]
    assert told["measures"]["bodies_left"]["printed"] == f"{said['bodies']['after']}个"
    named = [row for row in told["adjustments"] if row["kind"] == "absorb"]
    absorbed = said["bodies_absorbed_named"]
    assert sorted(body for row in named for body in row["bodies"]) == sorted(
        name for names in absorbed.values() for name in names
    )
    [unnamed] = [row for row in told["adjustments"] if row["inferred"]]
    assert (unnamed["count"], unnamed["bodies"]) == (3, [])


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("internal_units_less", "internal_units_cut"),
        ("leader_posts_less", "leader_posts_cut"),
        ("establishment_recovered", "establishment_recovered"),
        ("people_moved", "people_moved"),
    ],
)
def test_ganzhou_s_totals_are_the_published_ones(fact: str, said: str) -> None:
    told = institutions_json("ganzhou", "zh")
    assert told is not None
    assert Fraction(told["counts"][fact]["value"]) == Fraction(published("jiangxi")["ganzhou"][said])


def test_longkou_s_merger_stands_where_it_stood_and_laizhou_s_is_done() -> None:
    told = institutions_json("yantai", "zh")
    assert told is not None
    assert [(row["stage"], len(row["bodies"])) for row in told["adjustments"]] == [("done", 2), ("submitted", 2)]


def test_every_place_of_the_charters_is_governed_by_its_own() -> None:
    nine = ("cn", "ganzhou", "hengyang", "huaian", "jiangxi", "longkou", "mianyang", "shangli", "yantai")
    governed = {slug: editions.governing(Place.objects.get(slug=slug), today()) for slug in nine}
    assert {slug: found.place for slug, found in governed.items() if found} == {slug: slug for slug in nine}
    assert editions.to_adapt(today()) == []

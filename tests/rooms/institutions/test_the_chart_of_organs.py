"""The organs of a place as a tree on any day, what changed since another, and how a zone is run, read from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import abolish_organ, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.actions import advance_adjustment, name_part, propose_adjustment
from kaifaqu.rooms.institutions.models import Adjustment, AdjustmentKind, Side, Stage
from kaifaqu.rooms.institutions.queries.chart import Chart, Node, State, chart, models_of
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.api.callers import account_of, caller

BEFORE, DAY, AFTER = date(2019, 1, 1), date(2020, 8, 15), date(2021, 1, 1)


def drawn(cast: Cast, on: date, before: date | None = None) -> Chart:
    return chart(Place.objects.get(pk=cast.zone_a.pk), Subject.objects.all(), on, before)


def organ(cast: Cast, kind: OrganKind, title: str, on: date = FOUNDED, **given: Any) -> Organ:
    return establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=kind, title=title, on=on, **given)


def states(nodes: list[Node]) -> dict[str, State]:
    return {node.subject.title: node.state for node in nodes}


def test_units_stand_under_their_committee_with_posts_and_holders(cast: Cast) -> None:
    [root] = drawn(cast, AFTER).branch.roots
    assert (root.subject.pk, [child.subject.pk for child in root.children]) == (cast.committee_a.pk, [cast.unit_a.pk])
    assert [(held.post, held.holder) for held in root.posts] == [("孙倩的岗位", "孙倩")]


def test_places_stand_with_the_organs_that_they_have(cast: Cast) -> None:
    found = chart(Place.objects.get(pk=cast.city.pk), Subject.objects.all(), AFTER)
    assert [below.place.pk for below in found.branch.below] == [cast.zone_a.pk, cast.zone_b.pk]
    assert found.number(OrganKind.COMMITTEE) == 2


def test_an_organ_that_is_not_yet_or_no_more_is_not_drawn(cast: Cast) -> None:
    organ(cast, OrganKind.COMPANY, "公司", DAY)
    abolish_organ(Ref(cast.unit_a.pk), by=SETUP, on=DAY)
    assert states(drawn(cast, BEFORE).branch.roots) == {"开发区A管委会": State.STANDING}
    assert states(drawn(cast, AFTER).branch.roots) == {"开发区A管委会": State.STANDING, "公司": State.STANDING}
    assert drawn(cast, AFTER).branch.roots[0].children == []


def test_between_two_days_it_says_what_came_what_went_and_into_what(cast: Cast) -> None:
    company = organ(cast, OrganKind.COMPANY, "公司", DAY)
    zone: Ref[Place] = Ref(cast.zone_a.pk)
    row = propose_adjustment(zone, by=SETUP, kind=AdjustmentKind.ABSORB, title="并", on=BEFORE)
    ref: Ref[Adjustment] = Ref(row.pk)
    name_part(ref, by=SETUP, body=Ref(cast.unit_a.pk))
    name_part(ref, by=SETUP, body=Ref(company.pk), side=Side.INTO)
    advance_adjustment(ref, by=SETUP, stage=Stage.DONE, on=DAY)
    found = drawn(cast, AFTER, BEFORE)
    assert states(found.branch.roots) == {"开发区A管委会": State.STANDING, "公司": State.ADDED}
    [gone] = found.branch.roots[0].children
    assert (gone.state, gone.ended, gone.successor and gone.successor.pk) == (State.GONE, DAY, company.pk)
    unit, new = OrganKind.INTERNAL_UNIT, OrganKind.COMPANY
    assert [found.number(unit, before=True), found.number(unit)] == [1, 0]
    assert [found.number(new, before=True), found.number(new)] == [0, 1]


def test_a_body_whose_beginning_nobody_knows_stood_until_it_ended(cast: Cast) -> None:
    old = establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=OrganKind.ZONE_OFFICE, title="管理处")
    abolish_organ(Ref(old.pk), by=SETUP, on=DAY)
    assert "管理处" in states(drawn(cast, BEFORE).branch.roots)
    assert states(drawn(cast, AFTER, BEFORE).branch.roots)["管理处"] is State.GONE


def test_what_one_may_not_see_is_not_drawn(cast: Cast) -> None:
    none = Subject.objects.filter(pk=cast.unit_a.pk)
    found = chart(Place.objects.get(pk=cast.zone_a.pk), none, AFTER)
    assert [node.subject.pk for node in found.branch.roots] == [cast.unit_a.pk]


@pytest.mark.parametrize("many", [1, 40])
def test_it_takes_six_statements_however_many_organs(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for n in range(many):
        organ(cast, OrganKind.INTERNAL_UNIT, f"{n}部", parent=Ref(cast.committee_a.pk))
    zone = Place.objects.get(pk=cast.zone_a.pk)
    with django_assert_num_queries(6):
        chart(zone, Subject.objects.all(), AFTER, BEFORE)


# ── How a zone is run ────────────────────────────────────────────────────────────────────────────────────────────────


def kinds(cast: Cast, day: date) -> list[str]:
    return [found.kind for found in models_of([cast.zone_a.pk], day).get(cast.zone_a.pk, [])]


def test_how_a_zone_is_run_is_read_from_the_organs_of_the_day(cast: Cast) -> None:
    organ(cast, OrganKind.CHAMBER, "商会", DAY)
    organ(cast, OrganKind.COMPANY, "公司", DAY)
    organ(cast, OrganKind.PARTY_COMMITTEE, "党工委")
    assert kinds(cast, BEFORE) == ["party_committee", "management_committee"]
    assert kinds(cast, DAY) == ["party_committee", "management_committee", "company", "chamber_of_commerce"]


def test_without_a_committee_on_record_nothing_is_read(cast: Cast) -> None:
    abolish_organ(Ref(cast.committee_a.pk), by=SETUP, on=DAY)
    organ(cast, OrganKind.COMPANY, "公司")
    assert models_of([cast.zone_a.pk], DAY) == {}


# ── Doors ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_draws_the_tree_without_scripts_and_strikes_what_is_gone(cast: Cast) -> None:
    abolish_organ(Ref(cast.unit_a.pk), by=SETUP, on=DAY)
    client = Client()
    client.force_login(account_of(cast.zone_clerk), "django.contrib.auth.backends.ModelBackend")
    url = reverse("institutions:chart")
    page = client.get(url, {"place": "zone-a", "on": "2021-01-01", "before": "2019-01-01"}).content.decode()
    assert "<s><a" in page
    assert "<details open>" in page
    assert client.get(url, {"place": "nowhere"}).status_code == 404
    assert client.get(url, {"place": "zone-b"}).status_code == 404


def test_the_api_gives_the_same_tree(cast: Cast) -> None:
    told = caller(cast.clerk).get("/api/institutions/chart/zone-a", {"on": "2021-01-01"}).json()
    assert [node["title"] for node in told["tree"]["organs"]] == ["开发区A管委会"]
    assert [node["title"] for node in told["tree"]["organs"][0]["below"]] == ["招商一部"]
    assert told["counts"] == {"management_committee": 1, "internal_unit": 1}
    turned = {"on": "2020-01-01", "before": "2021-01-01"}
    assert caller(cast.clerk).get("/api/institutions/chart/zone-a", turned).status_code == 422

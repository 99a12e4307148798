"""What the charter wants and the registry lacks is a line with its act; once the act is done the line is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kaifaqu.kernel.actions import Ref, find
from kaifaqu.kernel.charter.actions import exempt
from kaifaqu.kernel.measures.reconcile import DIFFERENT, Line, Offer, reconcile
from kaifaqu.kernel.organs.actions import add_place, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.rooms.institutions.actions import (
    administer_township,
    record_leaders,
    register_township,
    register_zone,
    set_township_area,
)
from kaifaqu.rooms.institutions.models import TownshipForm
from kaifaqu.site.cli import main
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.api.callers import account_of, caller

DAY = date(2026, 1, 1)
MORE = """\
  companies_min:
    {title: {zh: 公司个数, en: Companies}, topic: model, unit: company, bound: floor, values: [{from: 2024-01-01,
      value: 1, src: paper 一}]}
  deputies_max:
    {title: {zh: 副职, en: Deputies}, topic: leaders, unit: leader, bound: ceiling, values: [{from: 2024-01-01,
      value: 3, src: paper 三}]}
  farmland_leaves:
    {title: {zh: 退出占比, en: Share}, topic: area, unit: ratio, bound: ceiling, values: [{from: 2024-01-01,
      value: 0.5, src: paper 九}]}
organs:
  party: {title: {zh: 党工委, en: Party committee}, topic: model, src: paper 一, kind: party_committee}
  fund: {title: {zh: 基金, en: Fund}, topic: fund, src: paper 一, kind: fund, force: permitted}
  government: {title: {zh: 政府, en: Government}, topic: layout, src: paper 一, kind: government, of: city}
  assessors: {title: {zh: 考核办, en: Assessment office}, topic: scheme, src: paper 一, kind: chamber_of_commerce,
    of: city}
  county_bureau: {title: {zh: 县部门, en: County bureau}, topic: layout, src: paper 一, kind: department,
    of: county_unit}
  towns: {title: {zh: 街道, en: Subdistrict}, topic: social_affairs, src: paper 二, kind: subdistrict, of: county_unit}
duties:
  cleaning: {title: {zh: 城市管理, en: City management}, topic: social_affairs, src: paper 二, owner: towns}
  promotion: {title: {zh: 双招双引, en: Investment}, topic: promotion, src: paper 二, owner: management_committee,
    category: {zh: 主责主业, en: Main duty}}
  example: {title: {zh: 例子, en: Example}, topic: promotion, src: paper 二, owner: management_committee, example: true}
constraints:
  company: {title: {zh: 区区有公司, en: A company each}, topic: model, src: paper 一, each: zone,
    holds: {at_least: [companies, p.companies_min]}, tell: reform_office}
  leaders: {title: {zh: 职数, en: Leaders}, topic: leaders, src: paper 三, each: zone,
    holds: {at_most: [leader_deputies, p.deputies_max]}, tell: reform_office}
  farmland: {title: {zh: 农田, en: Farmland}, topic: area, src: paper 九, each: township,
    where: {above: [administering_zones, "0"]}, holds: {below: [basic_farmland_share, p.farmland_leaves]},
    tell: reform_office}
  barred: {title: {zh: 限制区, en: Restricted}, topic: area, src: paper 九, each: zone,
    holds: {at_most: [restricted_area, "0"]}, tell: reform_office}
  handed: {title: {zh: 剥离, en: Handed over}, topic: social_affairs, src: paper 二, each: zone,
    holds: {at_least: [functions_handed_over, "1"]}, tell: reform_office}
"""
TEXT = charters.CITY.replace("constraints:\n", MORE, 1)


@pytest.fixture
def governed(cast: Cast) -> Cast:
    """The cast's city under a charter of every kind of clause."""
    charters.adopted(cast, cast.city.pk, charters.FIRST, TEXT)
    return cast


def lines(cast: Cast, **only: Any) -> list[Line]:
    return reconcile(Place.objects.get(pk=cast.city.pk), DAY, **only)


def of(cast: Cast, path: str, subject: int) -> Line | None:
    return next((line for line in lines(cast) if (line.path, line.subject.pk) == (path, subject)), None)


def do(offer: Offer, **rest: Any) -> None:
    """Do what is offered, as its form would send it."""
    act = find(offer.act)
    refs = {i.name for i in act.inputs if i.of}
    given: dict[str, Any] = {name: Ref(int(value)) if name in refs else value for name, value in offer.given.items()}
    act(Ref(offer.subject), by=SETUP, **{"on": DAY, **given, **rest})


def town(cast: Cast, farmland: str = "60", restricted: str = "1") -> int:
    row = register_township(Ref(cast.city.pk), by=SETUP, title="山前镇", form=TownshipForm.TOWN, on=FOUNDED)
    administer_township(Ref(row.pk), by=SETUP, zone=Ref(cast.zone_a.pk), on=FOUNDED)
    set_township_area(
        Ref(row.pk),
        by=SETUP,
        on=FOUNDED,
        km2=Decimal(40),
        farmland_percent=Decimal(farmland),
        restricted_km2=Decimal(restricted),
    )
    return int(row.pk)


def deputies(cast: Cast) -> None:
    record_leaders(Ref(cast.zone_a.pk), by=SETUP, deputies=4, on=FOUNDED)


def a_unit(cast: Cast) -> None:
    establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=OrganKind.COMPANY, title="旧公司", on=DAY)


def nothing(cast: Cast) -> None:
    """The cast is enough."""


MENDED: dict[str, tuple[Callable[[Cast], object], str, Callable[[Cast, object], int], dict[str, Any]]] = {
    "organs.party": (nothing, "missing", lambda c, _: c.zone_a.pk, {}),
    "organs.assessors": (nothing, "missing", lambda c, _: c.city.pk, {}),
    "duties.promotion": (nothing, "missing", lambda c, _: c.zone_a.pk, {}),
    "duties.cleaning": (nothing, "breach", lambda c, _: c.zone_a.pk, {"to": "department"}),
    "constraints.handed": (nothing, "breach", lambda c, _: c.zone_a.pk, {"to": "department"}),
    "constraints.leaders": (deputies, "breach", lambda c, _: c.zone_a.pk, {"deputies": 3}),
    "constraints.small_committee": (nothing, "warning", lambda c, _: c.zone_a.pk, {"quota": 100}),
    "constraints.farmland": (town, "breach", lambda c, made: int(str(made)), {}),
    "constraints.barred": (town, "breach", lambda c, _: c.zone_a.pk, {}),
}


@pytest.mark.parametrize("path", sorted(MENDED))
def test_a_line_offers_the_act_after_which_it_is_gone(governed: Cast, path: str) -> None:
    before, state, whose, rest = MENDED[path]
    subject = whose(governed, before(governed))
    line = of(governed, path, subject)
    assert line is not None
    assert line.state == state
    given: dict[str, Any] = {name: Ref(getattr(governed, str(v)).pk) if name == "to" else v for name, v in rest.items()}
    do(line.offers[0], **given)
    assert of(governed, path, subject) is None


def test_what_holds_in_principle_may_be_let_be_and_the_exemption_stands_beside_it(governed: Cast) -> None:
    line = of(governed, charters.SMALL, governed.zone_a.pk)
    assert line is not None
    assert line.offers[-1] == Offer("charter.exempt", governed.zone_a.pk, {"clause": charters.SMALL})
    exempt(Ref(governed.zone_a.pk), by=governed.clerk, clause=charters.SMALL, reason="过渡期", on=DAY)
    line = of(governed, charters.SMALL, governed.zone_a.pk)
    assert line is not None
    assert (line.state, line.exemption and line.exemption.reason) == ("exempt", "过渡期")


def test_what_nobody_recorded_is_unknown_and_not_missing(governed: Cast) -> None:
    county = add_place(
        Ref(governed.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="县", slug="county", on=FOUNDED
    )
    establish_organ(Ref(county.pk), by=SETUP, kind=OrganKind.TOWN, title="某镇", on=FOUNDED)
    bare = register_zone(Ref(county.pk), by=SETUP, title="新区", slug="bare", on=FOUNDED).pk
    told = {line.path: line.state for line in lines(governed) if line.subject.pk in (bare, county.pk)}
    assert set(told.values()) == {"unknown"}
    assert {"organs.party", "duties.cleaning", "duties.promotion", "organs.county_bureau"} <= set(told)
    assert "organs.towns" not in told


def test_what_is_only_permitted_or_kept_by_no_registry_is_no_line(governed: Cast) -> None:
    told = {line.path for line in lines(governed)}
    assert not told & {"organs.fund", "organs.government", "duties.example"}


def test_only_what_one_may_see_is_told(governed: Cast) -> None:
    told = lines(governed, only=[governed.zone_a.pk])
    assert {line.subject.pk for line in told} == {governed.zone_a.pk}


def test_the_statements_do_not_grow_with_the_organs(
    governed: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines(governed)
    for n in range(30):
        establish_organ(Ref(governed.zone_a.pk), by=SETUP, kind=OrganKind.INTERNAL_UNIT, title=f"{n}", on=FOUNDED)
    with django_assert_max_num_queries(60):
        lines(governed)


# ── Doors ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_the_same_and_how_it_ended(governed: Cast) -> None:
    ran = CliRunner().invoke(main, ["charter", "reconcile", "--place", "test", "--on", DAY.isoformat(), "--json"])
    told = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert [(d["clause"], d["subject"]["id"], d["state"]) for d in told["differences"]] == [
        (line.path, line.subject.pk, line.state) for line in lines(governed)
    ]
    assert CliRunner().invoke(main, ["charter", "reconcile", "--place", "nowhere"]).exit_code == 2


def test_where_nothing_differs_the_command_ends_well(cast: Cast) -> None:
    charters.adopted(cast, cast.city.pk, charters.FIRST, charters.CITY.replace("value: 150", "value: 500"))
    ran = CliRunner().invoke(main, ["charter", "reconcile", "--place", "test"])
    assert (ran.exit_code, ran.stdout.strip()) == (0, "✓ 0 differences")


def test_the_api_tells_what_the_caller_may_see(governed: Cast) -> None:
    url = "/api/institutions/reconcile/test"
    told = caller(governed.clerk).get(url, {"on": DAY.isoformat()}).json()
    assert {d["state"] for d in told["differences"]} & set(DIFFERENT)
    assert caller(governed.clerk).get("/api/institutions/reconcile/nowhere").status_code == 404


def test_the_page_offers_the_form_filled_in_and_leads_back(governed: Cast) -> None:
    client = Client()
    client.force_login(account_of(governed.clerk), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("institutions:reconcile"), {"place": "test"}).content.decode()
    form = reverse("act", args=["organs", "establish_organ", governed.zone_a.pk])
    assert f"{form}?kind=party_committee" in page
    assert "next=%2Finstitutions%2Freconcile%2F" in page
    filled = client.get(form, {"kind": "party_committee", "title": "党工委"}).content.decode()
    assert 'value="党工委"' in filled
    assert not Organ.objects.filter(kind=OrganKind.PARTY_COMMITTEE).exists()
    assert client.get(reverse("institutions:reconcile"), {"place": "nowhere"}).status_code == 404

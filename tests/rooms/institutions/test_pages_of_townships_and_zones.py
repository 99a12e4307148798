"""The ledger of townships, a township's page, and what a zone's page says of its townships, leaders and organs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import OrganKind, Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.actions import (
    administer_township,
    record_leaders,
    register_township,
    release_township,
    set_area,
    set_township_area,
)
from kaifaqu.rooms.institutions.models import TownshipForm
from kaifaqu.rooms.institutions.queries import townships as queries
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.api.callers import account_of, caller

LEFT, AFTER = date(2024, 6, 1), date(2024, 12, 31)
RULES = """\
  farmland_leaves:
    {title: {zh: 退出占比, en: Share}, topic: area, unit: ratio, bound: ceiling,
     values: [{from: 2024-01-01, value: 0.5, src: paper 九}]}
  leader_deputies:
    {title: {zh: 副职, en: Deputies}, topic: leaders, unit: leader, bound: ceiling,
     values: [{from: 2024-01-01, value: 3, src: paper 三}]}
constraints:
  leader_quota: {title: {zh: 职数, en: Leaders}, topic: leaders, src: paper 三, each: zone,
    holds: {at_most: [leader_deputies, p.leader_deputies]}, tell: reform_office}
  farmland: {title: {zh: 农田, en: Farmland}, text: {zh: 农田为主的退出。, en: Farming townships leave.}, topic: area,
    src: paper 九, each: township, where: {above: [administering_zones, "0"]},
    holds: {below: [basic_farmland_share, p.farmland_leaves]}, tell: reform_office}
"""


@pytest.fixture
def ground(cast: Cast) -> dict[str, int]:
    """Three townships of zone A under a charter: one stays, one must leave, one has left."""
    charters.adopted(cast, cast.city.pk, charters.FIRST, charters.CITY.replace("constraints:\n", RULES, 1))
    found = {}
    for title, share in (("留镇", "20"), ("退镇", "60"), ("已退镇", "70")):
        row = register_township(Ref(cast.city.pk), by=SETUP, title=title, form=TownshipForm.TOWN, on=FOUNDED)
        administer_township(Ref(row.pk), by=SETUP, zone=Ref(cast.zone_a.pk), on=FOUNDED)
        set_township_area(Ref(row.pk), by=SETUP, km2=Decimal(20), farmland_percent=Decimal(share), on=FOUNDED)
        found[title] = int(row.pk)
    release_township(Ref(found["已退镇"]), by=SETUP, on=LEFT)
    return found


def browser(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def states(cast: Cast, day: date) -> dict[str, str]:
    rows = queries.within(Place.objects.get(pk=cast.city.pk), Subject.objects.all(), day)
    return {row.township.subject.title: row.state for row in rows}


def test_who_must_leave_is_said_as_of_the_day(cast: Cast, ground: dict[str, int]) -> None:
    assert states(cast, date(2024, 1, 2)) == {"留镇": "holds", "退镇": "breach", "已退镇": "breach"}
    assert states(cast, AFTER) == {"留镇": "holds", "退镇": "breach", "已退镇": ""}


def test_a_zone_s_set_area_and_the_sum_of_its_townships_both_stand(cast: Cast, ground: dict[str, int]) -> None:
    set_area(Ref(cast.zone_a.pk), by=SETUP, km2=Decimal("46.8"), on=LEFT)
    areas = queries.areas_of(cast.zone_a, AFTER)
    difference = areas.difference
    assert difference is not None
    assert [areas.area.figure, areas.townships.figure] != [None, None]
    assert difference.amount == Decimal("6.8")


def test_the_ledger_and_its_entry_into_the_acts(cast: Cast, ground: dict[str, int]) -> None:
    page = browser(cast.clerk).get(reverse("institutions:townships"), {"place": "test"}).content.decode()
    assert "应整建制退出" in page
    assert reverse("act", args=["institutions", "register_township", cast.city.pk]) in page
    assert reverse("imports:start", args=["townships", cast.city.pk]) in page
    other = browser(cast.zone_clerk).get(reverse("institutions:townships"), {"place": "zone-a"}).content.decode()
    assert "退镇" in other
    assert "register_township" not in other


def test_a_township_s_page_says_which_rule_it_falls_under(cast: Cast, ground: dict[str, int]) -> None:
    page = browser(cast.clerk).get(reverse("institutions:township", args=[ground["退镇"]])).content.decode()
    assert "农田为主的退出。" in page
    assert reverse("act", args=["institutions", "release_township", ground["退镇"]]) in page


def test_a_zone_s_page_shows_its_townships_its_leaders_and_how_it_is_run(cast: Cast, ground: dict[str, int]) -> None:
    record_leaders(Ref(cast.zone_a.pk), by=SETUP, deputies=4, on=LEFT)
    establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=OrganKind.COMPANY, title="公司", on=LEFT)
    page = browser(cast.zone_clerk).get(reverse("institutions:zone", args=[cast.zone_a.pk])).content.decode()
    assert "管委会＋公司" in page
    assert "已退出，由属地管" in page
    assert "不符合" in page
    assert f"{reverse('institutions:chart')}?place=zone-a" in page
    early = {"before": "2024-01-02", "after": "2024-01-03"}
    page = browser(cast.zone_clerk).get(reverse("institutions:zone", args=[cast.zone_a.pk]), early).content.decode()
    assert "管委会＋公司" not in page
    assert "不符合" not in page


def test_the_api_gives_the_ledger_in_integers(cast: Cast, ground: dict[str, int]) -> None:
    told = caller(cast.clerk).get("/api/institutions/townships/test", {"on": AFTER.isoformat()}).json()
    items = {item["title"]: item for item in told["items"]}
    assert (items["退镇"]["area"], items["退镇"]["basic_farmland_share"]) == (20 * 10**8, 600_000)
    assert items["退镇"]["administered_by"]["title"] == "开发区A"
    assert (items["已退镇"]["administered_by"], items["已退镇"]["state"]) == (None, "")


def test_the_ledger_takes_no_more_statements_for_more_townships(
    cast: Cast, ground: dict[str, int], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    city = Place.objects.select_related("subject").get(pk=cast.city.pk)
    queries.within(city, Subject.objects.all(), AFTER)
    for n in range(12):
        register_township(Ref(cast.city.pk), by=SETUP, title=f"{n}镇", form=TownshipForm.TOWN, on=FOUNDED)
    with django_assert_max_num_queries(20):
        queries.within(city, Subject.objects.all(), AFTER)

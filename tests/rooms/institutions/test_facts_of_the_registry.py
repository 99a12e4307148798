from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.organs.actions import abolish_organ, establish_organ
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty, record_leaders, set_area
from kaifaqu.rooms.institutions.models import Zone
from tests.cast import AREA, FOUNDED, QUOTA, SETUP, Cast
from tests.records import refused

pytestmark = pytest.mark.django_db
CHANGED = date(2020, 8, 15)
BEFORE = CHANGED - timedelta(1)
ADJUSTED = {
    "bodies_removed",
    "internal_units_less",
    "leader_posts_less",
    "establishment_recovered",
    "people_moved",
    "three_fixed_reissued",
}
TOWNSHIPS = {
    "administered_towns",
    "administering_zones",
    "basic_farmland_share",
    "restricted_area",
    "townships_area",
}
LEADERS = {"leader_chiefs", "leader_deputies", "leaders_heading_units"}
REGISTERED = (
    ADJUSTED
    | TOWNSHIPS
    | LEADERS
    | {
        "headcount_quota",
        "area",
        "internal_units",
        "companies",
        "functions_handed_over",
        "zones_in_county",
    }
)


def on(cast: Cast, fact: str, day: date) -> Reading:
    return FactReader(slots={"on": day}).read(cast.zone_a.pk, fact, "on")


def amount(cast: Cast, fact: str, day: date) -> object:
    figure = on(cast, fact, day).figure
    return figure.amount if isinstance(figure, Figure) else figure


UNKNOWN = NotApplicable("not_published")


def test_which_facts_can_be_read_from_the_registry() -> None:
    of_desks = ("followups_",)
    assert {key for key, fact in all_facts().items() if fact.rows and not key.startswith(of_desks)} == REGISTERED


def test_a_quota_holds_until_the_next_one(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=CHANGED)
    days = (FOUNDED - timedelta(1), FOUNDED, BEFORE, CHANGED, CHANGED + timedelta(999))
    assert [amount(cast, "headcount_quota", day) for day in days] == [UNKNOWN, QUOTA, QUOTA, 100, 100]


def test_leaders_hold_from_their_day_each_by_itself(cast: Cast) -> None:
    zone: Ref[Zone] = Ref(cast.zone_a.pk)
    record_leaders(zone, by=cast.zone_clerk, chiefs=1, deputies=4, on=FOUNDED)
    record_leaders(zone, by=cast.zone_clerk, deputies=3, on=CHANGED)
    told = [[amount(cast, fact, day) for fact in sorted(LEADERS)] for day in (BEFORE, CHANGED)]
    assert told == [[1, 4, UNKNOWN], [1, 3, UNKNOWN]]
    with refused("nothing", field="chiefs"):
        record_leaders(zone, by=cast.zone_clerk, on=CHANGED)


def test_a_quota_of_none_is_0_and_not_unknown(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=0, on=CHANGED)
    assert amount(cast, "headcount_quota", CHANGED) == 0


def test_an_area_keeps_every_square_metre(cast: Cast) -> None:
    set_area(Ref(cast.zone_a.pk), by=cast.clerk, km2=Decimal("46.7901"), on=CHANGED)
    assert on(cast, "area", BEFORE).figure.text() == f"{AREA.normalize()}平方公里"
    assert on(cast, "area", CHANGED).figure.text() == "46.7901平方公里"


def test_the_last_unit_abolished_leaves_0_where_there_never_was_one_it_is_unknown(cast: Cast) -> None:
    abolish_organ(Ref(cast.unit_a.pk), by=cast.clerk, on=CHANGED)
    days = (FOUNDED - timedelta(1), BEFORE, CHANGED)
    assert [amount(cast, "internal_units", day) for day in days] == [UNKNOWN, 1, 0]
    assert amount(cast, "companies", CHANGED) == UNKNOWN


def test_only_the_kind_asked_for_counts(cast: Cast) -> None:
    for kind in (OrganKind.INTERNAL_UNIT, OrganKind.COMPANY, OrganKind.DEPARTMENT):
        establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=kind, title="某", on=CHANGED)
    assert [amount(cast, fact, CHANGED) for fact in ("internal_units", "companies")] == [2, 1]


def test_a_function_counts_from_the_day_on_which_somebody_outside_answers_for_it(cast: Cast) -> None:
    hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.department.pk), on=CHANGED)
    days = (FOUNDED - timedelta(1), BEFORE, CHANGED)
    assert [amount(cast, "functions_handed_over", day) for day in days] == [UNKNOWN, 0, 1]
    hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.committee_b.pk), on=CHANGED + timedelta(9))
    assert amount(cast, "functions_handed_over", CHANGED + timedelta(9)) == 1


def test_another_zone_s_facts_are_its_own(cast: Cast) -> None:
    change_quota(Ref(cast.zone_b.pk), by=cast.clerk, quota=1, on=CHANGED)
    assert amount(cast, "headcount_quota", CHANGED) == QUOTA


@pytest.mark.parametrize("fact", sorted(REGISTERED - ADJUSTED - TOWNSHIPS - LEADERS - {"companies", "zones_in_county"}))
def test_a_reading_names_the_acts_that_it_rests_on_and_its_day(cast: Cast, fact: str) -> None:
    hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.department.pk), on=CHANGED)
    reading = on(cast, fact, CHANGED)
    whose = {"internal_units": cast.unit_a.pk, "functions_handed_over": cast.duty_a.pk}.get(fact, cast.zone_a.pk)
    assert [subject for subject, _ in reading.acts] == [whose]
    assert (reading.day, reading.rows) == (CHANGED, 1)


def test_many_zones_take_no_more_statements_than_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pairs = [(fact, "on") for fact in sorted(REGISTERED)]
    for ids in ([cast.zone_a.pk], [cast.zone_a.pk, cast.zone_b.pk, 10**9]):
        with django_assert_num_queries(2 + len(pairs)):
            FactReader(slots={"on": CHANGED}).load(ids, pairs)

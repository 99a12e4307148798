from __future__ import annotations

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import abolish_organ, add_place, appoint, establish_organ
from kaifaqu.kernel.organs.models import OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Rule, Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.institutions.actions import register_zone
from tests.cast import FOUNDED, SETUP, Cast, sit

pytestmark = pytest.mark.django_db
QUOTA, HAND_OVER = "institutions.change_quota", "institutions.hand_over_duty"


def sees(seat: Seat, *things: object) -> list[bool]:
    ids = [getattr(thing, "pk", thing) for thing in things]
    found = set(visible_to(seat).values_list("pk", flat=True))
    return [each in found for each in ids]


def test_a_zone_clerk_sees_his_zone_with_its_units_and_duties_and_not_the_other_one(cast: Cast) -> None:
    assert sees(cast.zone_clerk, cast.zone_a, cast.committee_a, cast.unit_a, cast.duty_a) == [True] * 4
    assert sees(cast.zone_clerk, cast.zone_b, cast.duty_b) == [False] * 2


def test_bodies_and_divisions_are_public(cast: Cast) -> None:
    """A function is handed over to a body that lies outside: it has to be found."""
    assert sees(cast.zone_clerk, cast.department, cast.committee_b, cast.city) == [True] * 3


def test_people_and_posts_of_elsewhere_are_not(cast: Cast) -> None:
    assert sees(cast.zone_clerk, cast.clerk.person, cast.clerk.post) == [False] * 2
    assert sees(cast.zone_clerk, cast.zone_clerk.person, cast.zone_clerk.post) == [True] * 2


def test_the_city_s_clerks_see_what_lies_in_the_city(cast: Cast) -> None:
    for seat in (cast.clerk, cast.officer, cast.for_leader):
        assert sees(seat, cast.city, cast.zone_a, cast.duty_b, cast.unit_a) == [True] * 4


def test_auditor_and_security_officer_see_everything(cast: Cast) -> None:
    everything = Subject.objects.count()
    assert visible_to(cast.auditor).count() == visible_to(cast.guardian).count() == everything > 20


def test_nobody_sees_anything(cast: Cast) -> None:
    stranger = Seat(cast.nobody.person, 10**9, cast.office.pk)
    for actor in (cast.nobody, stranger, Rule("somebody-s-script")):
        assert not visible_to(actor).exists()


def test_to_see_is_not_to_change(cast: Cast) -> None:
    assert sees(cast.officer, cast.zone_a) == [True]
    assert not reach(cast.officer, QUOTA).exists()
    assert not reach(cast.zone_clerk, QUOTA).exists()
    assert set(reach(cast.zone_clerk, HAND_OVER).filter(kind="duty")) == {cast.duty_a.subject}


def test_the_reach_of_a_place_ends_where_another_number_begins(cast: Cast) -> None:
    """Place 1 is not place 10, though the one number begins with the other."""
    longer = int(f"{cast.zone_a.pk}0")
    with guard.lifted("a subject of just this number is wanted"):
        Subject.objects.create(pk=longer, kind="zone", title="长", sort_key="chang", place_id=cast.city.pk)
        Place.objects.create(pk=longer, kind=PlaceKind.ZONE, slug="long", path=f"/{cast.city.pk}/{longer}/")
    assert sees(cast.zone_clerk, longer) == [False]
    assert sees(cast.clerk, longer) == [True]


def test_a_place_reaches_down_and_not_up(cast: Cast) -> None:
    county = add_place(Ref(cast.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="县", slug="county", on=FOUNDED)
    inner = register_zone(Ref(county.pk), by=SETUP, title="内区", slug="inner", on=FOUNDED)
    bureau = establish_organ(Ref(county.pk), by=SETUP, kind=OrganKind.DEPARTMENT, title="县局", on=FOUNDED)
    officer, _ = sit(bureau, "县局某", "reform_office")
    assert reach(officer, QUOTA).filter(pk__in=[inner.pk, cast.zone_a.pk]).get() == inner.subject
    assert sees(cast.clerk, inner) == [True]


def test_who_left_his_post_sees_nothing_from_the_day_on(cast: Cast) -> None:
    appoint(Ref(cast.clerk.post), by=SETUP, person=Ref(cast.nobody.person), on=today())
    assert not visible_to(cast.clerk).exists()
    assert visible_to(cast.nobody).exists()


def test_with_its_organ_a_post_loses_its_reach(cast: Cast) -> None:
    abolish_organ(Ref(cast.committee_a.pk), by=SETUP, on=today())
    assert not visible_to(cast.zone_clerk).exists()

from __future__ import annotations

from datetime import timedelta

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import abolish_organ, add_post, appoint
from kaifaqu.kernel.organs.reach import standing
from kaifaqu.kernel.organs.seats import chairs_of
from tests.cast import FOUNDED, SETUP, Cast

pytestmark = pytest.mark.django_db


def keys(person: int) -> list[str]:
    return [chair.key for chair in chairs_of(person)]


def test_his_own_post_and_the_leader_s_for_whom_he_may_act(cast: Cast) -> None:
    own, leader = cast.secretary.post, cast.leader.post
    assert keys(cast.secretary.person) == [str(own), f"{own}:{leader}"]
    assert keys(cast.zone_clerk.person) == [str(cast.zone_clerk.post)]
    assert keys(cast.nobody.person) == []


def test_posts_in_several_organs_are_several_chairs(cast: Cast) -> None:
    second = add_post(Ref(cast.department.pk), by=SETUP, title="兼职", role="department_officer", on=FOUNDED)
    appoint(Ref(second.pk), by=SETUP, person=Ref(cast.clerk.person), on=FOUNDED)
    chairs = chairs_of(cast.clerk.person)
    assert {chair.seat().organ for chair in chairs} == {cast.office.pk, cast.department.pk}


def test_every_chair_offered_is_a_seat_that_stands(cast: Cast) -> None:
    chairs = [chair for seat in cast.people().values() for chair in chairs_of(seat.person)]
    assert len(chairs) > 6
    assert all(standing(chair.seat("批示")) for chair in chairs)


def test_a_proxy_that_ran_out_is_no_chair(cast: Cast) -> None:
    with clock.shifted(timedelta(180)):
        assert keys(cast.secretary.person) == [str(cast.secretary.post)]


def test_a_post_in_an_abolished_organ_is_no_chair(cast: Cast) -> None:
    abolish_organ(Ref(cast.office.pk), by=SETUP, on=today())
    assert keys(cast.secretary.person) == []


def test_from_the_day_another_is_appointed_the_chair_is_his(cast: Cast) -> None:
    tomorrow = today() + timedelta(1)
    appoint(Ref(cast.clerk.post), by=SETUP, person=Ref(cast.nobody.person), on=tomorrow)
    assert keys(cast.clerk.person) == [str(cast.clerk.post)]
    with clock.shifted(timedelta(1)):
        assert keys(cast.clerk.person) == []
        assert keys(cast.nobody.person) == [str(cast.clerk.post)]

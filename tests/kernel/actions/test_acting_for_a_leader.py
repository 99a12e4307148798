from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import abolish_organ, appoint, grant_proxy
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import SETUP, Cast
from tests.records import refused

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)
DAYS = timedelta(days=1)


def sign(cast: Cast, seat: Seat) -> None:
    change_quota(Ref(cast.zone_a.pk), by=seat, quota=100, on=DAY)


def actor_recorded(cast: Cast) -> dict[str, object]:
    body = json.loads(Entry.objects.filter(subject=cast.zone_a.pk).latest("seq").body)
    return dict(body["actor"])


def test_the_record_names_the_clerk_the_leader_and_the_ground(cast: Cast) -> None:
    sign(cast, cast.for_leader)
    assert actor_recorded(cast) == {
        "person": cast.secretary.person,
        "post": cast.secretary.post,
        "organ": cast.secretary.organ,
        "on_behalf_of": cast.leader.post,
        "basis": cast.for_leader.basis,
    }


def test_the_leader_himself_needs_nobody(cast: Cast) -> None:
    sign(cast, cast.leader)
    assert actor_recorded(cast) == {
        "person": cast.leader.person,
        "post": cast.leader.post,
        "organ": cast.leader.organ,
    }


@pytest.mark.parametrize("basis", ["", "  "])
def test_without_a_ground_nobody_acts_for_him(cast: Cast, basis: str) -> None:
    with refused("not_found"):
        sign(cast, replace(cast.for_leader, basis=basis))


def test_from_ones_own_post_the_leader_s_acts_are_not_ones_own(cast: Cast) -> None:
    with refused("not_found"):
        sign(cast, cast.secretary)


def test_who_was_not_given_the_proxy_may_not(cast: Cast) -> None:
    for seat in (cast.officer, cast.zone_clerk, cast.clerk):
        with refused("not_found"):
            sign(cast, replace(seat, on_behalf_of=cast.leader.post, basis="批示"))


def test_nor_for_somebody_who_gave_none(cast: Cast) -> None:
    with refused("not_found"):
        sign(cast, replace(cast.for_leader, on_behalf_of=cast.clerk.post))


def test_nor_from_an_organ_that_is_not_his_post_s(cast: Cast) -> None:
    with refused("not_found"):
        sign(cast, replace(cast.for_leader, organ=cast.department.pk))


def test_the_proxy_runs_to_the_day_before_its_end(cast: Cast) -> None:
    end = today() + 180 * DAYS
    noon = datetime.combine(end, datetime.min.time(), clock.ZONE) + timedelta(hours=12)
    with clock.at(noon - DAYS):
        sign(cast, cast.for_leader)
    with clock.at(noon), refused("not_found"):
        change_quota(Ref(cast.zone_a.pk), by=cast.for_leader, quota=90, on=DAY)


def test_the_clerk_who_left_his_post_no_longer_acts_for_the_leader(cast: Cast) -> None:
    appoint(Ref(cast.secretary.post), by=SETUP, person=Ref(cast.nobody.person), on=today())
    with refused("not_found"):
        sign(cast, cast.for_leader)


def test_nobody_acts_for_a_leader_s_post_that_nobody_holds(cast: Cast) -> None:
    with acts.under(acts.Act("x.y", SETUP, at=clock.now(), subject=cast.leader.post)):
        since.put(cast.leader.post, since.HOLDER, today())
    with refused("not_found"):
        sign(cast, cast.for_leader)


def test_nobody_acts_for_a_leader_whose_organ_is_abolished(cast: Cast) -> None:
    abolish_organ(Ref(cast.office.pk), by=SETUP, on=today())
    with refused("not_found"):
        sign(cast, cast.for_leader)
    assert not visible_to(cast.for_leader).exists()


def test_a_proxy_can_be_prolonged_before_it_ends(cast: Cast) -> None:
    end = today() + 300 * DAYS
    grant_proxy(Ref(cast.leader.post), by=SETUP, to=Ref(cast.secretary.post), on=today(), until=end)
    with clock.shifted(299 * DAYS):
        sign(cast, cast.for_leader)


def test_granted_once_more_just_as_it_runs_nothing_changes(cast: Cast) -> None:
    end = today() + 180 * DAYS
    with refused("nothing_changes"):
        grant_proxy(Ref(cast.leader.post), by=SETUP, to=Ref(cast.secretary.post), on=today(), until=end)


def test_given_to_another_for_a_week_it_ends_with_the_week(cast: Cast) -> None:
    """What ran before does not come back by itself: an authority that nobody remembers is worse than none."""
    start, end = today(), today() + 7 * DAYS
    grant_proxy(Ref(cast.leader.post), by=SETUP, to=Ref(cast.clerk.post), on=start, until=end)
    instead = replace(cast.clerk, on_behalf_of=cast.leader.post, basis="批示")
    with refused("not_found"):
        sign(cast, cast.for_leader)
    sign(cast, instead)
    for seat in (cast.for_leader, instead):
        with clock.shifted(7 * DAYS), refused("not_found"):
            sign(cast, seat)


def test_a_proxy_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with refused("dates", field="until"):
        grant_proxy(Ref(cast.leader.post), by=SETUP, to=Ref(cast.clerk.post), on=today(), until=today())

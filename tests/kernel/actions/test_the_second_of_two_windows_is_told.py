from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref, Stale
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from kaifaqu.rooms.institutions.models import Zone
from tests.cast import Cast
from tests.records import refused

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)


@pytest.fixture
def window(cast: Cast) -> Ref[Zone]:
    """Zone A as two windows show it; in the other one its quota has just been changed."""
    shown: Ref[Zone] = Ref(cast.zone_a.pk, seen=Subject.objects.get(pk=cast.zone_a.pk).seq)
    change_quota(shown, by=cast.clerk, quota=100, on=DAY)
    return shown


def test_what_was_seen_before_the_other_act_is_refused(cast: Cast, window: Ref[Zone]) -> None:
    with refused("stale"):
        change_quota(window, by=cast.clerk, quota=90, on=DAY)


def test_the_words_say_when_the_other_act_was(cast: Cast, window: Ref[Zone]) -> None:
    at = Entry.objects.filter(subject=window.id).latest("seq").at
    with pytest.raises(Stale, match=at[:16].replace("T", " ")):
        change_quota(window, by=cast.clerk, quota=90, on=DAY)


def test_who_looked_again_may(cast: Cast, window: Ref[Zone]) -> None:
    again: Ref[Zone] = Ref(window.id, seen=Subject.objects.get(pk=window.id).seq)
    change_quota(again, by=cast.clerk, quota=90, on=DAY)


def test_a_version_that_never_was_is_refused(cast: Cast, window: Ref[Zone]) -> None:
    with refused("stale"):
        change_quota(Ref(window.id, seen=99), by=cast.clerk, quota=90, on=DAY)


def test_who_may_not_is_not_even_told_that_it_changed(cast: Cast, window: Ref[Zone]) -> None:
    with refused("not_found"):
        change_quota(window, by=cast.officer, quota=90, on=DAY)


def test_founding_below_a_thing_that_has_changed_is_no_conflict(cast: Cast) -> None:
    register_zone(Ref(cast.city.pk, seen=0), by=cast.clerk, title="丙", slug="zone-c", on=DAY)

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.organs.actions import add_place, add_post, establish_organ, grant_proxy
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import Finding, verify
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from tests.cast import SETUP, Cast

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
DAY = date(2020, 8, 15)
ROUNDS = 15


def together(*bodies: Callable[[int], object]) -> list[str]:
    """Run the bodies side by side, round by round; returns the code of every refusal."""
    start = Barrier(len(bodies))
    refused: list[str] = []

    def run(body: Callable[[int], object]) -> None:
        try:
            for number in range(ROUNDS):
                start.wait(20)
                try:
                    body(number)
                except Refusal as refusal:
                    refused.append(refusal.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        for done in [pool.submit(run, body) for body in bodies]:
            done.result(60)
    return refused


def test_two_acts_on_the_same_two_things_in_either_order_do_not_block_each_other(cast: Cast) -> None:
    one, other = cast.clerk.post, cast.officer.post

    def grant(post: int, to: int, number: int) -> None:
        until = date(2021, 1, 1 + number)
        grant_proxy(Ref(post), by=SETUP, to=Ref(to), on=DAY, until=until)

    assert together(lambda n: grant(one, other, n), lambda n: grant(other, one, n)) == []
    assert verify().sound


def test_founding_in_an_organ_and_beside_it_do_not_block_each_other(cast: Cast) -> None:
    """Each holds what the other's new rows point at."""
    zone: Ref[Place] = Ref(cast.zone_a.pk)
    parent: Ref[Organ] = Ref(cast.committee_a.pk)
    unit = OrganKind.INTERNAL_UNIT
    refused = together(
        lambda n: establish_organ(zone, by=SETUP, kind=unit, title=f"{n}部", parent=parent, on=DAY),
        lambda n: add_post(parent, by=SETUP, title=f"{n}岗", role="zone_clerk", on=DAY),
    )
    assert refused == []
    assert Organ.objects.filter(parent=parent.id).count() == ROUNDS + 1
    assert verify().sound


def test_of_two_who_saw_the_same_version_one_is_told(cast: Cast) -> None:
    zone = cast.zone_a.pk
    shown = Subject.objects.get(pk=zone).seq

    def change(quota: int) -> None:
        change_quota(Ref(zone, seen=shown + quota // 2), by=cast.clerk, quota=quota, on=DAY)

    refused = together(lambda n: change(2 * n), lambda n: change(2 * n + 1))
    assert refused == ["stale"] * ROUNDS
    assert Entry.objects.filter(subject=zone).count() == shown + ROUNDS


def test_of_two_who_give_the_same_short_name_one_is_told(cast: Cast) -> None:
    """Below different places, so that no lock stands between them."""
    kind = PlaceKind.COUNTY_UNIT
    below = add_place(Ref(cast.city.pk), by=SETUP, kind=kind, title="县", slug="county", on=DAY)

    def name(place: Place, number: int) -> None:
        register_zone(Ref(place.pk), by=SETUP, title="某", slug=f"same-{number}", on=DAY)

    refused = together(lambda n: name(cast.city, n), lambda n: name(below, n))
    assert refused == ["taken"] * ROUNDS
    assert verify().sound


def test_a_verification_beside_running_acts_is_not_misled(cast: Cast) -> None:
    found: list[Finding | None] = []
    together(
        lambda n: change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=n, on=DAY),
        lambda n: change_quota(Ref(cast.zone_b.pk), by=cast.clerk, quota=n, on=DAY),
        lambda n: found.append(verify().finding),
    )
    assert found == [None] * ROUNDS

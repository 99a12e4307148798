from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.organs.actions import add_place, establish_organ
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.actions import (
    change_quota,
    hand_over_duty,
    list_duty,
    register_zone,
    set_area,
)
from kaifaqu.rooms.institutions.models import HEADCOUNT_QUOTA
from tests.cast import AREA, FOUNDED, QUOTA, SETUP, Cast
from tests.records import refused

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)
BEFORE = DAY - timedelta(1)


def row(cast: Cast, day: date) -> dict[str, str]:
    (only,) = queries.ledger([cast.zone_a], day)
    return {key: reading.figure.text() for key, reading in only.readings.items()}


def cut(cast: Cast, key: str) -> Figure | NotApplicable:
    return {e.measure.id: e for e in queries.compare(cast.zone_a, BEFORE, DAY).measures}[key].figure


def test_after_a_quota_was_changed_ledger_history_and_ratio_follow(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY, basis="批复")
    assert (row(cast, BEFORE)["headcount_quota"], row(cast, DAY)["headcount_quota"]) == (f"{QUOTA}人", "100人")
    assert history(cast.zone_a.pk)[0].action == "institutions.change_quota"
    figure = cut(cast, "headcount_quota_cut")
    assert isinstance(figure, Figure)
    assert figure.amount == Fraction(QUOTA - 100, QUOTA)


def test_after_an_area_was_cut_ledger_and_ratio_follow(cast: Cast) -> None:
    set_area(Ref(cast.zone_a.pk), by=cast.clerk, km2=AREA / 4, on=DAY)
    figure = cut(cast, "area_cut")
    assert isinstance(figure, Figure)
    assert figure.text() == "75%"


def test_after_a_function_was_handed_over_it_stands_with_those_outside(cast: Cast) -> None:
    second = list_duty(
        Ref(cast.zone_a.pk), by=cast.clerk, title="绿化", category="城管", owner=Ref(cast.committee_a.pk), on=FOUNDED
    )
    hand_over_duty(Ref(cast.duty_a.pk), by=cast.zone_clerk, to=Ref(cast.department.pk), on=DAY)
    told = [(r.duty.pk, r.owner, r.since, r.outside) for r in queries.duties(cast.zone_a, DAY)]
    assert told == [
        (second.pk, cast.committee_a.subject, FOUNDED, False),
        (cast.duty_a.pk, cast.department.subject, DAY, True),
    ]
    assert not any(r.outside for r in queries.duties(cast.zone_a, BEFORE))
    assert row(cast, DAY)["functions_handed_over"] == "1项"
    assert history(cast.zone_a.pk)[0].action == "institutions.hand_over_duty"


def test_what_is_not_on_record_on_both_days_has_no_ratio(cast: Cast) -> None:
    figure = cut(cast, "administered_towns_cut")
    assert figure == NotApplicable("not_published")


def test_every_quota_there_ever_was_is_told_newest_first_with_its_end(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY)
    told = [(r.number, r.start, vars(r)["until"]) for r in queries.series(cast.zone_a.pk, HEADCOUNT_QUOTA)]
    assert told == [(100, DAY, None), (QUOTA, FOUNDED, DAY)]


def test_the_days_first_compared_are_before_the_first_change_and_today(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY)
    before, _ = queries.default_days(cast.zone_a)
    assert before == BEFORE


def test_the_zones_shown_are_those_the_reader_sees(cast: Cast) -> None:
    assert list(queries.zones(visible_to(cast.zone_clerk))) == [cast.zone_a]
    assert list(queries.zones(visible_to(cast.clerk))) == [cast.zone_a, cast.zone_b]
    assert not queries.published_zones(visible_to(cast.clerk)).exists()


def test_the_organs_of_a_zone_are_those_in_being_the_committee_first(cast: Cast) -> None:
    assert queries.organs(cast.zone_a, DAY) == [cast.committee_a, cast.unit_a]
    assert queries.organs(cast.zone_a, FOUNDED - timedelta(1)) == []


def test_the_city_of_a_place_is_the_one_it_lies_in(cast: Cast) -> None:
    county = add_place(Ref(cast.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="县", slug="county", on=FOUNDED)
    assert [queries.city_of(place) for place in (county, cast.city, None)] == [cast.city, cast.city, None]


@pytest.mark.parametrize("taker", ["committee_a", "unit_a"])
def test_to_a_body_within_the_zone_nothing_is_handed_over(cast: Cast, taker: str) -> None:
    with refused("inside" if taker == "committee_a" else "wrong_kind", field="to"):
        hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(getattr(cast, taker).pk), on=DAY)


def test_nor_to_what_is_no_body(cast: Cast) -> None:
    with refused("wrong_kind", field="to"):
        hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.zone_b.pk), on=DAY)


def test_nor_to_what_the_actor_does_not_see(cast: Cast) -> None:
    """A unit of the other zone, and an id that nobody has: the same answer."""
    hidden = establish_organ(Ref(cast.zone_b.pk), by=SETUP, kind=OrganKind.INTERNAL_UNIT, title="某部", on=FOUNDED)
    for to in (hidden.pk, 10**9):
        with refused("not_found"):
            hand_over_duty(Ref(cast.duty_a.pk), by=cast.zone_clerk, to=Ref(to), on=DAY)


def test_a_function_is_listed_with_a_body_of_the_zone(cast: Cast) -> None:
    with refused("outside", field="owner"):
        list_duty(
            Ref(cast.zone_a.pk), by=cast.clerk, title="绿化", category="城管", owner=Ref(cast.department.pk), on=DAY
        )


@pytest.mark.parametrize("kind", [PlaceKind.GROUP, PlaceKind.PROVINCE])
def test_a_zone_lies_below_a_city_or_county(cast: Cast, kind: PlaceKind) -> None:
    place = add_place(Ref(cast.city.pk), by=SETUP, kind=kind, title="某", slug="some", on=FOUNDED)
    with refused("wrong_kind"):
        register_zone(Ref(place.pk), by=SETUP, title="丙", slug="zone-c", on=DAY)


def test_an_area_may_be_given_as_text_or_number_and_is_exact(cast: Cast) -> None:
    for given in ("46.8", Decimal("46.80"), 46.8):
        set_area(Ref(cast.zone_b.pk), by=cast.clerk, km2=given, on=DAY)  # type: ignore[arg-type]  # as forms and JSON send it
        set_area(Ref(cast.zone_b.pk), by=cast.clerk, km2=Decimal(1), on=DAY)
        told = history(cast.zone_b.pk)[:2]
        assert told[0].body["changes"][0]["old"] == told[1].body["changes"][0]["new"] == 4_680_000_000

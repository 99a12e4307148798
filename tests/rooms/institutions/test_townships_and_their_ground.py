"""Townships: which zone administers them from when to when, their ground, and what a zone has of them. YT-09."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs.actions import add_place, put_into_tree
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.rooms.institutions.actions import (
    administer_township,
    register_township,
    register_zone,
    release_township,
    set_township_area,
)
from kaifaqu.rooms.institutions.models import Township, TownshipForm
from kaifaqu.rooms.institutions.rules import MILLIONTHS, Ground, GroundWrong, settled
from tests.cast import SETUP, Cast

BEGUN, LEFT, AFTER = date(2018, 1, 1), date(2020, 9, 20), date(2021, 1, 1)


def town(cast: Cast, title: str = "山前镇", *, administered: bool = True) -> Ref[Township]:
    row = register_township(Ref(cast.city.pk), by=cast.clerk, title=title, form=TownshipForm.TOWN, on=BEGUN)
    if administered:
        administer_township(Ref(row.pk), by=cast.clerk, zone=Ref(cast.zone_a.pk), on=BEGUN)
    return Ref(row.pk)


def place_at(above: int | None, kind: PlaceKind) -> int:
    """A place of another country, below another one there."""
    names: dict[str, Any] = {"kind": kind, "title": f"别处{kind}", "slug": f"place-{Place.objects.count()}"}
    if above is not None:
        return int(add_place(Ref(above), by=SETUP, on=BEGUN, **names).pk)
    with acts.under(acts.Act("test", SETUP, now())):
        subject = new_subject(kind, "别国")
        acts.current().born(subject.pk)
        return int(put_into_tree(subject, kind, "other", None).pk)


def grounded(cast: Cast, ref: Ref[Township], **told: str) -> None:
    sent: dict[str, Any] = {name: Decimal(value) for name, value in told.items()}
    set_township_area(ref, by=cast.clerk, on=BEGUN, **sent)


def read(subject: int, fact: str, day: date) -> Fraction | None:
    figure = FactReader(on=day).read(subject, fact).figure
    return figure.amount if isinstance(figure, Figure) else None


def test_a_zone_counts_its_townships_until_they_leave(cast: Cast) -> None:
    zone = cast.zone_a.pk
    assert read(zone, "administered_towns", AFTER) is None
    first, _second = town(cast), town(cast, "滨海街道")
    release_township(first, by=cast.clerk, on=LEFT, basis="批复")
    assert [read(zone, "administered_towns", day) for day in (BEGUN, LEFT, AFTER)] == [2, 1, 1]
    release_township(_second, by=cast.clerk, on=AFTER)
    assert read(zone, "administered_towns", AFTER) == 0
    assert read(cast.zone_b.pk, "administered_towns", AFTER) is None


def test_what_was_taken_over_or_left_stands_in_the_zone_s_history(cast: Cast) -> None:
    ref = town(cast, administered=False)
    administer_township(ref, by=cast.clerk, zone=Ref(cast.zone_a.pk), on=LEFT)
    administer_township(ref, by=cast.clerk, zone=Ref(cast.zone_b.pk), on=AFTER)
    assert history(cast.zone_a.pk, limit=1)[0].subject == ref.id
    assert [read(pk.pk, "administered_towns", AFTER) for pk in (cast.zone_a, cast.zone_b)] == [0, 1]


def test_a_township_that_no_zone_administers_cannot_leave(cast: Cast) -> None:
    ref = town(cast)
    release_township(ref, by=cast.clerk, on=LEFT)
    with pytest.raises(Refusal, match="不由开发区代管"):
        release_township(ref, by=cast.clerk, on=AFTER)


def test_only_a_zone_of_the_same_city_can_administer_it(cast: Cast) -> None:
    country = place_at(None, PlaceKind.COUNTRY)
    city, other = (place_at(country, PlaceKind.CITY) for _ in range(2))
    county = place_at(city, PlaceKind.COUNTY_UNIT)
    home, near, far = (
        register_zone(Ref(where), by=SETUP, title="某区", slug=f"zone-{where}", on=BEGUN).pk
        for where in (county, city, other)
    )
    row = register_township(Ref(county), by=SETUP, title="某镇", form=TownshipForm.TOWN, on=BEGUN)
    for zone in (home, near):
        administer_township(Ref(row.pk), by=SETUP, zone=Ref(zone), on=LEFT)
        assert read(zone, "administered_towns", LEFT) == 1
    with pytest.raises(Refusal, match="不在同一个市"):
        administer_township(Ref(row.pk), by=SETUP, zone=Ref(far), on=AFTER)


def test_one_within_a_zone_s_own_ground_is_the_zone_s_from_its_first_day(cast: Cast) -> None:
    register_township(Ref(cast.zone_b.pk), by=cast.clerk, title="某街道", form=TownshipForm.SUBDISTRICT, on=BEGUN)
    assert read(cast.zone_b.pk, "administered_towns", BEGUN) == 1


def test_a_name_stands_once_in_a_place(cast: Cast) -> None:
    town(cast)
    with pytest.raises(Refusal, match="同名的镇街"):
        town(cast)


def test_its_ground_is_read_as_of_a_day_and_the_share_follows_the_areas(cast: Cast) -> None:
    ref = town(cast)
    grounded(cast, ref, km2="40", farmland_km2="18", restricted_km2="2.5")
    assert read(ref.id, "basic_farmland_share", BEGUN) == Fraction("0.45")
    set_township_area(ref, by=cast.clerk, on=LEFT, km2=Decimal(36))
    assert [read(ref.id, "basic_farmland_share", day) for day in (BEGUN, LEFT)] == [Fraction("0.45"), Fraction("0.5")]
    assert [read(ref.id, "area", day) for day in (BEGUN, LEFT)] == [40, 36]
    assert [read(cast.zone_a.pk, fact, AFTER) for fact in ("townships_area", "restricted_area")] == [36, Fraction(5, 2)]


def test_a_sum_over_townships_is_unknown_while_one_of_them_is(cast: Cast) -> None:
    first, second = town(cast), town(cast, "滨海街道")
    grounded(cast, first, km2="40", restricted_km2="2.5")
    assert read(cast.zone_a.pk, "restricted_area", AFTER) is None
    grounded(cast, second, restricted_km2="0")
    assert read(cast.zone_a.pk, "restricted_area", AFTER) == Fraction(5, 2)
    assert read(cast.zone_a.pk, "townships_area", AFTER) is None
    release_township(second, by=cast.clerk, on=LEFT)
    assert read(cast.zone_a.pk, "townships_area", AFTER) == 40


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "至少填一项"),
        ({"farmland_km2": "1", "farmland_percent": "10", "km2": "5"}, "只填一个"),
        ({"farmland_km2": "1"}, "须先有镇街的面积"),
        ({"km2": "1", "farmland_km2": "1.5"}, "不能大于"),
        ({"km2": "1", "restricted_km2": "1.5"}, "不能大于"),
    ],
)
def test_ground_that_cannot_be_is_refused_with_nothing_changed(cast: Cast, told: dict[str, str], words: str) -> None:
    ref = town(cast)
    with pytest.raises(Refusal, match=words):
        grounded(cast, ref, **told)
    assert read(ref.id, "area", AFTER) is None


def test_an_area_can_not_shrink_below_the_farmland_on_record(cast: Cast) -> None:
    ref = town(cast)
    grounded(cast, ref, km2="40", farmland_km2="30")
    with pytest.raises(Refusal) as refused:
        set_township_area(ref, by=cast.clerk, on=LEFT, km2=Decimal(20))
    assert refused.value.field == "km2"


areas = st.integers(1, 10**12)


@given(areas, areas)
def test_a_share_is_never_rounded_up_to_a_mark(area: int, farmland: int) -> None:
    told = Ground(area=area, farmland=farmland)
    if farmland > area:
        with pytest.raises(GroundWrong):
            settled(Ground(), told)
        return
    share = settled(Ground(), told).share
    assert share is not None
    for mark in (Fraction(1, 2), Fraction(3, 10)):
        assert (Fraction(share, MILLIONTHS) >= mark) == (Fraction(farmland, area) >= mark)


def test_an_area_of_a_township_is_exact(cast: Cast) -> None:
    ref = town(cast)
    grounded(cast, ref, km2="62.40000001")
    figure = FactReader(on=AFTER).read(ref.id, "area").figure
    assert isinstance(figure, Figure)
    assert figure.value == Area.km2("62.40000001").units


def test_what_a_zone_has_rests_on_the_acts_of_its_townships(cast: Cast) -> None:
    ref = town(cast)
    grounded(cast, ref, km2="40", farmland_km2="18", restricted_km2="2.5")
    for subject, facts in {
        cast.zone_a.pk: ("administered_towns", "restricted_area", "townships_area"),
        ref.id: ("basic_farmland_share", "administering_zones", "area"),
    }.items():
        for fact in facts:
            reading = FactReader(on=AFTER).read(subject, fact)
            assert {chained for chained, _seq in reading.acts} == {ref.id}, fact
            assert reading.day == AFTER

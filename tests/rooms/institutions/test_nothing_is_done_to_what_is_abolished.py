"""Every act of the room on a body, zone or place that is abolished, as subject or named in it, is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref, all_actions
from kaifaqu.kernel.organs.actions import abolish_organ
from kaifaqu.kernel.organs.models import Since
from kaifaqu.rooms.institutions.actions import advance_adjustment, name_part, propose_adjustment
from kaifaqu.rooms.institutions.models import Adjustment, AdjustmentKind, Side, Stage
from tests.cast import SETUP, Cast
from tests.kernel.actions.typical import TYPICAL, Doing
from tests.records import refused

DAY, EARLIER = date(2020, 8, 1), date(2020, 7, 1)
NOT_OF_A_BODY = {"institutions.record_figures"}
"""What was published of a zone can be put on record after it is gone."""


def ended(*subjects: int) -> None:
    """Each is abolished, as an adjustment does it."""
    for subject in subjects:
        place = Since.objects.filter(subject=subject).values_list("subject__place", flat=True).first()
        row = propose_adjustment(
            Ref(place or subject), by=SETUP, kind=AdjustmentKind.ABOLISH, title=f"撤销 {subject}", on=EARLIER
        )
        ref: Ref[Adjustment] = Ref(row.pk)
        name_part(ref, by=SETUP, body=Ref(subject))
        advance_adjustment(ref, by=SETUP, stage=Stage.DONE, on=DAY)


def own(cast: Cast) -> list[int]:
    return [cast.zone_a.pk]


ON: dict[str, Callable[[Cast], list[int]]] = {
    "institutions.administer_township": own,
    "institutions.change_quota": own,
    "institutions.hand_over_duty": lambda c: [c.department.pk],
    "institutions.list_duty": lambda c: [c.committee_a.pk],
    "institutions.name_part": lambda c: [c.unit_a.pk],
    "institutions.record_leaders": own,
    "institutions.set_area": own,
}
AT_ZONE = {"institutions.propose_adjustment", "institutions.register_township"}
"""Acts that are typically done to the city: here they are done to the zone that is gone."""
UNHARMED = {
    "institutions.advance_adjustment": "an adjustment of a city that lives on",
    "institutions.register_zone": "a new zone of a city that lives on",
    "institutions.release_township": "a township leaves a zone that is gone",
    "institutions.set_township_area": "a township outlives its zone",
}


def test_every_act_of_the_room_stands_in_one_of_the_tables() -> None:
    mine = {name for name in all_actions() if name.startswith("institutions.")}
    assert mine == {*ON, *AT_ZONE, *UNHARMED, *NOT_OF_A_BODY}


@pytest.mark.parametrize("name", sorted(ON))
def test_on_what_is_abolished(cast: Cast, name: str) -> None:
    doing: Doing = TYPICAL[name](cast)
    ended(*ON[name](cast))
    field = "body" if name.endswith("name_part") else "on"
    with refused("abolished", field=field):
        doing.run(name, by=SETUP)


@pytest.mark.parametrize("name", sorted(AT_ZONE))
def test_at_a_zone_that_is_abolished(cast: Cast, name: str) -> None:
    doing: Doing = TYPICAL[name](cast)
    ended(cast.zone_a.pk)
    with refused("abolished", field="on"):
        doing.run(name, by=SETUP, to=cast.zone_a.pk)


def test_a_part_that_is_abolished_before_it_is_carried_out_stops_the_adjustment(cast: Cast) -> None:
    row = propose_adjustment(Ref(cast.city.pk), by=SETUP, kind=AdjustmentKind.ABOLISH, title="撤销", on=EARLIER)
    ref: Ref[Adjustment] = Ref(row.pk)
    name_part(ref, by=SETUP, body=Ref(cast.unit_a.pk))
    abolish_organ(Ref(cast.unit_a.pk), by=SETUP, on=DAY)
    with refused("abolished", field="on"):
        advance_adjustment(ref, by=SETUP, stage=Stage.DONE, on=date(2020, 9, 1))


def test_nothing_is_absorbed_into_what_is_abolished(cast: Cast) -> None:
    row = propose_adjustment(Ref(cast.city.pk), by=SETUP, kind=AdjustmentKind.ABSORB, title="并入", on=EARLIER)
    ref: Ref[Adjustment] = Ref(row.pk)
    name_part(ref, by=SETUP, body=Ref(cast.unit_a.pk))
    name_part(ref, by=SETUP, body=Ref(cast.department.pk), side=Side.INTO)
    abolish_organ(Ref(cast.department.pk), by=SETUP, on=DAY)
    with refused("abolished", field="on"):
        advance_adjustment(ref, by=SETUP, stage=Stage.DONE, on=date(2020, 9, 1))

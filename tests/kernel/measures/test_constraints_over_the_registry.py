"""What the registry says is held against what the charter says ought to be; exemptions are recorded acts."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.charter.actions import end_exemption, exempt
from kaifaqu.kernel.measures.survey import Finding, survey
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import Cast, sit
from tests.charters import CITY, FIRST, SECOND, SMALL, THIRD, adopted

STRICT = """\
charter: zone-a
title: {zh: 甲区制度方案, en: Charter of Zone A}
parent: test
in_force: 2025-01-01
sources:
  own: {title: 甲区的文件}
params:
  quota_max:
    title: {zh: 员额上限, en: Largest quota}
    topic: headcount
    unit: person
    bound: ceiling
    values:
      - {from: 2025-01-01, value: 100, src: own 一}
"""


def found(cast: Cast, day: date) -> dict[str, Finding]:
    """The findings of the quota's constraint, by zone."""
    city = Place.objects.get(pk=cast.city.pk)
    return {f.subject.title: f for f in survey(city, day) if f.judgement.key == "small_committee"}


def states(cast: Cast, day: date) -> dict[str, str]:
    return {name: finding.state for name, finding in found(cast, day).items()}


def test_no_charter_is_no_finding(cast: Cast) -> None:
    assert survey(Place.objects.get(pk=cast.city.pk), THIRD) == []


def test_what_holds_in_principle_warns_and_what_must_hold_is_broken(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    assert states(cast, FIRST) == {"开发区A": "warning", "开发区B": "warning"}
    adopted(cast, cast.city.pk, SECOND, CITY.replace("in_principle", "must"))
    assert states(cast, SECOND) == {"开发区A": "breach", "开发区B": "breach"}
    assert states(cast, date(2024, 12, 31)) == {"开发区A": "warning", "开发区B": "warning"}


def test_the_facts_are_those_of_the_day_with_the_act_that_they_rest_on(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=120, on=THIRD)
    assert states(cast, THIRD) == {"开发区A": "holds", "开发区B": "warning"}
    assert states(cast, SECOND) == {"开发区A": "warning", "开发区B": "warning"}
    [reading] = found(cast, THIRD)["开发区A"].judgement.readings
    assert reading.acts[0][0] == cast.zone_a.pk


def test_a_zone_is_held_against_its_own_stricter_value(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    adopted(cast, cast.zone_a.pk, SECOND, STRICT)
    for zone in (cast.zone_a, cast.zone_b):
        change_quota(Ref(zone.pk), by=cast.clerk, quota=120, on=SECOND)
    assert states(cast, SECOND) == {"开发区A": "warning", "开发区B": "holds"}
    finding = found(cast, SECOND)["开发区A"]
    assert finding.judgement.params["quota_max"].charter == "zone-a"  # type: ignore[union-attr]  # it was found


def test_an_exemption_runs_from_its_day_until_its_end_and_tells_why(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, reason="过渡期", on=SECOND, until=THIRD)
    assert states(cast, date(2024, 12, 31))["开发区A"] == "warning"
    assert states(cast, SECOND)["开发区A"] == "exempt"
    assert states(cast, date(2025, 12, 31))["开发区A"] == "exempt"
    assert states(cast, THIRD)["开发区A"] == "warning"
    exemption = found(cast, SECOND)["开发区A"].exemption
    assert exemption is not None
    assert exemption.reason == "过渡期"
    assert states(cast, SECOND)["开发区B"] == "warning"


def test_an_exemption_can_be_ended_early(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, reason="过渡期", on=SECOND)
    end_exemption(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, on=THIRD, reason="已整改")
    assert states(cast, date(2025, 12, 31))["开发区A"] == "exempt"
    assert states(cast, THIRD)["开发区A"] == "warning"


def test_from_what_must_hold_only_its_own_place_or_one_above_may_exempt(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY.replace("in_principle", "must"))
    below, _ = sit(cast.committee_a, "区领导", "leader")
    with pytest.raises(Refusal, match="只有规定它的地方或其上级"):
        exempt(Ref(cast.zone_a.pk), by=below, clause=SMALL, reason="过渡期", on=SECOND)
    assert states(cast, SECOND)["开发区A"] == "breach"
    exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=SMALL, reason="过渡期", on=SECOND)
    assert states(cast, SECOND)["开发区A"] == "exempt"


def test_what_holds_in_principle_a_place_may_exempt_itself_from_with_a_reason(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    below, _ = sit(cast.committee_a, "区领导", "leader")
    exempt(Ref(cast.zone_a.pk), by=below, clause=SMALL, reason="过渡期", on=SECOND)
    assert states(cast, SECOND)["开发区A"] == "exempt"


@pytest.mark.parametrize("clause", ["constraints.smal_committee", "constraints.quota_max"])
def test_an_exemption_from_what_is_no_constraint_is_refused(cast: Cast, clause: str) -> None:
    adopted(cast, cast.city.pk, FIRST)
    with pytest.raises(Refusal, match="方案里没有这一处"):
        exempt(Ref(cast.zone_a.pk), by=cast.clerk, clause=clause, reason="过渡期", on=SECOND)


def test_what_is_not_recorded_cannot_be_said(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY.replace("[headcount_quota, p.quota_max]", "[companies, 3]"))
    assert states(cast, SECOND) == {"开发区A": "unknown", "开发区B": "unknown"}


FEWER = CITY.replace(
    "holds: {at_most: [headcount_quota, p.quota_max]}",
    "holds: {below: [{fact: headcount_quota, at: after}, {fact: headcount_quota, at: before}]}",
)


def test_what_is_less_than_before_is_so_wherever_it_is_asked_from(cast: Cast) -> None:
    """Before is the day before the charter that says so, not before a stricter one of the zone's own."""
    adopted(cast, cast.city.pk, FIRST, FEWER)
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=120, on=date(2024, 6, 1))
    adopted(cast, cast.zone_a.pk, SECOND, STRICT)
    for place in (cast.city.pk, cast.zone_a.pk):
        told = {f.subject.title: f.state for f in survey(Place.objects.get(pk=place), THIRD)}
        assert told["开发区A"] == "holds"

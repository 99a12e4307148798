"""A charter with a procedure of every kind of stage, and matters that run by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import answer_case, open_case
from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.actor import Seat
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast, sit

MONDAY = datetime(2025, 6, 9, 9, 0, tzinfo=clock.ZONE)
PROCEDURES = """\
procedures:
  whistle:
    title: {zh: 吹哨, en: Whistle}
    topic: whistle
    src: paper (五)
    about: whistle
    outer: {from: sign, to: resolve, within: 5wd}
    stages:
      sign: {by: lead, within: 4wh, then: {sign: resolve, contest: return}}
      resolve: {by: lead, with: {assist: all}, then: {resolved: confirm, plan: planned}}
      planned: {by: lead, until: plan.date, at_most: 30d, then: {resolved: confirm}}
      confirm: {by: caller, within: 1wd, silent: confirmed, then: {confirmed: end, not_fixed: resolve}}
    return: {reason: paragraph, times: 1, more: {open: arbitration, to: office, binds: lead}}
    reopen: {within: 72h, to: resolve}
    ladder:
      on: outer
      quiet: night
      nobody: office
      steps: [{at: 80%, do: warn}, {at: 100%, do: urge}, {at: +1wd, do: follow_up}]
    pauses: [{zh: 专家评审, en: Review by experts}]
  arbitration:
    title: {zh: 裁定, en: Arbitration}
    topic: whistle
    src: paper (六)
    about: case
    stages:
      decide: {by: office, within: 2wd, needs: [paragraph], then: {lead_named: end}}
"""
EXTENDABLE = PROCEDURES.replace(
    "    reopen: {within: 72h, to: resolve}\n",
    "    reopen: {within: 72h, to: resolve}\n    extend: {by: caller, times: 2, at_most: 5wd}\n",
)
"""The same, but that whoever called grants more time, twice and at most a week at once."""


@dataclass(frozen=True)
class Scene:
    """Those who have to do with a matter: the zone that calls, the bureau that leads, others, and the office."""

    cast: Cast
    caller: Seat
    lead: Seat
    other: Seat
    helper: Seat
    office: Seat


def scene(cast: Cast) -> Scene:
    """The city under a charter with procedures, and one officer of each organ."""
    charters.adopted(cast, cast.city.pk, date(2024, 1, 1), charters.CITY + PROCEDURES)
    seats = [sit(_bureau(cast, title), "某经办", "department_officer")[0] for title in ("甲局", "乙局", "丙局")]
    return Scene(cast, cast.zone_clerk, seats[0], seats[1], seats[2], cast.clerk)


def _bureau(cast: Cast, title: str) -> Organ:
    return establish_organ(Ref(cast.city.pk), by=SETUP, kind=OrganKind.DEPARTMENT, title=title, on=FOUNDED)


def called(of: Scene, *assists: Seat, procedure: str = "whistle") -> Case:
    """The zone calls, and the bureau is to lead."""
    return open_case(
        Ref(of.cast.zone_a.pk),
        by=of.caller,
        procedure=procedure,
        title="路口塌陷",
        words="园区北门路口塌陷，请来处置",
        lead=Ref(of.lead.organ),
        assists=[seat.organ for seat in assists],
    )


def say(case: Case, seat: Seat, verdict: str, **given: Any) -> Case:
    """An organ answers."""
    return answer_case(Ref(case.pk), by=seat, verdict=verdict, **given)


def now_of(case: Case) -> Case:
    """The case as it stands in the database."""
    return Case.objects.select_related("subject", "rules").get(pk=case.pk)


def waiting(case: Case) -> list[tuple[int | None, str]]:
    """Who is asked for what, by organ and stage."""
    rows = Ask.objects.filter(case=case.pk, answered_at__isnull=True).order_by("number")
    return list(rows.values_list("organ", "stage"))


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in China."""
    return datetime(year, month, day, hour, minute, tzinfo=clock.ZONE)


@contextmanager
def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> Iterator[None]:
    """Stop the clock at a moment in China."""
    with clock.at(moment(year, month, day, hour, minute)):
        yield

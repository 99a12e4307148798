"""A reform programme in the cast's city, its tasks and what is reported of them, made by acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.actions import (
    adopt_case,
    adopt_programme,
    record_finding,
    record_visit,
    rectify_finding,
    report_progress,
    submit_case,
    write_case,
)
from kaifaqu.rooms.reform.models import Level, Programme, State, Visit
from tests import charters
from tests.cast import Cast, sit

BEGUN, DUE = date(2020, 8, 1), date(2020, 11, 30)
TEXT = (
    charters.CITY.replace("2024-01-01", "2020-01-01")
    + """\
  light_soon:
    title: {zh: 黄灯, en: Amber}
    topic: programme
    unit: limit
    values: [{from: 2020-01-01, value: 14d, grounding: assumed}]
  words_before_red:
    title: {zh: 说明, en: Words}
    topic: programme
    unit: limit
    values: [{from: 2020-01-01, value: 24h, grounding: assumed}]
  finding_rectified:
    title: {zh: 整改, en: Put right}
    topic: programme
    unit: limit
    values: [{from: 2020-01-01, value: 15d, grounding: assumed}]
  growth_min:
    title: {zh: 年均增速, en: Growth}
    topic: goals
    unit: ratio
    values: [{from: 2020-01-01, value: "0.10", qualifier: 以上, src: paper 一}]
  growth_base:
    title: {zh: 基年, en: Base year}
    topic: goals
    unit: date
    values: [{from: 2020-01-01, value: 2021-12-31, grounding: assumed}]
  targets_due:
    title: {zh: 到期, en: Due}
    topic: goals
    unit: date
    values: [{from: 2020-01-01, value: 2024-12-31, src: paper 一}]
programmes:
  reform:
    title: {zh: 体制机制改革, en: The reform}
    topic: programme
    src: paper 一
    phases:
      - {zh: 完成任务, en: Finish}
      - {zh: 显现成效, en: Show results}
    goals: [{zh: 先行, en: To be first}]
    targets:
      revenue:
        title: {zh: 营收增长, en: Revenue}
        measure: revenue_growth_average
        reach: p.growth_min
        grows: revenue
        growth_from: p.growth_base
        by: p.targets_due
        src: paper 一
    tasks:
      slim: {title: {zh: 瘦身强体, en: Slim down}, proves: [small_committee], src: paper 二}
      area: {title: {zh: 规范面积, en: Area}, src: paper 三}
procedures:
  site_supervision:
    title: {zh: 实地督导, en: Site supervision}
    text: {zh: "发现的问题{finding_rectified}内整改。", en: "Findings are put right within {finding_rectified}."}
    topic: programme
    src: paper 四
    about: supervision
    outer: {from: rectify, to: rectify, within: p.finding_rectified, own: true}
    stages:
      rectify: {by: lead, needs: [evidence], then: {claimed: verify}}
      verify:
        by: caller
        does: {verified: not_the_claimant, not_verified: not_the_claimant}
        then: {verified: end, not_verified: rectify}
"""
)

CUT_OFF = """\
  report_cut_off:
    title: {zh: 月报截止, en: Cut-off}
    topic: programme
    unit: limit
    values: [{from: 2020-01-01, value: 5d, grounding: assumed}]
programmes:
"""
CLOSING = TEXT.replace("programmes:\n", CUT_OFF)
"""The same, with a day until which a month can be reported."""
LEVELS = TEXT.replace("src: paper 三}", "level: city, src: paper 三}").replace(
    "proves: [small_committee], src: paper 二}", "proves: [small_committee], level: both, src: paper 二}"
)
"""The same, with one task of the city alone and one of city and zones."""


def governed(cast: Cast, text: str = TEXT) -> int:
    """The city, under a charter that has a programme."""
    head, _colon, rest = text.partition("constraints:")
    body, _, programme = rest.partition("  light_soon:")
    lights, _, tasks = programme.partition("programmes:")
    whole = f"{head}  light_soon:{lights}constraints:{body}programmes:{tasks}"
    charters.adopted(cast, cast.city.pk, date(2020, 1, 1), whole)
    return int(cast.city.pk)


def under_way(cast: Cast, text: str = TEXT) -> int:
    """A programme begun in August 2020 and due at the end of November; the one that is there, where there is one."""
    if known := Programme.objects.filter(key="reform").first():
        return int(known.pk)
    row = adopt_programme(Ref(governed(cast, text)), by=cast.clerk, key="reform", on=BEGUN, deadline=DUE)
    return int(row.pk)


def task(cast: Cast) -> dict[str, Any]:
    """One task of a programme that is under way, as an act takes it."""
    return {"programme": Ref[Programme](under_way(cast)), "task": "slim"}


def claim(cast: Cast, programme: int, zone: int, on: date = date(2020, 8, 10)) -> None:
    """The zone's clerk, or another one, says that the task is done."""
    clerk, _ = sit(cast.office, "某经办", "reform_office")
    report_progress(Ref(zone), by=clerk, programme=Ref(programme), task="slim", state=State.CLAIMED, on=on)


def claimed(cast: Cast) -> dict[str, Any]:
    """A task of zone A that is claimed to be done."""
    programme = under_way(cast)
    claim(cast, programme, cast.zone_a.pk)
    return {"programme": Ref[Programme](programme), "task": "slim"}


def visited(cast: Cast, programme: int = 0, on: date = date(2020, 8, 15), zone: int = 0) -> Ref[Visit]:
    """The office went to zone A, or to another."""
    of: Ref[Programme] = Ref(programme or under_way(cast))
    row = record_visit(Ref(zone or cast.zone_a.pk), by=cast.clerk, programme=of, on=on, who="王敏", seen="看了管委会")
    return Ref(row.pk)


def found(cast: Cast, visit: Ref[Visit] | None = None) -> Ref[Case]:
    """Something that zone A's committee is to put right."""
    organ: Ref[Any] = Ref(cast.committee_a.pk)
    row = record_finding(visit or visited(cast), by=cast.clerk, words="台账缺页", organ=organ, task="slim")
    return Ref(row.pk)


def put_right(cast: Cast) -> Ref[Case]:
    """A finding of which the zone says that it is put right."""
    finding = found(cast)
    rectify_finding(finding, by=cast.zone_clerk, on=date(2020, 8, 15), words="已补齐")
    return finding


# ── Goals ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def aiming(cast: Cast) -> int:
    """The city, whose charter wants ten per cent a year from 2021 to 2024."""
    return governed(cast)


# ── Model cases ──────────────────────────────────────────────────────────────────────────────────────────────────────


def written(cast: Cast) -> int:
    """A case of zone A that is written."""
    zone, title = Ref[Place](cast.zone_a.pk), "清单加协议"
    return int(write_case(zone, by=cast.clerk, title=title, theme="体制机制", source="a-source", on=BEGUN).pk)


def sent(cast: Cast) -> int:
    """One that was submitted to the province."""
    case = written(cast)
    submit_case(Ref(case), by=cast.clerk, body="省委改革办", on=BEGUN)
    return case


def taken_up(cast: Cast) -> int:
    """One that the province has adopted."""
    case = sent(cast)
    adopt_case(Ref(case), by=cast.clerk, body="省委改革办", level=Level.PROVINCIAL, on=BEGUN)
    return case

"""A few marked cases of the demonstration, by the procedures of Yantai's charter: one in every state a case can be in.

The clock is set back for what happened before today; from then on the worker goes on with them like with any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.cases.actions import add_signer, answer_case, copy_case, open_case
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.clock import ZONE, at, now
from kaifaqu.kernel.organs.models import Organ, Place
from kaifaqu.kernel.subjects.actor import Seat

WHISTLE = "whistle"
MORNING = 9


@dataclass(frozen=True)
class Cast:
    """Who acts: the zone that calls, the bureau that is asked, the reform office; and another organ to be asked."""

    zone: Place
    caller: Seat
    bureau: Seat
    office: Seat
    other: Organ


def build_cases(cast: Cast) -> None:
    """Late, resolved and to be confirmed, sent back once, waiting for a signer, carried out by a plan, just begun."""
    for days, title, words, on in STORIES:
        with at(_before(cast.zone, days) if days else now() - timedelta(minutes=20)):
            case = _called(cast, title, words)
        on(cast, case, days)


def _before(zone: Place, days: int, hour: int = MORNING, minute: int = 10) -> datetime:
    """A moment of the morning, so many working days ago."""
    calendar = calendar_of(zone)
    today = now().date().toordinal()
    day = datetime.fromordinal(calendar.nth(calendar.count(today) - days))
    return day.replace(hour=hour, minute=minute, tzinfo=ZONE)


def _called(cast: Cast, title: str, words: str) -> Case:
    return open_case(
        Ref(cast.zone.pk),
        by=cast.caller,
        procedure=WHISTLE,
        title=title,
        words=words,
        lead=Ref(cast.bureau.organ),
    )


def _say(case: Case, by: Seat, verdict: str, words: str = "", **given: object) -> None:
    answer_case(Ref(case.pk), by=by, verdict=verdict, words=words, **given)  # type: ignore[arg-type]  # as the act types them


def _late(cast: Cast, case: Case, days: int) -> None:
    with at(_before(cast.zone, days, 10, 40)):
        _say(case, cast.bureau, "sign", "已派人到现场查看")


def _to_confirm(cast: Cast, case: Case, days: int) -> None:
    with at(_before(cast.zone, days, 9, 50)):
        _say(case, cast.bureau, "sign")
    with at(now() - timedelta(hours=1)):
        _say(case, cast.bureau, "resolved", "路灯线路已修复，六盏灯全部恢复照明")


def _sent_back(cast: Cast, case: Case, days: int) -> None:
    with at(_before(cast.zone, days, 11, 5)):
        _say(case, cast.bureau, "contest", "市政管理职责分工第三条：雨水管网养护由属地负责（演示条款）")


def _signing(cast: Cast, case: Case, days: int) -> None:
    with at(_before(cast.zone, days, 9, 30)):
        _say(case, cast.bureau, "sign")
        add_signer(Ref(case.pk), by=cast.bureau, organ=Ref(cast.other.pk), words="请就费用核定提出意见")


def _planned(cast: Cast, case: Case, days: int) -> None:
    with at(_before(cast.zone, days, 14, 20)):
        _say(case, cast.bureau, "sign")
        plan = now().date() + timedelta(days=20)
        _say(case, cast.bureau, "plan", "分两段施工，先通管线后铺路面", plan=plan)


def _begun(cast: Cast, case: Case, days: int) -> None:
    with at(now() - timedelta(minutes=5)):
        copy_case(Ref(case.pk), by=cast.caller, organ=Ref(cast.office.organ))


Story = Callable[[Cast, Case, int], None]
STORIES: tuple[tuple[int, str, str, Story], ...] = (
    (8, "演示：纬三路临时用电中断", "纬三路北段临时用电中断，两家企业停工，请协调恢复供电。", _late),
    (3, "演示：创业路路灯不亮", "创业路六盏路灯不亮，夜班职工出行不便，请修复。", _to_confirm),
    (2, "演示：园区南门雨水倒灌", "园区南门低洼处雨后倒灌，请查明管网归属并处置。", _sent_back),
    (2, "演示：园区北路配套费用核定", "园区北路配套费用要核定后才能拨付，请牵头办理。", _signing),
    (4, "演示：标准厂房门前道路未通", "标准厂房二期门前道路未通，影响设备进场，请安排修建。", _planned),
    (0, "演示：公交站点距园区过远", "职工反映公交站点距园区北门过远，请研究增设站点。", _begun),
)

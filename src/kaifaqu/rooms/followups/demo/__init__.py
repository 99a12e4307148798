"""The desk of the marked county: invented orders and matters in every state, told by the people who would.

Days are counted back from the day of the demonstration, so that something is always late, due and just assigned. All
of it is invented and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import answer_case, urge_case
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.clock import ZONE, today
from kaifaqu.kernel.letters.actions import issue_letter
from kaifaqu.kernel.letters.models import LetterKind
from kaifaqu.kernel.organs.actions import add_person, add_post, appoint
from kaifaqu.kernel.organs.models import Organ, Place, Post, Since
from kaifaqu.kernel.organs.since import HOLDER
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.followups.actions import assign, explain_delay, report_item, take_in_order
from kaifaqu.rooms.followups.models import Kind, Order

MARK = "（演示）"
WORKS = ("department_officer", "zone_clerk")
FOUNDED = date(2019, 7, 1)
OFFICERS = (("何静", "He Jing"), ("施远", "Shi Yuan"), ("曹雨", "Cao Yu"), ("严博", "Yan Bo"))


@dataclass(frozen=True)
class Matter:
    """An item of an order: who leads and assists, by when, since how many days, and how far it has come."""

    words: str
    lead: str
    story: str
    limit: str = ""
    kind: Kind = Kind.ORDINARY
    assists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """An order, so many days ago, with its matters."""

    origin: Origin
    ago: int
    giver: str
    words: str
    matters: tuple[Matter, ...]
    document: str = ""


HOUSING, FINANCE, COMMERCE, SCIENCE, ZONE_A, ZONE_B = "housing", "finance", "commerce", "science", "zone_a", "zone_b"
PAPERS = (
    Paper(
        Origin.INSTRUCTION,
        26,
        "分管副区长（演示）",
        "园区北门路口逢雨必淹，请住建局牵头 15 日内拿出改造办法，财政局配合；周边边沟先清出来。",
        (
            Matter("拿出园区北门路口排水改造办法", HOUSING, "stuck", "15日内", assists=(FINANCE,)),
            Matter("清理园区北门周边边沟", ZONE_A, "closed", "5个工作日", Kind.URGENT),
        ),
        "演示批〔1〕号",
    ),
    Paper(
        Origin.MEETING,
        19,
        "三季度重点项目调度会（演示）",
        "会议议定：一、标准厂房二期消防验收由住建局牵头一周内解决；二、企业用工缺口由管委会报需求；三、外资台账由商务局核对。",
        (
            Matter("解决标准厂房二期消防验收问题", HOUSING, "words", "7日内", Kind.URGENT),
            Matter("梳理两家企业用工缺口，报需求清单", ZONE_A, "silent", "10个工作日"),
            Matter("核对外资到账台账，说明差异", COMMERCE, "claimed", "15个工作日"),
        ),
        "演示会纪〔9〕号",
    ),
    Paper(
        Origin.WORK_REPORT,
        40,
        "政府工作报告（演示）",
        "年内建成园区企业服务中心，窗口一次办结率明显提高；科技创新平台扩面。",
        (
            Matter("建成园区企业服务中心", ZONE_B, "long", "年底前", Kind.LONG, (HOUSING,)),
            Matter("科技创新平台扩面，形成名单", SCIENCE, "long_silent", "明年上半年", Kind.LONG),
        ),
    ),
    Paper(
        Origin.INSTRUCTION,
        6,
        "区长（演示）",
        "企业反映用电报装慢，请住建局会同有关单位 5 个工作日内查清卡在哪里，报我。",
        (Matter("查清企业用电报装卡在哪个环节", HOUSING, "more_time", "5个工作日", Kind.URGENT, (COMMERCE,)),),
        "演示批〔2〕号",
    ),
    Paper(
        Origin.MEETING,
        4,
        "开发区联席会议（演示）",
        "会议议定：园区道路移交清单月底前由管委会提出，住建局接收；结算资料由财政局审核。",
        (
            Matter("提出园区道路移交清单", ZONE_A, "signed", "月底前", assists=(HOUSING,)),
            Matter("接收园区道路，办好移交手续", HOUSING, "objected", "下月底前"),
            Matter("审核结算资料", FINANCE, "returned", "5个工作日"),
        ),
        "演示会纪〔10〕号",
    ),
    Paper(
        Origin.OTHER,
        1,
        "值班室（演示）",
        "寒潮将至，请各单位检查在建工地防冻措施，3 日内报情况。",
        (
            Matter("检查在建工地防冻措施，报情况", HOUSING, "new", "3日内", Kind.URGENT),
            Matter("检查园区管网防冻措施，报情况", ZONE_A, "new", "3日内", Kind.URGENT),
        ),
    ),
)


@dataclass(frozen=True)
class Scene:
    """The desk's two officers, and who answers for each unit."""

    place: Place
    clerk: Seat
    second: Seat
    organs: Mapping[str, Organ]
    seats: Mapping[str, Seat]

    def of(self, key: str) -> Seat:
        """Whoever answers for a unit."""
        return self.seats[key]


def seat_in(organ: Organ, number: int, by: Actor) -> Seat:
    """Somebody who holds a working post of an organ; where nobody does, a marked person on a new one."""
    posts = Post.objects.filter(subject__organ=organ.pk, role__in=WORKS).values("pk")
    held = Since.objects.filter(relation=HOLDER.key, subject__in=posts, ref__isnull=False).order_by("id").first()
    if held is not None and held.ref_id is not None:
        return Seat(held.ref_id, held.subject_id, organ.pk)
    name, name_en = OFFICERS[number % len(OFFICERS)]
    ref: Ref[Organ] = Ref(organ.pk)
    person = add_person(ref, by=by, name=f"{name}{MARK}", name_en=f"{name_en} (demo)", on=FOUNDED)
    post = add_post(ref, by=by, title="内勤", title_en="Duty officer", role=WORKS[0], on=FOUNDED)
    appoint(Ref(post.pk), by=by, person=Ref(person.pk), on=FOUNDED)
    return Seat(person.pk, post.pk, organ.pk)


def begin_desk(place: Place, clerk: Seat, second: Seat, organs: Mapping[str, Organ], by: Actor) -> None:
    """Fill the desk of a marked place: `organs` are those that the matters name."""
    seats = {key: seat_in(organ, n, by) for n, (key, organ) in enumerate(organs.items())}
    scene = Scene(place, clerk, second, organs, seats)
    for paper in PAPERS:
        with ago(paper.ago):
            row = take_in_order(
                Ref(place.pk),
                by=clerk,
                origin=paper.origin,
                words=paper.words,
                day=today() - timedelta(days=1),
                giver=paper.giver,
                document=paper.document,
            )
            cases = [_assigned(scene, row, matter) for matter in paper.matters]
        for matter, case in zip(paper.matters, cases, strict=True):
            STORIES[matter.story](scene, case, matter, paper.ago)


def _assigned(scene: Scene, order: Order, matter: Matter) -> Case:
    return assign(
        Ref(order.pk),
        by=scene.clerk,
        words=f"{matter.words}{MARK}",
        lead=Ref(scene.organs[matter.lead].pk),
        assists=[scene.organs[key].pk for key in matter.assists],
        kind=matter.kind,
        limit=matter.limit,
    )


@contextmanager
def ago(days: int, hour: int = 10) -> Iterator[None]:
    """So many days before the day of the demonstration, in the morning."""
    with clock.at(datetime.combine(_day(days), time(hour), tzinfo=ZONE)):
        yield


def _day(days: int) -> date:
    return today() - timedelta(days=days)


# ── How far each has come ────────────────────────────────────────────────────────────────────────────────────────────

Story = Callable[[Scene, Case, Matter, int], None]


def _says(case: Case, seat: Seat, verdict: str, **given: Any) -> None:
    answer_case(Ref(case.pk), by=seat, verdict=verdict, **given)


def _new(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """Just assigned, not signed yet."""


def _signed(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    with ago(days - 1):
        _says(case, scene.of(matter.lead), "sign")


def _stuck(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """Late, and the unit says what it needs from whom."""
    _signed(scene, case, matter, days)
    with ago(days - 8):
        report_item(Ref(case.pk), by=scene.of(matter.lead), done="已完成现场踏勘，初稿已出")
    with ago(5):
        needed = Ref[Organ](scene.organs[FINANCE].pk)
        report_item(
            Ref(case.pk),
            by=scene.of(matter.lead),
            done="改造办法已定稿",
            stuck="改造资金没有落实渠道",
            need="明确资金来源",
            need_from=needed,
        )
    with ago(3):
        urge_case(Ref(case.pk), by=scene.clerk, words="请抓紧")
        issue_letter(Ref(case.pk), by=scene.clerk, to=Ref(scene.of(matter.lead).organ), kind=LetterKind.URGE)


def _words(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """Late, with the unit's words beside the light."""
    _signed(scene, case, matter, days)
    with ago(9):
        report_item(Ref(case.pk), by=scene.of(matter.lead), done="设备已到场，等待联调", stuck="调试单位排期靠后")
    with ago(4):
        explain_delay(Ref(case.pk), by=scene.of(matter.lead), words="调试单位排到下周，调试后两日内可以验收")


def _silent(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """Signed for, and nothing heard since."""
    _signed(scene, case, matter, days)


def _claimed(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    _signed(scene, case, matter, days)
    with ago(2):
        _says(
            case,
            scene.of(matter.lead),
            "claimed_done",
            words="台账已核对，差异两笔",
            given={"evidence": "核对表（演示）"},
        )


def _closed(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    _signed(scene, case, matter, days)
    with ago(days - 3):
        _says(case, scene.of(matter.lead), "claimed_done", words="边沟已清理", given={"evidence": "现场（演示）"})
    with ago(days - 5):
        _says(case, scene.second, "verified", words="已到现场看过")


def _returned(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    _signed(scene, case, matter, days)
    with ago(2):
        _says(case, scene.of(matter.lead), "claimed_done", words="资料已审", given={"evidence": "审核单（演示）"})
    with ago(1):
        _says(case, scene.second, "returned", words="缺复核签字")


def _long(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """Reported on week by week."""
    _signed(scene, case, matter, days)
    for back, done in ((30, "选址已定"), (16, "装修招标"), (5, "装修过半，窗口清单已定")):
        with ago(back):
            report_item(Ref(case.pk), by=scene.of(matter.lead), done=done)


def _long_silent(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    """A long matter whose weekly report is owed."""
    _signed(scene, case, matter, days)
    with ago(20):
        report_item(Ref(case.pk), by=scene.of(matter.lead), done="已摸排一轮，形成初步名单")


def _more_time(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    _signed(scene, case, matter, days)
    with ago(1):
        given = {"suggested": "再给 5 个工作日"}
        _says(case, scene.of(matter.lead), "more_time", words="涉及环节多，还有两家没有回复", given=given)


def _objected(scene: Scene, case: Case, matter: Matter, days: int) -> None:
    with ago(days - 1):
        given = {"about": "limit", "suggested": "资料齐全后 30 日"}
        _says(case, scene.of(matter.lead), "objection", words="竣工资料不全，无法按期接收", given=given)


STORIES: dict[str, Story] = {
    "new": _new,
    "signed": _signed,
    "stuck": _stuck,
    "words": _words,
    "silent": _silent,
    "claimed": _claimed,
    "closed": _closed,
    "returned": _returned,
    "long": _long,
    "long_silent": _long_silent,
    "more_time": _more_time,
    "objected": _objected,
}

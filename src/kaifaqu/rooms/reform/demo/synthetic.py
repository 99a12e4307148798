"""A marked programme under way in the eight synthetic zones: every light, late entries, words, visits and findings.

Told by the people who would: each zone's own clerk reports, another person verifies. All of it is invented and says so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta

from docx import Document

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import add_person, add_post, appoint, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, Post
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.reform.actions import (
    adopt_programme,
    assign_lead,
    close_finding,
    explain_delay,
    record_finding,
    record_visit,
    rectify_finding,
    report_progress,
    set_aside,
    set_task_deadline,
    verify_progress,
)
from kaifaqu.rooms.reform.actions.driving import governed_by
from kaifaqu.rooms.reform.models import Programme, State
from kaifaqu.rooms.reform.queries.driving import closed_since

KEY = "reform_2020"
APPROVED, SETTLED, FOUNDED = date(2020, 8, 15), date(2020, 9, 1), date(2019, 7, 1)
AHEAD = 32
"""Days until the programme is due."""

STORIES = {
    "model": "VVVVVVCV",
    "slim": "VCVVVVUV",
    "leaders": "RVVVVVUC",
    "appointment": "CUVVCVUV",
    "operators": "VVVWVLVV",
    "firms_run_zones": "UNUUNXNU",
    "cooperation": "UUCUNUNU",
    "layout": "XXXCXXXV",
    "area": "VUVVCVUV",
    "clusters": "UCVVURNV",
    "opening": "NUUVUNNU",
    "innovation": "UUVUNUNC",
    "fiscal": "UUVVUUNU",
    "land": "VVCVVUVV",
    "innovation_policy": "NUUNUNNU",
    "pay": "LVVVVVWV",
}
"""How far each task has come in the zones A to H: verified, claimed, under way, nothing said, returned, set aside;
late without a word, late with the unit's words."""
AT_HOME = {"innovation": "C", "fiscal": "V", "assessment": "U"}
"""The same for what the district does itself."""
DUE = {"operators": -5, "pay": -3, "land": -1, "clusters": 6, "appointment": 9}
"""Tasks with an interim deadline, in days from now."""
BUREAUS = {
    "市委组织部（演示）": ("City Organisation Department (demo)", ("leaders", "appointment")),
    "市委编办（演示）": ("City Establishment Office (demo)", ("model", "slim")),
    "市财政局（演示）": ("City Finance Bureau (demo)", ("fiscal", "pay")),
    "市科技局（演示）": ("City Science Bureau (demo)", ("innovation", "innovation_policy")),
    "市商务局（演示）": ("City Commerce Bureau (demo)", ("opening", "cooperation")),
}
OF_THE_ACCOUNT = ("layout", "area", "land")
"""What the bureau with a demo account leads."""
CLERKS = (
    ("周明", "Zhou Ming"),
    ("吴婷", "Wu Ting"),
    ("郑涛", "Zheng Tao"),
    ("冯洁", "Feng Jie"),
    ("陈曦", "Chen Xi"),
    ("褚楠", "Chu Nan"),
    ("卫东", "Wei Dong"),
)


@dataclass(frozen=True)
class Told:
    """Whose programme it is, the days on which things are told, and who tells them."""

    programme: Programme
    day: date
    open_from: date
    office: Actor
    second: Actor

    def ago(self, days: int) -> date:
        """So many days ago, but no earlier than what can still be reported in time."""
        return max(self.open_from, self.day - timedelta(days=days))


def begin_synthetic(county: Place, zones: list[Place], clerk: Actor, second: Actor, bureau: Organ, by: Actor) -> None:
    """The marked programme of the same tasks, under way: approved before the zones' first cuts, due in a month."""
    day = today()
    institution, planned = governed_by(county.path, KEY, day)
    deadline = day + timedelta(days=AHEAD)
    programme = adopt_programme(Ref(county.pk), by=clerk, key=KEY, on=APPROVED, deadline=deadline)
    start = day - timedelta(days=20)
    while (last := closed_since(institution, start)) is not None and last < day:
        start += timedelta(days=1)
    told = Told(programme, day, start, clerk, second)
    clerks = [_clerk(zone, n, by) for n, zone in enumerate(zones)]
    _settle(told, county, bureau, by)
    _late_and_corrected(told, zones, clerks)
    for task, states in STORIES.items():
        for n, (zone, state) in enumerate(zip(zones, states, strict=True)):
            if task in planned.tasks:
                _tell(told, zone, task, state, clerks[n])
    for task, state in AT_HOME.items():
        _tell(told, county, task, state, second)
    _visits(told, zones, clerks)


def _clerk(zone: Place, number: int, by: Actor) -> Seat:
    """Who reports for a zone: its clerk with an account, else a marked person on a post of the committee."""
    committee = Organ.objects.get(kind=OrganKind.COMMITTEE, subject__place=zone.pk)
    post = Post.objects.filter(subject__organ=committee.pk, role="zone_clerk").first()
    held = since.value_on(post.pk, since.HOLDER, today()) if post else None
    if post is not None and held is not None and held.ref_id:
        return Seat(held.ref_id, post.pk, committee.pk)
    name, name_en = CLERKS[(number - 1) % len(CLERKS)]
    person = add_person(Ref(committee.pk), by=by, name=f"{name}（演示）", name_en=f"{name_en} (demo)", on=FOUNDED)
    made = add_post(
        Ref(committee.pk),
        by=by,
        title="综合办经办",
        title_en="Zone office clerk",
        role="zone_clerk",
        on=FOUNDED,
    )
    appoint(Ref(made.pk), by=by, person=Ref(person.pk), on=FOUNDED)
    return Seat(person.pk, made.pk, committee.pk)


def _settle(told: Told, county: Place, bureau: Organ, by: Actor) -> None:
    """Who leads what, and which tasks are due before the rest."""
    city = county.subject.place_id or county.pk
    led: dict[int, tuple[str, ...]] = {bureau.pk: OF_THE_ACCOUNT}
    for title, (title_en, own) in BUREAUS.items():
        organ = establish_organ(Ref(city), by=by, kind=OrganKind.DEPARTMENT, title=title, title_en=title_en, on=FOUNDED)
        led[organ.pk] = own
    paper = "演示：任务分工表"
    for organ_id, tasks in led.items():
        for task in tasks:
            assign_lead(Ref(told.programme.pk), by=told.office, task=task, organ=Ref(organ_id), on=SETTLED, basis=paper)
    for task, days in DUE.items():
        due, basis = told.day + timedelta(days=days), "演示：分阶段推进表"
        set_task_deadline(Ref(told.programme.pk), by=told.office, task=task, due=due, on=SETTLED, basis=basis)


def _tell(told: Told, place: Place, task: str, state: str, clerk: Actor) -> None:
    """Bring one task in one place to its state."""
    if state == "N":
        return
    where, of = Ref[Place](place.pk), Ref[Programme](told.programme.pk)
    if state == "X":
        set_aside(where, by=told.office, programme=of, task=task, on=told.ago(20), reason="演示：不涉及整合")
        return
    first = State.CLAIMED if state in "VCR" else State.UNDER_WAY
    words = "演示：已完成，佐证附后" if first is State.CLAIMED else "演示：方案已印发，正在落实"
    file = _paper() if first is State.CLAIMED and task in ("slim", "area", "land") else None
    report_progress(where, by=clerk, programme=of, task=task, state=first, on=told.ago(16), words=words, file=file)
    if state in "VR":
        verdict = State.VERIFIED if state == "V" else State.RETURNED
        words = "演示：佐证齐全" if state == "V" else "演示：缺少班子任职文件"
        judge = told.office if clerk == told.second else told.second
        verify_progress(where, by=judge, programme=of, task=task, verdict=verdict, on=told.ago(9), words=words)
    if state == "W":
        words = "演示：公司章程待出资方签署，预计十日内办结"
        explain_delay(where, by=clerk, programme=of, task=task, on=told.ago(1), words=words)


def _late_and_corrected(told: Told, zones: list[Place], clerks: list[Seat]) -> None:
    """One report that came after its month was closed, and one that its own sender put right."""
    of = Ref[Programme](told.programme.pk)
    report_progress(
        Ref(zones[2].pk),
        by=clerks[2],
        programme=of,
        task="slim",
        state=State.UNDER_WAY,
        on=told.day - timedelta(days=75),
        words="演示：内设机构方案报批",
        late_reason="演示：经办人休假，次月补录",
    )
    for words in ("演示：内设机构由 8 个减为 6 个", "演示：内设机构由 8 个减为 7 个（前报数有误）"):
        on = told.ago(18)
        state = State.UNDER_WAY
        report_progress(Ref(zones[1].pk), by=clerks[1], programme=of, task="slim", state=state, on=on, words=words)


def _visits(told: Told, zones: list[Place], clerks: list[Seat]) -> None:
    """Three visits: one finding closed, one late, one said to be put right, one still open."""
    first = _visit(told, zones[3], 45, "看了管委会和两家企业，财务台账有缺页")
    closed = _finding(told, first, zones[3], "剥离的职能有两项未签交接单", "slim")
    rectify_finding(
        Ref(closed), by=clerks[3], on=told.day - timedelta(days=35), words="演示：交接单已补签", file=_paper()
    )
    close_finding(Ref(closed), by=told.second, on=told.day - timedelta(days=33), words="演示：已到现场核对")
    then = _visit(told, zones[5], 25, "看了运营公司和政务大厅")
    _finding(told, then, zones[5], "运营公司尚未配齐专职招商人员", "operators")
    claimed = _finding(told, then, zones[5], "绩效薪酬办法没有公示", "pay")
    words = "演示：已公示七个工作日，附公示截图"
    rectify_finding(Ref(claimed), by=clerks[5], on=told.day - timedelta(days=12), words=words, file=_paper())
    last = _visit(told, zones[0], 6, "看了管委会办公区和企业服务窗口")
    _finding(told, last, zones[0], "聘任合同没有写明考核等次与续聘的关系", "appointment")


def _visit(told: Told, zone: Place, days: int, seen: str) -> int:
    visit = record_visit(
        Ref(zone.pk),
        by=told.office,
        programme=Ref(told.programme.pk),
        on=told.day - timedelta(days=days),
        who="王敏、林芳（演示）",
        seen=f"演示：{seen}",
    )
    return int(visit.pk)


def _finding(told: Told, visit: int, zone: Place, words: str, task: str) -> int:
    committee = Organ.objects.get(kind=OrganKind.COMMITTEE, subject__place=zone.pk)
    row = record_finding(Ref(visit), by=told.office, words=f"演示：{words}", organ=Ref(committee.pk), task=task)
    return int(row.pk)


def _paper() -> Upload:
    """A one-line document that says that it is none."""
    document, stream = Document(), io.BytesIO()
    document.add_paragraph("演示材料，内容为虚构。")
    document.save(stream)
    return Upload("演示佐证.docx", stream.tell(), stream)

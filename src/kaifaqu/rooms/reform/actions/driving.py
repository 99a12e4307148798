"""Driving a reform: adopting its programme, reporting on a task, verifying what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.charter.schema.nouns import Task as PlannedTask
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.reform.models import JUDGED, REPORTED, Programme, Report, State
from kaifaqu.rooms.reform.queries.driving import closed_since, drives, lead_of
from kaifaqu.rooms.reform.rules import Light, here

DRIVEN = ("zone", *(kind.value for kind in PlaceKind if kind is not PlaceKind.COUNTRY))
Which = Annotated[Ref[Programme], Label(_("改革方案")), Among((Programme.KIND,))]
Task = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60), Label(_("任务"))]
On = Annotated[date, Label(_("日期"), _("实际情况的日期，不是录入之日"))]
Words = Annotated[str, Field(max_length=500), Label(_("进展"), _("做成什么、卡在哪里、需要谁配合"), long=True)]
Needed = Annotated[str, Field(min_length=2, max_length=500), Label(_("说明"), long=True)]
Evidence = Annotated[Upload | None, Label(_("佐证"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
LateReason = Annotated[
    str, Field(max_length=200), Label(_("补录理由"), _("当月报送截止以后补录的，写明为何晚报；按时报的不填"))
]


@action(title=_("启动改革方案"), founds=True)
def adopt_programme(
    place: Annotated[Ref[Place], Among((PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY_UNIT))],
    *,
    by: Actor,
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60), Label(_("制度方案中的改革方案"))],
    on: Annotated[date, Label(_("批复日期"))],
    deadline: Annotated[date | None, Label(_("完成期限"), _("没有统一期限的不填"))] = None,
    by_zone: Annotated[bool, Label(_("逐个开发区推进"))] = True,
) -> Programme:
    """A programme of the charter in force begins at a place. yantai-2020 ¶2."""
    if deadline is not None and not on < deadline:
        raise Refusal("dates", _("完成期限须晚于批复日期。"), field="deadline")
    since.require_near(on, "on")
    planned = planned_at(place.row.path, key, on)
    if Programme.objects.filter(subject__place=place.id, key=key, started=on).exists():
        raise Refusal("taken", _("这个方案已经启动。"), field="key")
    title = planned.title
    subject = new_subject(
        Programme.KIND, title.zh, title_en=title.en, place=place.id, synthetic=place.subject.synthetic
    )
    acts.current().born(subject.pk)
    since.begin(subject.pk, on)
    return Programme.objects.create(subject=subject, key=key, started=on, deadline=deadline, by_zone=by_zone)


@action(title=_("报告进展"))
def report_progress(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    programme: Which,
    task: Task,
    state: Annotated[State, Label(_("情况"))],
    on: On,
    words: Words = "",
    file: Evidence = None,
    late_reason: LateReason = "",
    source: Annotated[str, Field(max_length=60), Label(_("出处"))] = "",
) -> Place:
    """How far a task has come in a zone: under way, or claimed to be done. A claim is not yet a result.

    What is reported once its month is closed says why, and is kept and shown as entered late. how-offices-work 18.
    """
    row = programme.row
    latest = _latest(row, task, place.id)
    late = require_reportable(row, place.row, task, on, state, latest, late_reason)
    return _said(place, Saying(row, task, state, on, words, latest, source, late), by, file)


@action(title=_("核验进展"))
def verify_progress(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    programme: Which,
    task: Task,
    verdict: Annotated[State, Label(_("结论"))],
    on: On,
    words: Words = "",
) -> Place:
    """What was claimed is verified, or sent back with what is missing: by the office, or by the organ that leads it.

    Nobody verifies his own claim.
    """
    if verdict not in JUDGED:
        raise Refusal("verdict", _("结论只有核验通过或退回整改。"), field="verdict")
    row, _institution = _cell(place, programme, task, on)
    _require_lead(row, task, by)
    latest = _latest(row, task, place.id)
    if latest is not None and (latest.state, latest.day, latest.words) == (verdict, on, words):
        return place.row
    if latest is None or latest.state != State.CLAIMED:
        raise Refusal("nothing_claimed", _("还没有报完成，没有可核验的。"))
    if isinstance(by, Seat) and latest.person_id == by.person:
        raise Refusal("second_officer", _("须由另一人核验；不能核验自己报的完成。"))
    if on < latest.day:
        raise Refusal("order", _("核验日期不能早于报完成的日期。"), field="on")
    if verdict is State.RETURNED and not words:
        raise Refusal("words", _("退回须写明缺什么。"), field="words")
    return _said(place, Saying(row, task, verdict, on, words, latest), by)


@action(title=_("列为不适用"))
def set_aside(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    programme: Which,
    task: Task,
    on: On,
    reason: Needed,
) -> Place:
    """A task is not meant for this zone, for a reason."""
    row, _institution = _cell(place, programme, task, on)
    return _said(place, Saying(row, task, State.NOT_APPLICABLE, on, reason, _latest(row, task, place.id)), by)


@action(title=_("逾期说明"))
def explain_delay(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    programme: Which,
    task: Task,
    on: On,
    words: Needed,
) -> Place:
    """The unit's words on a task that is late; they stand beside the red light."""
    row, _institution = _cell(place, programme, task, on)
    before = Report.objects.filter(programme=row, task=task, place=place.id, state=State.EXPLAINED)
    return _said(place, Saying(row, task, State.EXPLAINED, on, words, before.order_by("-day", "-id").first()), by)


# ── What the acts share ──────────────────────────────────────────────────────────────────────────────────────────────


def planned_at(path: str, key: str, day: date) -> Planned:
    """The programme of the charter in force on a day at the place of that path; a Refusal where there is none."""
    return governed_by(path, key, day)[1]


def governed_by(path: str, key: str, day: date) -> tuple[Resolved, Planned]:
    """The institution of the place of that path on a day, and its programme; a Refusal where there is none."""
    institution = editions.resolved(editions.in_force([int(part) for part in path.strip("/").split("/")], day))
    found = institution.of("programmes").get(key) if institution else None
    if institution is None or not isinstance(found, Planned):
        known = ", ".join(institution.of("programmes")) if institution else "—"
        raise Refusal("unknown", _("施行的制度方案里没有这个改革方案；有 %(known)s。") % {"known": known}, field="key")
    return institution, found


def covered(place: Place, row: Programme) -> str:
    """The path of the programme's place; a Refusal where the place does not lie in it."""
    head, home, _rest = place.path.partition(f"/{row.subject.place_id}/")
    if not home:
        raise Refusal("outside", _("这里不在该方案的范围内。"), field="programme")
    return head + home


def require_day(row: Programme, on: date) -> None:
    """Refuse a day before the programme began, and one that is still to come."""
    if on < row.started:
        words = _("日期早于方案启动之日（%(day)s）。")
        raise Refusal("before_start", words % {"day": row.started.isoformat()}, field="on")
    if on > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="on")


def require_task(planned: Planned, task: str) -> PlannedTask:
    """The task as the charter has it; a Refusal where the programme has none of that name."""
    if task not in planned.tasks:
        raise Refusal("unknown", _("方案里没有这项任务。"), field="task")
    return planned.tasks[task]


def require_reportable(
    row: Programme, place: Place, task: str, on: date, state: State, latest: Report | None, late_reason: str
) -> str:
    """Refuse a report that cannot be; the reason for its lateness, if it is late. Imports ask the same of each row.

    `latest` is what was said of the cell last.
    """
    if state not in REPORTED:
        raise Refusal("state", _("这里只报推进中或完成；核验由改革办办理。"), field="state")
    institution = require_cell(place, row, task, on)
    if latest is not None and latest.state == State.VERIFIED:
        raise Refusal("verified", _("这项任务已经核验通过。"), field="state")
    return _late(institution, on, late_reason)


def _cell(place: Ref[Place], programme: Ref[Programme], task: str, on: date) -> tuple[Programme, Resolved]:
    """The programme and what governs it, after asking that task, place and day belong to it."""
    return programme.row, require_cell(place.row, programme.row, task, on)


def require_cell(place: Place, row: Programme, task: str, on: date) -> Resolved:
    """What governs the programme, after asking that task, place and day belong to it."""
    path = covered(place, row)
    require_day(row, on)
    institution, planned = governed_by(path, row.key, on)
    level = require_task(planned, task).level
    apart = here(level, home=place.pk == row.subject.place_id, by_zone=row.by_zone)
    if apart is Light.CITY_LEVEL:
        raise Refusal("city_level", _("这是市级事项，由方案所在地报告，不分开发区。"), field="task")
    if apart is Light.ZONE_LEVEL:
        raise Refusal("zone_level", _("这项任务由各开发区分别报告。"), field="task")
    since.require_each_in_being([place.pk], on)
    return institution


def _late(institution: Resolved, on: date, reason: str) -> str:
    """The reason for reporting a month that is closed; empty, whatever was given, where it is still open."""
    last = closed_since(institution, on)
    if last is None or today() <= last:
        return ""
    if not reason:
        words = _("%(month)s 的进展到 %(last)s 截止报送；补录须写明理由。")
        raise Refusal("closed", words % {"month": f"{on:%Y-%m}", "last": last.isoformat()}, field="late_reason")
    return reason


def _require_lead(row: Programme, task: str, by: Actor) -> None:
    """Refuse a verdict by anybody but the office and the organ that leads the task; says who leads."""
    if not isinstance(by, Seat) or drives(by, row.pk):
        return
    lead = lead_of(row, task, today())
    if lead is None:
        raise Refusal("not_leading", _("这项任务还没有指定牵头单位，由改革办核验。"), field="task")
    if lead.organ_id != by.organ:
        words = _("这项任务由%(organ)s牵头，须由牵头单位或改革办核验。")
        raise Refusal("not_leading", words % {"organ": lead.organ.name}, field="task")


def _latest(programme: Programme, task: str, place: int) -> Report | None:
    found = Report.objects.filter(programme=programme, task=task, place=place)
    return found.exclude(state=State.EXPLAINED).order_by("-day", "-id").first()


@dataclass(frozen=True)
class Saying:
    """What is about to be said of a cell, and what was said before it."""

    programme: Programme
    task: str
    state: State
    day: date
    words: str
    before: Report | None
    source: str = ""
    late_reason: str = ""

    @property
    def news(self) -> bool:
        """Whether it differs from what was said before."""
        before = self.before
        return before is None or (before.state, before.day, before.words) != (self.state, self.day, self.words)


def _said(place: Ref[Place], told: Saying, by: Actor, file: Upload | None = None) -> Place:
    if not told.news:
        return place.row
    record(told, place.id, by, file)
    return place.row


def record(told: Saying, place: int, by: Actor, file: Upload | None = None) -> None:
    """Put on record what is said of a cell; only inside acts."""
    before = told.before
    kept = keep(file, place) if file else None
    Report.objects.create(
        programme=told.programme,
        task=told.task,
        place_id=place,
        state=told.state,
        day=told.day,
        words=told.words,
        person_id=by.person if isinstance(by, Seat) else None,
        source=told.source,
        late_reason=told.late_reason,
        file=kept,
    )
    field = f"task.{told.programme.key}.{told.task}"
    acts.current().changed(field, old=before.state if before else None, new=told.state.value, of=place)
    if told.late_reason:
        acts.current().changed("late_reason", old=None, new=told.late_reason, of=place)

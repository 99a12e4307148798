"""Driving a reform: adopting its programme, reporting on a task, verifying what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.reform.models import Programme, Report, State

DRIVEN = ("zone", *(kind.value for kind in PlaceKind if kind is not PlaceKind.COUNTRY))
Which = Annotated[Ref[Programme], Label(_("改革方案")), Among((Programme.KIND,))]
Task = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60), Label(_("任务"))]
On = Annotated[date, Label(_("日期"), _("实际情况的日期，不是录入之日"))]
Words = Annotated[str, Field(max_length=500), Label(_("进展"), _("做成什么、卡在哪里、需要谁配合"), long=True)]
Needed = Annotated[str, Field(min_length=2, max_length=500), Label(_("说明"), long=True)]
Evidence = Annotated[Upload | None, Label(_("佐证"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
REPORTED = (State.UNDER_WAY, State.CLAIMED)
JUDGED = (State.VERIFIED, State.RETURNED)


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
    source: Annotated[str, Field(max_length=60), Label(_("出处"))] = "",
) -> Place:
    """How far a task has come in a zone: under way, or claimed to be done. A claim is not yet a result."""
    row = programme.row
    latest = _latest(row, task, place.id)
    require_reportable(row, place.row.path, task, on, state, latest)
    return _said(place, Saying(row, task, state, on, words, latest, source), by, file)


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
    """What was claimed is verified, or sent back with what is missing. Nobody verifies his own claim."""
    if verdict not in JUDGED:
        raise Refusal("verdict", _("结论只有核验通过或退回整改。"), field="verdict")
    row = _cell(place, programme, task, on)
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
    row = _cell(place, programme, task, on)
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
    row = _cell(place, programme, task, on)
    before = Report.objects.filter(programme=row, task=task, place=place.id, state=State.EXPLAINED)
    return _said(place, Saying(row, task, State.EXPLAINED, on, words, before.order_by("-day", "-id").first()), by)


# ── What the acts share ──────────────────────────────────────────────────────────────────────────────────────────────


def planned_at(path: str, key: str, day: date) -> Planned:
    """The programme of the charter in force on a day at the place of that path; a Refusal where there is none."""
    institution = editions.resolved(editions.in_force([int(part) for part in path.strip("/").split("/")], day))
    found = institution.of("programmes").get(key) if institution else None
    if not isinstance(found, Planned):
        known = ", ".join(institution.of("programmes")) if institution else "—"
        raise Refusal("unknown", _("施行的制度方案里没有这个改革方案；有 %(known)s。") % {"known": known}, field="key")
    return found


def _cell(place: Ref[Place], programme: Ref[Programme], task: str, on: date) -> Programme:
    """The programme, after asking that the task is one of it, that the place lies in it, and that the day is right."""
    require_task(programme.row, place.row.path, task, on)
    return programme.row


def require_reportable(row: Programme, path: str, task: str, on: date, state: State, latest: Report | None) -> None:
    """Refuse a report that cannot be: of another state than these two, of what is no task there, of what is verified.

    `path` is the place's, `latest` what was said of the cell last. Imports ask the same of each row.
    """
    if state not in REPORTED:
        raise Refusal("state", _("这里只报推进中或完成；核验由改革办办理。"), field="state")
    require_task(row, path, task, on)
    if latest is not None and latest.state == State.VERIFIED:
        raise Refusal("verified", _("这项任务已经核验通过。"), field="state")


def require_task(row: Programme, path: str, task: str, on: date) -> None:
    """Refuse a place that does not lie in the programme, a day outside its time, and what is no task of it."""
    head, home, _rest = path.partition(f"/{row.subject.place_id}/")
    if not home:
        raise Refusal("outside", _("这里不在该方案的范围内。"), field="programme")
    if on < row.started:
        words = _("日期早于方案启动之日（%(day)s）。")
        raise Refusal("before_start", words % {"day": row.started.isoformat()}, field="on")
    if on > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="on")
    if task not in planned_at(head + home, row.key, on).tasks:
        raise Refusal("unknown", _("方案里没有这项任务。"), field="task")


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

    @property
    def news(self) -> bool:
        """Whether it differs from what was said before."""
        before = self.before
        return before is None or (before.state, before.day, before.words) != (self.state, self.day, self.words)


def _said(place: Ref[Place], told: Saying, by: Actor, file: Upload | None = None) -> Place:
    if not told.news:
        return place.row
    record(told, place.id, by)
    if file:
        keep(file, place.id)
    return place.row


def record(told: Saying, place: int, by: Actor) -> None:
    """Put on record what is said of a cell; only inside acts."""
    before = told.before
    Report.objects.create(
        programme=told.programme,
        task=told.task,
        place_id=place,
        state=told.state,
        day=told.day,
        words=told.words,
        person_id=by.person if isinstance(by, Seat) else None,
        source=told.source,
    )
    field = f"task.{told.programme.key}.{told.task}"
    acts.current().changed(field, old=before.state if before else None, new=told.state.value, of=place)

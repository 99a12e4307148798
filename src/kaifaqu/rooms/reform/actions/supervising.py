"""Site supervision (实地督导): a visit, what it found, putting it right, closing it. yantai-2020 ¶2, YT-00."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.cases import parties
from kaifaqu.kernel.cases.engine import Answer, Live
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Origin, Status
from kaifaqu.kernel.cases.opening import opening
from kaifaqu.kernel.charter.schema.base import Title
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.reform.actions.driving import (
    DRIVEN,
    Evidence,
    On,
    Which,
    covered,
    governed_by,
    require_day,
    require_task,
)
from kaifaqu.rooms.reform.models import Finding, Outcome, Programme, Visit
from kaifaqu.rooms.reform.queries.driving import home_of, span
from kaifaqu.rooms.reform.queries.supervision import day_of
from kaifaqu.rooms.reform.rules import LEADS_TO, SITE, Standing

OptionalTask = Annotated[
    str, Field(pattern=r"^([a-z][a-z0-9_]*)?$", max_length=60), Label(_("任务"), _("不单属一项任务的不选"))
]
Told = Annotated[str, Field(max_length=500), Label(_("说明"), long=True)]
VISIT = Title(zh="{place}实地督导 {day}", en="Site supervision of {place}, {day}")
FINDING = Title(zh="{place}督导问题 {day} 第 {n} 号", en="{place}, site visit of {day}, finding-{n}")


@action(title=_("记录实地督导"), founds=True)
def record_visit(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    programme: Which,
    on: Annotated[date, Label(_("到场日期"))],
    who: Annotated[str, Field(min_length=1, max_length=200), Label(_("督导人员"), _("姓名，用顿号隔开"))],
    seen: Annotated[
        str, Field(min_length=2, max_length=2000), Label(_("现场情况"), _("看了哪里、看到什么"), long=True)
    ],
) -> Visit:
    """The office went to a place and looked; what it found is put down one by one afterwards."""
    row = programme.row
    governed_by(covered(place.row, row), row.key, on)
    require_day(row, on)
    since.require_each_in_being([place.id], on)
    title = VISIT.zh.format(place=place.subject.title, day=on.isoformat())
    english = VISIT.en.format(place=place.subject.title_en or place.subject.title, day=on.isoformat())
    subject = new_subject(Visit.KIND, title, title_en=english, place=place.id, synthetic=place.subject.synthetic)
    acts.current().born(subject.pk)
    return Visit.objects.create(subject=subject, programme=row, day=on, who=who, seen=seen)


@action(title=_("列出督导问题"), founds=True)
def record_finding(
    visit: Ref[Visit],
    *,
    by: Actor,
    words: Annotated[str, Field(min_length=2, max_length=500), Label(_("问题"), long=True)],
    organ: Annotated[Ref[Organ], Label(_("责任单位")), Among(tuple(OrganKind))],
    task: OptionalTask = "",
    rectify_by: Annotated[date | None, Label(_("整改时限"), _("不填则按制度方案的期限；只能更早"))] = None,
) -> Finding:
    """Something is to be put right, by whom and by when: the charter's limit from the visit on, or an earlier day.

    It runs as a case by the charter's procedure, from the stage after the visit on.
    """
    seen = visit.row
    programme = Programme.objects.select_related("subject").get(pk=seen.programme_id)
    place = Place.objects.select_related("subject").get(pk=visit.subject.place_id)
    institution, planned = governed_by(place.path, programme.key, seen.day)
    if task:
        require_task(planned, task)
    if not home_of(programme, organ.subject)[1]:
        raise Refusal("outside", _("责任单位须是方案所在地、其上级或辖区内的机构。"), field="organ")
    since.require_each_in_being([organ.id], seen.day, field="organ")
    due = _due(seen.day, span(institution, "finding_rectified", seen.day), rectify_by)
    given = {"day": seen.day.isoformat(), "n": Finding.objects.filter(visit=seen).count() + 1}
    case = opening(
        place,
        SITE,
        FINDING.zh.format(place=place.subject.title, **given),
        words,
        by=by,
        parties={parties.LEAD: [organ.id]},
        within=due,
        origin=Origin.FINDING,
        about=visit.id,
        stage=Standing.RECTIFY,
    )
    named = FINDING.en.format(place=place.subject.title_en or place.subject.title, **given)
    Subject.objects.filter(pk=case.pk).update(title_en=named)
    return Finding.objects.create(case=case, visit=seen, task=task, due=due)


def _due(day: date, limit: timedelta | None, earlier: date | None) -> date:
    """By when a finding is to be put right; a Refusal where nothing says so, or the day given is no earlier one."""
    last = day + limit if limit is not None else None
    if earlier is None and last is None:
        raise Refusal("no_limit", _("制度方案没有规定整改期限，请填写整改时限。"), field="rectify_by")
    if earlier is not None and earlier < day:
        raise Refusal("dates", _("整改时限不能早于到场日期。"), field="rectify_by")
    if earlier is not None and last is not None and earlier > last:
        words = _("整改时限不能晚于制度方案规定的 %(day)s。")
        raise Refusal("too_late", words % {"day": last.isoformat()}, field="rectify_by")
    return earlier or last or day


@action(title=_("报整改"))
def rectify_finding(finding: Ref[Case], *, by: Actor, on: On, words: Told = "", file: Evidence = None) -> Case:
    """The unit says that it has put the finding right, with words or evidence. Claimed is not yet closed."""
    if not words and file is None:
        raise Refusal("evidence", _("请写明怎么整改的，或附上佐证。"), field="words")
    return _next(finding, Standing.RECTIFY, Outcome.CLAIMED, on, words, by, file)


@action(title=_("问题销号"))
def close_finding(finding: Ref[Case], *, by: Actor, on: On, words: Told = "") -> Case:
    """The office has seen that it is put right. Nobody closes what he claimed himself."""
    return _next(finding, Standing.VERIFY, Outcome.VERIFIED, on, words, by)


@action(title=_("退回整改"))
def return_finding(finding: Ref[Case], *, by: Actor, on: On, words: Told) -> Case:
    """It is not put right yet; says what is missing."""
    if not words:
        raise Refusal("words", _("退回须写明缺什么。"), field="words")
    return _next(finding, Standing.VERIFY, Outcome.NOT_VERIFIED, on, words, by)


ELSEWHERE: dict[Standing, Words] = {
    Standing.RECTIFY: _("这个问题还没有报整改。"),
    Standing.VERIFY: _("这个问题已经报整改，等待核实。"),
    Standing.CLOSED: _("这个问题已经销号。"),
}


def _next(
    case: Ref[Case], wanted: Standing, outcome: Outcome, on: date, words: str, by: Actor, file: Upload | None = None
) -> Case:
    """Answer the case of a finding where it waits for that answer, with the day on which the thing happened."""
    row = Finding.objects.select_related("visit").filter(pk=case.id).first()
    if row is None:
        raise Refusal("no_finding", _("这件事不是实地督导发现的问题。"))
    live = Live(case.row)
    ask = next((each for each in live.open_asks(AskKind.ACT) if each.stage == wanted), None)
    if ask is None or live.case.status == Status.WITHDRAWN:
        raise Refusal("stage", _elsewhere(live.case))
    _require_order(row, live.asks, on)
    given = {"evidence": file.name} if file else {}
    row.told[str(ask.number)] = {"on": on.isoformat(), **({"file": keep(file, case.id).pk} if file else {})}
    row.save(update_fields=["told"])
    live.answer(ask, Answer(outcome.value, words, given), by)
    return live.settle()


def _elsewhere(case: Case) -> Words:
    """Where the finding stands instead."""
    if case.status == Status.ENDED:
        return ELSEWHERE[Standing.CLOSED]
    standing = next((each for each in ELSEWHERE if each == case.stage), None)
    if case.status == Status.WITHDRAWN or standing is None:
        return _("这个问题已经撤回或正在另行处理。")
    return ELSEWHERE[standing]


def _require_order(row: Finding, asks: Sequence[Ask], on: date) -> None:
    last = max([row.visit.day, *(day_of(row, ask) for ask in asks if ask.verdict in LEADS_TO)])
    if on < last:
        raise Refusal("order", _("日期不能早于上一步（%(day)s）。") % {"day": last.isoformat()}, field="on")
    if on > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="on")

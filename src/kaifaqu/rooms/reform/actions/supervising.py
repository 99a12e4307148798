"""Site supervision (实地督导): a visit, what it found, putting it right, closing it. yantai-2020 ¶2, YT-00."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.charter.schema.base import Title
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place
from kaifaqu.kernel.subjects.actor import Actor, Seat
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
from kaifaqu.rooms.reform.models import Finding, Outcome, Programme, Rectification, Visit
from kaifaqu.rooms.reform.queries.driving import home_of, span
from kaifaqu.rooms.reform.rules import LEADS_TO, Standing

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
    """Something is to be put right, by whom and by when: the charter's limit from the visit on, or an earlier day."""
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
    number = Finding.objects.filter(visit=seen).count() + 1
    given = {"day": seen.day.isoformat(), "n": number}
    subject = new_subject(
        Finding.KIND,
        FINDING.zh.format(place=place.subject.title, **given),
        title_en=FINDING.en.format(place=place.subject.title_en or place.subject.title, **given),
        place=place.pk,
        organ=organ.id,
        synthetic=visit.subject.synthetic,
    )
    acts.current().born(subject.pk)
    row = Finding.objects.create(subject=subject, visit=seen, task=task, words=words, due=due)
    _step(row, Outcome.FOUND, seen.day, "", by)
    return row


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
def rectify_finding(finding: Ref[Finding], *, by: Actor, on: On, words: Told = "", file: Evidence = None) -> Finding:
    """The unit says that it has put the finding right, with words or evidence. Claimed is not yet closed."""
    row = finding.row
    if not words and file is None:
        raise Refusal("evidence", _("请写明怎么整改的，或附上佐证。"), field="words")
    return _next(row, Standing.RECTIFY, Outcome.CLAIMED, on, words, by, file)


@action(title=_("问题销号"))
def close_finding(finding: Ref[Finding], *, by: Actor, on: On, words: Told = "") -> Finding:
    """The office has seen that it is put right. Nobody closes what he claimed himself."""
    return _next(finding.row, Standing.VERIFY, Outcome.VERIFIED, on, words, by)


@action(title=_("退回整改"))
def return_finding(finding: Ref[Finding], *, by: Actor, on: On, words: Told) -> Finding:
    """It is not put right yet; says what is missing."""
    if not words:
        raise Refusal("words", _("退回须写明缺什么。"), field="words")
    return _next(finding.row, Standing.VERIFY, Outcome.NOT_VERIFIED, on, words, by)


ELSEWHERE = {
    Standing.RECTIFY: _("这个问题还没有报整改。"),
    Standing.VERIFY: _("这个问题已经报整改，等待核实。"),
    Standing.CLOSED: _("这个问题已经销号。"),
}


def _next(
    row: Finding, wanted: Standing, outcome: Outcome, on: date, words: str, by: Actor, file: Upload | None = None
) -> Finding:
    """Take a finding one step on, where it stands at the stage from which that step leads."""
    last = row.steps.order_by("-id").first()
    if last is None or (last.outcome, last.day, last.words) == (outcome, on, words):
        return row
    stands = LEADS_TO[last.outcome]
    if stands is not wanted:
        raise Refusal("stage", ELSEWHERE[stands])
    if wanted is Standing.VERIFY and isinstance(by, Seat) and last.person_id == by.person:
        raise Refusal("second_officer", _("须由另一人核实；不能给自己报的整改销号。"))
    if on < last.day:
        raise Refusal("order", _("日期不能早于上一步（%(day)s）。") % {"day": last.day.isoformat()}, field="on")
    if on > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="on")
    _step(row, outcome, on, words, by, file)
    acts.current().changed("finding", old=last.outcome, new=outcome.value)
    return row


def _step(row: Finding, outcome: Outcome, on: date, words: str, by: Actor, file: Upload | None = None) -> None:
    Rectification.objects.create(
        finding=row,
        outcome=outcome,
        day=on,
        words=words,
        person_id=by.person if isinstance(by, Seat) else None,
        file=keep(file, row.pk) if file else None,
    )

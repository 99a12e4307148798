"""Model cases (典型案例): written, submitted, adopted at a level or not, copied elsewhere; each step on record."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Title, TitleEn
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.reform.actions.driving import DRIVEN
from kaifaqu.rooms.reform.models import CaseStep, Level, ModelCase, Step
from kaifaqu.rooms.reform.rules import cases as rules

OnIfKnown = Annotated[date | None, Label(_("日期"), _("实际日期；不清楚就留空"))]
Said = Annotated[str, Field(max_length=60), Label(_("出处"))]
Material = Annotated[Upload | None, Label(_("材料"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
Paper = Annotated[str, Field(max_length=200), Label(_("文件"), _("文件名称和文号"))]
Remark = Annotated[str, Field(max_length=500), Label(_("说明"), long=True)]


@action(title=_("形成典型案例"), founds=True)
def write_case(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    title: Title,
    theme: Annotated[str, Field(min_length=2, max_length=60), Label(_("主题"), _("如 体制机制、开放合作、营商环境"))],
    on: OnIfKnown = None,
    file: Material = None,
    title_en: TitleEn = "",
    source: Said = "",
    paragraph: Annotated[str, Field(max_length=40), Label(_("段落"))] = "",
) -> ModelCase:
    """A place writes down what others may learn from it; the material is attached, or a source tells of it."""
    if file is None and not source:
        raise Refusal("material", _("须附材料，或写明出处。"), field="file")
    _require_day(on)
    since.require_each_in_being([place.id], on or today())
    subject = new_subject(ModelCase.KIND, title, title_en=title_en, place=place.id, synthetic=place.subject.synthetic)
    acts.current().born(subject.pk)
    case = ModelCase.objects.create(subject=subject, theme=theme, source=source, paragraph=paragraph)
    _record(case, [], Step.WRITTEN, on, source=source)
    if file:
        keep(file, subject.pk)
    return case


@action(title=_("报送典型案例"))
def submit_case(
    case: Ref[ModelCase],
    *,
    by: Actor,
    body: Annotated[str, Field(min_length=2, max_length=120), Label(_("报送单位"), _("报给谁"))],
    on: OnIfKnown = None,
    words: Remark = "",
    file: Material = None,
    source: Said = "",
) -> ModelCase:
    """The case is sent to a superior body, which adopts it or does not."""
    taken = _taken_before(case.row, Step.SUBMITTED, on)
    _record(case.row, taken, Step.SUBMITTED, on, body=body, words=words, source=source)
    if file:
        keep(file, case.id)
    return case.row


@action(title=_("列入典型案例"))
def adopt_case(
    case: Ref[ModelCase],
    *,
    by: Actor,
    body: Annotated[str, Field(min_length=2, max_length=120), Label(_("列入单位"), _("由谁列入、刊发或推广"))],
    level: Annotated[Level | None, Label(_("级别"), _("原文没有写明的不选"))] = None,
    inferred: Annotated[bool, Label(_("级别是推断的"))] = False,
    document: Paper = "",
    on: OnIfKnown = None,
    words: Remark = "",
    source: Said = "",
) -> ModelCase:
    """A body takes the case among its model cases, at its level, by a document."""
    if inferred and level is None:
        raise Refusal("level", _("没有级别，也就没有推断。"), field="inferred")
    taken = _taken_before(case.row, Step.ADOPTED, on)
    given = {"level": level or "", "inferred": inferred, "body": body, "document": document, "words": words}
    _record(case.row, taken, Step.ADOPTED, on, source=source, **given)
    return case.row


@action(title=_("记未列入"))
def decline_case(
    case: Ref[ModelCase],
    *,
    by: Actor,
    reason: Annotated[str, Field(min_length=2, max_length=500), Label(_("原因"), long=True)],
    on: OnIfKnown = None,
    source: Said = "",
) -> ModelCase:
    """The body to which it was sent did not take it, for a reason."""
    taken = _taken_before(case.row, Step.DECLINED, on)
    _record(case.row, taken, Step.DECLINED, on, words=reason, source=source)
    return case.row


@action(title=_("记推广"))
def copy_case(
    case: Ref[ModelCase],
    *,
    by: Actor,
    place: Annotated[Ref[Place], Label(_("推广到")), Among(DRIVEN)],
    basis: Annotated[str, Field(max_length=200), Label(_("依据"), _("文件、批示或会议"))] = "",
    on: OnIfKnown = None,
    source: Said = "",
) -> ModelCase:
    """Another place does as the case shows, from a day, on some ground."""
    if place.id == case.subject.place_id:
        raise Refusal("own", _("这是案例自己的地方，不算推广。"), field="place")
    taken = _taken_before(case.row, Step.COPIED, on)
    if any(each.place_id == place.id for each in taken):
        raise Refusal("twice", _("这里已经记过推广。"), field="place")
    since.require_each_in_being([place.id], on or today())
    _record(case.row, taken, Step.COPIED, on, place_id=place.id, words=basis, source=source)
    return case.row


def _require_day(on: date | None, earlier: date | None = None) -> None:
    if on is not None and on > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="on")
    if on is not None and earlier is not None and on < earlier:
        words = _("日期不能早于上一步（%(day)s）。")
        raise Refusal("order", words % {"day": earlier.isoformat()}, field="on")


def _taken_before(case: ModelCase, step: Step, on: date | None) -> list[CaseStep]:
    """The steps so far; a Refusal where this one cannot come now, or its day is before the last known one."""
    taken = list(case.steps.order_by("id"))
    days = [each.day for each in taken if each.day is not None and each.step != Step.COPIED]
    _require_day(on, max(days, default=None))
    if not rules.may_follow([each.step for each in taken], step):
        now = Step(rules.state([each.step for each in taken])).label
        words = {
            Step.SUBMITTED: _("案例%(now)s，现在不能报送。"),
            Step.ADOPTED: _("案例%(now)s，不能再列入。"),
            Step.DECLINED: _("案例没有在报送中，谈不上未列入。"),
            Step.COPIED: _("案例还没有列入，先记列入，再记推广。"),
        }[step]
        raise Refusal("order", words % {"now": now})
    return taken


def _record(case: ModelCase, taken: list[CaseStep], step: Step, day: date | None, **given: Any) -> None:
    CaseStep.objects.create(case=case, step=step, day=day, **given)
    if step is Step.COPIED:
        acts.current().changed("copied_to", old=None, new={"subject": given["place_id"]})
        return
    before = [each.step for each in taken if each.step != Step.COPIED]
    acts.current().changed("case_step", old=before[-1] if before else None, new=step.value)

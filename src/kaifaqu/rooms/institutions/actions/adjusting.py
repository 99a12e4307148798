"""What is done to institutions by adjustments: put forward, naming whom they concern, and carried out step by step."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Basis, On, Title, TitleEn
from kaifaqu.kernel.organs.models import OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.institutions.actions.zones import BasisFile
from kaifaqu.rooms.institutions.models import (
    JOINED_WITH,
    LEVEL,
    STAGE,
    SUCCESSOR,
    Adjustment,
    AdjustmentKind,
    Part,
    Side,
    Stage,
)

ADJUSTABLE = (*OrganKind.values, "zone", PlaceKind.COUNTY_UNIT.value)
ENDING = (AdjustmentKind.ABOLISH, AdjustmentKind.ABSORB, AdjustmentKind.MERGE)
TAKEN_OVER = (AdjustmentKind.ABSORB, AdjustmentKind.MERGE, AdjustmentKind.JOIN)


@action(title=_("提出机构调整"), founds=True)
def propose_adjustment(
    place: Ref[Place],
    *,
    by: Actor,
    kind: Annotated[AdjustmentKind, Label(_("调整类型"))],
    title: Title,
    on: On,
    title_en: TitleEn = "",
    count: Annotated[
        int | None, Field(ge=1, le=1_000_000), Label(_("数量"), _("逐个列名的不填；只有总数、没有名单的填总数"))
    ] = None,
    level: Annotated[str, Field(max_length=40), Label(_("调整后的级别"), _("只在降低级别时填写，如 正处级"))] = "",
    inferred: Annotated[bool, Label(_("数量是推断的"))] = False,
    source: Annotated[str, Field(max_length=60), Label(_("出处"))] = "",
    paragraph: Annotated[str, Field(max_length=40), Label(_("段落"))] = "",
) -> Adjustment:
    """A change of a place's institutions is put forward; nothing is changed before it is done. YT-08, GZ-01."""
    if bool(level) != (kind is AdjustmentKind.LOWER):
        raise Refusal("level", _("降低级别须写明调整后的级别；其他类型不填。"), field="level")
    since.require_each_in_being([place.id], on)
    subject = new_subject(Adjustment.KIND, title, title_en=title_en, place=place.id, synthetic=place.subject.synthetic)
    acts.current().born(subject.pk)
    row = Adjustment.objects.create(
        subject=subject, kind=kind, count=count, level=level, inferred=inferred, source=source, paragraph=paragraph
    )
    since.begin(subject.pk, on, coded={STAGE: Stage.PROPOSED})
    return row


@action(title=_("列入调整对象"))
def name_part(
    adjustment: Ref[Adjustment],
    *,
    by: Actor,
    body: Annotated[Ref[Subject], Label(_("机构或地方")), Among(ADJUSTABLE)],
    side: Annotated[Side, Label(_("是调整的还是承接的"))] = Side.FROM,
) -> Adjustment:
    """Name an organ or a place that the adjustment is done to, or that takes over from it."""
    row = _not_done(adjustment.row)
    if row.count is not None and side is Side.FROM:
        raise Refusal("counted", _("这项调整只有总数，没有名单；要逐个列名，请另提一项。"), field="body")
    _require_not_gone(row, body.id)
    if not row.parts.filter(subject=body.id).exists():
        Part.objects.create(adjustment=row, subject_id=body.id, side=side)
        acts.current().changed(side.value, old=None, new={"subject": body.id})
    return row


@action(title=_("推进机构调整"))
def advance_adjustment(
    adjustment: Ref[Adjustment],
    *,
    by: Actor,
    stage: Annotated[Stage, Label(_("进到"))],
    on: On,
    basis: Basis = "",
    file: BasisFile = None,
) -> Adjustment:
    """Submitted, approved, done, from a day on. When it is done the organs named are changed, in the same act."""
    row = adjustment.row
    since.require_each_in_being([row.pk], on)
    now = since.value_on(row.pk, STAGE, on)
    if now is not None and now.code == stage:
        return row
    _not_done(row)
    if now is None or list(Stage).index(stage) < list(Stage).index(Stage(now.code)):
        raise Refusal("order", _("只能往前推进；这一天的进度已到这一步。"), field="stage")
    if stage is Stage.DONE:
        _carry_out(row, on)
    since.put(row.pk, STAGE, on, code=stage.value)
    if file:
        keep(file, row.pk)
    return row


def _require_not_gone(row: Adjustment, body: int) -> None:
    """Refuse a body that was abolished already when the adjustment was put forward; one to be set up is welcome."""
    proposed = Since.objects.filter(subject=row.pk, relation=STAGE.key).order_by("start").values("start")[:1]
    told = Since.objects.filter(subject=body, relation=since.STATUS.key, start__lte=Subquery(proposed))
    status = told.order_by("-start").first()
    if status is not None and status.code != since.ACTIVE:
        since.require_in_being([status], status.start, field="body")


def _not_done(row: Adjustment) -> Adjustment:
    if Since.objects.filter(subject=row.pk, relation=STAGE.key, code=Stage.DONE).exists():
        raise Refusal("done", _("这项调整已经完成，不能再改。"))
    return row


def _carry_out(row: Adjustment, on: date) -> None:
    """What an adjustment does to those that it names."""
    named = list(row.parts.select_related("subject"))
    bodies = [part.subject for part in named if part.side == Side.FROM]
    into = next((part.subject for part in named if part.side == Side.INTO), None)
    if row.count is None and not bodies:
        raise Refusal("nobody", _("还没有列入调整对象；没有名单的，提出时填总数。"), field="stage")
    if row.kind in TAKEN_OVER and into is None and row.count is None:
        raise Refusal("nobody", _("并入、整合和区政合一须列明承接的一方。"), field="stage")
    for body in bodies:
        if row.kind in (AdjustmentKind.ABSORB, AdjustmentKind.MERGE) and into:
            since.put(body.pk, SUCCESSOR, on, ref=into.pk)
        if row.kind in ENDING:
            since.put(body.pk, since.STATUS, on, code=since.ABOLISHED)
        if row.kind == AdjustmentKind.JOIN and into:
            since.put(body.pk, JOINED_WITH, on, ref=into.pk)
        if row.kind == AdjustmentKind.LOWER:
            since.put(body.pk, LEVEL, on, code=row.level)

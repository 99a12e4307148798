"""What is done to zones: registering them, quotas, areas, duties, and putting published figures on record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.measures.observations import Published, observe
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Basis, On, Slug, Title, TitleEn, put_into_tree
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.institutions.models import (
    AREA,
    HEADCOUNT_QUOTA,
    JOINED_WITH,
    LEVEL,
    OWNER,
    STAGE,
    SUCCESSOR,
    Adjustment,
    AdjustmentKind,
    Assessed,
    Duty,
    Part,
    Side,
    Stage,
    Zone,
    ZoneClass,
    ZoneKind,
)

BasisFile = Annotated[Upload | None, Label(_("依据文件"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
ADJUSTABLE = (*OrganKind.values, "zone", PlaceKind.COUNTY_UNIT.value)
ENDING = (AdjustmentKind.ABOLISH, AdjustmentKind.ABSORB, AdjustmentKind.MERGE)
TAKEN_OVER = (AdjustmentKind.ABSORB, AdjustmentKind.MERGE, AdjustmentKind.JOIN)
TAKERS = (OrganKind.SUBDISTRICT, OrganKind.TOWN, OrganKind.DEPARTMENT, OrganKind.COMMITTEE)


@action(title=_("登记开发区"), founds=True)
def register_zone(
    place: Annotated[Ref[Place], Among((PlaceKind.CITY, PlaceKind.COUNTY_UNIT))],
    *,
    by: Actor,
    title: Title,
    slug: Slug,
    on: Annotated[date | None, Label(_("设立日期"), _("不清楚就留空"))] = None,
    title_en: TitleEn = "",
    zone_class: Annotated[ZoneClass | None, Label(_("级别"))] = None,
    zone_kind: Annotated[ZoneKind | None, Label(_("类别"))] = None,
    assessed: Annotated[Assessed | None, Label(_("考核方式"))] = None,
    started: Annotated[int | None, Field(ge=1984, le=2100), Label(_("启动改革年份"))] = None,
    merged_from: Annotated[str, Field(max_length=200), Label(_("由何整合而来"))] = "",
    merging_with: Annotated[str, Field(max_length=200), Label(_("正与何合并"))] = "",
    inferred: Annotated[list[str], Label(_("推断所得的各项"))] = [],  # noqa: B006  (never changed: read by Pydantic)
    source: Annotated[str, Field(max_length=60), Label(_("出处"))] = "",
    synthetic: Annotated[bool, Label(_("演示数据"))] = False,
) -> Zone:
    """A development zone and its place, below a city or county unit."""
    subject = new_subject(
        Zone.KIND, title, title_en=title_en, place=place.id, synthetic=synthetic or place.subject.synthetic
    )
    acts.current().born(subject.pk)
    put_into_tree(subject, PlaceKind.ZONE, slug, place.row)
    if on:
        since.begin(subject.pk, on)
    return Zone.objects.create(
        subject=subject,
        zone_class=zone_class or "",
        zone_kind=zone_kind or "",
        assessed=assessed or "",
        started=started,
        merged_from=merged_from,
        merging_with=merging_with,
        inferred=inferred,
        source=source,
    )


@action(title=_("调整员额"))
def change_quota(
    zone: Ref[Zone],
    *,
    by: Actor,
    quota: Annotated[int, Field(ge=0, le=1_000_000), Label(_("新员额（人）"), _("员额，不是岗位"))],
    on: On,
    basis: Basis = "",
    file: BasisFile = None,
) -> Zone:
    """The zone's headcount quota (员额) from a day on, in persons. yantai-2020 二·二."""
    since.put(zone.id, HEADCOUNT_QUOTA, on, number=quota)
    if file:
        keep(file, zone.id)
    return zone.row


@action(title=_("核定管辖面积"))
def set_area(
    zone: Ref[Zone],
    *,
    by: Actor,
    km2: Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=4), Label(_("管辖面积（平方公里）"))],
    on: On,
    basis: Basis = "",
    file: BasisFile = None,
) -> Zone:
    """The area that the zone administers from a day on. yantai-2020 (九)."""
    since.put(zone.id, AREA, on, number=Area.km2(km2).units)
    if file:
        keep(file, zone.id)
    return zone.row


@action(title=_("列入职能"), founds=True)
def list_duty(
    zone: Ref[Zone],
    *,
    by: Actor,
    title: Title,
    category: Annotated[str, Field(min_length=1, max_length=60), Label(_("类别"))],
    owner: Annotated[Ref[Organ], Label(_("现承担单位")), Among(tuple(OrganKind))],
    on: On,
    title_en: TitleEn = "",
) -> Duty:
    """A function that the zone carries out today; from then on it can be handed over."""
    if owner.subject.place_id != zone.id:
        raise Refusal("outside", _("现承担单位须在本区内。"), field="owner")
    since.require_each_in_being([zone.id, owner.id], on)
    subject = new_subject(
        Duty.KIND, title, title_en=title_en, place=zone.id, organ=owner.id, synthetic=zone.subject.synthetic
    )
    acts.current().born(subject.pk)
    duty = Duty.objects.create(subject=subject, category=category)
    since.begin(subject.pk, on, pointing={OWNER: owner.id})
    return duty


@action(title=_("剥离职能"))
def hand_over_duty(
    duty: Ref[Duty],
    *,
    by: Actor,
    to: Annotated[Ref[Organ], Label(_("承接单位")), Among(TAKERS)],
    on: On,
    basis: Basis = "",
    file: BasisFile = None,
) -> Duty:
    """From a day on another organ answers for the function: one owner at any date. yantai-2020 (二)."""
    zone = duty.subject.place_id
    if zone is not None:
        acts.current().mention(zone)
        if to.subject.place_id == zone:
            raise Refusal("inside", _("承接单位仍在本区内，不算剥离。"), field="to")
    since.put(duty.id, OWNER, on, ref=to.id, also=[zone])
    if file:
        keep(file, duty.id)
    return duty.row


@action(title=_("录入公布的数据"))
def record_figures(
    place: Ref[Place],
    *,
    by: Actor,
    figures: Annotated[list[Published], Field(min_length=1, max_length=1000), Label(_("各项数据"))],
    known_at: Annotated[date, Label(_("公布日期"))],
) -> Place:
    """Put published figures on record for a place, each with the fact it stands for and its source."""
    observe(place.id, [(published.fact, published.figure()) for published in figures], known_at=known_at)
    return place.row


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

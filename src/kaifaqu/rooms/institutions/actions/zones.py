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
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.institutions.models import (
    AREA,
    HEADCOUNT_QUOTA,
    HEADING_UNITS,
    LEADER_CHIEFS,
    LEADER_DEPUTIES,
    OWNER,
    Assessed,
    Duty,
    Zone,
    ZoneClass,
    ZoneKind,
)

BasisFile = Annotated[Upload | None, Label(_("依据文件"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
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


@action(title=_("登记领导班子"))
def record_leaders(
    zone: Ref[Zone],
    *,
    by: Actor,
    on: On,
    chiefs: Annotated[int | None, Field(ge=0, le=100), Label(_("正职（名）"))] = None,
    deputies: Annotated[int | None, Field(ge=0, le=100), Label(_("副职（名）"))] = None,
    heading_units: Annotated[int | None, Field(ge=0, le=100), Label(_("其中兼任部门负责人（名）"))] = None,
    basis: Basis = "",
) -> Zone:
    """The leaders that a zone has from a day on, to be held against its quota; what is left empty stays. YT-03."""
    told = {LEADER_CHIEFS: chiefs, LEADER_DEPUTIES: deputies, HEADING_UNITS: heading_units}
    given = {which: number for which, number in told.items() if number is not None}
    if not given:
        raise Refusal("nothing", _("正职、副职、兼任部门负责人至少填一项。"), field="chiefs")
    since.put_numbers(zone.id, given, on)
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

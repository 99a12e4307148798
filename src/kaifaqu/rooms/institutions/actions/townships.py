"""What is done to townships: registering them, their ground, and which zone administers them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import F, Subquery
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Basis, On, Title, TitleEn
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.institutions.actions.zones import BasisFile
from kaifaqu.rooms.institutions.models import (
    ADMINISTERED_BY,
    AREA,
    BASIC_FARMLAND,
    FARMLAND_SHARE,
    RESTRICTED,
    Township,
    TownshipForm,
    Zone,
)
from kaifaqu.rooms.institutions.rules import Ground, GroundWrong, settled

GROUND = {"area": AREA, "farmland": BASIC_FARMLAND, "share": FARMLAND_SHARE, "restricted": RESTRICTED}
HOMES = (PlaceKind.CITY, PlaceKind.COUNTY_UNIT, PlaceKind.ZONE)
PER_PERCENT = 10_000
INPUTS = {"area": "km2", "farmland": "farmland_km2", "share": "farmland_percent", "restricted": "restricted_km2"}
WRONG = {
    "nothing": _("面积、基本农田、限制和禁止开发区域至少填一项。"),
    "both": _("基本农田的面积和占比只填一个；填了面积，占比自动算出。"),
    "area_needed": _("按面积算占比，须先有镇街的面积。"),
    "more_than_area": _("不能大于镇街的面积。"),
}
SquareKm = Annotated[Decimal | None, Field(ge=0, le=100_000, decimal_places=8)]


@action(title=_("登记镇街"), founds=True)
def register_township(
    place: Annotated[Ref[Place], Among(HOMES)],
    *,
    by: Actor,
    title: Title,
    form: Annotated[TownshipForm, Label(_("街道、镇还是乡"))],
    on: Annotated[date | None, Label(_("登记自何日起"), _("不清楚就留空"))] = None,
    title_en: TitleEn = "",
    source: Annotated[str, Field(max_length=60), Label(_("出处"))] = "",
) -> Township:
    """A township of a county unit, of a city where a source says no more, or within a zone's own ground. YT-09."""
    if on:
        since.require_each_in_being([place.id], on)
    if Township.objects.filter(subject__place=place.id, subject__title=title).exists():
        raise Refusal("taken", _("这里已登记同名的镇街。"), field="title")
    return found_township(place.row, title, form, on, title_en=title_en, source=source)


def found_township(
    place: Place, title: str, form: TownshipForm, on: date | None, *, title_en: str = "", source: str = ""
) -> Township:
    """A township of a place, inside an act; one within a zone's own ground is administered by that zone."""
    subject = new_subject(Township.KIND, title, title_en=title_en, place=place.pk, synthetic=place.subject.synthetic)
    acts.current().born(subject.pk)
    row = Township.objects.create(subject=subject, form=form, source=source)
    if on:
        own = {ADMINISTERED_BY: place.pk} if place.kind == PlaceKind.ZONE else None
        since.begin(subject.pk, on, pointing=own)
    return row


@action(title=_("核定镇街面积"))
def set_township_area(
    township: Ref[Township],
    *,
    by: Actor,
    on: On,
    km2: Annotated[Decimal | None, Field(gt=0, le=100_000, decimal_places=8), Label(_("面积（平方公里）"))] = None,
    farmland_km2: Annotated[SquareKm, Label(_("基本农田面积（平方公里）"), _("与占比只填一个"))] = None,
    farmland_percent: Annotated[
        Decimal | None,
        Field(ge=0, le=100, decimal_places=4),
        Label(_("基本农田占比（%）"), _("没有面积、只有占比时填")),
    ] = None,
    restricted_km2: Annotated[SquareKm, Label(_("限制和禁止开发区域面积（平方公里）"))] = None,
    basis: Basis = "",
    file: BasisFile = None,
) -> Township:
    """A township's area, farmland and restricted land from a day on; what is left empty stays. yantai-2020 (九)."""
    told = Ground(
        area=_units(km2),
        farmland=_units(farmland_km2),
        share=None if farmland_percent is None else int(farmland_percent * PER_PERCENT),
        restricted=_units(restricted_km2),
    )
    try:
        put_ground(township.id, told, on)
    except GroundWrong as wrong:
        raise Refusal(wrong.code, WRONG[wrong.code], field=INPUTS[wrong.name]) from wrong
    if file:
        keep(file, township.id)
    return township.row


def _units(km2: Decimal | None) -> int | None:
    return None if km2 is None else Area.km2(km2).units


def put_ground(township: int, told: Ground, on: date) -> None:
    """Write what is told of a township's ground from a day on, inside an act. Raises GroundWrong."""
    standing = since.numbers_on(township, GROUND.values(), on)
    after = settled(Ground(**{name: standing[which] for name, which in GROUND.items()}), told)
    since.put_numbers(township, {which: getattr(after, name) for name, which in GROUND.items()}, on)


@action(title=_("由开发区代管"))
def administer_township(
    township: Ref[Township],
    *,
    by: Actor,
    zone: Annotated[Ref[Zone], Label(_("代管的开发区")), Among((Zone.KIND,))],
    on: On,
    basis: Basis = "",
    file: BasisFile = None,
) -> Township:
    """From a day on a zone administers the whole township for its county unit, without becoming its government."""
    _require_same_city(township.subject.place_id or 0, zone.id)
    put_keeper(township.id, zone.id, on)
    if file:
        keep(file, township.id)
    return township.row


@action(title=_("镇街整建制退出"))
def release_township(
    township: Ref[Township], *, by: Actor, on: On, basis: Basis = "", file: BasisFile = None
) -> Township:
    """The township leaves its zone whole: from a day on it is the territory's own again. yantai-2020 (九)."""
    since.require_each_in_being([township.id], on)
    if not put_keeper(township.id, None, on):
        raise Refusal("nothing_changes", _("这一天它不由开发区代管。"))
    if file:
        keep(file, township.id)
    return township.row


def put_keeper(township: int, zone: int | None, on: date) -> bool:
    """From a day on this zone administers the township, or none does, inside an act; both zones are told of it.

    False where it was so already.
    """
    row = since.value_on(township, ADMINISTERED_BY, on)
    before = row.ref_id if row else None
    if before == zone:
        return False
    for each in (zone, before):
        if each is not None:
            acts.current().mention(each)
    since.put(township, ADMINISTERED_BY, on, ref=zone)
    return True


def _require_same_city(home: int, zone: int) -> None:
    """Refuse a zone of another city: whom nobody there answers to cannot be administered from there."""
    paths = {"home_path": home, "zone_path": zone}
    both = {name: Subquery(Place.objects.filter(pk=pk).values("path")[:1]) for name, pk in paths.items()}
    shared = Place.objects.annotate(**both).filter(**{f"{name}__startswith": F("path") for name in both})
    if not shared.filter(kind__in=(PlaceKind.CITY, PlaceKind.COUNTY_UNIT)).exists():
        raise Refusal("elsewhere", _("镇街和开发区不在同一个市。"), field="zone")

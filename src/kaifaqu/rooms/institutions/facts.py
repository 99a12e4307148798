"""The facts this room offers. A fact without rows is known from published figures only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.facts import CodeFact, Fact, register, register_codes
from kaifaqu.kernel.organs.models import OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.organs.since import ACTIVE, STATUS, Relation, as_of
from kaifaqu.rooms.institutions.models import (
    ADMINISTERED_BY,
    AREA,
    FARMLAND_SHARE,
    HEADCOUNT_QUOTA,
    HEADING_UNITS,
    LEADER_CHIEFS,
    LEADER_DEPUTIES,
    OWNER,
    RESTRICTED,
    STAGE,
    Adjustment,
    AdjustmentKind,
    Duty,
    Part,
    Side,
    Stage,
    Township,
    Zone,
)

Rows = QuerySet[Since, Any]
REMOVING = (AdjustmentKind.ABOLISH, AdjustmentKind.ABSORB, AdjustmentKind.MERGE)


def _numbers(which: Relation, day: date) -> Rows:
    rows = as_of(which, day).filter(number__isnull=False)
    return rows.values("act_subject", "act_seq", of=F("subject_id"), item=F("subject_id"), value=F("number"))


def _organs(kind: str, day: date) -> Rows:
    """One row per organ of the kind ever set up by that day; those abolished count 0, so that none left is a 0."""
    rows = as_of(STATUS, day).filter(subject__kind=kind)
    alive = Case(When(code=ACTIVE, then=Value(1)), default=Value(0))
    return rows.values("act_subject", "act_seq", of=F("subject__place_id"), item=F("subject_id"), value=alive)


def _zones_of_counties(day: date) -> Rows:
    """One row per zone whose day of beginning is known, for the county unit that it lies in; those ended count 0."""
    rows = as_of(STATUS, day).filter(subject__kind=Zone.KIND, subject__place__kind=PlaceKind.COUNTY_UNIT)
    alive = Case(When(code=ACTIVE, then=Value(1)), default=Value(0))
    return rows.values("act_subject", "act_seq", of=F("subject__place_id"), item=F("subject_id"), value=alive)


def _adjusted(*kinds: str) -> Callable[[date], Rows]:
    """One row per adjustment of these kinds for its place: how many it concerned, named or counted, once it is done.

    A merger of several into one takes away one fewer than it names.
    """

    def rows(day: date) -> Rows:
        of_kinds = Adjustment.objects.filter(pk=OuterRef("subject"), kind__in=kinds)
        named = Part.objects.filter(adjustment=OuterRef("subject"), side=Side.FROM).order_by()
        number = named.values("adjustment").annotate(n=Count("pk")).values("n")
        counted = Subquery(of_kinds.values("count")[:1], output_field=IntegerField())
        less = Case(When(Exists(of_kinds.filter(kind=AdjustmentKind.MERGE)), then=Value(1)), default=Value(0))
        found = as_of(STAGE, day).filter(Exists(of_kinds))
        total = Coalesce(counted, Subquery(number[:1], output_field=IntegerField()), Value(0)) - less
        value = Case(When(code=Stage.DONE, then=total), default=Value(0))
        return found.values("act_subject", "act_seq", of=F("subject__place_id"), item=F("subject_id"), value=value)

    return rows


def _duties_elsewhere(day: date) -> Rows:
    """One row per duty listed for a zone; it counts where the organ that answers for it lies outside the zone."""
    rows = as_of(OWNER, day).filter(subject__kind=Duty.KIND)
    outside = Case(When(~Q(ref__place=F("subject__place")), then=Value(1)), default=Value(0))
    return rows.values("act_subject", "act_seq", of=F("subject__place_id"), item=F("subject_id"), value=outside)


def _administered(day: date) -> Rows:
    """One row for every time a zone took a township under administration; those that have left count 0."""
    rows: Rows = _kept(day).values("act_subject", "act_seq", of=F("ref_id"), item=F("subject_id"), value=F("now"))
    return rows


def _kept(day: date) -> Any:
    """Every row that names a zone for a township by a day; `now` is 1 where it is the one in force, else 0."""
    later = Since.objects.filter(
        subject=OuterRef("subject"), relation=ADMINISTERED_BY.key, start__gt=OuterRef("start"), start__lte=day
    )
    rows = Since.objects.filter(relation=ADMINISTERED_BY.key, start__lte=day, ref__isnull=False)
    return rows.annotate(now=Case(When(Exists(later), then=Value(0)), default=Value(1)))


def _of_townships(which: Relation) -> Callable[[date], Rows]:
    """What a zone's townships have of something, together; nothing where one of them has no number on record."""

    def rows(day: date) -> Rows:
        told = as_of(which, day).filter(subject=OuterRef("subject"), number__isnull=False)
        unknown = _kept(day).filter(~Exists(told), ref=OuterRef("ref"), now=1)
        number = Subquery(told.values("number")[:1], output_field=BigIntegerField())
        value = Case(When(now=1, then=number), default=Value(0))
        kept = _kept(day).filter(~Exists(unknown))
        found: Rows = kept.values("act_subject", "act_seq", of=F("ref_id"), item=F("subject_id"), value=value)
        return found

    return rows


def _in_zones(day: date) -> Rows:
    """One row per township: 1 where a zone administers it on the day, else 0."""
    kept = as_of(ADMINISTERED_BY, day).filter(subject=OuterRef("subject"), ref__isnull=False)
    rows = Since.objects.filter(subject__kind=Township.KIND, start__lte=day)
    first = rows.filter(subject=OuterRef("subject")).order_by("start", "pk").values("pk")[:1]
    value = Case(When(Exists(kept), then=Value(1)), default=Value(0))
    found = rows.filter(pk=Subquery(first))
    return found.values("act_subject", "act_seq", of=F("subject_id"), item=F("subject_id"), value=value)


def _fact(key: str, zh: str, en: str, unit: str, rows: Any = None) -> Fact:
    return Fact(key, Title(zh=zh, en=en), unit, rows)


def _word_of(name: str) -> Any:
    """How a column of the zone's row is read as a word."""

    def read(subjects: Collection[int]) -> Mapping[int, str]:
        return dict(Zone.objects.filter(pk__in=subjects).values_list("pk", name))

    return read


def _slugs(subjects: Collection[int]) -> Mapping[int, str]:
    return dict(Place.objects.filter(pk__in=subjects).values_list("pk", "slug"))


def zones_below(subject: int) -> list[int]:
    """The zones in a place, itself included where it is one."""
    return list(Zone.objects.filter(subject__place__in=_places(subject)).values_list("pk", flat=True)) or [
        *Zone.objects.filter(pk=subject).values_list("pk", flat=True)
    ]


def _places(subject: int) -> Any:
    above = Place.objects.filter(pk=subject).values_list("path", flat=True).first() or "-"
    return Place.objects.filter(path__startswith=above).values("pk")


def counties_below(subject: int) -> list[int]:
    """The county units in a place, itself included where it is one."""
    return list(Place.objects.filter(pk__in=_places(subject), kind=PlaceKind.COUNTY_UNIT).values_list("pk", flat=True))


def townships_of(subject: int) -> list[int]:
    """The townships that lie in a place, and those that a zone has or had under its administration."""
    kept = Since.objects.filter(relation=ADMINISTERED_BY.key, ref=subject).values("subject")
    own = Q(subject__place__in=_places(subject)) | Q(pk__in=kept)
    return list(Township.objects.filter(own).values_list("pk", flat=True))


members.register(Zone.KIND, zones_below)
members.register(Township.KIND, townships_of)
members.register(PlaceKind.COUNTY_UNIT.value, counties_below)
register_codes(
    CodeFact("zone_class", Title(zh="级别", en="Class"), _word_of("zone_class")),
    CodeFact("zone_kind", Title(zh="类别", en="Kind"), _word_of("zone_kind")),
    CodeFact("zone_slug", Title(zh="开发区代号", en="Zone"), _slugs),
    CodeFact("assessed", Title(zh="考核方式", en="How assessed"), _word_of("assessed")),
)
COUNTED_BY: dict[str, tuple[str, ...]] = {
    "bodies_removed": tuple(kind.value for kind in REMOVING),
    "internal_units_less": ("cut_units",),
    "leader_posts_less": ("cut_posts",),
    "establishment_recovered": ("recover_establishment",),
    "people_moved": ("move_people",),
    "three_fixed_reissued": ("reissue_three_fixed",),
}
"""Which kinds of adjustment each fact counts."""
_LESS = {kinds[0]: _adjusted(*kinds) for kinds in COUNTED_BY.values()}
register(
    _fact("internal_units", "内设机构", "Internal units", "unit", lambda day: _organs(OrganKind.INTERNAL_UNIT, day)),
    _fact("headcount_quota", "员额", "Headcount quota", "person", lambda day: _numbers(HEADCOUNT_QUOTA, day)),
    _fact("area", "管辖面积", "Area", "km2", lambda day: _numbers(AREA, day)),
    _fact("administered_towns", "代管镇街", "Administered towns", "town", _administered),
    _fact("townships_area", "镇街面积合计", "Area of its townships", "km2", _of_townships(AREA)),
    _fact(
        "restricted_area", "限制和禁止开发区域面积", "Restricted and forbidden area", "km2", _of_townships(RESTRICTED)
    ),
    _fact("administering_zones", "代管它的开发区", "Zones that administer it", "zone", _in_zones),
    _fact(
        "basic_farmland_share",
        "基本农田占比",
        "Share of basic farmland",
        "ratio",
        lambda day: _numbers(FARMLAND_SHARE, day),
    ),
    _fact("functions_handed_over", "剥离社会职能", "Social functions handed over", "function", _duties_elsewhere),
    _fact("zones_in_county", "县内开发区", "Zones in the county unit", "zone", _zones_of_counties),
    _fact("companies", "成立公司", "Companies set up", "company", lambda day: _organs(OrganKind.COMPANY, day)),
    _fact("bodies", "管理机构", "Zone bodies", "body"),
    _fact("bodies_removed", "撤并的管理机构", "Bodies abolished or absorbed", "body", _adjusted(*REMOVING)),
    _fact("bodies_absorbed_named", "点名并入的机构", "Absorbed bodies named", "body"),
    _fact("internal_units_less", "精简的内设机构", "Internal units fewer", "unit", _LESS["cut_units"]),
    _fact("leader_posts_less", "精简的领导职数", "Leader posts fewer", "post", _LESS["cut_posts"]),
    _fact("establishment_recovered", "收回的编制", "Places recovered", "place", _LESS["recover_establishment"]),
    _fact("people_moved", "划转人员", "People moved", "staff", _LESS["move_people"]),
    _fact(
        "three_fixed_reissued",
        "重印三定的机构",
        "Bodies with a reissued order",
        "body",
        _LESS["reissue_three_fixed"],
    ),
    _fact("approved", "批复", "Approved", "date"),
    _fact("superior_deadline", "全省要求完成", "The province's deadline", "date"),
    _fact("completed", "完成", "Completed", "date"),
    _fact("zones_started_2019", "2019 年启动改革的开发区", "Zones begun in 2019", "zone"),
    _fact("zones_started_2020", "2020 年启动改革的开发区", "Zones begun in 2020", "zone"),
    _fact("zones_total", "开发区总数", "Zones in all", "zone"),
    _fact("zones_assessed_separately", "单独考核的开发区", "Zones assessed on their own", "zone"),
    _fact("zones_national", "国家级开发区", "National zones", "zone"),
    _fact("zones_zhaoyuan", "招远开发区", "Zhaoyuan zone", "zone"),
    _fact("zones_provincial", "省级开发区", "Provincial zones", "zone"),
    _fact("parks_provincial_or_above", "省级以上园区", "Parks of provincial class or above", "park"),
    _fact("theme_parks", "主题园区", "Theme parks", "park"),
    _fact("core_parks", "核心园区", "Core parks", "park"),
    _fact("tasks", "改革任务", "Reform tasks", "task"),
    _fact("leader_chiefs", "领导职数（正职）", "Chief posts", "leader", lambda day: _numbers(LEADER_CHIEFS, day)),
    _fact("leader_deputies", "领导职数（副职）", "Deputy posts", "leader", lambda day: _numbers(LEADER_DEPUTIES, day)),
    _fact(
        "leaders_heading_units",
        "兼任部门负责人的领导",
        "Leaders heading units themselves",
        "leader",
        lambda day: _numbers(HEADING_UNITS, day),
    ),
)

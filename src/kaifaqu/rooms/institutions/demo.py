"""The demonstration: published figures from `facts/*.yaml`, and synthetic zones that say so.

Everything goes through actions, as it would from a page. Nothing under a file's `derived` is ever loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.measures.observations import Published
from kaifaqu.kernel.organs.actions import abolish_organ, add_place, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.institutions.actions import (
    advance_adjustment,
    change_quota,
    hand_over_duty,
    list_duty,
    name_part,
    propose_adjustment,
    record_figures,
    register_zone,
    set_area,
)
from kaifaqu.rooms.institutions.models import (
    Adjustment,
    AdjustmentKind,
    Assessed,
    Duty,
    Side,
    Stage,
    Zone,
    ZoneClass,
    ZoneKind,
)

Raw = Any  # a YAML value: every scalar is text
Say = Callable[[str], None]

BEFORE_AFTER = {
    "internal_units": ("internal_units", "unit"),
    "headcount_quota": ("headcount_quota", "person"),
    "area_km2": ("area", "km2"),
    "administered_towns": ("administered_towns", "town"),
}
COUNTS = {
    "companies_set_up": ("companies", "company"),
    "social_functions_handed_over": ("functions_handed_over", "function"),
}
DATES = ("approved", "superior_deadline", "completed")
CLASSES = {"国家级": ZoneClass.NATIONAL, "省级": ZoneClass.PROVINCIAL}
WAYS = {"单独考核": Assessed.SEPARATE, "区市考核·园区提升工程": Assessed.PARK_UPGRADE}
LONG_AGO = date(1949, 10, 1)


@dataclass
class Sheet:
    """One facts file: its document, the names in English, and the day it was out."""

    raw: dict[str, Raw]
    english: dict[str, dict[str, dict[str, str]]]
    known_at: date

    @property
    def src(self) -> str:
        """The document's key."""
        return str(self.raw["src"])

    def figure(self, fact: str, raw: Raw, unit: str, *, at: str = "", period: str = "", scope: str = "") -> Published:
        """A figure of the file: a plain number, or a map with qualifier, status, scope and paragraph."""
        said = raw if isinstance(raw, dict) else {"value": raw}
        return Published(
            fact=fact,
            value=str(said["value"]),
            unit=unit,
            period=period,
            qualifier=said.get("qualifier", ""),
            status=said.get("status", "actual"),
            scope=said.get("scope", scope),
            src=self.src,
            at=said.get("at", at),
        )


def read_facts(folder: Path, name: str, known_at: date) -> Sheet:
    """Read a facts file, every scalar as text, and the English names beside it."""
    with (folder / f"{name}.yaml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506  (makes text only, no objects)
    with (folder / "english.yaml").open(encoding="utf-8") as file:
        english = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506  (makes text only, no objects)
    return Sheet(raw, english, known_at)


def load_yantai(folder: Path, city: Place, by: Actor) -> None:
    """Yantai's published reform: two groups of zones, the city's own counts, and the zones by name."""
    sheet = read_facts(folder, "yantai", date(2021, 1, 27))
    started = _group(city, by, "2020 年新启动改革的 8 个开发区", "The 8 zones begun in 2020", "yantai-started-2020")
    provincial = _group(city, by, "8 个省级开发区", "The 8 provincial zones", "yantai-provincial")
    record_figures(Ref(started.pk), by=by, figures=_group_figures(sheet), known_at=sheet.known_at)
    record_figures(Ref(provincial.pk), by=by, figures=_provincial_figures(sheet), known_at=sheet.known_at)
    record_figures(Ref(city.pk), by=by, figures=_city_figures(sheet), known_at=sheet.known_at)
    for raw in sheet.raw["zones_named"]:
        _named_zone(sheet, raw, city, by)


def _group(city: Place, by: Actor, title: str, title_en: str, slug: str) -> Place:
    return add_place(
        Ref(city.pk), by=by, kind=PlaceKind.GROUP, title=title, title_en=title_en, slug=slug, on=date(2020, 8, 15)
    )


def _group_figures(sheet: Sheet) -> list[Published]:
    figures = []
    for name, (fact, unit) in BEFORE_AFTER.items():
        said = sheet.raw["before_after"][name]
        figures += [sheet.figure(fact, said[slot], unit, at=said["at"], period=slot) for slot in ("before", "after")]
    for name, (fact, unit) in COUNTS.items():  # whose they are is said by the group itself
        said = {key: value for key, value in sheet.raw["counts"][name].items() if key != "scope"}
        figures.append(sheet.figure(fact, said, unit))
    programme = sheet.raw["programme"]
    figures += [sheet.figure(name, programme[name], "date") for name in DATES]
    return [*figures, sheet.figure("tasks", programme["tasks"], "task", at="¶2")]


def _provincial_figures(sheet: Sheet) -> list[Published]:
    said: dict[str, str] = sheet.raw["provincial_zone_leaders"]
    posts = {"leader_chiefs": said["chief"], "leader_deputies": said["deputies"]}
    return [sheet.figure(fact, n, "leader", at=said["at"], scope="每个省级开发区") for fact, n in posts.items()]


def _city_figures(sheet: Sheet) -> list[Published]:
    programme, ways = sheet.raw["programme"], sheet.raw["zones_by_assessment"]
    by_start = [
        sheet.figure(key, programme[key], "zone", at="¶1") for key in ("zones_started_2019", "zones_started_2020")
    ]
    return [
        *by_start,
        sheet.figure("zones_total", programme["zones_total"], "zone", at="¶1"),
        sheet.figure("zones_assessed_separately", ways["separate"], "zone", at="(十七)"),
        sheet.figure("zones_zhaoyuan", ways["zhaoyuan"], "zone", at="(十七)"),
        sheet.figure("zones_provincial", ways["provincial"], "zone", at="(十七)"),
    ]


def _named_zone(sheet: Sheet, raw: dict[str, Raw], city: Place, by: Actor) -> None:
    english = sheet.english["zones"][raw["name"]]
    zone = register_zone(
        Ref(city.pk),
        by=by,
        title=raw["name"],
        title_en=english["name"],
        slug=english["slug"],
        zone_class=CLASSES.get(raw.get("class", "")),
        zone_kind=ZoneKind(raw["kind"]) if "kind" in raw else None,
        assessed=WAYS.get(raw.get("assessed", "")),
        started=int(raw["started"]) if "started" in raw else None,
        merged_from="、".join(raw.get("merged_from", [])),
        merging_with=raw.get("merging_with", ""),
        inferred=raw.get("inferred", []),
        source=sheet.src,
    )
    leaders = raw.get("leaders", {})
    posts = {"leader_chiefs": leaders.get("chief"), "leader_deputies": leaders.get("deputies")}
    told = [sheet.figure(fact, said, "leader", at="(三)") for fact, said in posts.items() if said]
    if "leaders_heading_units" in raw:
        told.append(sheet.figure("leaders_heading_units", raw["leaders_heading_units"], "leader", at="(三)"))
    if "administered_towns" in raw:
        told.append(sheet.figure("administered_towns", str(len(raw["administered_towns"])), "town", at="(九)"))
    if told:
        record_figures(Ref(zone.pk), by=by, figures=told, known_at=sheet.known_at)


# ── Other places ─────────────────────────────────────────────────────────────────────────────────────────────────────

AS_PUBLISHED = "按公布之日记；办理的日期原文未载"


@dataclass
class Adjuster:
    """Records the adjustments that a source tells of a place, as done or as far as it says, on the day it was out."""

    sheet: Sheet
    place: Place
    by: Actor

    def counted(self, kind: AdjustmentKind, said: Raw, *, at: str = "") -> None:
        """A total without names, kept as one act and spread over nobody."""
        raw = said if isinstance(said, dict) else {"value": said}
        inferred = raw.get("inferred") == "true"
        row = self._proposed(kind, str(kind.label), at, count=int(raw["value"]), inferred=inferred)
        self._advanced(row, Stage.DONE)

    def named(
        self, kind: AdjustmentKind, bodies: list[Place | Organ], into: Place | Organ | None, **given: Any
    ) -> None:
        """Bodies by name, and who takes over."""
        title, at, stage = given["title"], given.get("at", ""), given.get("stage", Stage.DONE)
        row = self._proposed(kind, title, at, level=given.get("level", ""))
        for body in bodies:
            name_part(Ref(row.pk), by=self.by, body=Ref(body.pk))
        if into is not None:
            name_part(Ref(row.pk), by=self.by, body=Ref(into.pk), side=Side.INTO)
        self._advanced(row, stage)

    def body(self, name: str) -> Organ:
        """A managing body that the source names; since when it exists it does not say."""
        return establish_organ(Ref(self.place.pk), by=self.by, kind=OrganKind.ZONE_OFFICE, title=name)

    def _proposed(self, kind: AdjustmentKind, title: str, at: str, **given: Any) -> Adjustment:
        day = self.sheet.known_at
        told = {"source": self.sheet.src, "paragraph": at, **given}
        return propose_adjustment(Ref(self.place.pk), by=self.by, kind=kind, title=title, on=day, **told)

    def _advanced(self, row: Adjustment, stage: Stage) -> None:
        advance_adjustment(Ref(row.pk), by=self.by, stage=stage, on=self.sheet.known_at, basis=AS_PUBLISHED)


def load_ganzhou(folder: Path, ganzhou: Place, shangli: Place, by: Actor) -> None:
    """Ganzhou's clean-up of zone bodies, and Shangli's fewer units. jiangxi-2023 二."""
    sheet = read_facts(folder, "jiangxi", date(2023, 11, 23))
    said, own = sheet.raw["ganzhou"], Adjuster(sheet, ganzhou, by)
    bodies = [
        sheet.figure("bodies", said["bodies"][slot], "body", at="二·¶2", period=slot) for slot in ("before", "after")
    ]
    record_figures(Ref(ganzhou.pk), by=by, figures=bodies, known_at=sheet.known_at)
    absorbed = said["bodies_absorbed_named"]
    own.named(
        AdjustmentKind.ABSORB,
        [own.body(n) for n in absorbed["by_provincial_parks"]],
        own.body("省级工业园区（原文未列名）"),
        title="并入省级工业园区",
        at="二·¶5",
    )
    own.named(
        AdjustmentKind.ABSORB,
        [own.body(n) for n in absorbed["by_townships"]],
        own.body("所在乡镇街道（原文未列名）"),
        title="并入乡镇街道",
        at="二·¶6",
    )
    own.counted(AdjustmentKind.ABOLISH, said["bodies_abolished_unnamed"], at="二·¶7")
    for kind, name, at in COUNTED:
        own.counted(kind, said[name], at=at)
    zones = {
        name: _zone_of(sheet, ganzhou, name, by) for name in ("赣州经开区", "赣州高新区", "龙南经开区", "瑞金经开区")
    }
    for zone, county in said["joined_with_county"]:
        seat = add_place(
            Ref(ganzhou.pk),
            by=by,
            kind=PlaceKind.COUNTY_UNIT,
            title=county,
            slug=COUNTIES[county][0],
            title_en=COUNTIES[county][1],
            on=LONG_AGO,
        )
        own.named(AdjustmentKind.JOIN, [zones[zone]], seat, title=f"{zone}与{county}区政合一", at="二·¶11")
    for lowered in said["lowered"]:
        own.named(
            AdjustmentKind.LOWER,
            [zones[lowered["name"]]],
            None,
            title=f"{lowered['name']}由{lowered['from']}降为{lowered['to']}",
            at="二·¶4",
            level=lowered["to"],
        )
    units = [
        sheet.figure("internal_units", sheet.raw["shangli"]["units"][slot], "unit", at="三", period=slot)
        for slot in ("before", "after")
    ]
    record_figures(Ref(shangli.pk), by=by, figures=units, known_at=sheet.known_at)


COUNTED = (
    (AdjustmentKind.CUT_UNITS, "internal_units_cut", "二·¶8"),
    (AdjustmentKind.CUT_POSTS, "leader_posts_cut", "二·¶8"),
    (AdjustmentKind.RECOVER, "establishment_recovered", "二·¶8"),
    (AdjustmentKind.MOVE, "people_moved", "二·¶2"),
    (AdjustmentKind.REISSUE, "three_fixed_reissued", "二·¶2"),
)
COUNTIES = {"赣县区": ("ganxian", "Ganxian"), "龙南市": ("longnan", "Longnan"), "瑞金市": ("ruijin", "Ruijin")}


def _zone_of(sheet: Sheet, city: Place, name: str, by: Actor) -> Place:
    english = sheet.english["zones"][name]
    zone = register_zone(
        Ref(city.pk), by=by, title=name, title_en=english["name"], slug=english["slug"], source=sheet.src
    )
    return Place.objects.get(pk=zone.pk)


def load_huaian(folder: Path, huaian: Place, by: Actor) -> None:
    """Lianshui's large departments: six units into three. huaian-2024."""
    sheet = read_facts(folder, "huaian", date(2024, 5, 1))
    said = sheet.raw["lianshui_units"]
    lianshui = add_place(
        Ref(huaian.pk),
        by=by,
        kind=PlaceKind.COUNTY_UNIT,
        title="涟水县",
        title_en="Lianshui",
        slug="lianshui",
        on=LONG_AGO,
    )
    units = [sheet.figure("internal_units", said[slot], "unit", period=slot) for slot in ("before", "after")]
    record_figures(Ref(lianshui.pk), by=by, figures=units, known_at=sheet.known_at)
    zones = [sheet.figure(f"zones_{kind}", sheet.raw["zones"][kind], "zone") for kind in ("national", "provincial")]
    record_figures(Ref(huaian.pk), by=by, figures=zones, known_at=sheet.known_at)


def load_mergers(folder: Path, city: Place, by: Actor) -> None:
    """Laizhou's two zones made one; Longkou's merger as far as it had come. yantai-2020 (八)."""
    own = Adjuster(read_facts(folder, "yantai", date(2021, 1, 27)), city, by)
    slugs = own.sheet.english["zones"]
    for raw in own.sheet.raw["zones_named"]:
        zone = Place.objects.get(slug=slugs[raw["name"]]["slug"])
        if merged := raw.get("merged_from"):
            bodies: list[Place | Organ] = [own.body(name) for name in merged]
            own.named(AdjustmentKind.MERGE, bodies, zone, title=f"整合设立{raw['name']}", at="(八)")
        if other := raw.get("merging_with"):
            parts: list[Place | Organ] = [zone, own.body(other)]
            own.named(
                AdjustmentKind.MERGE, parts, None, title=f"{raw['name']}与{other}合并", at="(八)", stage=Stage.SUBMITTED
            )


# ── Synthetic zones ──────────────────────────────────────────────────────────────────────────────────────────────────

UNITS = (
    ("党政办公室", "Party and Administration Office"),
    ("经济发展部", "Economic Development"),
    ("招商一部", "Investment Promotion I"),
    ("招商二部", "Investment Promotion II"),
    ("规划建设部", "Planning and Construction"),
    ("财政金融部", "Finance"),
    ("企业服务部", "Services to Firms"),
    ("社会事务部", "Social Affairs"),
)
DUTIES = (
    ("教育体育", "Education and sport", "义务教育学校管理", "Running compulsory schools"),
    ("教育体育", "Education and sport", "群众体育活动组织", "Public sport"),
    ("公共文化", "Public culture", "文化站运行", "Running the culture station"),
    ("公共文化", "Public culture", "文物日常巡查", "Patrols of heritage sites"),
    ("卫生健康", "Health", "社区卫生服务机构管理", "Community health centres"),
    ("卫生健康", "Health", "计划生育服务", "Family planning services"),
    ("民政", "Civil affairs", "最低生活保障受理", "Subsistence allowance"),
    ("民政", "Civil affairs", "养老服务设施管理", "Care homes"),
    ("城市管理", "City management", "环卫保洁", "Street cleaning"),
    ("城市管理", "City management", "绿化养护", "Upkeep of green spaces"),
    ("信访", "Petitions", "来信来访接待", "Receiving petitions"),
    ("农业农村", "Agriculture", "村级财务监督", "Oversight of village accounts"),
)


@dataclass(frozen=True)
class Sample:
    """A synthetic zone: its letter, quota and area before and after, and how far its reform has come."""

    letter: str
    latin: str
    quota: tuple[int, int]
    km2: tuple[Decimal, Decimal]
    handed: int
    closed: int
    deputies: int


SAMPLES = (
    Sample("甲", "A", (168, 100), (Decimal("62.40"), Decimal("46.80")), handed=7, closed=2, deputies=3),
    Sample("乙", "B", (131, 78), (Decimal("48.75"), Decimal("36.56")), handed=4, closed=1, deputies=4),
)
FOUNDED, APPROVED = date(2006, 4, 1), date(2020, 8, 15)
MARK = {"zh": "（演示）", "en": " (demo)"}


@dataclass(frozen=True)
class Scene:
    """The synthetic county unit: its subdistrict, which takes over, and its zones, none of them reformed yet."""

    county: Place
    taker: Organ
    zones: list[Zone]


def build_synthetic(city: Place, by: Actor) -> Scene:
    """Two marked zones in a marked county unit, each with a committee, units and duties, before any reform."""
    county = add_place(
        Ref(city.pk),
        by=by,
        kind=PlaceKind.COUNTY_UNIT,
        title=f"示例区{MARK['zh']}",
        title_en=f"Sample District{MARK['en']}",
        slug="sample-district",
        on=LONG_AGO,
        synthetic=True,
    )
    taker = establish_organ(
        Ref(county.pk),
        by=by,
        kind=OrganKind.SUBDISTRICT,
        title=f"滨海街道办事处{MARK['zh']}",
        title_en=f"Binhai Subdistrict Office{MARK['en']}",
        on=date(2001, 3, 1),
    )
    return Scene(county, taker, [_zone(county, by, sample) for sample in SAMPLES])


def _zone(county: Place, by: Actor, sample: Sample) -> Zone:
    zone = register_zone(
        Ref(county.pk),
        by=by,
        title=f"示例开发区{sample.letter}{MARK['zh']}",
        title_en=f"Sample Zone {sample.latin}{MARK['en']}",
        slug=f"sample-zone-{sample.latin.lower()}",
        on=FOUNDED,
        zone_class=ZoneClass.PROVINCIAL,
        zone_kind=ZoneKind.PROVINCIAL,
        assessed=Assessed.PARK_UPGRADE,
        started=2020,
        synthetic=True,
    )
    committee = establish_organ(
        Ref(zone.pk),
        by=by,
        kind=OrganKind.COMMITTEE,
        title=f"示例开发区{sample.letter}管委会{MARK['zh']}",
        title_en=f"Sample Zone {sample.latin} Management Committee{MARK['en']}",
        on=FOUNDED,
    )
    for title, title_en in UNITS:
        establish_organ(
            Ref(zone.pk),
            by=by,
            kind=OrganKind.INTERNAL_UNIT,
            title=title,
            title_en=title_en,
            parent=Ref(committee.pk),
            on=FOUNDED,
        )
    change_quota(Ref(zone.pk), by=by, quota=sample.quota[0], on=FOUNDED)
    set_area(Ref(zone.pk), by=by, km2=sample.km2[0], on=FOUNDED)
    for category, _, title, title_en in DUTIES:
        list_duty(
            Ref(zone.pk),
            by=by,
            title=title,
            title_en=title_en,
            category=category,
            owner=Ref(committee.pk),
            on=FOUNDED,
        )
    return zone


def _leaders(sample: Sample) -> list[Published]:
    """The leaders of a synthetic zone, marked as such."""
    posts = {"leader_chiefs": 1, "leader_deputies": sample.deputies}
    return [
        Published(fact=fact, value=str(n), unit="leader", grounding=Grounding.SYNTHETIC, src="demo")
        for fact, n in posts.items()
    ]


def reform_half_way(scene: Scene, clerk: Actor, for_leader: Actor) -> None:
    """Carry each synthetic zone's reform as far as its sample says, by the people who would do it."""
    for zone, sample in zip(scene.zones, SAMPLES, strict=True):
        units = Organ.objects.filter(kind=OrganKind.INTERNAL_UNIT, subject__place=zone.pk).order_by("-pk")
        for unit in units[: sample.closed]:
            abolish_organ(Ref(unit.pk), by=clerk, on=date(2020, 8, 28), basis="演示：大部门制方案")
        duties = Duty.objects.filter(subject__place=zone.pk).order_by("pk")
        for duty in duties[: sample.handed]:
            agreed = "演示：职能划转协议"
            hand_over_duty(Ref(duty.pk), by=clerk, to=Ref(scene.taker.pk), on=date(2020, 9, 10), basis=agreed)
        record_figures(Ref(zone.pk), by=clerk, figures=_leaders(sample), known_at=date(2020, 9, 30))
        set_area(Ref(zone.pk), by=clerk, km2=sample.km2[1], on=date(2020, 9, 20), basis="演示：面积核定")
        change_quota(Ref(zone.pk), by=for_leader, quota=sample.quota[1], on=APPROVED, basis="演示：员额核定批复")

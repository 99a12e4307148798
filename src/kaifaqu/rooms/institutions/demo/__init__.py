"""The demonstration: published figures from `facts/*.yaml`, and synthetic zones that say so.

Everything goes through actions, as it would from a page. Nothing under a file's `derived` is ever loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.measures.observations import Published
from kaifaqu.kernel.organs.actions import abolish_organ, add_place, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.institutions.actions import (
    change_quota,
    hand_over_duty,
    list_duty,
    record_figures,
    register_zone,
    set_area,
)
from kaifaqu.rooms.institutions.demo.sheets import Raw, Sheet, read_facts
from kaifaqu.rooms.institutions.models import (
    Assessed,
    Duty,
    Zone,
    ZoneClass,
    ZoneKind,
)

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


def _sample(
    letters: str, quota: tuple[int, int], km2: tuple[str, str], handed: int, closed: int, deputies: int
) -> Sample:
    return Sample(letters[0], letters[1], quota, (Decimal(km2[0]), Decimal(km2[1])), handed, closed, deputies)


SAMPLES = (
    _sample("甲A", (168, 100), ("62.40", "46.80"), handed=7, closed=2, deputies=3),
    _sample("乙B", (131, 78), ("48.75", "36.56"), handed=4, closed=1, deputies=4),
    _sample("丙C", (212, 96), ("81.20", "52.30"), handed=9, closed=3, deputies=3),
    _sample("丁D", (96, 60), ("30.10", "24.08"), handed=3, closed=2, deputies=2),
    _sample("戊E", (184, 82), ("70.55", "44.60"), handed=6, closed=2, deputies=3),
    _sample("己F", (142, 64), ("55.30", "38.71"), handed=5, closed=3, deputies=3),
    _sample("庚G", (118, 118), ("42.00", "42.00"), handed=0, closed=0, deputies=3),
    _sample("辛H", (156, 71), ("66.90", "41.25"), handed=8, closed=2, deputies=2),
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
    """Eight marked zones in a marked county unit, each with a committee, units and duties, before any reform."""
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
        if sample.km2[0] != sample.km2[1]:
            set_area(Ref(zone.pk), by=clerk, km2=sample.km2[1], on=date(2020, 9, 20), basis="演示：面积核定")
        if sample.quota[0] != sample.quota[1]:
            change_quota(Ref(zone.pk), by=for_leader, quota=sample.quota[1], on=APPROVED, basis="演示：员额核定批复")

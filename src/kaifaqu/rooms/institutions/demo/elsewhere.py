"""Other places in their published figures: Ganzhou, Shangli, Huai'an, and the mergers of Yantai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import add_place, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.institutions.actions import (
    advance_adjustment,
    name_part,
    propose_adjustment,
    record_figures,
    register_zone,
)
from kaifaqu.rooms.institutions.demo.sheets import Raw, Sheet, read_facts
from kaifaqu.rooms.institutions.models import Adjustment, AdjustmentKind, Side, Stage

LONG_AGO = date(1949, 10, 1)
Both = tuple[str, str]  # a title in Chinese and in English
COUNTED_TITLES: dict[AdjustmentKind, Both] = {
    AdjustmentKind.ABOLISH: ("撤销机构（未列名）", "Bodies abolished, unnamed"),
    AdjustmentKind.CUT_UNITS: ("精简内设机构", "Internal units cut"),
    AdjustmentKind.CUT_POSTS: ("精简领导职数", "Leader posts cut"),
    AdjustmentKind.RECOVER: ("收回编制", "Establishment places recovered"),
    AdjustmentKind.MOVE: ("划转人员", "People moved"),
    AdjustmentKind.REISSUE: ("重新印发三定规定", "Three-fixed orders reissued"),
}
OTHER_ZONE = "Longkou High-tech Zone"
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
        row = self._proposed(kind, COUNTED_TITLES[kind], at, count=int(raw["value"]), inferred=inferred)
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
        english = self.sheet.english["bodies"][name]["name"]
        return establish_organ(Ref(self.place.pk), by=self.by, kind=OrganKind.ZONE_OFFICE, title=name, title_en=english)

    def _proposed(self, kind: AdjustmentKind, title: Both, at: str, **given: Any) -> Adjustment:
        told = {"source": self.sheet.src, "paragraph": at, "on": self.sheet.known_at, **given}
        return propose_adjustment(Ref(self.place.pk), by=self.by, kind=kind, title=title[0], title_en=title[1], **told)

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
        title=("并入省级工业园区", "Absorbed by provincial parks"),
        at="二·¶5",
    )
    own.named(
        AdjustmentKind.ABSORB,
        [own.body(n) for n in absorbed["by_townships"]],
        own.body("所在乡镇街道（原文未列名）"),
        title=("并入乡镇街道", "Absorbed by townships"),
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
        own.named(
            AdjustmentKind.JOIN,
            [zones[zone]],
            seat,
            title=joined(zones[zone], seat),
            at="二·¶11",
        )
    for lowered in said["lowered"]:
        own.named(
            AdjustmentKind.LOWER,
            [zones[lowered["name"]]],
            None,
            title=(
                f"{lowered['name']}由{lowered['from']}降为{lowered['to']}",
                f"{zones[lowered['name']].subject.title_en} lowered to full county level",
            ),
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


def merged_into(zone: Place) -> Both:
    """What a merger that sets up a zone is called."""
    return f"整合设立{zone.subject.title}", f"{zone.subject.title_en} set up by merger"


def merging(zone: Place, other: str) -> Both:
    """What a merger is called that is on its way."""
    return f"{zone.subject.title}与{other}合并", f"{zone.subject.title_en} to merge with {OTHER_ZONE}"


def joined(zone: Place, county: Place) -> Both:
    """What the joining of a zone with its county unit is called."""
    one, other = zone.subject, county.subject
    return f"{one.title}与{other.title}区政合一", f"{one.title_en} joined with {other.title_en}"


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
            own.named(
                AdjustmentKind.MERGE,
                bodies,
                zone,
                title=merged_into(zone),
                at="(八)",
            )
        if other := raw.get("merging_with"):
            parts: list[Place | Organ] = [zone, own.body(other)]
            own.named(
                AdjustmentKind.MERGE,
                parts,
                None,
                title=merging(zone, other),
                at="(八)",
                stage=Stage.SUBMITTED,
            )

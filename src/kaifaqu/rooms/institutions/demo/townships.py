"""Townships: one that a source names, and marked ones of which one must leave its zone and one has left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.institutions.actions import (
    administer_township,
    register_township,
    release_township,
    set_township_area,
)
from kaifaqu.rooms.institutions.demo.sheets import read_facts
from kaifaqu.rooms.institutions.models import Township, TownshipForm, Zone

AS_PUBLISHED = "按公布之日记；办理的日期原文未载"
BEGUN, LEFT = date(2006, 4, 1), date(2020, 9, 20)
MARK = {"zh": "（演示）", "en": " (demo)"}
SAMPLES = (
    (TownshipForm.SUBDISTRICT, "滨海街道", "Binhai Subdistrict", "24.60", "6.15", "0"),
    (TownshipForm.TOWN, "山前镇", "Shanqian Town", "22.20", "13.32", "0"),
    (TownshipForm.TOWN, "河口镇", "Hekou Town", "15.60", "9.36", "1.20"),
)
"""Form, names, area, basic farmland and restricted land in km²: the second must leave, the third has left."""


def load_townships(folder: Path, city: Place, by: Actor) -> None:
    """What zones are published to administer; in which county unit it lies is not told. yantai-2020 (九)."""
    sheet = read_facts(folder, "yantai", date(2021, 1, 27))
    for raw in sheet.raw["zones_named"]:
        zone = sheet.english["zones"][raw["name"]]["slug"]
        for name in raw.get("administered_towns", []):
            row = register_township(
                Ref(city.pk),
                by=by,
                title=name,
                title_en=sheet.english["townships"][name]["name"],
                form=TownshipForm.SUBDISTRICT,
                source=f"{sheet.src} (九)",
            )
            keeper: Ref[Zone] = Ref(Place.objects.get(slug=zone).pk)
            administer_township(Ref(row.pk), by=by, zone=keeper, on=sheet.known_at, basis=AS_PUBLISHED)


def build_townships(county: Place, zone: Zone, by: Actor) -> None:
    """Three marked townships of a marked zone: one stays, one must leave by the farmland rule, one has left."""
    rows = [_township(county, zone, by, *sample) for sample in SAMPLES]
    release_township(Ref(rows[-1].pk), by=by, on=LEFT, basis="演示：镇街整建制退出")


def _township(
    county: Place, zone: Zone, by: Actor, form: TownshipForm, title: str, title_en: str, *ground: str
) -> Township:
    row = register_township(
        Ref(county.pk), by=by, title=f"{title}{MARK['zh']}", title_en=f"{title_en}{MARK['en']}", form=form, on=BEGUN
    )
    ref: Ref[Township] = Ref(row.pk)
    administer_township(ref, by=by, zone=Ref(zone.pk), on=BEGUN)
    km2, farmland, restricted = (Decimal(number) for number in ground)
    set_township_area(ref, by=by, km2=km2, farmland_km2=farmland, restricted_km2=restricted, on=BEGUN)
    return row

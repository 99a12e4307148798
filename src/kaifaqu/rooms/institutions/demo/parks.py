"""Parks as sources count them: those of a city, and those within a zone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.institutions.actions import record_figures
from kaifaqu.rooms.institutions.demo.sheets import read_facts


def load_parks(folder: Path, hengyang: Place, by: Actor) -> None:
    """The parks of Hengyang, the theme parks of Muping and the core parks of Zhaoyuan, by number."""
    city = read_facts(folder, "hengyang", date(2023, 1, 1))
    said = city.figure("parks_provincial_or_above", city.raw["parks_provincial_or_above"], "park")
    record_figures(Ref(hengyang.pk), by=by, figures=[said], known_at=city.known_at)
    sheet = read_facts(folder, "yantai", date(2021, 1, 27))
    of_zones = {
        "muping-zone": sheet.figure("theme_parks", sheet.raw["muping_theme_parks"], "park"),
        "zhaoyuan-zone": sheet.figure("core_parks", sheet.raw["zhaoyuan_jan_sep_2020"]["core_parks"], "park"),
    }
    for slug, figure in of_zones.items():
        zone = Place.objects.get(slug=slug)
        record_figures(Ref(zone.pk), by=by, figures=[figure], known_at=sheet.known_at)

"""Charters: reading and checking all of them, looking a parameter up, holding 100 zones against constraints."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import yaml
from django.conf import settings

from benchmarks.measure import Table, statements, timed
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.actions import install_charter
from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.measures.survey import survey
from kaifaqu.kernel.organs.actions import add_place
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from kaifaqu.site.charters import problems_of
from kaifaqu.site.installation import SETUP, open_country

ZONES, LOOKUPS = 100, 1_000
DAY = date(2026, 11, 22)
SINCE = date(2006, 4, 1)


def run() -> Table:
    """Read, check, look up, hold against."""
    table = Table("charters")
    folder = Path(settings.CHARTERS_DIR)
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*/*.yaml"))]
    bare = timed(lambda: [yaml.load(text, Loader=yaml.CBaseLoader) for text in texts], tries=10)
    checked = timed(lambda: problems_of(read_library(folder), folder), tries=10)
    table.times(f"load and lint {len(texts)} files, examples included", checked, "bare libyaml", bare, "< 1 s")
    city = _city()
    institution = editions.governing(city, DAY)
    assert institution is not None
    words = {"zone_kind": "provincial"}
    keyed = {("leader_deputies", DAY, "provincial"): 3}

    def look() -> None:
        for _ in range(LOOKUPS):
            institution.param("leader_deputies", DAY, words)

    def bare_look() -> None:
        for _ in range(LOOKUPS):
            keyed["leader_deputies", DAY, words["zone_kind"]]

    table.times(f"{LOOKUPS:,} lookups of a keyed parameter", timed(look), "a dict's", timed(bare_look), "< 20 ms")
    held = timed(partial(survey, city, DAY), tries=10)
    rows = timed(lambda: list(Place.objects.filter(kind=PlaceKind.ZONE).values_list()), tries=10)
    table.times(f"constraints over {ZONES} zones", held, "the bare rows", rows, "< 2 s")
    with statements() as sent:
        found = survey(city, DAY)
    table.count(f"statements for {len(found):,} judgements", len(sent), "")
    return table


def _city() -> Place:
    """A city under Yantai's charter with a hundred zones."""
    country = open_country(SETUP)
    city = add_place(Ref(country.pk), by=SETUP, kind=PlaceKind.CITY, title="烟台市", slug="yantai", on=SINCE)
    install_charter(Ref(city.pk), by=SETUP)
    for i in range(ZONES):
        zone = register_zone(Ref(city.pk), by=SETUP, title=f"开发区{i}", slug=f"zone-{i}", on=SINCE, synthetic=True)
        change_quota(Ref(zone.pk), by=SETUP, quota=100 + i, on=SINCE)
        change_quota(Ref(zone.pk), by=SETUP, quota=90, on=date(2020, 9, 1))
    return city

"""The ledger of 100 zones as of a day, and a measure of each: beside the bare rows that the facts are made of."""

from __future__ import annotations

from datetime import date

from benchmarks.measure import Table, statements, timed
from kaifaqu.kernel.actions import Ref, batch
from kaifaqu.kernel.measures.evaluate import evaluate, facts_of
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import OrganKind, Since
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from kaifaqu.rooms.institutions.models import Zone
from kaifaqu.rooms.institutions.queries import LEDGER_FACTS, ledger
from kaifaqu.rooms.institutions.rules import CUTS
from tests.cast import FOUNDED, SETUP, assemble

ZONES, UNITS = 100, 8
BEFORE, AFTER = date(2020, 8, 14), date(2020, 8, 15)


def run() -> Table:
    """Read facts of many zones at once."""
    table = Table(f"facts of {ZONES} zones")
    zones = _zones()
    bare = timed(lambda: list(Since.objects.values_list("subject_id", "relation", "start", "number", "code")))
    table.times("the ledger as of a day", timed(lambda: ledger(zones, AFTER)), "bare rows", bare)
    table.times("two cuts of each zone", timed(lambda: _cuts(zones)), "bare rows", bare)
    with statements() as sent:
        ledger(zones, AFTER)
    table.count(f"statements of the ledger, {len(LEDGER_FACTS)} facts", len(sent), "≤ 7")
    return table


def _zones() -> list[Zone]:
    city: Ref[object] = Ref(assemble().city.pk)
    names = {n: {"title": f"Zone {n}", "slug": f"bench-{n}"} for n in range(ZONES)}
    zones: list[Zone] = batch(register_zone, [city] * ZONES, by=SETUP, each=names, on=FOUNDED).done
    refs: list[Ref[object]] = [Ref(zone.pk) for zone in zones]
    for quota, on in ((1251, FOUNDED), (568, AFTER)):
        batch(change_quota, refs, by=SETUP, quota=quota, on=on)
    titles = {n: {"title": f"Unit {n}"} for n in range(UNITS * ZONES)}
    batch(establish_organ, refs * UNITS, by=SETUP, each=titles, kind=OrganKind.INTERNAL_UNIT, on=FOUNDED)
    return zones


def _cuts(zones: list[Zone]) -> list[object]:
    reader = FactReader(slots={"before": BEFORE, "after": AFTER})
    wanted = [m for m in CUTS if m.id in ("headcount_quota_cut", "internal_units_cut")]
    reader.load([zone.pk for zone in zones], [pair for m in wanted for pair in facts_of(m.term)])
    return [evaluate(m, zone.pk, reader).figure for m in wanted for zone in zones]

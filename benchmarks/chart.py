"""The chart of a place with 2 000 organs, beside the bare rows that it is made of."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.template.loader import render_to_string

from benchmarks.measure import Table, statements, timed
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.organs.many import Newcomer, found_organs
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, Since
from kaifaqu.kernel.trail import acts, guard
from kaifaqu.rooms.institutions.pages import charting
from kaifaqu.rooms.institutions.queries.chart import chart
from tests.cast import assemble

ORGANS = 2_000
ON, BEFORE = date(2021, 1, 1), date(2019, 1, 1)


def run() -> Table:
    """Draw the chart as the page does, and as its query alone."""
    table = Table(f"chart of {ORGANS:,} organs")
    cast = assemble()
    place = Place.objects.select_related("subject").get(pk=cast.zone_a.pk)
    with guard.lifted("a benchmark fills a register"):
        _fill(cast.committee_a.pk, place)

    def drawn() -> object:
        found = chart(place, visible_to(cast.clerk), ON, BEFORE)
        tokens = list(charting.Drawing.of(found).tokens())
        return render_to_string("institutions/chart.html", {"tokens": tokens, "columns": [], "rows": []})

    def bare() -> object:
        rows = list(Organ.objects.filter(subject__place=place.pk).values_list("pk", "kind", "subject__title"))
        return rows, list(Since.objects.filter(subject__place=place.pk).values_list("subject", "start", "code"))

    limit = timed(bare)
    query = partial(chart, place, visible_to(cast.clerk), ON, BEFORE)
    table.times("the tree", timed(query), "its bare rows", limit, "< 300 ms")
    table.times("the tree, drawn", timed(drawn), "its bare rows", limit, "< 300 ms")
    with statements() as sent:
        query()
    table.count("statements of the tree", len(sent), "≤ 8")
    return table


def _fill(committee: int, place: Place) -> None:
    from kaifaqu.kernel.clock import now
    from tests.cast import SETUP

    with acts.under(acts.Act("organs.establish_organ", SETUP, now(), subject=place.pk)):
        kind, day = OrganKind.INTERNAL_UNIT.value, "2010-01-01"
        units = [Newcomer(kind, f"第{n}部", f"{n:05}", day, organ=committee) for n in range(ORGANS)]
        found_organs(place, units)

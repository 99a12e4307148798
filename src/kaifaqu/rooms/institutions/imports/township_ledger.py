"""The townships of a place as a ledger: their ground and the zone that administers each."""

from __future__ import annotations

from datetime import date

from kaifaqu.kernel.imports import grids
from kaifaqu.kernel.imports.grids import Grid, Row
from kaifaqu.kernel.imports.kinds import Value, Values
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.rooms.institutions.actions.townships import GROUND
from kaifaqu.rooms.institutions.imports.townships import OWN, TOWNSHIPS_KIND
from kaifaqu.rooms.institutions.models import ADMINISTERED_BY, Township

RELATIONS = {"zone": ADMINISTERED_BY, **GROUND}


def _rows(place: Place, day: date) -> list[Row]:
    """The townships that exist on a day, under the names by which the import knows them."""
    below = Place.objects.filter(path__startswith=place.path).values("pk")
    alive = since.in_being(day).values("subject")
    found = Township.objects.filter(pk__in=alive, subject__place__in=below).select_related("subject__place")
    rows = {row.pk: row for row in found.order_by("subject__place__sort_key", "subject__sort_key", "pk")}
    held = grids.dated_values(rows.keys(), RELATIONS, day)
    return [_row(row, held.get(pk, {}), day) for pk, row in rows.items()]


def _row(row: Township, held: dict[str, tuple[Value, date]], day: date) -> Row:
    subject, starts = row.subject, {column: start for column, (_value, start) in held.items()}
    values: Values = {column: value for column, (value, _start) in held.items()}
    values |= {"title": subject.title, "title_en": subject.title_en, "form": row.form}
    values |= {"county": subject.place.title if subject.place else None, "zone": values.get("zone") or OWN.text(lang())}
    values["on"] = max(starts.values()).isoformat() if starts else None
    fresh = frozenset(column for column, start in starts.items() if grids.in_month(start, day))
    return Row(str(row.pk), row.pk, values, subject.synthetic, fresh)


grids.register(
    Grid(
        kind=TOWNSHIPS_KIND,
        keys=("county", "title"),
        rows=_rows,
        past=grids.past_of(RELATIONS),
        wanted=("area",),
        adds=True,
    )
)

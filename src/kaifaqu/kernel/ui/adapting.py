"""What places have still to adapt: what they say and a superior does not allow, now or from a coming day on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.editions import governing
from kaifaqu.kernel.charter.models import Resolution
from kaifaqu.kernel.charter.overlay import Conflict, Resolved
from kaifaqu.kernel.charter.reading import conflict_text
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.ui.charter_pages import BEGIN, whose
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.pages import seat_of


def to_adapt(request: HttpRequest, day: date, slug: str = "") -> list[dict[str, Any]]:
    """Every conflict of the places within sight, or of one; what begins on a coming day says from when."""
    seat = seat_of(request)
    rows = Resolution.objects.select_related("place__subject").defer("text").order_by("start", "id")
    rows = rows.filter(place__in=visible_to(seat).filter(kind__in=PlaceKind.values).values("pk"))
    by_place: dict[Place, list[Resolution]] = {}
    for row in rows.filter(place__slug=slug) if slug else rows:
        by_place.setdefault(row.place, []).append(row)
    due = {place: found for place, each in by_place.items() if (found := _due(place, each, day))}
    places = [place.pk for place in due]
    may = set(reach(seat, BEGIN).filter(pk__in=places).values_list("pk", flat=True)) if due else set()
    return [row for place, found in due.items() for row in _drawn(place, found, place.pk in may)]


Due = dict[tuple[Any, ...], tuple[Resolved, Conflict, date | None]]


def _due(place: Place, resolutions: list[Resolution], day: date) -> Due:
    """The conflicts of a place by their path: those of the day first, then what later resolutions add."""
    current = [row for row in resolutions if row.start <= day][-1:]
    found: Due = {}
    for row in [*current, *(row for row in resolutions if row.start > day)]:
        institution = governing(place, max(day, row.start)) if row.conflicts else None
        if institution is not None:
            for conflict in institution.conflicts(max(day, row.start)):
                if conflict.below.charter == place.slug:
                    begins = max(conflict.start or row.start, row.start)
                    shown = institution, conflict, begins if begins > day else None
                    found.setdefault((conflict.path, conflict.lower), shown)
    return found


def _drawn(place: Place, found: Due, may: bool) -> Iterator[dict[str, Any]]:
    told = set()
    for institution, conflict, begins in found.values():
        text = conflict_text(conflict, whose(institution), lang())
        if text in told:
            continue
        told.add(text)
        yield {
            "place": place.subject.name,
            "reader": reverse("charters:read", args=[place.slug]),
            "url": _clause_url(place, conflict),
            "text": text,
            "begins": begins.isoformat() if begins else "",
            "words": conflict.wrong.text(lang()),
            "where": f"{conflict.lower} · {conflict.upper}",
            "amend": act_url(BEGIN, place.pk) if may else "",
        }


def _clause_url(place: Place, conflict: Conflict) -> str:
    noun, key = (str(part) for part in conflict.path[:2])
    if noun == "params":
        return reverse("charters:param", args=[place.slug, key])
    return f"{reverse('charters:read', args=[place.slug])}#{key if noun == 'drop' else f'{noun}.{key}'}"

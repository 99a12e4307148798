"""Which programmes drive the zones of a place, and their boards of those zones alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.queries import Board, board


def programmes_driving(place: Place) -> list[Programme]:
    """The programmes that drive single zones of a place: its own, and those above and below it."""
    above = [int(part) for part in place.path.split("/") if part]
    below = Place.objects.filter(path__startswith=place.path).values("pk")
    rows = Programme.objects.filter(by_zone=True).select_related("subject__place")
    return list(
        (rows.filter(subject__place__in=above) | rows.filter(subject__place__in=below)).order_by("started", "pk")
    )


def boards_of(place: Place, day: date) -> list[Board]:
    """The board of each of them, of the zones that lie in the place."""
    within = set(Place.objects.filter(path__startswith=place.path).values_list("pk", flat=True))
    boards = [board(programme, day) for programme in programmes_driving(place)]
    found = [replace(each, places=tuple(zone for zone in each.places if zone.pk in within)) for each in boards if each]
    return [each for each in found if each.places]

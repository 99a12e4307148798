"""What the homes show of this room: the programmes under way where one sits, and how far each has come."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.pages.todo import drawn
from kaifaqu.rooms.reform.pages.words import lights
from kaifaqu.rooms.reform.queries import Board
from kaifaqu.rooms.reform.queries.todo import Wanted, programme_todo
from kaifaqu.rooms.reform.rules import OPEN, Light, days_left

MOST = 4
ASKED_AS_CASES = (Wanted.RECTIFY, Wanted.CLOSE)
"""Findings run as cases: what is asked of somebody in them stands among his cases."""


def driven(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """The programmes of the person's place and of those below it; for a place within a programme, its own column."""
    place: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None:
        return []
    above = [int(part) for part in place.path.strip("/").split("/")[:-1]]
    here = Q(subject__place__in=Place.objects.filter(path__startswith=place.path).values("pk"))
    seen = queries.programmes(visible_to(seat_of(request)))
    rows = seen.filter(here | Q(subject__place__in=above, by_zone=True)).order_by("-by_zone", "-started", "-pk")
    cards = [(queries.board(row, day), place.pk if row.subject.place_id in above else None) for row in rows[:MOST]]
    return [_card(whole, column) for whole, column in cards if whole is not None]


def waiting(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """What waits for the person in the programmes, the most pressing first; what is asked of him as a case is not."""
    return drawn(each for each in programme_todo(seat_of(request), day) if each.wanted not in ASKED_AS_CASES)


def _card(whole: Board, column: int | None) -> dict[str, Any]:
    counts, programme = _counts(whole, column), whole.programme
    return {
        "name": programme.subject.name,
        "url": url_of(programme.subject),
        "place": programme.subject.place.name if programme.subject.place else "",
        "when": _when(programme, counts, whole.day),
        "parts": _parts(counts, url_of(programme.subject)),
    }


def _counts(whole: Board, column: int | None) -> Counter[Light]:
    """How many cells have which light: over all zones, or in the one."""
    if column is None:
        return whole.totals
    return Counter(line.cells[column].light for line in whole.lines if column in line.cells)


def _parts(counts: Counter[Light], url: str) -> list[dict[str, Any]]:
    """The lights that there are, each with its stretch of a bar of 1000, and where its cells are listed."""
    told = {light: label for light, label in lights().items() if counts[light]}
    whole, at = sum(counts[light] for light in told), 0
    parts = []
    for light, label in told.items():
        width = counts[light] * 1000 // whole
        shown = {"state": light.value, "label": label, "count": counts[light], "url": f"{url}?light={light.value}"}
        parts.append({**shown, "at": at, "width": width})
        at += width
    return parts


def _when(programme: Programme, counts: Counter[Light], day: date) -> str:
    left = days_left(programme.deadline, day)
    if programme.deadline is None or left is None:
        return _("未定统一期限")
    given = {"day": programme.deadline.isoformat(), "n": abs(left)}
    if not any(counts[light] for light in OPEN):
        return _("%(day)s 到期，各项都已报完成") % given
    return (_("%(day)s 到期，还有 %(n)s 天") if left >= 0 else _("%(day)s 到期，已过 %(n)s 天")) % given

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
from kaifaqu.rooms.reform.pages import SHOWN, lights
from kaifaqu.rooms.reform.rules import Light, days_left

MOST = 4
OPEN = (Light.NOT_STARTED, Light.UNDER_WAY, Light.SOON, Light.LATE)


def driven(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """The programmes of the person's place and of those below it; for a place within a programme, its own column."""
    place: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None:
        return []
    above = [int(part) for part in place.path.strip("/").split("/")[:-1]]
    here = Q(subject__place__in=Place.objects.filter(path__startswith=place.path).values("pk"))
    seen = queries.programmes(visible_to(seat_of(request)))
    rows = seen.filter(here | Q(subject__place__in=above, by_zone=True)).order_by("-by_zone", "-started", "-pk")
    return [_card(row, place.pk if row.subject.place_id in above else None, day) for row in rows[:MOST]]


def _card(programme: Programme, column: int | None, day: date) -> dict[str, Any]:
    counts = _counts(programme, column, day)
    return {
        "name": programme.subject.name,
        "url": url_of(programme.subject),
        "place": programme.subject.place.name if programme.subject.place else "",
        "when": _when(programme, counts, day),
        "parts": _parts(counts),
    }


def _counts(programme: Programme, column: int | None, day: date) -> Counter[Light]:
    """How many cells have which light: over all zones, or in the one."""
    board = queries.board(programme, day)
    if board is None:
        return Counter()
    if column is not None:
        return Counter(line.cells[column].light for line in board.lines if column in line.cells)
    return sum((line.totals for line in board.lines), start=Counter())


def _parts(counts: Counter[Light]) -> list[dict[str, Any]]:
    """The lights that there are, each with its stretch of a bar of 1000."""
    whole, at = sum(counts.values()), 0
    parts = []
    for light, label in lights().items():
        if counts[light]:
            width = counts[light] * 1000 // whole
            shown = {"state": SHOWN.get(light, light.value), "under_way": light is Light.UNDER_WAY, "label": label}
            parts.append({**shown, "count": counts[light], "at": at, "width": width})
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

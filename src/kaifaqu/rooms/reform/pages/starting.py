"""Starting a programme: the reform office chooses among those that the charter of its place has."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.pages import seat_of

START = "reform.adopt_programme"


def start_action(request: HttpRequest) -> list[dict[str, Any]]:
    """The button that starts a programme at the person's own place, where he may and the charter has one with tasks."""
    place: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None or not reach(seat_of(request), START).filter(pk=place.pk).exists() or not _planned(place):
        return []
    return [{"label": _("启动改革方案"), "url": act_url(START, place.pk), "icon": "plus"}]


def startable(seat: Seat) -> list[tuple[str, Words]]:
    """The programmes of the charters in force where the person may start one, by their titles."""
    found: dict[str, Words] = {}
    for place in Place.objects.filter(pk__in=reach(seat, START).values("pk")):
        found |= {key: planned.title.text(lang()) for key, planned in _planned(place).items()}
    return list(found.items())


def _planned(place: Place) -> dict[str, Planned]:
    """What there is to drive at a place: a programme without tasks is a goal, not a programme under way."""
    institution = editions.governing(place, today())
    known = institution.of("programmes") if institution else {}
    return {key: each for key, each in known.items() if isinstance(each, Planned) and each.tasks}

"""What the homes show of this room: for a desk what is late or waits for it. What one is to do are cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.pages.desk import TAKE_IN, glance_cards, lights_of, place_of
from kaifaqu.rooms.followups.queries import followed, glance


def box(request: HttpRequest) -> list[dict[str, Any]]:
    """For whoever runs a desk, its numbers."""
    seat, place = seat_of(request), place_of(request)
    if place is None or not reach(seat, TAKE_IN).filter(pk=place.pk).exists():
        return []
    rows, shown = followed(visible_to(seat)), lights_of(request)
    cards = [card for card in glance_cards(glance(rows, shown)) if card["count"]]
    facts = [
        {"label": card["label"], "text": str(card["count"]), "src_kind": "computed", "url": card["url"]}
        for card in cards
    ]
    actions = [{"label": _("打开督办台"), "url": reverse("followups:desk")}]
    return [{"title": _("督办台"), "facts": facts, "actions": actions, "aside": True}] if facts else []

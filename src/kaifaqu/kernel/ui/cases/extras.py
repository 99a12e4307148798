"""What rooms put on a case's page beside what every case shows, and which cases they begin on pages of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from kaifaqu.kernel.cases.models import Case

Boxes = Callable[[HttpRequest, Case], list[dict[str, Any]]]
"""Boxes as `ui/components/box.html` draws them: title; optional note, facts, actions. A box with `template` is drawn
by that template instead, which finds it as `box`; one that says `wide` stands in the middle instead of at the side.
Actions that say which `act` of a case they do, and with which `verdict`, stand among what the person may do: for an
answer that has an effect or decides something they take the place of the page's own form, else its form is nearer."""

_boxes: list[Boxes] = []
_started: dict[str, Callable[[], str]] = {}


def add_box(boxes: Boxes) -> None:
    """Offer boxes on the page of every case; a function answers nothing for a case that is none of its business."""
    _boxes.append(boxes)


def boxes_of(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """What the rooms put on the page of a case, in the order in which they offered it."""
    return [box for boxes in _boxes for box in boxes(request, case)]


def start_elsewhere(procedure: str, url: Callable[[], str]) -> None:
    """Say that cases of a procedure are begun on a room's own page; with an empty address, by nobody on a page."""
    _started[procedure] = url


def started_at(procedure: str) -> str | None:
    """Where cases of a procedure are begun: an address, "" for the page of all cases, None for nowhere."""
    if procedure not in _started:
        return ""
    return _started[procedure]() or None

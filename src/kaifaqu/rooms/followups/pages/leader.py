"""The leader's page: only what needs him, one line each with what he is asked to decide; printed on one page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.pages.desk import book_of, lights_of, line_of, place_of
from kaifaqu.rooms.followups.pages.words import joined, left, shortened
from kaifaqu.rooms.followups.queries import Glance, Line, followed, glance
from kaifaqu.rooms.followups.queries.leading import Needed, needed
from kaifaqu.rooms.followups.rules import days_left
from kaifaqu.rooms.followups.rules.deciding import Decision

GROUP_TEXT = 120
"""A message in a group is read to its end if it is no longer."""
TOLD = 3


def leader(request: HttpRequest) -> HttpResponse:
    """What needs the leader today."""
    rows, shown = followed(visible_to(seat_of(request))), lights_of(request)
    found = needed(rows, shown, book_of(request))
    numbers, place = glance(rows, shown), place_of(request)
    context = {
        "title": _("请领导定的事"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "sub": _("只列逾期和有争议、需要领导拍板的，一事一行。"),
        "place": place.subject.name if place else "",
        "at": now(),
        "numbers": numbers,
        "rows": [{**line_of(each.line, shown), **asked(each, shown.day)} for each in found],
        "group": group_text(found, numbers, shown.day),
        "nothing": {"text": _("今天没有需要领导定的事。")},
    }
    return render(request, "followups/leader.html", context)


def asked(each: Needed, day: date) -> dict[str, Any]:
    """What a matter asks of the leader, in one line, and why."""
    return {"ask": decision_words(each), "why": why(each, day), "slip": each.slip.value}


def decision_words(each: Needed) -> str:
    """What the leader is asked to decide."""
    report = each.line.report
    lead = joined(each.line.lead) or _("牵头单位")
    if each.decision is Decision.NAME_LEAD:
        return _("请定：由谁牵头、什么时限")
    if each.decision is Decision.SUPPORT and report is not None:
        whom = report.need_from.name if report.need_from else _("有关单位")
        return _("请定：请%(whom)s支持——%(what)s") % {"whom": whom, "what": shortened(report.need or report.stuck, 24)}
    if each.decision is Decision.CONVENE:
        return _("请定：是否召集%(lead)s会商") % {"lead": lead}
    return _("请过问：%(lead)s") % {"lead": lead}


def why(each: Needed, day: date) -> str:
    """Why it needs him: how late, and what the unit says."""
    line = each.line
    if each.decision is Decision.NAME_LEAD:
        return _("牵头单位有异议，交办单位逾期未答复")
    late = left(days_left(line.due, day))
    if line.report is None:
        return _("%(late)s，没有报过进展") % {"late": late}
    stuck = line.report.stuck or line.report.need
    return _("%(late)s，卡在：%(stuck)s") % {"late": late, "stuck": shortened(stuck, 30)} if stuck else late


def group_text(found: list[Needed], numbers: Glance, day: date) -> str:
    """The same for a group chat: at most 120 characters, no names of firms or people."""
    if not found:
        return ""
    head = _("【督办】在办%(open)s件，逾期%(late)s件，请领导定%(n)s件：") % {
        "open": numbers.open,
        "late": numbers.late,
        "n": len(found),
    }
    return fitted(head, [_part(n, each.line, day) for n, each in enumerate(found[:TOLD], 1)])


def _part(n: int, line: Line, day: date) -> str:
    late = left(days_left(line.due, day))
    told = {"n": n, "title": shortened(line.case.subject.name, 14), "lead": joined(line.lead), "late": late}
    return _("%(n)s.%(title)s（%(lead)s，%(late)s）") % told


def fitted(head: str, parts: list[str]) -> str:
    """As many whole parts behind the head as there is room for."""
    text, apart = head, ""
    for part in parts:
        if len(text) + len(apart) + len(part) > GROUP_TEXT:
            break
        text, apart = f"{text}{apart}{part}", str(_("；"))
    return text if apart else text.rstrip(str(_("：")))

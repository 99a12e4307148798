"""Several matters at once: urged with one message for each unit, however many matters it has."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, batch, find, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.pages.desk import URGE, lights_of, line_of
from kaifaqu.rooms.followups.pages.leader import fitted
from kaifaqu.rooms.followups.pages.words import shortened
from kaifaqu.rooms.followups.queries import NEXT_DUE, OPEN, Lights, Line, followed, lines

MOST = 200
WORDS = 500


def picked(request: HttpRequest) -> list[int]:
    """The matters that were ticked."""
    sent = request.POST.getlist("pick") or request.GET.getlist("pick")
    return [int(each) for each in sent[:MOST] if each.isdecimal() and len(each) <= 18]


def urge(request: HttpRequest) -> HttpResponse:
    """What was ticked, by unit, with the message that each gets; on the second press they are urged."""
    if request.method != "POST":
        return redirect("followups:desk")
    seat, shown = seat_of(request), lights_of(request)
    rows = followed(visible_to(seat)).filter(OPEN, pk__in=picked(request), subject__in=reach(seat, URGE))
    found = lines(rows.order_by(*NEXT_DUE), shown)
    back = back_of(request)
    if not found:
        messages.warning(request, _("没有选中可以催办的事项。"))
        return redirect(back)
    words = request.POST.get("words", "").strip()[:WORDS]
    if "confirm" in request.POST:
        _urged(request, [line.case for line in found], words)
        return redirect(back)
    context = {
        "title": _("催办"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "sub": _("一个单位一条，不管有几件。"),
        "units": by_unit(found, shown),
        "picked": [line.case.pk for line in found],
        "words": words,
        "next": back,
        "batch_url": reverse("followups:batch"),
    }
    return render(request, "followups/urge.html", context)


def by_unit(found: list[Line], shown: Lights) -> list[dict[str, Any]]:
    """The matters by whoever holds them, each unit with its one message."""
    units: dict[int, list[Line]] = {}
    for line in found:
        units.setdefault(line.case.holder_id or 0, []).append(line)
    return [
        {
            "name": group[0].case.holder.name if group[0].case.holder else _("交办单位"),
            "count": len(group),
            "rows": [line_of(line, shown) for line in group],
            "text": message(group),
        }
        for group in units.values()
    ]


def message(group: list[Line]) -> str:
    """What one unit is told, in at most 120 characters: how many, which, by when."""
    holder = group[0].case.holder
    head = _("【催办】%(unit)s：%(n)s 件请抓紧：") % {"unit": holder.name if holder else "", "n": len(group)}
    parts = [
        _("%(title)s（%(day)s 到期）") % {"title": shortened(line.case.subject.name, 16), "day": f"{line.due:%m-%d}"}
        if line.due
        else shortened(line.case.subject.name, 16)
        for line in group
    ]
    return fitted(head, parts)


def _urged(request: HttpRequest, cases: list[Case], words: str) -> None:
    with through("page"):
        outcome = batch(find(URGE), [Ref(case.pk) for case in cases], by=seat_of(request), words=words)
    if outcome.done:
        messages.success(request, _("已催办 %(n)s 件。") % {"n": len(outcome.done)})
    for ref, refusal in outcome.refused:
        title = next((case.subject.name for case in cases if case.pk == ref.id), "")
        messages.warning(request, _("没有催办：%(title)s——%(why)s") % {"title": title, "why": refusal.words})


def back_of(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("followups:desk")

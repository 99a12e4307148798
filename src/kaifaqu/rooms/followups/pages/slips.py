"""Slips (督办单) of what was ticked: blue within the limit, yellow and red behind it; issued singly, printed at once.

The colour follows from the charter's spans and may be chosen otherwise; the paper itself is drawn and numbered as every
letter is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, batch, find, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.letters.models import Colour, LetterKind
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.pages.batch import WORDS, back_of, picked
from kaifaqu.rooms.followups.pages.desk import ISSUE, book_of, lights_of, line_of
from kaifaqu.rooms.followups.queries import NEXT_DUE, OPEN, Line, followed, lines
from kaifaqu.rooms.followups.queries.leading import slip_of

MANDATE = 200
PILLS = {Colour.BLUE: "info", Colour.YELLOW: "soon", Colour.RED: "late"}


def slips(request: HttpRequest) -> HttpResponse:
    """What was ticked, each with the colour that its lateness calls for; on the second press the slips go out."""
    if request.method != "POST":
        return redirect("followups:desk")
    seat, shown = seat_of(request), lights_of(request)
    rows = followed(visible_to(seat)).filter(OPEN, pk__in=picked(request), subject__in=reach(seat, ISSUE))
    found = [line for line in lines(rows.order_by(*NEXT_DUE), shown) if line.lead]
    if not found:
        messages.warning(request, _("没有选中可以发督办单的事项。"))
        return redirect(back_of(request))
    if "confirm" in request.POST:
        return redirect(_issued(request, found))
    context = {
        "title": _("督办单"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "sub": _("时限内发蓝色单，逾期发黄色单，久拖发红色单；颜色按制度方案定，可以改。"),
        "rows": [{**line_of(line, shown), **_colours(request, line)} for line in found],
        "next": back_of(request),
    }
    return render(request, "followups/slips.html", context)


def _colours(request: HttpRequest, line: Line) -> dict[str, Any]:
    chosen = _due_colour(request, line)
    options = [{"value": each.value, "label": each.label, "selected": each is chosen} for each in Colour]
    return {"colours": options, "colour": {"kind": PILLS[chosen], "text": chosen.label}}


def _due_colour(request: HttpRequest, line: Line) -> Colour:
    """The colour by the charter's spans."""
    return Colour(slip_of(line.case, lights_of(request).day, book_of(request)).value)


def _sent_colour(request: HttpRequest, line: Line) -> Colour:
    sent = request.POST.get(f"colour-{line.case.pk}", "")
    return Colour(sent) if sent in Colour.values else _due_colour(request, line)


def _issued(request: HttpRequest, found: Sequence[Line]) -> str:
    """Issue the slips to those who lead; where to print them, or back where none went out."""
    words = request.POST.get("words", "").strip()[:WORDS]
    mandate = request.POST.get("mandate", "").strip()[:MANDATE]
    each = {n: {"to": Ref(line.lead[0].pk), "colour": _sent_colour(request, line)} for n, line in enumerate(found)}
    with through("page"):
        outcome = batch(
            find(ISSUE),
            [Ref(line.case.pk) for line in found],
            by=seat_of(request),
            each=each,
            kind=LetterKind.SLIP,
            words=words,
            mandate=mandate,
        )
    titles = {line.case.pk: line.case.subject.name for line in found}
    for ref, refusal in outcome.refused:
        given = {"title": titles.get(ref.id, ""), "why": refusal.words}
        messages.warning(request, _("没有发出：%(title)s——%(why)s") % given)
    if not outcome.done:
        return back_of(request)
    messages.success(request, _("已发督办单 %(n)s 份，可以打印。") % {"n": len(outcome.done)})
    return f"{reverse('letters:many')}?{urlencode([('pick', letter.pk) for letter in outcome.done])}"

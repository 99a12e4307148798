"""What the pages on charters share: the day and charter asked for, what a place is called, faults told as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.lookup import institution
from kaifaqu.kernel.charter.models import Amendment, Stage
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import day_sent, seat_of

BEGIN, MOST = "charter.begin_amendment", 50
MARKED = (Grounding.INFERRED, Grounding.ASSUMED, Grounding.WEAK)


def day_of(request: HttpRequest) -> date:
    """The day that is asked about; today where none is."""
    return day_sent(request, "on", today())


def charter_of(place: str, day: date) -> Resolved:
    """The charter of a place with its superiors; 404 where it has none."""
    found = institution(place, day)
    if found is None:
        raise Http404
    return found


def standing(resolved: Resolved) -> dict[str, str]:
    """Whether a charter governs here: which edition since when, or that it is only a text for reference."""
    stamp = resolved.own.edition
    if stamp is None:
        return {"kind": "plain", "text": _("参照文本，未在本地施行")}
    given = {"n": stamp.number, "day": stamp.in_force.isoformat()}
    return {"kind": "info", "text": _("第 %(n)s 版，自 %(day)s 起施行") % given}


def told_faults(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page on charters; where one of them cannot be read it says which, where and why."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadCharter as error:
            rows = [{"cells": [_code(str(p.place)), _code(p.key), p.text(lang())]} for p in error.problems]
            labels = [_("位置"), _("条目"), _("问题")]
            context = {
                "title": _("制度方案读不出来"),
                "sub": _("改正以下各处后即可打开；命令 kaifaqu charter lint 给出同样的结果。"),
                "columns": [{"label": label} for label in labels],
                "rows": rows,
            }
            return render(request, "ui/list.html", context, status=500)

    return page


def _code(text: str) -> dict[str, Any]:
    """A name of a file or of a key, as it is typed."""
    return {"html": format_html("<code>{}</code>", text)}


def under_way(request: HttpRequest) -> list[dict[str, Any]]:
    """Amendments that are being drafted or wait for a second officer."""
    seen = visible_to(seat_of(request))
    rows = Amendment.objects.filter(stage__in=(Stage.DRAFTING, Stage.SUBMITTED), subject__in=seen)
    return [
        {
            "url": url_of(row.subject),
            "title": row.subject.name,
            "place": row.subject.place.name if row.subject.place else "",
            "stage": Stage(row.stage).label,
            "waits": row.stage == Stage.SUBMITTED,
            "day": row.in_force.isoformat(),
        }
        for row in rows.select_related("subject__place").order_by("-subject")[:MOST]
    ]


def title_of(resolved: Resolved, charter: str) -> str:
    """What a charter of the chain is called."""
    named = (layer.loaded.charter.title.text(lang()) for layer in resolved.layers if layer.name == charter)
    return next(named, charter)


def place_names(resolved: Iterable[str]) -> dict[str, str]:
    """What the places of charters are called, by their short names; one that is not registered has no name here."""
    rows = Place.objects.select_related("subject").filter(slug__in=set(resolved))
    return {row.slug: row.subject.name for row in rows}


def whose(resolved: Resolved) -> dict[str, str]:
    """What each charter of a chain is called by: its place, else its own title."""
    titles = {layer.name: layer.loaded.charter.title.text(lang()) for layer in resolved.layers}
    return {**titles, **place_names(titles)}

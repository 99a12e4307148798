"""What waits for an organ, the most pressing first; what it has done, what it started, what it was told of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases import inbox as queries
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import seat_of


def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the seat."""
    seat = seat_of(request)
    asks = queries.to_do(seat.organ, seat.post)[:50]
    rows = [
        {
            "url": url_of(ask.case.subject),
            "cells": [ask.case.subject.name, ask.get_kind_display(), {"text": ask.due_at or "—"}],
        }
        for ask in asks
    ]
    context = {
        "title": _("待办"),
        "columns": [{"label": _("办件名称")}, {"label": _("要办什么")}, {"label": _("期限"), "kind": "date"}],
        "rows": rows,
        "nothing": {"text": _("眼下没有等您办理的事。")},
    }
    return render(request, "ui/list.html", context)

"""The list of charters, and where every page on them stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.ui import adding, amending, clauses, constraints
from kaifaqu.kernel.ui.adapting import to_adapt
from kaifaqu.kernel.ui.charter_compare import compare_page, diff_page, diff_paper
from kaifaqu.kernel.ui.charter_pages import day_of, told_faults, under_way
from kaifaqu.kernel.ui.charter_reader import read
from kaifaqu.kernel.ui.charter_values import param
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.numbers import Shown


def charters(request: HttpRequest) -> HttpResponse:
    """Every charter, whose it is and whether it governs; amendments under way, and what is to be adapted."""
    day, rows = day_of(request), []
    known = library(day)
    for name, loaded in known.charters.items():
        own = loaded.charter
        above = known.charters.get(own.parent or "")
        stamp = loaded.edition
        cells = [
            own.title.text(lang()),
            above.charter.title.text(lang()) if above else "—",
            {"text": _("第 %(n)s 版") % {"n": stamp.number} if stamp else _("参照文本"), "src_kind": "computed"},
            own.in_force.isoformat(),
            {"fig": Shown(text=str(sum(1 for _ in own.clauses())), src_kind="computed")},
        ]
        rows.append((stamp is None, {"url": reverse("charters:read", args=[name]), "cells": cells, "muted": not stamp}))
    columns = [{"label": _("制度方案")}, {"label": _("上位方案")}, {"label": _("版本")}]
    columns += [{"label": _("施行日期"), "kind": "date"}, {"label": _("条数"), "kind": "figure"}]
    context = {
        "title": _("制度方案"),
        "sub": _("制度即数据：读、查、比、改。每个数都能看到出处。"),
        "actions": [{"label": _("各地怎么定"), "url": reverse("charters:compare"), "icon": "switch-horizontal"}],
        "columns": columns,
        "rows": [row for _first, row in sorted(rows, key=lambda pair: pair[0])],
        "nothing": {"text": _("还没有制度方案。")},
        "under_way": under_way(request),
        "to_adapt": to_adapt(request, day),
    }
    return render(request, "ui/charters/list.html", context)


app_name = "charters"
urlpatterns = [
    path("", told_faults(charters), name="list"),
    path("compare/", told_faults(compare_page), name="compare"),
    *amending.urlpatterns,
    *adding.urlpatterns,
    path("amendments/<int:pk>/<slug:noun>/<slug:key>/", clauses.clause, name="clause"),
    *constraints.urlpatterns,
    path("<slug:place>/", told_faults(read), name="read"),
    path("<slug:place>/params/<slug:key>/", told_faults(param), name="param"),
    path("<slug:old>/diff/<slug:new>/", told_faults(diff_page), name="diff"),
    path("<slug:old>/diff/<slug:new>/papers/<slug:name>.docx", told_faults(diff_paper), name="diff_paper"),
]

"""The pages of institutions' adjustments: what is on its way, how far it has come, and each one by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.words import LISTED
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.numbers import Shown, counted
from kaifaqu.kernel.ui.pages import acts_box, day_sent, demo_pill, recent, seat_of, visible
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.models import STAGE, Adjustment, Side, Stage

PROPOSE = "institutions.propose_adjustment"
STAGE_PILLS = {Stage.PROPOSED: "plain", Stage.SUBMITTED: "soon", Stage.APPROVED: "info", Stage.DONE: "ok"}


def adjustments(request: HttpRequest) -> HttpResponse:
    """What is being done to a place's institutions, how far it has come, and what it has come to in numbers."""
    day = day_sent(request, "on", today())
    before = day_sent(request, "before", date(day.year, 1, 1))
    seen = visible_to(seat_of(request))
    rows = queries.adjustments(seen, day)
    columns = [_("调整事项"), _("类型"), _("进度"), _("自"), _("涉及"), _("承接方"), _("出处")]
    place = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    may = place is not None and reach(seat_of(request), PROPOSE).filter(pk=place.pk).exists()
    context = {
        "title": _("机构调整"),
        "sub": _("截至 %(day)s。列名的逐个记，只有总数的按总数记，不摊到各机构。") % {"day": day.isoformat()},
        "actions": [{"label": _("提出机构调整"), "url": act_url(PROPOSE, place.pk), "icon": "plus"}] if may else [],
        "days": {"before": before.isoformat(), "after": day.isoformat()},
        "turned": before > day,
        "changed_columns": _changed_columns(before, day),
        "changed": [_changed_row(row) for row in queries.changed_between(rows, before, day, lang())],
        "columns": [{"label": label} for label in columns],
        "rows": [{"url": url_of(row.adjustment.subject), "cells": _adjusted_cells(row)} for row in rows],
        "total_text": str(len(rows)),
        "nothing": {"text": _("还没有机构调整。")},
    }
    return render(request, "institutions/adjustments.html", context)


def _changed_columns(before: date, after: date) -> list[dict[str, str]]:
    days = [{"label": _("至 %(day)s") % {"day": day.isoformat()}, "kind": "figure"} for day in (before, after)]
    return [{"label": _("已完成的调整")}, *days, {"label": _("其间"), "kind": "figure"}, {"label": _("由哪些调整")}]


def _changed_row(row: queries.Changed) -> dict[str, Any]:
    numbers = [{"fig": counted(n, row.unit)} for n in (row.before, row.after, row.after - row.before)]
    return {"cells": [row.title, *numbers, _listed(made.adjustment.subject for made in row.made_by)]}


def _adjusted_cells(row: queries.Adjusted) -> list[Any]:
    own = row.adjustment
    pill = {"kind": STAGE_PILLS[row.stage], "text": row.stage.label} if row.stage else None
    return [
        {"text": own.subject.name},
        str(own.get_kind_display()),
        {"pill": pill} if pill else "—",
        row.since.isoformat() if row.since else "—",
        _concerned(row),
        _listed(row.into),
        {"text": f"{own.source} {own.paragraph}".strip() or "—", "src_kind": "sourced"},
    ]


def _listed(subjects: Iterable[Subject]) -> str:
    return LISTED[lang() == "en"].join(subject.name for subject in subjects) or "—"


def _concerned(row: queries.Adjusted) -> dict[str, Any]:
    """Those named; else how many, marked where the count is a reading."""
    if row.adjustment.count is None:
        return {"text": _listed(row.bodies)}
    synthetic = row.adjustment.subject.synthetic
    kind = "synthetic" if synthetic else "inferred" if row.adjustment.inferred else "sourced"
    return {"fig": Shown(text=str(row.adjustment.count), src_kind=kind), "note": _("只有总数，没有名单")}


def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """One adjustment: whom it concerns, each step with its day, what can be done next."""
    subject = visible(request, pk)
    row = next((r for r in queries.adjustments(Subject.objects.filter(pk=pk), today())), None)
    if row is None:
        raise Http404
    own = row.adjustment
    facts = [
        {"label": _("类型"), "text": str(own.get_kind_display())},
        {"label": _("涉及"), **_concerned(row)},
        *({"label": _("承接方"), "text": s.name, "url": url_of(s)} for s in row.into),
        *([{"label": _("调整后的级别"), "text": own.level}] if own.level else []),
        *([{"label": _("出处"), "text": f"{own.source} {own.paragraph}", "src_kind": "sourced"}] if own.source else []),
    ]
    taken = list(queries.series(pk, STAGE))
    steps = [{"label": step.start.isoformat(), "text": Stage(step.code).label} for step in taken]
    open_acts = [] if any(step.code == Stage.DONE for step in taken) else acts_box(request, subject)
    context = {
        "title": subject.name,
        "crumbs": [{"label": _("机构调整"), "url": reverse("institutions:adjustments")}],
        "pills": [
            *([{"kind": STAGE_PILLS[row.stage], "text": row.stage.label}] if row.stage else []),
            *demo_pill(subject),
        ],
        "facts": facts,
        "boxes": [*open_acts, {"title": _("进度"), "facts": steps}],
        **recent(request, subject),
    }
    return render(request, "ui/detail.html", context)


SIDES = {side.value: side for side in Side}
name_fields(STAGE.key, lambda key: str(STAGE.title), lambda value: str(dict(Stage.choices).get(value, "")))
for _side in Side:
    name_fields(_side.value, lambda key: str(SIDES[key].label), lambda value: "")
page_of(Adjustment.KIND, lambda subject: reverse("institutions:adjustment", args=[subject.pk]))

urlpatterns = [
    path("adjustments/", adjustments, name="adjustments"),
    path("adjustments/<int:pk>/", adjustment, name="adjustment"),
]

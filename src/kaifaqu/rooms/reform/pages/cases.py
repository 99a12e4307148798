"""The pages of model cases: the list by level and state, and one case with its steps and where it was copied."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.labels import name_fields, name_kind
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.listing import Column, Filter, Listing, options
from kaifaqu.kernel.ui.numbers import Shown
from kaifaqu.kernel.ui.pages import demo_pill, recent, seat_of, visible
from kaifaqu.rooms.reform.models import CaseStep, Level, ModelCase, Step
from kaifaqu.rooms.reform.queries import cases as queries
from kaifaqu.rooms.reform.queries.cases import Told

WRITE = "reform.write_case"
PILLS = {
    Step.WRITTEN: "plain",
    Step.SUBMITTED: "soon",
    Step.ADOPTED: "ok",
    Step.DECLINED: "plain",
    Step.COPIED: "info",
}
NEXT = {
    Step.SUBMITTED: "reform.submit_case",
    Step.ADOPTED: "reform.adopt_case",
    Step.DECLINED: "reform.decline_case",
    Step.COPIED: "reform.copy_case",
}


def cases(request: HttpRequest) -> HttpResponse:
    """The model cases within sight, by state, level, and who copied them."""
    seen = visible_to(seat_of(request))
    places = queries.copying_places(seen)
    listing: Listing[ModelCase] = Listing(
        columns=(
            Column("case", _("典型案例"), order=("subject__sort_key", "subject_id")),
            Column("place", _("地方")),
            Column("theme", _("主题")),
            Column("state", _("进度"), "pill"),
            Column("level", _("列入级别")),
            Column("by", _("列入单位")),
            Column("copied", _("推广"), "num"),
            Column("source", _("出处")),
        ),
        order=("subject__sort_key", "subject_id"),
        filters=(
            Filter("q", _("名称含"), _named, kind="text"),
            Filter("state", _("进度"), queries.in_state, options=options(Step.choices, _("全部"))),
            Filter("level", _("级别"), queries.at_level, options=options(Level.choices, _("全部"))),
            Filter(
                "copied",
                _("推广地"),
                lambda rows, value: queries.copied_at(rows, int(value)),
                options=options([(str(p.pk), p.name) for p in places], _("全部")),
            ),
        ),
    )
    page = listing.page(queries.cases(seen), request.GET)
    context = {
        "title": _("典型案例"),
        "sub": _("从形成材料、报送，到列入哪一级、在哪里推广，一步一登记；原文没有的写明未载。"),
        "crumbs": [{"label": _("改革推进"), "url": reverse("reform:programmes")}],
        "actions": _write_action(request),
        "rows": [{"url": url_of(row.subject), "cells": _cells(queries.told(row))} for row in page.rows],
        "nothing": {"text": _("没有符合条件的典型案例。")},
        **page.context,
    }
    return render(request, "ui/list.html", context)


def _named(rows: QuerySet[ModelCase], value: str) -> QuerySet[ModelCase]:
    return rows.filter(subject__title__contains=value) | rows.filter(subject__title_en__icontains=value)


def _write_action(request: HttpRequest) -> list[dict[str, Any]]:
    place = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None or not reach(seat_of(request), WRITE).filter(pk=place.pk).exists():
        return []
    return [{"label": _("形成典型案例"), "url": act_url(WRITE, place.pk), "icon": "plus"}]


def _cells(row: Told) -> list[Any]:
    own = row.case
    return [
        {"text": own.subject.name},
        own.subject.place.name if own.subject.place else "",
        {"text": own.theme},
        {"pill": {"kind": PILLS[row.state], "text": str(row.state.label)}},
        _level(row.level),
        {"text": row.level.body} if row.level else "—",
        {"text": str(len(row.copies)), "src_kind": "computed"},
        {"text": f"{own.source} {own.paragraph}".strip() or "—", "src_kind": "sourced"},
    ]


def _level(step: CaseStep | None) -> dict[str, Any]:
    """At which level it was adopted, marked where that is a reading; what the source leaves out says so."""
    if step is None:
        return {"text": "—"}
    if not step.level:
        return {"fig": Shown(text="", src_kind="none", reason=_not_said(step))}
    return {"fig": Shown(text=str(step.get_level_display()), src_kind="inferred" if step.inferred else "sourced")}


def _not_said(step: CaseStep) -> str:
    """What is not known: a source that leaves it out is named as such."""
    return _("原文未载") if step.source else _("未登记")


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what it is, every step with its day and document, where it was copied, what comes next."""
    subject = visible(request, pk)
    found = queries.cases(Subject.objects.filter(pk=pk)).first()
    if found is None:
        raise Http404
    row = queries.told(found)
    pills = [{"kind": PILLS[row.state], "text": str(row.state.label)}]
    if row.pending and row.state is Step.ADOPTED:
        pills.append({"kind": "soon", "text": _("又报上级，待定")})
    context = {
        "title": subject.name,
        "crumbs": [
            {"label": _("改革推进"), "url": reverse("reform:programmes")},
            {"label": _("典型案例"), "url": reverse("reform:cases")},
        ],
        "pills": [*pills, *demo_pill(subject)],
        "facts": _about(request, row, subject),
        "columns": [{"label": label} for label in (_("步骤"), _("日期"), _("单位"), _("级别"), _("说明"))],
        "rows": [{"cells": _step(step)} for step in row.steps if step.step != Step.COPIED],
        "copy_columns": [{"label": label} for label in (_("推广到"), _("日期"), _("依据"), _("出处"))],
        "copies": [{"url": _copied_url(step), "cells": _copy(step)} for step in row.copies],
        "boxes": _acts(request, row),
        **recent(request, subject),
    }
    return render(request, "reform/case.html", context)


def _about(request: HttpRequest, row: Told, subject: Subject) -> list[dict[str, Any]]:
    """Theme, place and source; the case is known everywhere, the page of its place to whoever may see that."""
    own = row.case
    rows: list[dict[str, Any]] = [{"label": _("主题"), "text": own.theme}]
    if subject.place:
        open_to_him = visible_to(seat_of(request)).filter(pk=subject.place.pk).exists()
        url = url_of(subject.place) if open_to_him else ""
        rows.insert(0, {"label": _("地方"), "text": subject.place.name, "url": url})
    if own.source:
        rows.append({"label": _("出处"), "text": f"{own.source} {own.paragraph}".strip(), "src_kind": "sourced"})
    return rows


def _day(step: CaseStep) -> dict[str, Any]:
    if step.day is None:
        return {"fig": Shown(text="", src_kind="none", reason=_not_said(step))}
    return {"text": step.day.isoformat()}


def _step(step: CaseStep) -> list[Any]:
    kind = Step(step.step)
    level: Any = _level(step) if kind is Step.ADOPTED else "—"
    words = " ".join(part for part in (step.document, step.words) if part)
    return [
        {"pill": {"kind": PILLS[kind], "text": str(kind.label)}},
        _day(step),
        {"text": step.body or "—"},
        level,
        {"text": words or "—", "src_kind": "sourced"},
    ]


def _copied_url(step: CaseStep) -> str:
    return f"{reverse('reform:cases')}?copied={step.place_id}"


def _copy(step: CaseStep) -> list[Any]:
    return [
        {"text": step.place.name if step.place else ""},
        _day(step),
        {"text": step.words or "—", "src_kind": "sourced"},
        {"text": step.source or "—", "src_kind": "sourced"},
    ]


def _acts(request: HttpRequest, row: Told) -> list[dict[str, Any]]:
    """The steps that can come now, for whoever may take them."""
    labels = {
        Step.SUBMITTED: _("报送"),
        Step.ADOPTED: _("记列入"),
        Step.DECLINED: _("记未列入"),
        Step.COPIED: _("记推广"),
    }
    offered: list[dict[str, Any]] = []
    for step in Step:
        name = NEXT.get(step)
        if name is None or step not in row.next_steps():
            continue
        if reach(seat_of(request), name).filter(pk=row.case.pk).exists():
            url = act_url(name, row.case.pk)
            offered.append({"label": labels[step], "url": url, "primary": not offered})
    return [{"title": _("我可以"), "actions": offered}] if offered else []


STEPS = dict(Step.choices)
name_fields("case_step", lambda key: _("进度"), lambda value: str(STEPS.get(value, "")))
name_fields("copied_to", lambda key: _("推广到"), lambda value: "")
name_kind(ModelCase.KIND, gettext_lazy("典型案例"))
page_of(ModelCase.KIND, lambda subject: reverse("reform:case", args=[subject.pk]))

urlpatterns = [
    path("cases/", cases, name="cases"),
    path("cases/<int:pk>/", case, name="case"),
]

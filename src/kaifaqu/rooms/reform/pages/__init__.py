"""The pages of this room: programmes, the board of tasks by zones, and one cell with its proofs and its history."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.charter.reading import cited, sentence
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.grid import grid_action
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.numbers import shown, where_from
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, recent, seat_of, visible
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Programme, Report, State
from kaifaqu.rooms.reform.queries import Board, Proof
from kaifaqu.rooms.reform.rules import Light, days_left

WIDEST = 25
SHOWN = {Light.UNDER_WAY: "not_started"}
PILLS = {
    State.UNDER_WAY: "info",
    State.CLAIMED: "soon",
    State.VERIFIED: "ok",
    State.RETURNED: "late",
    State.NOT_APPLICABLE: "plain",
    State.EXPLAINED: "plain",
}
ACTS = ("report_progress", "verify_progress", "explain_delay", "set_aside")


def _lights() -> dict[Light, str]:
    """The lights in words, in the order of a total."""
    return {
        Light.VERIFIED: _("已核验"),
        Light.CLAIMED: _("已报未核"),
        Light.UNDER_WAY: _("推进中"),
        Light.NOT_STARTED: _("未开始"),
        Light.SOON: _("临期"),
        Light.LATE: _("逾期"),
        Light.NOT_APPLICABLE: _("不适用"),
    }


def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes within sight, each with how far it has come."""
    day = day_sent(request, "on", today())
    found = [(p, queries.board(p, day)) for p in queries.programmes(visible_to(seat_of(request)))]
    rows = [{"url": url_of(p.subject), "cells": _summary(p, board)} for p, board in found]
    labels = [_("改革方案"), _("地方"), _("批复"), _("期限"), _("任务 × 开发区"), _("已核验"), _("逾期")]
    context = {
        "title": _("改革推进"),
        "sub": _("任务按开发区逐项推进；报完成不等于核验通过。"),
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "nothing": {"text": _("还没有启动的改革方案。方案写在制度方案里，由改革办启动。")},
    }
    return render(request, "ui/list.html", context)


def _summary(programme: Programme, board: Board | None) -> list[Any]:
    subject = programme.subject
    totals = sum((line.totals for line in board.lines), start=type(board.lines[0].totals)()) if board else {}
    cells = sum(totals.values())
    return [
        {"text": subject.name},
        subject.place.name if subject.place else "",
        programme.started.isoformat(),
        programme.deadline.isoformat() if programme.deadline else "—",
        {"text": str(cells), "src_kind": "computed"},
        {"text": str(totals.get(Light.VERIFIED, 0)), "src_kind": "computed"},
        {"text": str(totals.get(Light.LATE, 0)), "src_kind": "computed"},
    ]


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Tasks by zones, at most 25 zones a page, with totals over all of them."""
    subject = visible(request, pk)
    programme = get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)
    day = day_sent(request, "on", today())
    places = queries.driven(programme)
    start = _start(request, len(places))
    found = queries.board(programme, day, places[start : start + WIDEST])
    if found is None:
        raise Http404
    seen = set(visible_to(seat_of(request)).filter(pk__in=[p.pk for p in found.places]).values_list("pk", flat=True))
    left = days_left(programme.deadline, day)
    names = _lights()
    totals = sum((line.totals for line in found.lines), start=type(found.lines[0].totals)())
    context = {
        "title": subject.name,
        "crumbs": [{"label": _("改革推进"), "url": reverse("reform:programmes")}],
        "pills": demo_pill(subject),
        "sub": _when(programme, left),
        "actions": _grid_action(request, programme),
        "day": day.isoformat(),
        "places": [{"name": p.name, "synthetic": p.synthetic} for p in found.places],
        "lines": [_line(programme, found, line, seen) for line in found.lines],
        "legend": [
            {"state": SHOWN.get(each, each.value), "label": label, "count": totals[each]}
            for each, label in names.items()
        ],
        "older": f"?start={start + WIDEST}" if start + WIDEST < len(places) else "",
        "newer": f"?start={start - WIDEST}" if start else "",
        "charter_url": reverse("charters:read", args=[found.institution.place]) + "#reform",
    }
    return render(request, "reform/board.html", context)


def _grid_action(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """The ledger of what zones report: of the programme's place, or of the person's own zone in it."""
    own = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    within = own is not None and f"/{programme.subject.place_id}/" in own.path
    places = [programme.subject.place_id or 0, *([own.pk] if within else [])] if programme.by_zone else []
    return grid_action(seat_of(request), "progress", places, _("在表格里报进展"))


def _start(request: HttpRequest, many: int) -> int:
    sent = request.GET.get("start", "")
    start = int(sent) if sent.isdecimal() and len(sent) < 6 else 0
    return start // WIDEST * WIDEST if start < many else 0


def _when(programme: Programme, left: int | None) -> str:
    place = programme.subject.place.name if programme.subject.place else ""
    begun = _("%(place)s · %(day)s 批复") % {"place": place, "day": programme.started.isoformat()}
    if programme.deadline is None or left is None:
        return begun
    given = {"begun": begun, "day": programme.deadline.isoformat(), "n": abs(left)}
    return (
        _("%(begun)s · %(day)s 到期，还有 %(n)s 天") if left >= 0 else _("%(begun)s · %(day)s 到期，已过 %(n)s 天")
    ) % given


def _line(programme: Programme, found: Board, line: queries.Line, seen: set[int]) -> dict[str, Any]:
    lead = found.institution.party(line.task.lead, lang()) if line.task.lead else ""
    return {
        "title": line.task.title.text(lang()),
        "lead": lead,
        "source": line.task.src or "",
        "cells": [
            {
                "state": SHOWN.get(cell.light, cell.light.value),
                "under_way": cell.light is Light.UNDER_WAY,
                "words": bool(cell.explained),
                "url": reverse("reform:cell", args=[programme.pk, line.key, place]) if place in seen else "",
            }
            for place, cell in line.cells.items()
        ],
        "done": line.totals[Light.VERIFIED],
        "late": line.totals[Light.LATE],
        "all": sum(line.totals.values()) - line.totals[Light.NOT_APPLICABLE],
    }


def cell(request: HttpRequest, pk: int, task: str, place: int) -> HttpResponse:
    """One task in one zone: what was said, what the facts say, what can be done."""
    subject = visible(request, pk)
    where = visible(request, place)
    programme = get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)
    day = day_sent(request, "on", today())
    found = queries.board(programme, day, [where])
    line = next((each for each in found.lines if each.key == task), None) if found else None
    if found is None or line is None or place not in line.cells:
        raise Http404
    current = line.cells[place]
    proved = queries.proofs(found.institution, line.task, place, day, programme.started)
    context = {
        "title": line.task.title.text(lang()),
        "crumbs": [
            {"label": _("改革推进"), "url": reverse("reform:programmes")},
            {"label": subject.name, "url": url_of(subject)},
        ],
        "pills": demo_pill(where),
        "sub": where.name,
        "place_url": url_of(where),
        "light": SHOWN.get(current.light, current.light.value),
        "state": current.latest.get_state_display() if current.latest else "",
        "facts": _facts(programme, found, line),
        "proofs": [_proof(found, p, day) for p in proved],
        "said": [_said(row) for row in queries.history(programme, task, place)],
        "boxes": _acts(request, programme, task, where),
        **recent(request, where),
    }
    return render(request, "reform/cell.html", context)


def _facts(programme: Programme, found: Board, line: queries.Line) -> list[dict[str, Any]]:
    lead = found.institution.party(line.task.lead, lang()) if line.task.lead else _("方案没有写明")
    told = [
        (_("牵头单位"), lead, ""),
        (_("期限"), programme.deadline.isoformat() if programme.deadline else "—", ""),
        (_("出处"), cited(found.institution, line.task.src or ""), "sourced"),
    ]
    return [{"label": label, "text": text, "src_kind": kind} for label, text, kind in told if text]


def _proof(found: Board, proof: Proof, day: Any) -> dict[str, Any]:
    """A test with the facts that it was held against: agrees, disagrees, or cannot be said and why."""
    noun = queries.noun_of(found.institution, proof.key)
    verdict = proof.verdict
    told = {True: ("ok", _("数据相符")), False: ("late", _("数据不符"))}
    kind, words = ("plain", verdict.text(lang())) if isinstance(verdict, NotApplicable) else told[verdict]
    return {
        "sentence": sentence(found.institution, noun, proof.key, day, lang()),
        "kind": kind,
        "words": words,
        "facts": [_reading(reading) for reading in proof.readings],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    query = {"at": reading.slot or "", "on": reading.day.isoformat() if reading.day else ""}
    url = f"{reverse('fact', args=[reading.subject, reading.fact.key])}?{urlencode(query)}"
    known = isinstance(reading.figure, Figure)
    label = reading.fact.title.text(lang())
    slots = {"before": _("改革前"), "after": _("改革后")}
    slot = slots.get(reading.slot or "", "")
    return {
        "label": f"{label} · {slot}" if slot else label,
        "fig": shown(reading.figure, explain_url=url if known else "", title=label),
        "source": where_from(reading) if known else "",
    }


def _said(row: Report) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "kind": PILLS[State(row.state)],
        "state": row.get_state_display(),
        "words": row.words,
        "who": row.person.name if row.person else "",
        "source": row.source,
    }


def _acts(request: HttpRequest, programme: Programme, task: str, where: Subject) -> list[dict[str, Any]]:
    """What the person may do to the cell, with programme and task filled in."""
    labels = {
        "report_progress": _("报告进展"),
        "verify_progress": _("核验进展"),
        "explain_delay": _("逾期说明"),
        "set_aside": _("列为不适用"),
    }
    given = urlencode(
        {"programme": programme.pk, "task": task, "next": reverse("reform:cell", args=[programme.pk, task, where.pk])}
    )
    offered: list[dict[str, Any]] = []
    for verb in ACTS:
        name = f"reform.{verb}"
        if reach(seat_of(request), name).filter(pk=where.pk).exists():
            url = f"{act_url(name, where.pk)}?{given}"
            offered.append({"label": labels[verb], "url": url, "primary": not offered})
    return [{"title": _("我可以"), "actions": offered}] if offered else []


def _task_title(field: str) -> str:
    """What a task in a record is called: `task.<programme>.<task>`."""
    _, key, task = field.split(".")
    for loaded in library(today()).charters.values():
        planned = loaded.charter.programmes.get(key)
        if planned is not None and task in planned.tasks:
            return planned.tasks[task].title.text(lang())
    return task


name_fields("task", _task_title, lambda value: str(dict(State.choices).get(value, "")))
page_of(Programme.KIND, lambda subject: reverse("reform:board", args=[subject.pk]))

app_name = "reform"
urlpatterns = [
    path("", programmes, name="programmes"),
    path("<int:pk>/", board, name="board"),
    path("<int:pk>/<slug:task>/<int:place>/", cell, name="cell"),
]

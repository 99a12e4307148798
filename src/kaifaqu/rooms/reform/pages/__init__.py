"""The pages of this room: programmes, the board of tasks by zones, and one cell with its proofs and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.forms import offer
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import page_of, url_of
from kaifaqu.kernel.ui.pages import day_sent, offered_elsewhere, seat_of
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import JUDGED, REPORTED, Programme, State, Visit
from kaifaqu.rooms.reform.pages import briefing, cases, goals, yearly_figures  # noqa: F401  (the last registers what it offers)
from kaifaqu.rooms.reform.pages.board import board
from kaifaqu.rooms.reform.pages.cell import cell
from kaifaqu.rooms.reform.pages.starting import START, start_action, startable
from kaifaqu.rooms.reform.pages.supervision import finding, supervision, visit
from kaifaqu.rooms.reform.pages.todo import todo
from kaifaqu.rooms.reform.queries import Board
from kaifaqu.rooms.reform.rules import Light


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
        "actions": [
            *start_action(request),
            {"label": _("改革待办"), "url": reverse("reform:todo"), "icon": "list-check"},
            {"label": _("改革目标"), "url": reverse("reform:goals"), "icon": "scale"},
            {"label": _("典型案例"), "url": reverse("reform:cases"), "icon": "book"},
        ],
        "nothing": {"text": _("还没有启动的改革方案。方案写在制度方案里，由改革办启动。")},
    }
    return render(request, "ui/list.html", context)


def _summary(programme: Programme, board: Board | None) -> list[Any]:
    subject = programme.subject
    totals = board.totals if board else {}
    cells = sum(line.counted for line in board.lines) if board else 0
    return [
        {"text": subject.name},
        subject.place.name if subject.place else "",
        programme.started.isoformat(),
        programme.deadline.isoformat() if programme.deadline else "—",
        {"text": str(cells), "src_kind": "computed"},
        {"text": str(totals.get(Light.VERIFIED, 0)), "src_kind": "computed"},
        {"text": str(totals.get(Light.LATE, 0)), "src_kind": "computed"},
    ]


def _task_title(field: str) -> str:
    """What a task in a record is called: `task.<programme>.<task>`."""
    _, key, task = field.split(".")
    for loaded in library(today()).charters.values():
        planned = loaded.charter.programmes.get(key)
        if planned is not None and task in planned.tasks:
            return planned.tasks[task].title.text(lang())
    return task


def _named(label: str) -> Callable[[str], str]:
    def told(field: str) -> str:
        return _("%(label)s · %(task)s") % {"label": gettext(label), "task": _task_title(field)}

    return told


def _tasks(seat: Seat) -> list[tuple[str, Words]]:
    """The tasks of the programmes within sight, by their titles."""
    found: dict[str, Words] = {}
    for programme in queries.programmes(visible_to(seat)):
        planned = queries.planned_of(programme, queries.institution_of(programme, today()))
        found |= {key: task.title.text(lang()) for key, task in (planned.tasks if planned else {}).items()}
    return list(found.items())


def _phases(seat: Seat) -> list[tuple[str, Words]]:
    """The phases of the programmes within sight, by number and words."""
    found: dict[str, Words] = {}
    for programme in queries.programmes(visible_to(seat)):
        planned = queries.planned_of(programme, queries.institution_of(programme, today()))
        for number, title in enumerate(planned.phases if planned else (), 1):
            found.setdefault(str(number), f"{number} · {title.text(lang())}")
    return list(found.items())


def _of(states: Iterable[State]) -> Callable[[Seat], list[tuple[str, Words]]]:
    return lambda seat: [(state.value, state.label) for state in states]


offered_elsewhere("reform.verify_progress", "reform.explain_delay", "reform.set_aside")
offered_elsewhere("reform.rectify_finding", "reform.close_finding", "reform.return_finding")
offer("reform.task", _tasks)
offer(f"{START}.key", startable)
offer("reform.begin_phase.phase_number", _phases)
offer("reform.report_progress.state", _of(REPORTED))
offer("reform.verify_progress.verdict", _of(JUDGED))
name_fields("task", _task_title, lambda value: str(dict(State.choices).get(value, "")))
name_fields("lead", _named(gettext_noop("牵头单位")), lambda value: "")
name_fields("due", _named(gettext_noop("分阶段时限")), lambda value: "")
name_fields("late_reason", lambda key: _("补录理由"), lambda value: "")
name_fields("phase_reason", lambda key: _("理由"), lambda value: "")
page_of(Programme.KIND, lambda subject: reverse("reform:board", args=[subject.pk]))
page_of(Visit.KIND, lambda subject: reverse("reform:visit", args=[subject.pk]))

app_name = "reform"
urlpatterns = [
    path("", programmes, name="programmes"),
    path("todo/", todo, name="todo"),
    path("visits/<int:pk>/", visit, name="visit"),
    path("findings/<int:pk>/", finding, name="finding"),
    path("<int:pk>/", board, name="board"),
    path("<int:pk>/supervision/", supervision, name="supervision"),
    path("<int:pk>/<slug:task>/<int:place>/", cell, name="cell"),
    *goals.urlpatterns,
    *cases.urlpatterns,
    *briefing.urlpatterns,
]

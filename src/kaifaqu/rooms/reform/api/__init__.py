"""What this room answers programs: a board, a programme's tasks in one place with their proofs, its findings."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id, Limit, lang
from kaifaqu.kernel.clock import today
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.api import briefing, cases, goals
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.queries import supervision
from kaifaqu.rooms.reform.rules import Light

Start = Annotated[int, Field(ge=0, le=100_000)]
router = Router(tags=["reform"])
for part in (goals, cases, briefing):
    router.add_router("", part.router)


class TaskOut(Schema):
    """A task in a place: its light, and what each test that proves it says of the facts."""

    task: str
    title: str
    source: str
    light: str
    proofs: dict[str, str]


class ProgrammeOut(Schema):
    """A programme's tasks in one place on a day."""

    programme: int
    key: str
    place: int
    on: str
    deadline: str | None
    tasks: list[TaskOut]


@reads(router, "/{int:programme}/{int:place}", "reform_tasks", ProgrammeOut, title=_("改革任务"))
def tasks(request: HttpRequest, programme: Id, place: Id, on: Day | None = None) -> dict[str, Any]:
    """Each task of a programme in a place: what was reported of it, and what the facts say."""
    seen = visible_to(caller(request))
    row = Programme.objects.select_related("subject").filter(pk=programme, subject__in=seen).first()
    if row is None or not seen.filter(pk=place).exists():
        raise NotFound
    day = on or today()
    return {
        "programme": row.pk,
        "key": row.key,
        "place": place,
        "on": day.isoformat(),
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "tasks": queries.tasks_json(row, place, day, lang()),
    }


class CellOut(Schema):
    """A task in a place: its light, the latest state that was said of it, and the unit's words on a delay."""

    place: int
    light: str
    state: str
    words: str


class LineOut(Schema):
    """A task: who leads it, when it is due, how many cells of each light over all places, and the cells asked for."""

    task: str
    title: str
    level: str
    lead: str
    due: str | None
    totals: dict[str, int]
    cells: list[CellOut]


class PlaceOut(Schema):
    """A column of the board."""

    id: int
    title: str
    synthetic: bool


class BoardOut(Schema):
    """A programme as tasks by places on a day; `next` is what to send as `start`, totals are over all places."""

    programme: int
    key: str
    on: str
    deadline: str | None
    phase: int | None
    totals: dict[str, int]
    places: list[PlaceOut]
    lines: list[LineOut]
    next: int | None


class FindingOut(Schema):
    """What a visit found, and how it stands: its light, the stage of the procedure, the days left."""

    id: int
    visit: int
    found_on: str
    place: str
    task: str
    words: str
    organ: str
    due: str
    light: str
    stage: str
    days_left: int | None


class FindingsOut(Schema):
    """The findings of a programme's visits on a day, the late ones first."""

    programme: int
    on: str
    items: list[FindingOut]


@reads(router, "/board/{int:programme}", "reform_board", BoardOut, title=_("改革推进"))
def whole_board(
    request: HttpRequest, programme: Id, on: Day | None = None, start: Start = 0, limit: Limit = 25
) -> dict[str, Any]:
    """Every task of a programme in the places within sight, in their order, some places at a time."""
    row, seen, day = _seen(request, programme), visible_to(caller(request)), on or today()
    whole = queries.board(row, day)
    if whole is None:
        raise NotFound
    open_to = set(seen.filter(pk__in=[p.pk for p in whole.places]).values_list("pk", flat=True))
    known = [place for place in whole.places if place.pk in open_to]
    places = known[start : start + limit]
    return {
        "programme": row.pk,
        "key": row.key,
        "on": day.isoformat(),
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "phase": whole.phase.number if whole.phase else None,
        "totals": _counted(whole.totals),
        "places": [{"id": p.pk, "title": p.name, "synthetic": p.synthetic} for p in places],
        "lines": [_line(whole, line, [p.pk for p in places]) for line in whole.lines],
        "next": start + limit if start + limit < len(known) else None,
    }


def _seen(request: HttpRequest, programme: int) -> Programme:
    seen = visible_to(caller(request))
    row = Programme.objects.select_related("subject").filter(pk=programme, subject__in=seen).first()
    if row is None:
        raise NotFound
    return row


def _counted(totals: Counter[Light]) -> dict[str, int]:
    return {light.value: n for light, n in totals.items()}


def _line(whole: queries.Board, line: queries.Line, places: list[int]) -> dict[str, Any]:
    named = whole.institution.party(line.task.lead, lang()) if line.task.lead else ""
    return {
        "task": line.key,
        "title": line.task.title.text(lang()),
        "level": line.task.level,
        "lead": line.lead.organ.name if line.lead else named,
        "due": line.due.isoformat() if line.due else None,
        "totals": _counted(line.totals),
        "cells": [_cell(place, line.cells[place]) for place in places],
    }


def _cell(place: int, cell: queries.Cell) -> dict[str, Any]:
    state = cell.latest.state if cell.latest else ""
    words = cell.explained.words if cell.explained else ""
    return {"place": place, "light": cell.light.value, "state": state, "words": words}


@reads(router, "/findings/{int:programme}", "reform_findings", FindingsOut, title=_("督导发现的问题"))
def all_findings(request: HttpRequest, programme: Id, on: Day | None = None) -> dict[str, Any]:
    """What visits found in the places within sight, and how each finding stands."""
    row, day = _seen(request, programme), on or today()
    found = supervision.findings(row, visible_to(caller(request)), day)
    return {"programme": row.pk, "on": day.isoformat(), "items": [_finding(each) for each in found]}


def _finding(each: supervision.Found) -> dict[str, Any]:
    own = each.finding
    return {
        "id": own.pk,
        "visit": own.visit_id,
        "found_on": own.visit.day.isoformat(),
        "place": own.subject.place.name if own.subject.place else "",
        "task": own.task,
        "words": own.words,
        "organ": each.organ.name if each.organ else "",
        "due": own.due.isoformat(),
        "light": each.light.value,
        "stage": each.standing.value,
        "days_left": each.days,
    }

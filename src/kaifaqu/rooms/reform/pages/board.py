"""The board of a programme: tasks by zones, what to look at first, and what waits for the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach_of_all, visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.grid import grid_action
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, seat_of, visible
from kaifaqu.kernel.ui.templatetags.ui import CHINESE
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.pages.todo import drawn
from kaifaqu.rooms.reform.pages.words import lead_of, lights, phase_words, shortened
from kaifaqu.rooms.reform.queries import Board, Cell, Line
from kaifaqu.rooms.reform.queries.supervision import Found, findings, totals
from kaifaqu.rooms.reform.queries.todo import on_board
from kaifaqu.rooms.reform.rules import UNCOUNTED, Light, days_left

WIDEST, BESIDE, FEW = 25, 10, 6


def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Tasks by zones, at most 25 zones a page, with totals over all of them; narrowed to what is asked for."""
    subject = visible(request, pk)
    programme = get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)
    day = day_sent(request, "on", today())
    whole = queries.board(programme, day)
    if whole is None:
        raise Http404
    seat = seat_of(request)
    asked = _asked(request, whole)
    shown = queries.narrowed(whole, _wanted(asked, seat.organ)) if asked else whole
    start = _start(request, len(shown.places))
    places = shown.places[start : start + WIDEST]
    seen = visible_to(seat)
    found = findings(programme, seen, day)
    waiting = on_board(whole, found, seat)
    address = _Address(request.path, {**asked, **({"on": day.isoformat()} if "on" in request.GET else {})})
    context = {
        "title": subject.name,
        "crumbs": [{"label": _("改革推进"), "url": reverse("reform:programmes")}],
        "pills": demo_pill(subject),
        "sub": when(programme, days_left(programme.deadline, day)),
        "actions": [*_grid_action(request, programme), *_also(whole)],
        "day": day.isoformat(),
        "kept": asked,
        **_table(whole, shown, places, seen, address),
        "chips": _chips(whole, asked, address, seat.organ),
        "beside": len(places) <= BESIDE,
        "older": address.of(start=start + WIDEST) if start + WIDEST < len(shown.places) else "",
        "newer": address.of(start=start - WIDEST) if start else "",
        "todo": drawn(waiting[:FEW]),
        "todo_more": len(waiting) - FEW,
        "todo_url": reverse("reform:todo"),
        "boxes": [_about(whole, found), *_acts(seat, pk)],
        "charter_url": reverse("charters:read", args=[whole.institution.place]) + "#reform",
    }
    return render(request, "reform/board.html", context)


def _also(whole: Board) -> list[dict[str, Any]]:
    """What a programme has besides its board: its briefings, and its goals where the charter has any."""
    programme = whole.programme
    links = [{"label": _("工作简报"), "url": reverse("reform:briefings", args=[programme.pk]), "icon": "file-text"}]
    if whole.planned.goals or whole.planned.targets:
        slug = Place.objects.values_list("slug", flat=True).get(pk=programme.subject.place_id)
        links.append({"label": _("改革目标"), "url": reverse("reform:goals_at", args=[slug]), "icon": "scale"})
    return links


def _grid_action(request: HttpRequest, programme: Programme) -> list[dict[str, Any]]:
    """The ledger of what zones report: of the programme's place, or of the person's own zone in it."""
    own = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    within = own is not None and f"/{programme.subject.place_id}/" in own.path
    places = [programme.subject.place_id or 0, *([own.pk] if within else [])] if programme.by_zone else []
    return grid_action(seat_of(request), "progress", places, _("在表格里报进展"))


class _Address:
    """Addresses of the same board, narrowed otherwise."""

    def __init__(self, path: str, asked: dict[str, str]) -> None:
        self.path, self.asked = path, asked

    def of(self, **changed: object) -> str:
        """With these changed; None takes one away."""
        given = {key: value for key, value in {**self.asked, **changed}.items() if value is not None}
        return f"?{urlencode(given)}" if given else self.path


def _asked(request: HttpRequest, whole: Board) -> dict[str, str]:
    """What the board is narrowed to; what is no light or task of it is nothing."""
    sent = {name: request.GET.get(name, "") for name in ("light", "task", "mine")}
    known = {"light": {each.value for each in lights()}, "task": {line.key for line in whole.lines}, "mine": {"1"}}
    return {name: value for name, value in sent.items() if value in known[name]}


def _wanted(asked: dict[str, str], organ: int) -> Callable[[Line, Cell], bool]:
    light, task, mine = asked.get("light"), asked.get("task"), "mine" in asked

    def wanted(line: Line, cell: Cell) -> bool:
        led = line.lead is not None and line.lead.organ_id == organ
        return (not task or line.key == task) and (not mine or led) and (not light or cell.light == light)

    return wanted


def _start(request: HttpRequest, many: int) -> int:
    sent = request.GET.get("start", "")
    start = int(sent) if sent.isdecimal() and len(sent) < 6 else 0
    return start // WIDEST * WIDEST if start < many else 0


def when(programme: Programme, left: int | None) -> str:
    """Where and when a programme was approved, and how long there is left."""
    place = programme.subject.place.name if programme.subject.place else ""
    begun = _("%(place)s · %(day)s 批复") % {"place": place, "day": programme.started.isoformat()}
    if programme.deadline is None or left is None:
        return begun
    given = {"begun": begun, "day": programme.deadline.isoformat(), "n": abs(left)}
    return (
        _("%(begun)s · %(day)s 到期，还有 %(n)s 天") if left >= 0 else _("%(begun)s · %(day)s 到期，已过 %(n)s 天")
    ) % given


def _chips(whole: Board, asked: dict[str, str], address: _Address, organ: int) -> list[dict[str, Any]]:
    """The totals, each a way to the cells that it counts; and the tasks that one's own organ leads."""
    totals = whole.totals
    every = sum(n for light, n in totals.items() if light not in UNCOUNTED)
    chips = [{"label": _("全部"), "count": every, "url": address.of(light=None, task=None, mine=None), "on": not asked}]
    for light, label in lights().items():
        on = asked.get("light") == light
        url = address.of(light=None if on else light.value)
        chips.append({"state": light.value, "label": label, "count": totals[light], "url": url, "on": on})
    led = sum(line.lead is not None and line.lead.organ_id == organ for line in whole.lines)
    if led or "mine" in asked:
        on = "mine" in asked
        url = address.of(mine=None if on else 1)
        chips.append({"label": _("本单位牵头的任务"), "count": led, "url": url, "on": on})
    return chips


def _table(
    whole: Board, shown: Board, places: tuple[Subject, ...], seen: QuerySet[Subject], address: _Address
) -> dict[str, Any]:
    open_to = set(seen.filter(pk__in=[p.pk for p in places]).values_list("pk", flat=True))
    home = whole.programme.subject.place_id
    zones = [place for place in whole.places if place.pk != home]
    short = dict(zip([z.pk for z in zones], shortened([z.name for z in zones]), strict=True))
    columns = [
        {"name": p.name, "short": short.get(p.pk) or _("市级"), "home": p.pk == home, "pk": p.pk} for p in places
    ]
    numbers = {line.key: n for n, line in enumerate(whole.lines, 1)}
    return {
        "columns": columns,
        "lines": [{**_line(whole, line, columns, open_to, address), "n": numbers[line.key]} for line in shown.lines],
    }


def _line(whole: Board, line: Line, columns: list[dict[str, Any]], seen: set[int], address: _Address) -> dict[str, Any]:
    light = address.asked.get("light", "")
    cells = [(column, line.cells[column["pk"]]) for column in columns]
    interim = line.due is not None and line.due != whole.programme.deadline
    return {
        "title": line.task.title.text(lang()),
        "lead": lead_of(whole, line),
        "source": line.task.src or "",
        "due": line.due.isoformat() if interim and line.due else "",
        "cells": [
            {
                "state": cell.light.value,
                "short": column["short"],
                "name": column["name"],
                "elsewhere": cell.light in (Light.CITY_LEVEL, Light.ZONE_LEVEL),
                "dim": bool(light) and cell.light != light,
                "words": cell.explained.words if cell.explained and cell.light is Light.LATE else "",
                "chinese": bool(cell.explained and CHINESE.search(cell.explained.words)),
                "url": _cell_url(whole, line, column["pk"]) if _leads_on(cell, column["pk"], seen) else "",
            }
            for column, cell in cells
        ],
        "done": line.totals[Light.VERIFIED],
        "all": line.counted,
        "late": line.totals[Light.LATE],
        "late_url": address.of(light=Light.LATE.value, task=line.key),
        "claimed": line.totals[Light.CLAIMED],
        "claimed_url": address.of(light=Light.CLAIMED.value, task=line.key),
    }


def _leads_on(cell: Cell, place: int, seen: set[int]) -> bool:
    return place in seen and cell.light not in (Light.CITY_LEVEL, Light.ZONE_LEVEL)


def _cell_url(whole: Board, line: Line, place: int) -> str:
    return reverse("reform:cell", args=[whole.programme.pk, line.key, place])


def _acts(seat: Seat, programme: int) -> list[dict[str, Any]]:
    """What whoever drives the programme settles about it."""
    labels = {
        "reform.assign_lead": _("指定牵头单位"),
        "reform.set_task_deadline": _("设定分阶段时限"),
        "reform.begin_phase": _("进入下一阶段"),
    }
    if not reach_of_all(seat, list(labels)).filter(pk=programme).exists():
        return []
    offered = [{"label": label, "url": act_url(name, programme)} for name, label in labels.items()]
    return [{"title": _("我可以"), "actions": offered}]


def _about(whole: Board, found: list[Found]) -> dict[str, Any]:
    """The present phase, and how supervision stands."""
    counts = totals(found)
    opened = sum(n for light, n in counts.items() if light is not Light.VERIFIED)
    url = reverse("reform:supervision", args=[whole.programme.pk])
    now = phase_words(whole)
    rows = [now] if now else []
    rows.append({"label": _("未销号问题"), "text": str(opened), "src_kind": "computed", "url": url})
    if late := counts[Light.LATE]:
        rows.append({"label": _("逾期问题"), "text": str(late), "src_kind": "computed", "url": url})
    return {"title": _("阶段与督导"), "facts": rows, "actions": [{"label": _("实地督导"), "url": url}], "aside": True}

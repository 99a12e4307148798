"""The ledger grid: a kind of import filled in on the page, by the cell or the block, and handed out as asked for.

Without scripts it is a table and a box to paste into. What is typed goes to the endpoint of imports; nothing is
written here. how-offices-work S1.
"""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports import grids, layouts
from kaifaqu.kernel.imports.grids import Glance, Grid, Ledger, Past, Row
from kaifaqu.kernel.imports.kinds import Column, Type, all_kinds
from kaifaqu.kernel.imports.sheets import MEDIA_TYPE
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail.timeline import lines_at
from kaifaqu.kernel.ui import records
from kaifaqu.kernel.ui.grid_words import WORDS
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, seat_of, visible

VIEWS = ("all", "changed", "missing", "wrong")
HEADER_MOST, PASTS = 4_000, 50
WIDTHS = {Type.WHOLE: "num", Type.DATE: "date", Type.CHOICE: "choice", Type.NAME: "name", Type.TEXT: "words"}
PLAIN_WIDTH = 60
"""A text of no more characters than this takes a narrow column."""


def grid_url(key: str, place: int) -> str:
    """Where the ledger of a kind is filled in for a place."""
    return reverse("grid:page", args=[key, place])


def grid_action(seat: Seat, key: str, places: list[int], label: str) -> list[dict[str, Any]]:
    """The way into a ledger from another page: at the first of the places for which the person may fill it in."""
    kind = all_kinds()[key]
    first = next((place for place in places if kind.may(seat, place)), None)
    return [{"label": label, "url": grid_url(key, first), "icon": "list-check"}] if first else []


def _opened(request: HttpRequest, key: str, pk: int) -> tuple[Grid, Place]:
    grid = grids.all_grids().get(key)
    visible(request, pk)
    place = Place.objects.select_related("subject").filter(pk=pk).first()
    if grid is None or place is None:
        raise Http404
    return grid, place


def _read(request: HttpRequest, key: str, pk: int) -> Ledger:
    grid, place = _opened(request, key, pk)
    units = {c.key: request.GET.get(f"unit_{c.key}", "") for c in grid.kind.columns if c.units}
    sight = visible_to(seat_of(request))
    return grids.read(grid, place, day_sent(request, "on", today()), sight=sight, units=units)


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The rows of a place, to be filled in by whoever may import them there."""
    ledger = _read(request, key, pk)
    kind, place = ledger.grid.kind, ledger.place
    view, words = request.GET.get("view", ""), request.GET.get("q", "")[:50]
    view = view if view in VIEWS else "all"
    columns = _columns(ledger)
    rows = [_drawn(ledger, columns, row, view, words) for row in ledger.rows]
    may = kind.may(seat_of(request), pk)
    context = {
        "title": _("台账：%(kind)s") % {"kind": kind.title.text(lang())},
        "crumbs": [{"label": place.subject.name, "url": url_of(place.subject)}],
        "sub": _("%(place)s · 截至 %(day)s") % {"place": place.subject.name, "day": ledger.day.isoformat()},
        "pills": demo_pill(place.subject),
        "ledger": ledger,
        "columns": columns,
        "rows": rows,
        "totals": _totals(ledger, columns) if len(rows) > 1 else [],
        "views": _views(request, rows, view),
        "view": view,
        "q": words,
        "may": may,
        "adds": may and ledger.grid.adds,
        "empty": not rows and not (may and ledger.grid.adds),
        "day": today().isoformat(),
        "start_url": reverse("imports:start", args=[key, pk]) if may else "",
        "header": request.GET.get("header", "")[:HEADER_MOST],
        "settings": json.dumps(_settings(request, ledger), ensure_ascii=False),
    }
    return render(request, "ui/grid.html", context)


def _columns(ledger: Ledger) -> list[dict[str, Any]]:
    folded = _folded(ledger)
    return [
        {
            "key": column.key,
            "title": column.title.text(lang()),
            "hint": column.hint.text(lang()),
            "width": _width(column),
            "frozen": column.key in ledger.grid.keys,
            "folded": column.key in folded,
            "unit": ledger.units[column.key].title.text(lang()) if column.units else "",
            "units": [
                {"key": u.key, "title": u.title.text(lang()), "chosen": u is ledger.units[column.key]}
                for u in column.units
            ],
            "options": [option.title.text(lang()) for option in column.options()],
        }
        for column in ledger.grid.kind.columns
    ]


def _width(column: Column) -> str:
    return "name" if column.type is Type.TEXT and column.longest <= PLAIN_WIDTH else WIDTHS[column.type]


def _folded(ledger: Ledger) -> set[str]:
    """Of the columns that name a row, those that say the same in every row; the last one always shows."""
    *others, _last = ledger.grid.keys
    return {key for key in others if len({row.values.get(key) for row in ledger.rows}) == 1}


def _drawn(ledger: Ledger, columns: list[dict[str, Any]], row: Row, view: str, words: str) -> dict[str, Any]:
    texts, gaps = ledger.cells(row), ledger.gaps(row)
    views = _views_of(row, gaps)
    found = not words or any(words.casefold() in text.casefold() for text in texts)
    return {
        "key": row.key,
        "src": "synthetic" if row.synthetic else "sourced",
        "views": " ".join(sorted(views)),
        "hidden": view not in views or not found,
        "note": _note(columns, row, gaps),
        "cells": [
            {"of": column, "text": text, "state": _state(column["key"], row, gaps)}
            for column, text in zip(columns, texts, strict=True)
        ],
    }


def _views_of(row: Row, gaps: list[str]) -> set[str]:
    glances = {mark.glance for mark in row.marks.values()}
    told = {
        "changed": bool(row.fresh),
        "missing": bool(gaps) or Glance.LATE in glances,
        "wrong": Glance.CONTRADICTS in glances,
    }
    return {"all", *(view for view, holds in told.items() if holds)}


def _state(column: str, row: Row, gaps: list[str]) -> str:
    """The classes of a cell: what is to be seen of it at a glance."""
    found = ["fresh"] if column in row.fresh else []
    if column in row.marks:
        found.append(row.marks[column].glance.value)
    return " ".join([*found, *(["gap"] if column in gaps else [])])


def _note(columns: list[dict[str, Any]], row: Row, gaps: list[str]) -> str:
    """In words what the colours of a row say."""
    told = [mark.words for mark in row.marks.values()]
    if gaps:
        told.append(_("待补：%(columns)s") % {"columns": _("、").join(c["title"] for c in columns if c["key"] in gaps)})
    if row.fresh:
        told.append(_("本月变化"))
    return _("；").join(told)


def _totals(ledger: Ledger, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    summed = ledger.totals()
    return [{"of": column, "text": summed.get(column["key"], "")} for column in columns] if summed else []


def _views(request: HttpRequest, rows: list[dict[str, Any]], view: str) -> list[dict[str, Any]]:
    labels = {"all": _("全部"), "changed": _("本月变化"), "missing": _("待补"), "wrong": _("有误")}
    kept = {name: value for name, value in request.GET.items() if name != "view"}
    return [
        {
            "key": each,
            "label": label,
            "count": sum(each in row["views"].split() for row in rows),
            "url": f"?{urlencode({**kept, 'view': each})}",
            "current": each == view,
        }
        for each, label in labels.items()
    ]


def _settings(request: HttpRequest, ledger: Ledger) -> dict[str, Any]:
    """What the script needs: addresses, what the columns are called, and its words in the reader's language."""
    kind, place, seat = ledger.grid.kind, ledger.place.pk, seat_of(request)
    dated = next((column.key for column in kind.columns if column.type is Type.DATE), "")
    return {
        "rows": reverse("api:grid", args=[kind.key, place]),
        "check": reverse("api:import", args=[kind.key, place]),
        "save": reverse("api:imports.import_rows", args=[place]),
        "cell": reverse("grid:cell", args=[kind.key, place]),
        "history": reverse("history", args=[place]),
        "draft": f"kaifaqu.grid.{kind.key}.{place}.{seat.person}",
        "stamp": ledger.stamp,
        "may": kind.may(seat, place),
        "keys": list(ledger.grid.keys),
        "whole": ledger.grid.whole,
        "adds": ledger.grid.adds,
        "required": [column.key for column in kind.columns if column.required],
        "dated": dated,
        "units": {key: unit.key for key, unit in ledger.units.items()},
        "names": {c.key: layouts.names_of(ledger.grid, c) for c in kind.columns},
        "unitNames": {
            c.key: {u.key: [u.title.zh, u.title.en, u.key] for u in c.units} for c in kind.columns if c.units
        },
        "long": [c.key for c in kind.columns if c.type is Type.TEXT and c.longest > PLAIN_WIDTH],
        "words": {key: str(words) for key, words in WORDS.items()},
    }


# ── A cell's past ────────────────────────────────────────────────────────────────────────────────────────────────────


def cell(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Who set a cell, when, from which value, and with which document: the side panel's part."""
    grid, place = _opened(request, key, pk)
    row, column = request.GET.get("row", "")[:200], grid.kind.column(request.GET.get("column", "")[:60])
    last = row.rpartition(".")[2]
    if column is None or not last.isdecimal() or len(last) > ID_DIGITS:
        raise Http404
    subject = visible(request, int(last))
    chosen = request.GET.get("unit", "")
    pasts = list(grid.past(place, row, column.key))[:PASTS]
    context = {
        "title": column.title.text(lang()),
        "subject": {"name": subject.name, "url": url_of(subject)},
        "src": "synthetic" if subject.synthetic else "sourced",
        "pasts": _told(request, column, pasts, chosen),
    }
    return render(request, "ui/_cell.html", context)


ID_DIGITS = 18


def _told(request: HttpRequest, column: Column, pasts: list[Past], chosen: str) -> list[dict[str, Any]]:
    """Each value with the act behind it; of acts on things out of sight only the value and its day."""
    unit = next((u for u in column.units if u.key == chosen), column.units[0]) if column.units else None
    places = {past.act for past in pasts if past.act[0]}
    seen: set[int] = set()
    if places:
        sight = visible_to(seat_of(request)).filter(pk__in={chain for chain, _seq in places})
        seen = set(sight.values_list("pk", flat=True))
    lines = lines_at(place for place in places if place[0] in seen) if places else {}
    shown = dict(zip(lines, records.entries(lines.values()), strict=True))
    return [
        {
            "text": grids.text_of(column, past.value, unit) or "—",
            "unit": unit.title.text(lang()) if unit and past.value is not None else "",
            "day": past.day.isoformat(),
            "words": past.words,
            "entry": shown.get(past.act),
        }
        for past in pasts
    ]


# ── In the asker's columns ───────────────────────────────────────────────────────────────────────────────────────────


def export(request: HttpRequest, key: str, pk: int, ending: str) -> FileResponse:
    """The rows in the columns, the order and the units of whoever asked for them."""
    if ending not in ENDINGS:
        raise Http404
    ledger = _read(request, key, pk)
    asked = layouts.layout(ledger.grid, request.GET.get("header", "")[:HEADER_MOST], ledger.units)
    media, made = ENDINGS[ending]
    name = f"{ledger.grid.kind.title.text(lang())}-{ledger.place.subject.name}-{ledger.day:%Y%m%d}.{ending}"
    return FileResponse(io.BytesIO(made(ledger, asked)), as_attachment=True, filename=name, content_type=media)


ENDINGS = {"xlsx": (MEDIA_TYPE, layouts.as_xlsx), "csv": ("text/csv; charset=utf-8", layouts.as_csv)}


app_name = "grid"
urlpatterns = [
    path("<slug:key>/<int:pk>/", page, name="page"),
    path("<slug:key>/<int:pk>/cell/", cell, name="cell"),
    path("<slug:key>/<int:pk>/export.<slug:ending>", export, name="export"),
]

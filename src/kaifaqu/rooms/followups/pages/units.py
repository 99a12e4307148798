"""The desk by unit: what each has open and late, what is stuck on it; and a unit's own view, for its duty officer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.cases.models import Ask, AskKind
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.numbers import Shown
from kaifaqu.kernel.ui.pages import demo_pill, seat_of, visible
from kaifaqu.rooms.followups.models import Kind
from kaifaqu.rooms.followups.pages.desk import batch_of, book_of, grouped, lights_of, line_of
from kaifaqu.rooms.followups.pages.fields import organs_for
from kaifaqu.rooms.followups.pages.steps import acts_of, step_url
from kaifaqu.rooms.followups.pages.words import ago
from kaifaqu.rooms.followups.queries import CLAIMED, NEXT_DUE, OPEN, Lights, Line, followed, led_by, lines
from kaifaqu.rooms.followups.queries.rulebook import WEEKLY
from kaifaqu.rooms.followups.queries.units import Unit, units, waits_for
from kaifaqu.rooms.followups.rules import report_owed

MOST = 60


def table(request: HttpRequest) -> HttpResponse:
    """Every unit that leads something within sight, the most pressed first."""
    shown = lights_of(request)
    found = units(followed(visible_to(seat_of(request))), shown)
    labels = [
        _("单位"),
        _("在办"),
        _("逾期"),
        _("久未报告"),
        _("卡在这里"),
        _("已销号"),
        _("其中逾期销号"),
        _("平均用时"),
    ]
    kinds = ["text", *["num"] * 6, "figure"]
    context = {
        "title": _("分单位"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "sub": _("只供交办单位和本单位看；不作排名，也不公布。"),
        "columns": [{"label": label, "kind": kind} for label, kind in zip(labels, kinds, strict=True)],
        "rows": [_unit_row(each) for each in found],
        "total_text": str(len(found)),
        "nothing": {"text": _("还没有交办给任何单位的事。"), "url": reverse("followups:desk"), "action": _("去督办台")},
    }
    return render(request, "ui/list.html", context)


def _unit_row(each: Unit) -> dict[str, Any]:
    own = reverse("followups:unit", args=[each.organ.pk])
    desk = reverse("followups:desk")

    def count(number: int, **query: str) -> dict[str, Any]:
        cell: dict[str, Any] = {"text": str(number), "src_kind": "computed"}
        return {**cell, "url": f"{desk}?{urlencode({**query, 'lead': each.organ.pk})}"} if number and query else cell

    return {
        "url": own,
        "cells": [
            each.organ.name,
            count(each.open, show="open"),
            count(each.late, light="late"),
            count(each.silent, show="silent"),
            {**count(each.stuck), **({"url": own} if each.stuck else {})},
            count(each.closed, show="all", light="verified"),
            count(each.late_closed),
            {"fig": _average(each)},
        ],
    }


def _average(each: Unit) -> Shown:
    days = each.average_days
    if days is None:
        return Shown(text="", src_kind="none", reason=_("还没有销号的"))
    return Shown(text=f"{days:.1f}", src_kind="computed", unit=_("天"))


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its numbers, what it leads, and what others wait for from it."""
    subject = visible(request, pk)
    if subject.kind not in tuple(OrganKind):
        raise Http404
    seat, shown = seat_of(request), lights_of(request)
    rows = followed(visible_to(seat))
    led = list(lines(rows.filter(OPEN & led_by(pk)).order_by(*NEXT_DUE)[:MOST], shown))
    stuck = list(lines(rows.filter(waits_for(pk)).order_by(*NEXT_DUE)[:MOST], shown))
    [numbers] = [each for each in units(rows.filter(led_by(pk)), shown) if each.organ.pk == pk] or [Unit(subject)]
    context = {
        "title": subject.name,
        "crumbs": [
            {"label": _("督办台"), "url": reverse("followups:desk")},
            {"label": _("分单位"), "url": reverse("followups:units")},
        ],
        "pills": demo_pill(subject),
        "glance": _numbers(numbers, len(stuck)),
        "rows": bool(led),
        "groups": grouped(led, shown),
        "stuck": [_stuck_row(each, shown, pk) for each in stuck],
        **batch_of(seat, led),
        "batch_url": reverse("followups:batch"),
    }
    return render(request, "followups/unit.html", context)


def _numbers(numbers: Unit, stuck: int) -> list[dict[str, Any]]:
    average = numbers.average_days
    told: list[tuple[str, str, str]] = [
        (str(numbers.open), _("在办"), ""),
        (str(numbers.late), _("逾期"), "late" if numbers.late else ""),
        (str(numbers.silent), _("久未报告"), "soon" if numbers.silent else ""),
        (str(stuck), _("卡在这里"), "soon" if stuck else ""),
        (str(numbers.closed), _("已销号"), ""),
        (_("%(n)s 天") % {"n": f"{average:.1f}"} if average is not None else "—", _("平均用时"), ""),
    ]
    return [{"count": count, "label": label, "kind": kind, "url": ""} for count, label, kind in told]


def _stuck_row(line: Line, shown: Lights, organ: int) -> dict[str, Any]:
    """Who waits for the unit, and for what."""
    row = line_of(line, shown)
    report = line.report
    asked = report is not None and report.need_from_id == organ
    words = (report.need or report.stuck) if asked and report else _("请协办")
    return {**row, "wanted": words, "who": report.organ.name if asked and report and report.organ else row["lead"]}


# ── A unit's own view ────────────────────────────────────────────────────────────────────────────────────────────────


def mine(request: HttpRequest) -> HttpResponse:
    """What one's own organ is to do: the next due first, each with its buttons and the three lines of a report."""
    seat, shown = seat_of(request), lights_of(request)
    rows = followed(visible_to(seat))
    waiting = rows.filter(OPEN, waits_for_answer(seat)).order_by(*NEXT_DUE)[:MOST]
    todo = lines(waiting, shown)
    known = [line.case.pk for line in todo]
    others = lines(rows.filter(waits_for(seat.organ)).exclude(pk__in=known).order_by(*NEXT_DUE)[:MOST], shown)
    handed = rows.filter(OPEN & CLAIMED & led_by(seat.organ)).exclude(pk__in=known)
    context = {
        "title": _("本单位的事"),
        "crumbs": [{"label": _("督办台"), "url": reverse("followups:desk")}],
        "sub": _("签收、报进展、报办结都在这里；三句话就够。"),
        "items": [_item(seat, line, shown, request) for line in todo],
        "stuck": [_stuck_row(line, shown, seat.organ) for line in others],
        "handed": [line_of(line, shown) for line in lines(handed.order_by(*NEXT_DUE)[:MOST], shown)],
        "names": list(organs_for(seat).names.values()) if todo else [],
        "nothing": {"text": _("没有等本单位办理的交办事项。")},
    }
    return render(request, "followups/mine.html", context)


def waits_for_answer(seat: Seat) -> Q:
    """Cases in which the person's organ is asked for something."""
    open_asks = Ask.objects.filter(case=OuterRef("pk"), organ=seat.organ, answered_at__isnull=True)
    return Q(Exists(open_asks.exclude(kind=AskKind.COPY)))


def _item(seat: Seat, line: Line, shown: Lights, request: HttpRequest) -> dict[str, Any]:
    row, case = line_of(line, shown), line.case
    acts = [act for act in acts_of(seat, case) if act["url"] != step_url(case.pk, "report")]
    reports = case.stage == "handle"
    return {
        **row,
        "words": case.words,
        "acts": acts,
        "report_url": f"{step_url(case.pk, 'report')}?from=mine" if reports else "",
        "owed": _owed(line, shown, request),
        "last": line.report,
        "seq": case.subject.seq,
    }


def _owed(line: Line, shown: Lights, request: HttpRequest) -> str:
    """That a long matter's periodical report is due by now."""
    own = line.follow_up
    every = book_of(request).span(WEEKLY)
    if own is None or own.kind != Kind.LONG or not report_owed(line.heard, every, shown.day):
        return ""
    return _("该报进展了：上次是%(when)s") % {"when": ago(line.heard, today())}

"""The desk (S3): one list of all that must be done, grouped by the week in which it is due, with its numbers above."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.listing import Column, Filter, Listing, options
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.models import FollowUp
from kaifaqu.rooms.followups.pages.words import drawn, lights, week_label
from kaifaqu.rooms.followups.queries import OBJECTED_IN, OPEN, Glance, Lights, Line, followed, glance, led_by, lines
from kaifaqu.rooms.followups.queries import of_organ as asked_of
from kaifaqu.rooms.followups.queries.rulebook import Rulebook, rulebook
from kaifaqu.rooms.followups.queries.units import leads
from kaifaqu.rooms.followups.rules import Light, awaits_words

TAKE_IN, URGE, ISSUE = "followups.take_in_order", "cases.urge_case", "letters.issue_letter"
SIZE = 40
ALL, OPENED = "all", "open"
OVER = (Light.CLOSED.value, Light.WITHDRAWN.value)
COLUMNS = (
    Column("limit", gettext_lazy("时限"), "date", ("due_key", "subject_id")),
    Column("opened", gettext_lazy("交办时间"), "date", ("opened_at", "subject_id")),
)


def place_of(request: HttpRequest) -> Place | None:
    """The place of the seat from which the person acts."""
    place: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    return place


def book_of(request: HttpRequest) -> Rulebook:
    """The charter's numbers where the person sits."""
    place = place_of(request)
    return rulebook(place, today()) if place else Rulebook(None, today())


def lights_of(request: HttpRequest) -> Lights:
    """The lights of today where the person sits."""
    return Lights(today(), book_of(request).limits)


def desk(request: HttpRequest) -> HttpResponse:
    """Everything of an origin that the person may see, the next due first."""
    seat, shown = seat_of(request), lights_of(request)
    rows = followed(visible_to(seat))
    page = _listing(request, rows, shown).page(rows, request.GET)
    found = lines(page.rows, shown)
    context = {
        **page.context,
        "title": _("督办台"),
        "sub": _("批示、会议、吹哨、改革任务和督导发现交办的事，都在这一张表里；报办结要核实才销号。"),
        "actions": head_actions(request),
        "glance": glance_cards(glance(rows, shown)),
        "groups": grouped(found, shown),
        "orders": _orders(request.GET.get("order", "")),
        **batch_of(seat, found),
        "batch_url": reverse("followups:batch"),
        "next": request.get_full_path(),
        "nothing": _nothing(request),
    }
    return render(request, "followups/desk.html", context)


def batch_of(seat: Seat, found: list[Line]) -> dict[str, bool]:
    """What can be done to several of these lines at once."""
    ids = [line.case.pk for line in found if line.open]
    may = {act: bool(ids) and reach(seat, act).filter(pk__in=ids).exists() for act in (URGE, ISSUE)}
    return {"may_urge": may[URGE], "may_issue": may[ISSUE]}


def grouped(found: list[Line], shown: Lights) -> list[dict[str, Any]]:
    """Lines by the week in which they are due, in the order in which they come."""
    return [
        {"label": week_label(week, shown.day), "rows": [line_of(each, shown) for each in group]}
        for week, group in groupby(found, key=lambda line: line.week)
    ]


def line_of(line: Line, shown: Lights) -> dict[str, Any]:
    """One line, ready to be drawn."""
    waits = line.open and line.light is Light.SOON
    awaits = waits and awaits_words(line.due, shown.day, shown.limits, explained=line.explained)
    return drawn(line, shown.day, awaits=awaits)


def head_actions(request: HttpRequest) -> list[dict[str, Any]]:
    """What stands at the head of the desk: taking in first, then the other views."""
    seat, place = seat_of(request), place_of(request)
    found: list[dict[str, Any]] = []
    if place and reach(seat, TAKE_IN).filter(pk=place.pk).exists():
        url = f"{act_url(TAKE_IN, place.pk)}?{urlencode({'day': today().isoformat()})}"
        found.append({"label": _("收件拆分"), "url": reverse("followups:intake"), "icon": "file-text", "primary": True})
        found.append({"label": _("登记批示或会议"), "url": url, "icon": "plus"})
    return [
        *found,
        {"label": _("本单位的事"), "url": reverse("followups:mine"), "icon": "inbox"},
        {"label": _("分单位"), "url": reverse("followups:units"), "icon": "building"},
        {"label": _("领导看这页"), "url": reverse("followups:leader"), "icon": "user"},
    ]


def glance_cards(numbers: Glance) -> list[dict[str, Any]]:
    """The numbers above the list; each opens its rows."""
    told = [
        (numbers.open, _("在办"), {}, ""),
        (numbers.late, _("逾期"), {"light": Light.LATE.value}, "late"),
        (numbers.this_week, _("本周到期"), {"show": "week"}, ""),
        (numbers.silent, _("久未报告"), {"show": "silent"}, "soon"),
        (numbers.objected, _("有异议"), {"show": "objected"}, "soon"),
        (numbers.to_verify, _("待核实"), {"light": Light.CLAIMED.value}, ""),
    ]
    return [
        {"count": count, "label": label, "kind": kind if count else "", "url": _desk_url(query)}
        for count, label, query, kind in told
    ]


def _desk_url(query: dict[str, str]) -> str:
    return f"{reverse('followups:desk')}?{urlencode(query)}" if query else reverse("followups:desk")


def _orders(chosen: str) -> list[dict[str, Any]]:
    told = [("", _("按时限")), ("-opened", _("按交办时间"))]
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in told]


# ── Filters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _listing(request: HttpRequest, rows: QuerySet[Case], shown: Lights) -> Listing[Case]:
    organ = seat_of(request).organ
    return Listing(
        columns=COLUMNS,
        order=("due_key", "subject_id"),
        filters=[
            Filter(
                "show",
                _("看哪些"),
                _showing(shown, organ, request.GET.get("light", "")),
                options=[
                    (OPENED, _("在办")),
                    ("mine", _("本单位要办的")),
                    ("silent", _("久未报告")),
                    ("objected", _("有异议")),
                    ("week", _("本周到期")),
                    (ALL, _("全部，含已销号")),
                ],
                default=OPENED,
            ),
            Filter(
                "light",
                _("亮灯"),
                lambda found, value: found.filter(shown.condition(Light(value))),
                options=options([(each.value, words) for each, words in lights().items()], _("全部")),
            ),
            Filter(
                "origin",
                _("来源"),
                lambda found, value: found.filter(origin=value),
                options=options(Origin.choices, _("全部")),
            ),
            Filter(
                "lead",
                _("牵头单位"),
                lambda found, value: found.filter(led_by(int(value))),
                options=options(_leads(rows), _("全部")),
            ),
            Filter("q", _("找"), _searching, kind="search"),
        ],
        size=SIZE,
    )


Narrowing = Callable[[QuerySet[Case], str], QuerySet[Case]]


def _showing(shown: Lights, organ: int, light: str) -> Narrowing:
    """What is open, unless a light of what is over is asked for."""
    conditions = {
        OPENED: Q() if light in OVER else OPEN,
        "mine": OPEN & asked_of(organ),
        "silent": shown.silent,
        "objected": OPEN & Q(stage=OBJECTED_IN),
        "week": shown.this_week,
        ALL: Q(),
    }
    return lambda rows, value: rows.filter(conditions[value])


def _searching(rows: QuerySet[Case], value: str) -> QuerySet[Case]:
    """By number, words of the matter, or words and number of the paper."""
    papers = FollowUp.objects.filter(Q(order__words__icontains=value) | Q(order__document__icontains=value))
    return rows.filter(
        Q(number__icontains=value)
        | Q(words__icontains=value)
        | Q(subject__title__icontains=value)
        | Q(pk__in=papers.values("pk"))
    )


def _leads(rows: QuerySet[Case]) -> list[tuple[str, Words]]:
    found: list[Subject] = leads(rows)
    return [(str(each.pk), each.name) for each in found]


def _nothing(request: HttpRequest) -> dict[str, str]:
    if request.GET:
        return {"text": _("没有符合条件的事项。"), "url": reverse("followups:desk"), "action": _("看全部在办")}
    return {"text": _("还没有交办的事。登记一份批示或会议，再逐项分派；旧台账可以从 Excel 粘贴进来。")}

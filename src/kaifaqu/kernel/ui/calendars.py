"""The calendar of working time: a year of a place, what it rests on, and when a limit ends."""

from __future__ import annotations

from calendar import Calendar as Months
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.calendars.actions import EARTHLY
from kaifaqu.kernel.calendars.asking import NoDeadline, asked
from kaifaqu.kernel.calendars.lookup import calendar_of, chain_of, unsettled
from kaifaqu.kernel.calendars.models import CalendarDay
from kaifaqu.kernel.calendars.windows import as_text, read_windows
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.clock.calendar import SATURDAY, Calendar
from kaifaqu.kernel.clock.deadlines import Due
from kaifaqu.kernel.clock.steps import WEEKDAYS
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.numbers import counted
from kaifaqu.kernel.ui.pages import before_act, seat_of

IMPORT, OVERRIDE, HOURS = "calendars.import_notice", "calendars.override_day", "calendars.set_office_hours"
MOST_PLACES, PAUSES, LONGEST = 300, 3, 200


def page(request: HttpRequest) -> HttpResponse:
    """A year of a place's calendar, and a deadline on it where one is asked for."""
    places = list(_places(request))
    place = _chosen(request, places)
    calendar = calendar_of(place)
    year, missing = _year(request, calendar), unsettled(calendar, today())
    wanted = year if year in calendar.provisional else next(iter(missing), year)
    here = f"{reverse('calendar')}?{urlencode({'year': year, **({'place': place.slug} if place else {})})}"
    context = {
        "title": _("工作日历"),
        "sub": _("工作日按国家放假安排，调休上班日算工作日；办公时间按本地设定。"),
        "year": year,
        "place": place,
        "places": places,
        "earlier": year - 1 if year > calendar.first.year else None,
        "later": year + 1 if year < calendar.last.year else None,
        "months": _months(calendar, year),
        "weekdays": [pair[1][:2] if lang() == "en" else pair[0][1:] for pair in WEEKDAYS],
        "stats": _stats(calendar, year),
        "provisional": year in calendar.provisional,
        "missing": [late for late in missing if late != year],
        "notices": calendar.by_year.get(year, ()),
        "hours": as_text(calendar.week(min(today(), calendar.last).toordinal()), lang()),
        "hours_src": "sourced" if calendar.week_is_set(today().toordinal()) else "assumed",
        "decisions": _decisions(place, year),
        "acts": _acts(request, place, wanted, here),
        "asked": _asked(request, calendar),
    }
    return render(request, "ui/calendar.html", context)


def _places(request: HttpRequest) -> Any:
    """The places within sight that have offices, from the country down."""
    seen = visible_to(seat_of(request)).filter(kind__in=EARTHLY)
    return Place.objects.filter(subject__in=seen).select_related("subject").order_by("path")[:MOST_PLACES]


def _chosen(request: HttpRequest, places: list[Place]) -> Place | None:
    """The place asked for, else one's own."""
    own = cast(Any, request).seat_place
    wanted = request.GET.get("place") or (own.slug if own else "")
    return next((place for place in places if place.slug == wanted), places[0] if places else None)


def _year(request: HttpRequest, calendar: Calendar) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else today().year
    return min(max(year, calendar.first.year), calendar.last.year)


# ── The year ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _months(calendar: Calendar, year: int) -> list[dict[str, Any]]:
    weeks = Months().yeardatescalendar(year, width=12)[0]
    return [{"name": MONTHS[n], "weeks": [_week(calendar, week, n) for week in weeks[n - 1]]} for n in range(1, 13)]


def _week(calendar: Calendar, week: list[date], month: int) -> list[dict[str, Any] | None]:
    return [_cell(calendar, day) if day.month == month else None for day in week]


def _cell(calendar: Calendar, day: date) -> dict[str, Any]:
    """A day: worked or not, and why where its weekday says otherwise."""
    mark = calendar.marks.get(day.toordinal())
    if mark is None or (mark.working and day.weekday() < SATURDAY):
        kind = "rest" if day.weekday() >= SATURDAY else "work"
    else:
        kind = "make-up" if mark.working else "closed"
    sign = {"make-up": _("班"), "closed": _("休")}.get(kind, "")
    return {
        "day": day.day,
        "kind": kind,
        "sign": sign,
        "name": mark.name(lang()) if mark else "",
        "today": day == today(),
    }


def _stats(calendar: Calendar, year: int) -> list[dict[str, Any]]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    marked = calendar.between(first - 1, last)
    worked = calendar.count(last) - (calendar.count(first - 1) if first > calendar.start else 0)
    closed = [day for day, mark in marked if not mark.working]
    made_up = [day for day, mark in marked if mark.working]
    return [
        {"label": _("工作日"), "value": counted(worked, "day")},
        {"label": _("放假"), "value": counted(len(closed), "day"), "note": _("连周末在内")},
        {"label": _("调休上班"), "value": counted(len(made_up), "day")},
    ]


def _decisions(place: Place | None, year: int) -> list[dict[str, Any]]:
    """What was decided for single days of the year, here and above; of several for one day the last."""
    rows = CalendarDay.objects.filter(place__in=chain_of(place), notice=None, day__year=year)
    last = {(row.place_id, row.day): row for row in rows.select_related("place__subject").order_by("day", "pk")}
    return [
        {
            "label": row.day.isoformat(),
            "pill": {"kind": "info" if row.working else "soon", "text": _("上班") if row.working else _("不上班")},
            "note": f"{row.name_en if lang() == 'en' and row.name_en else row.name} · {row.place.subject.name}",
        }
        for row in last.values()
        if row.working is not None
    ]


def _acts(request: HttpRequest, place: Place | None, year: int, here: str) -> list[dict[str, str]]:
    """What the person may do to the calendar: notices to that of the country, the rest to that of the place."""
    root = next(iter(chain_of(place)), None)
    title = _("国务院办公厅关于%(year)s年部分节假日安排的通知") % {"year": year}
    offered = [
        (IMPORT, root, {"year": year, "title": title}),
        (OVERRIDE, place and place.pk, {}),
        (HOURS, place and place.pk, {}),
    ]
    labels = {IMPORT: _("登记放假安排通知"), OVERRIDE: _("单日安排"), HOURS: _("设定办公时间")}
    return [
        {"label": labels[name], "url": f"{act_url(name, pk)}?{urlencode({**given, 'next': here})}"}
        for name, pk, given in offered
        if pk and reach(seat_of(request), name).filter(pk=pk).exists()
    ]


# ── A deadline ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _asked(request: HttpRequest, calendar: Calendar) -> dict[str, Any]:
    """What was typed, kept as it is, and what came of it: an end with its steps, or what is wrong and where."""
    typed = {name: request.GET.get(name, "")[:LONGEST] for name in ("start", "limit", "extend", "reason", "restart")}
    lists = [request.GET.getlist(name)[:PAUSES] for name in ("from", "to", "ground")]
    columns = [[each[at][:LONGEST].strip() if at < len(each) else "" for at in range(PAUSES)] for each in lists]
    pauses = [dict(zip(("first", "last", "ground"), row, strict=True)) for row in zip(*columns, strict=True)]
    more = any(typed[name] for name in ("extend", "restart")) or any(row["first"] or row["last"] for row in pauses)
    asked_for = {**typed, "pauses": pauses, "more": more}
    if not typed["limit"]:
        return {**asked_for, "start": typed["start"] or f"{now():%Y-%m-%dT%H:%M}"}
    extensions = [f"{typed['extend']}:{typed['reason']}"] if typed["extend"] else []
    try:
        due = asked(
            calendar,
            typed["start"],
            typed["limit"],
            pauses=[f"{row['first']}..{row['last']}:{row['ground']}" for row in pauses if row["first"] or row["last"]],
            extensions=extensions,
            restarted=typed["restart"],
        )
    except NoDeadline as refusal:
        return {**asked_for, "fault": str(refusal), "at": refusal.field, "more": more or refusal.field in MORE}
    return {**asked_for, "due": _due(due)}


MORE = ("pause", "extend", "restart")


def _due(due: Due) -> dict[str, Any]:
    at = 1 if lang() == "en" else 0
    return {
        "moment": f"{due.due:%Y-%m-%d %H:%M}" if due.due else "",
        "weekday": WEEKDAYS[due.due.weekday()][at] if due.due else "",
        "provisional": due.provisional,
        "steps": [{"text": step.text(lang())} for step in due.steps],
        "notices": [notice.number or (notice.en if at else notice.zh) for notice in due.notices],
    }


# ── The record ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _label(key: str) -> str:
    return {
        "calendar.years": _("载入的年份"),
        "calendar.notice": _("放假安排通知"),
        "calendar.closed": _("放假日期"),
        "calendar.make_up": _("调休上班日期"),
        "calendar.day": _("单日安排"),
        "calendar.hours": _("办公时间"),
    }.get(key, "")


def _value(value: str) -> str:
    """Office hours in the reader's language, a single day in words; the rest is days and numbers as they are."""
    day, sign, name = [*value.split(" ", 2), "", ""][:3]
    if sign in ("+", "−"):
        return f"{day} {_('上班') if sign == '+' else _('不上班')} {name}"
    return as_text(read_windows(value), lang()) if ":" in value and value[:1] == WEEKDAYS[0][0][:1] else ""


def _will() -> dict[str, str]:
    return {
        IMPORT: _("提交后这一年的工作日按通知确定，各处的到期日随即按新日历推算；通知正文留在办理记录里。"),
        OVERRIDE: _("提交后这一天在本地及以下按此安排，到期日随即按新日历推算。"),
        HOURS: _("提交后自该日起本地及以下按此时段办公；哪天上班不受影响。"),
    }


name_fields("calendar", _label, _value)
for _name in (IMPORT, OVERRIDE, HOURS):
    before_act(_name, _will)

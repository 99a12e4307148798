"""Where people begin. One page for all who work on the reform: what needs me now, how far it has come, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.calendars.lookup import calendar_of, unsettled
from kaifaqu.kernel.cases.inbox import counts
from kaifaqu.kernel.charter.editions import latest as latest_edition
from kaifaqu.kernel.charter.editions import to_adapt
from kaifaqu.kernel.charter.models import Amendment, Stage
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Since
from kaifaqu.kernel.organs.since import PROXY, ended_on
from kaifaqu.kernel.trail.chain import ALGORITHM
from kaifaqu.kernel.trail.timeline import latest
from kaifaqu.kernel.ui import records
from kaifaqu.kernel.ui.cases.inbox import cases_waiting
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.numbers import counted
from kaifaqu.kernel.ui.pages import acts_box, demo_pill, seat_of
from kaifaqu.rooms.followups.pages import home as followups
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.models import Zone
from kaifaqu.rooms.institutions.pages import HAND_OVER, reform_context, zone_numbers
from kaifaqu.rooms.reform.pages.home import driven, waiting

Rows = list[dict[str, Any]]
FEW, LATEST = 8, 6
ADOPT, BEGIN, NOTICE = "charter.adopt_amendment", "charter.begin_amendment", "calendars.import_notice"
REGISTER = "institutions.register_zone"
ELSEWHERE = {"auditor": "audit", "security_officer": "people", "system_officer": "health"}
"""Those whose work has a page of its own begin there."""


def home(request: HttpRequest) -> HttpResponse:
    """Where a person begins, by his role and by what he may do."""
    role = cast(Any, request).role
    if role in ELSEWHERE:
        return redirect(ELSEWHERE[role])
    day = today()
    context = {
        "title": _("工作台"),
        **_todo(request, day),
        "driven": driven(request, day),
        "entries": [_short(each) for each in records.entries(latest(visible_to(seat_of(request)), limit=LATEST))],
    }
    place = cast(Any, request).seat_place
    zone = Zone.objects.filter(pk=place.pk).select_related("subject__place").first() if place else None
    own = _of_zone(request, zone, day) if zone else _of_place(request)
    own["boxes"] = [*followups.box(request), *own.get("boxes", [])]
    return render(request, "site/home.html", context | own)


def _short(entry: records.Shown) -> records.Shown:
    """An entry in two lines: its first change that says something to a reader."""
    said = [change for change in entry.changes if not change["new"].startswith(f"{ALGORITHM}:")]
    return replace(entry, changes=said[:1])


def _of_zone(request: HttpRequest, zone: Zone, day: date) -> dict[str, Any]:
    """A zone's own home: its name, its numbers, what can be done in it."""
    return {
        "title": zone.subject.name,
        "pills": demo_pill(zone.subject),
        "sub": zone.subject.place.name if zone.subject.place else "",
        "numbers": zone_numbers(zone, day),
        "boxes": acts_box(request, zone.subject),
    }


def _of_place(request: HttpRequest) -> dict[str, Any]:
    """A city's or department's home shows what the published reform came to."""
    published = reform_context(request)
    told: dict[str, Any] = {key: published[key] for key in ("ratios", "lead", "counts") if key in published}
    return {**told, "identities": published["identities"][:1]}


def _todo(request: HttpRequest, day: date) -> dict[str, Any]:
    """What needs this person now, the most pressing first; where there is much, the rest stands behind a link."""
    urgent = waiting(request, day)
    asked = cases_waiting(request)
    other = [
        *_first_steps(request),
        *_charters_to_do(request, day),
        *_calendar_to_do(request, day),
        *_duties_in_zones(request, day),
        *_proxies_that_end(request, day),
    ]
    return {
        "todo": [*asked, *urgent[:FEW], *other],
        "todo_more": max(len(urgent) - FEW, 0),
        "todo_url": reverse("reform:todo"),
        "cases": counts(seat_of(request)),
    }


def _first_steps(request: HttpRequest) -> Rows:
    """What comes first where there is nothing yet: the first zone, and a charter of the place's own."""
    place = cast(Any, request).seat_place
    may = {act for act in (REGISTER, BEGIN) if place and reach(seat_of(request), act).filter(pk=place.pk).exists()}
    found: Rows = []
    if REGISTER in may and not queries.zones(visible_to(seat_of(request))).exists():
        note = _("再设机构、列职能、定员额；也可以批量导入")
        found.append({"label": _("登记第一个开发区"), "url": act_url(REGISTER, place.pk), "note": note})
    if BEGIN in may and latest_edition(place.pk) is None:
        note = _("谁负责、几天办、怎么考核、结果怎么用，都写在方案里")
        found.append({"label": _("起草本地的制度方案"), "url": act_url(BEGIN, place.pk), "note": note})
    return found


def _calendar_to_do(request: HttpRequest, day: date) -> Rows:
    """Years whose holidays should be known by now: deadlines that cross into them are provisional."""
    if not reach(seat_of(request), NOTICE).exists():
        return []
    return [
        {
            "label": _("工作日历"),
            "text": _("%(years)s 年放假安排通知尚未登记") % {"years": year},
            "url": f"{reverse('calendar')}?year={year}",
        }
        for year in unsettled(calendar_of(cast(Any, request).seat_place), day)
    ]


def _duties_in_zones(request: HttpRequest, day: date) -> Rows:
    """Functions that are still to be handed over: a line for one zone, and a line for several of them together."""
    left = {zone: left for zone in _own_zones(request) if (left := _left_in(request, zone, day))}
    if not left:
        return []
    fig = counted(sum(left.values()), "function", synthetic=all(zone.subject.synthetic for zone in left))
    words = _("社会职能仍在区内，尚未剥离")
    if len(left) == 1:
        [zone] = left
        return [{"label": zone.subject.name, "fig": fig, "url": url_of(zone.subject), "note": words}]
    return [{"label": _("各开发区的社会职能"), "fig": fig, "url": reverse("institutions:ledger"), "note": words}]


def _own_zones(request: HttpRequest) -> list[Zone]:
    return list(queries.zones(visible_to(seat_of(request))).filter(source="")[:25])


def _left_in(request: HttpRequest, zone: Zone, day: date) -> int:
    inside = [row.duty.pk for row in queries.duties(zone, day) if not row.outside]
    return reach(seat_of(request), HAND_OVER).filter(pk__in=inside).count()


def _proxies_that_end(request: HttpRequest, day: date) -> Rows:
    """Leaders for whom the person acts, where that ends within thirty days."""
    found: Rows = []
    ending = ended_on(Since.objects.filter(relation=PROXY.key, ref=seat_of(request).post, start__lte=day))
    for row in ending.select_related("subject"):
        until = getattr(row, "until", None)
        if until and day <= until <= day + timedelta(days=30):
            text = _("代办授权至 %(until)s 前") % {"until": until.isoformat()}
            found.append({"label": row.subject.name, "text": text, "url": url_of(row.subject)})
    return found


def _charters_to_do(request: HttpRequest, day: date) -> Rows:
    """Amendments that wait for this person as second officer, and places whose charters are to follow a superior's."""
    seat = seat_of(request)
    mine = Amendment.objects.filter(stage=Stage.SUBMITTED, subject__in=reach(seat, ADOPT))
    found: Rows = [
        {"label": row.subject.name, "text": _("修订待您复核"), "url": url_of(row.subject)}
        for row in mine.exclude(submitted_by=seat.person).select_related("subject")[:FEW]
    ]
    below = set(reach(seat, BEGIN).values_list("pk", flat=True))
    found += [
        {
            "label": row.place.subject.name,
            "text": _("方案待与上位衔接"),
            "url": reverse("charters:read", args=[row.place.slug]),
        }
        for row in to_adapt(day)
        if row.place_id in below
    ]
    return found

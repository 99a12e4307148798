"""Site supervision on pages: a programme's visits and findings, one visit, one finding with its steps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.nouns import Procedure
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.cases.extras import add_box
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.pages import acts_box, demo_pill, recent, seat_of, visible
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Finding, Programme, Visit
from kaifaqu.rooms.reform.pages.words import OUTCOMES, file_row, left, shortened
from kaifaqu.rooms.reform.queries.driving import institution_of, planned_of
from kaifaqu.rooms.reform.queries.supervision import (
    Found,
    Step,
    claimed_by,
    files_of,
    findings,
    stand,
    steps,
    totals,
    visits,
)
from kaifaqu.rooms.reform.rules import SITE, Light, Standing

VISIT = "reform.record_visit"
MOST = 25


def words() -> dict[Light, str]:
    """The lights of findings in words."""
    return {
        Light.LATE: _("逾期未整改"),
        Light.SOON: _("整改临期"),
        Light.UNDER_WAY: _("整改中"),
        Light.CLAIMED: _("已报整改，待核实"),
        Light.VERIFIED: _("已销号"),
    }


def supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """A programme's visits, and what they found: late first, with the days left."""
    subject = visible(request, pk)
    programme = get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)
    seat, day = seat_of(request), today()
    found = findings(programme, visible_to(seat), day)
    counts = totals(found)
    been = visits(programme, visible_to(seat))
    each: dict[int, list[Found]] = {}
    for row in found:
        each.setdefault(row.finding.visit_id, []).append(row)
    context = {
        "title": _("实地督导"),
        "crumbs": [
            {"label": _("改革推进"), "url": reverse("reform:programmes")},
            {"label": subject.name, "url": url_of(subject)},
        ],
        "pills": demo_pill(subject),
        "sub": _("到现场看到的问题，逐个整改、核实、销号；报整改不等于销号。"),
        "counts": [{"state": light.value, "label": label, "count": counts[light]} for light, label in words().items()],
        "findings": [finding_row(row) for row in found],
        "visits": [_visit_row(row, each.get(row.pk, [])) for row in been],
        "boxes": _where_to(seat, programme),
    }
    return render(request, "reform/supervision.html", context)


def finding_row(row: Found) -> dict[str, Any]:
    """A finding on one line: light, words, who is to put it right, by when."""
    own = row.finding
    late = row.light is Light.LATE
    return {
        "light": row.light.value,
        "word": words()[row.light],
        "url": reverse("reform:finding", args=[own.pk]),
        "text": own.words,
        "place": own.subject.place.name if own.subject.place else "",
        "organ": row.organ.name if row.organ else "",
        "due": own.due.isoformat(),
        "left": "" if row.days is None or row.light is Light.CLAIMED else left(row.days),
        "late": late,
    }


def _visit_row(row: Visit, found: list[Found]) -> dict[str, Any]:
    opened = sum(each.standing is not Standing.CLOSED for each in found)
    return {
        "day": row.day.isoformat(),
        "url": url_of(row.subject),
        "place": row.subject.place.name if row.subject.place else "",
        "who": row.who,
        "found": len(found),
        "open": opened,
    }


def _where_to(seat: Seat, programme: Programme) -> list[dict[str, Any]]:
    """The places of the programme that the person may record a visit to."""
    places = [place for place in queries.driven(programme) if place.pk != programme.subject.place_id]
    allowed = set(reach(seat, VISIT).filter(pk__in=[p.pk for p in places]).values_list("pk", flat=True))
    places = [place for place in places if place.pk in allowed][:MOST]
    given = urlencode({"programme": programme.pk})
    labels = shortened([place.name for place in places])
    offered = [
        {"label": label, "url": f"{act_url(VISIT, place.pk)}?{given}"}
        for place, label in zip(places, labels, strict=True)
    ]
    note = _("到哪里去了？选开发区。")
    return [{"title": _("记录一次督导"), "note": note, "actions": offered}] if offered else []


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: who went, what was seen, what was found."""
    subject = visible(request, pk)
    row = get_object_or_404(Visit.objects.select_related("programme__subject", "subject__place"), pk=pk)
    found = stand(row.findings.filter(case__subject__in=visible_to(seat_of(request))), row.programme, today())
    context = {
        "title": subject.name,
        "crumbs": _crumbs(row.programme),
        "pills": demo_pill(subject),
        "facts": [
            {"label": _("改革方案"), "text": row.programme.subject.name, "url": url_of(row.programme.subject)},
            {"label": _("地方"), "text": row.subject.place.name if row.subject.place else ""},
            {"label": _("到场日期"), "text": row.day.isoformat(), "src_kind": "sourced"},
            {"label": _("督导人员"), "text": row.who},
            {"label": _("现场情况"), "text": row.seen},
        ],
        "findings": [finding_row(each) for each in found],
        "boxes": acts_box(request, subject),
        **recent(request, subject),
    }
    return render(request, "reform/visit.html", context)


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: where it stands, what comes next, every step with its evidence, what can be done."""
    subject = visible(request, pk)
    rows = Finding.objects.filter(pk=pk).select_related("visit__programme__subject__place", "case__subject__place")
    own = get_object_or_404(rows)
    programme = own.visit.programme
    found = stand(rows, programme, today())
    if not found:
        raise Http404
    [row] = found
    taken = steps(own)
    files = files_of(taken)
    institution = institution_of(programme, today())
    context = {
        "title": subject.name,
        "crumbs": [*_crumbs(programme), {"label": own.visit.day.isoformat(), "url": url_of(own.visit.subject)}],
        "pills": demo_pill(subject),
        "row": finding_row(row),
        "stage": _stage(institution, row),
        "ahead": _ahead(row),
        "facts": _about(row, programme, institution),
        "steps": [_step(step, files) for step in taken],
        "boxes": _acts(request, own, row, subject),
        **recent(request, subject),
    }
    return render(request, "reform/finding.html", context)


def _crumbs(programme: Programme) -> list[dict[str, str]]:
    return [
        {"label": programme.subject.name, "url": url_of(programme.subject)},
        {"label": _("实地督导"), "url": reverse("reform:supervision", args=[programme.pk])},
    ]


def _about(row: Found, programme: Programme, institution: Resolved | None) -> list[dict[str, Any]]:
    own, planned = row.finding, planned_of(programme, institution)
    task = planned.tasks.get(own.task) if planned and own.task else None
    subject = own.subject
    cell = reverse("reform:cell", args=[programme.pk, own.task, subject.place_id]) if task else ""
    return [
        {"label": _("问题"), "text": own.words},
        {"label": _("地方"), "text": subject.place.name if subject.place else ""},
        *([{"label": _("任务"), "text": task.title.text(lang()), "url": cell}] if task else []),
        {"label": _("责任单位"), "text": row.organ.name if row.organ else ""},
        {"label": _("发现日期"), "text": own.visit.day.isoformat(), "src_kind": "sourced"},
        {"label": _("整改时限"), "text": own.due.isoformat(), "src_kind": "computed"},
    ]


def _stage(institution: Resolved | None, row: Found) -> str:
    """What the charter calls the stage at which the finding stands."""
    procedure = institution.of("procedures").get(SITE) if institution else None
    stage = procedure.stages.get(row.standing.value) if isinstance(procedure, Procedure) else None
    return stage.title.text(lang()) if stage and stage.title else words()[row.light]


def _ahead(row: Found) -> str:
    """What comes next, whose it is, and by when."""
    given = {"organ": row.organ.name if row.organ else "", "day": row.finding.due.isoformat()}
    if row.standing is Standing.CLOSED:
        return ""
    if row.standing is Standing.VERIFY:
        return _("等改革办核实；核实的人不能是报整改的人。")
    if row.light is Light.LATE:
        return _("已过整改时限 %(day)s，由%(organ)s尽快整改并报告。") % given
    return _("由%(organ)s在 %(day)s 前整改并报告。") % given


def _step(row: Step, files: dict[int, File]) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "kind": OUTCOMES[row.outcome],
        "state": str(row.outcome.label),
        "words": row.words,
        "file": file_row(files.get(row.file or 0)),
        "who": row.person.name if row.person else "",
    }


def _acts(request: HttpRequest, own: Finding, row: Found, subject: Subject) -> list[dict[str, Any]]:
    """The acts that a finding takes where it stands; closing is not offered to whoever claimed it."""
    fitting = {
        Standing.RECTIFY: [("rectify_finding", _("报整改"))],
        Standing.VERIFY: [("close_finding", _("销号")), ("return_finding", _("退回整改"))],
        Standing.CLOSED: [],
    }[row.standing]
    seat = seat_of(request)
    if row.standing is Standing.VERIFY and claimed_by(own) == seat.person:
        return []
    here = reverse("reform:finding", args=[subject.pk])
    offered = [
        {"label": label, "url": f"{act_url(f'reform.{verb}', subject.pk)}?next={here}", "primary": n == 0}
        for n, (verb, label) in enumerate(fitting)
        if reach(seat, f"reform.{verb}").filter(pk=subject.pk).exists()
    ]
    return [{"title": _("我可以"), "actions": offered}] if offered else []


# ── On the page of the case ──────────────────────────────────────────────────────────────────────────────────────────


def from_a_visit(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """Where a case of supervision comes from, and the way to its steps."""
    if case.origin != Origin.FINDING:
        return []
    own = Finding.objects.select_related("visit__subject", "visit__programme").filter(pk=case.pk).first()
    if own is None:
        return []
    facts = [
        {"label": _("到场日期"), "text": own.visit.day.isoformat(), "url": url_of(own.visit.subject)},
        {"label": _("整改时限"), "text": own.due.isoformat(), "src_kind": "computed"},
    ]
    steps_at = {"label": _("整改、核实的每一步"), "url": reverse("reform:finding", args=[own.pk])}
    return [{"title": _("实地督导"), "facts": facts, "actions": [steps_at], "aside": True}]


add_box(from_a_visit)

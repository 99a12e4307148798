"""One task in one place: what comes next, what was said and on what evidence, what the facts say, what can be done."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.reading import cited, sentence
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.numbers import shown, where_from
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, seat_of, visible
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Programme, State
from kaifaqu.rooms.reform.pages.supervision import finding_row
from kaifaqu.rooms.reform.pages.words import PILLS, ahead, file_row, lead_of, left
from kaifaqu.rooms.reform.queries import Board, Cell, Line, Proof
from kaifaqu.rooms.reform.queries.driving import drives, lead_history
from kaifaqu.rooms.reform.queries.said import Said, said
from kaifaqu.rooms.reform.queries.supervision import findings
from kaifaqu.rooms.reform.rules import OPEN, UNCOUNTED, Light, days_left


def cell(request: HttpRequest, pk: int, task: str, place: int) -> HttpResponse:
    """One task in one zone: what was said, what the facts say, what can be done."""
    subject = visible(request, pk)
    where = visible(request, place)
    programme = get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)
    day = day_sent(request, "on", today())
    found = queries.board(programme, day, [where])
    line = next((each for each in found.lines if each.key == task), None) if found else None
    if found is None or line is None or not _belongs(programme, found, where):
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
        "light": current.light.value,
        "state": _state(current),
        "ahead": ahead(found, line, current),
        "words": _words(current),
        "facts": _facts(programme, found, line, current),
        "proofs": [_proof(found, p, day) for p in proved],
        "said": [drawn(row) for row in said(programme, task, place)],
        "findings": [
            finding_row(each) for each in findings(programme, visible_to(seat_of(request)), day, task=task, place=place)
        ],
        "boxes": _acts(seat_of(request), programme, line, current, where),
        "history_url": reverse("history", args=[where.pk]),
    }
    return render(request, "reform/cell.html", context)


def _state(current: Cell) -> str:
    """The latest that was said, where the light does not say it already."""
    row = current.latest
    if row is None or (current.light not in (Light.SOON, Light.LATE) and row.state != State.RETURNED):
        return ""
    return row.get_state_display()


def _belongs(programme: Programme, found: Board, where: Subject) -> bool:
    return any(place.pk == where.pk for place in queries.driven(programme, found.planned))


def _words(current: Cell) -> dict[str, str] | None:
    """What the unit has said of being late."""
    row = current.explained
    return {"text": row.words, "day": row.day.isoformat()} if row and current.light in OPEN else None


def _facts(programme: Programme, found: Board, line: Line, current: Cell) -> list[dict[str, Any]]:
    told = [_lead(programme, found, line), _due(programme, found, line, still=current.light in OPEN)]
    source = cited(found.institution, line.task.src or "")
    note = line.task.note
    told += [{"label": _("出处"), "text": source, "src_kind": "sourced"}] if source else []
    words = note if isinstance(note, str) else note.text(lang())
    told += [{"label": _("方案注明"), "text": words, "src_kind": "sourced"}] if words else []
    return told


def _lead(programme: Programme, found: Board, line: Line) -> dict[str, Any]:
    """Who leads, and who says so: an act of the office, or the charter."""
    label = _("牵头单位")
    if line.lead is not None:
        before = [row for row in lead_history(programme, line.key) if row.pk != line.lead.pk and row.start <= found.day]
        note = _("改革办指定，自 %(day)s 起") % {"day": line.lead.start.isoformat()}
        if before:
            earlier = _("、").join(dict.fromkeys(row.organ.name for row in before))
            note += _("；此前为%(organs)s") % {"organs": earlier}
        return {"label": label, "text": line.lead.organ.name, "note": note, "note_src": "computed"}
    named = lead_of(found, line)
    if named:
        return {"label": label, "text": named, "note": _("制度方案写明"), "note_src": "sourced"}
    return {"label": label, "text": _("方案没有写明，也还没有指定；由改革办核验")}


def _due(programme: Programme, found: Board, line: Line, *, still: bool) -> dict[str, Any]:
    """By when; and while something is still to be done, how many days are left."""
    if line.due is None:
        return {"label": _("期限"), "text": "—"}
    note = left(days_left(line.due, found.day)) if still else ""
    if line.due != programme.deadline:
        ends = programme.deadline.isoformat() if programme.deadline else "—"
        interim = _("分阶段时限，早于方案期限 %(day)s") % {"day": ends}
        note = f"{note} · {interim}" if note else interim
    return {"label": _("期限"), "text": line.due.isoformat(), "note": note, "note_src": "computed"}


def _proof(found: Board, proof: Proof, day: date) -> dict[str, Any]:
    """A test with the facts that it was held against: agrees, disagrees, or cannot be said and why."""
    noun = "constraints" if proof.key in found.institution.of("constraints") else "tests"
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


def drawn(each: Said) -> dict[str, Any]:
    """A report as it was sent: its day, the day it was entered, why late, what it corrects, its evidence."""
    row = each.report
    marks = []
    if row.late_reason:
        marks.append({"kind": "soon", "text": _("补录")})
    if each.corrects:
        marks.append({"kind": "plain", "text": _("更正")})
    if each.corrected:
        marks.append({"kind": "plain", "text": _("已更正")})
    entered = each.entered.isoformat() if each.entered and each.entered != row.day else ""
    return {
        "day": row.day.isoformat(),
        "entered": entered,
        "kind": PILLS[State(row.state)],
        "state": row.get_state_display(),
        "marks": marks,
        "muted": each.corrected,
        "words": row.words,
        "late_reason": row.late_reason,
        "file": file_row(row.file),
        "who": row.person.name if row.person else "",
        "source": row.source,
    }


def _acts(seat: Seat, programme: Programme, line: Line, current: Cell, where: Subject) -> list[dict[str, Any]]:
    """What the person may do to the cell now, with programme and task filled in."""
    given = urlencode(
        {
            "programme": programme.pk,
            "task": line.key,
            "next": reverse("reform:cell", args=[programme.pk, line.key, where.pk]),
        }
    )
    offered: list[dict[str, Any]] = []
    overdue = line.due is not None and today() > line.due
    for verb, label in _fitting(seat, programme, line, current, overdue=overdue):
        name = f"reform.{verb}"
        if reach(seat, name).filter(pk=where.pk).exists():
            url = f"{act_url(name, where.pk)}?{given}"
            offered.append({"label": label, "url": url, "primary": not offered})
    return [{"title": _("我可以"), "actions": offered}] if offered else []


def _fitting(seat: Seat, programme: Programme, line: Line, current: Cell, *, overdue: bool) -> list[tuple[str, str]]:
    """The acts that a cell in this state takes from this seat, the next step first."""
    if current.light in UNCOUNTED:
        return [("report_progress", _("报告进展"))] if current.light is Light.NOT_APPLICABLE else []
    found = []
    leads = line.lead is not None and line.lead.organ_id == seat.organ
    mine = current.latest is not None and current.latest.person_id == seat.person
    if current.light is Light.CLAIMED and not mine and (leads or drives(seat, programme.pk)):
        found.append(("verify_progress", _("核验进展")))
    if current.light is not Light.VERIFIED:
        found.append(("report_progress", _("报告进展")))
        if overdue:
            found.append(("explain_delay", _("逾期说明")))
        found.append(("set_aside", _("列为不适用")))
    return [*found, ("record_visit", _("记录实地督导"))]

"""Why a light is as it is: the limit in its words, the rule that made a day of them, the spans, the unit's words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.charter.reading import sentence
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.numbers import Shown
from kaifaqu.kernel.ui.pages import explanation_page, seat_of
from kaifaqu.rooms.followups.actions.taking import read_limit
from kaifaqu.rooms.followups.models import Kind, Said
from kaifaqu.rooms.followups.pages.desk import line_of
from kaifaqu.rooms.followups.pages.words import left
from kaifaqu.rooms.followups.queries import Lights, Line, one
from kaifaqu.rooms.followups.queries.rulebook import KINDS, NO_NEWS, SOON, WORDS, Rulebook, rulebook
from kaifaqu.rooms.followups.queries.units import reports_of
from kaifaqu.rooms.followups.rules import days_left


def light(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a matter shows the light that it does."""
    place, book = _book(pk)
    shown = Lights(today(), book.limits)
    line = one(seat_of(request), pk, shown)
    if line is None:
        raise Http404
    row = line_of(line, shown)
    panel = {
        "title": row["light_words"],
        "value": _left(line),
        "definition": "",
        "facts": [],
        "steps": _steps(line, place, book),
        "basis": _clauses(line, book),
        "notes": [each.done for each in reports_of(pk) if each.said == Said.WORDS][:3],
    }
    return explanation_page(request, panel, line.case.subject)


def _book(pk: int) -> tuple[Place, Rulebook]:
    where = Case.objects.filter(pk=pk).values("subject__place")
    place = Place.objects.filter(pk__in=where).select_related("subject").first()
    if place is None:
        raise Http404
    return place, rulebook(place, today())


def _left(line: Line) -> Shown:
    if line.due is None or not line.open:
        return Shown(text="", src_kind="none", reason=_("没有时限") if line.due is None else _("已经办完"))
    return Shown(text=left(days_left(line.due, today())), src_kind="computed")


def _steps(line: Line, place: Place, book: Rulebook) -> list[dict[str, Any]]:
    """From the words of the limit to its day, and from the day to the light."""
    steps: list[dict[str, Any]] = []
    own = line.follow_up
    if own is not None:
        words = own.limit or _("没有另定时限")
        rule = _rule(line, place, book)
        steps.append({"text": _("时限原话：%(words)s") % {"words": words}})
        if rule:
            steps.append({"text": _("推算规则：%(rule)s") % {"rule": rule}})
        steps.append({"text": _("自 %(day)s 起算") % {"day": own.given.isoformat()}})
    if line.due is not None:
        steps.append({"text": _("最后一天：%(day)s") % {"day": line.due.isoformat()}})
    if line.report is not None:
        steps.append({"text": _("最近一次报告：%(day)s") % {"day": line.heard.isoformat()}})
    return steps


def _rule(line: Line, place: Place, book: Rulebook) -> str:
    """The rule by which a day follows from the words of the limit, where they still come to that day."""
    own = line.follow_up
    if own is None:
        return ""
    found = read_limit(own.limit, Kind(own.kind), own.given, place, book)
    if found is None or found.day != line.due:
        return ""
    assumed = _("（推定的读法）") if found.assumed else ""
    return f"{found.rule(lang())}{assumed}"


def _clauses(line: Line, book: Rulebook) -> list[dict[str, Any]]:
    """The clauses by which the light turns, as they are read."""
    keys = [SOON, WORDS, NO_NEWS]
    own = line.follow_up
    if own is not None and not own.limit:
        keys.insert(0, KINDS[Kind(own.kind)])
    institution = book.institution
    if institution is None:
        return []
    return [
        {
            "label": institution.clauses["params", key][1].title.text(lang()),
            "text": sentence(institution, "params", key, book.day, lang()),
            "src_kind": "sourced",
        }
        for key in keys
        if ("params", key) in institution.clauses
    ]

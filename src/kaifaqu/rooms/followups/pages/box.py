"""What the desk puts on a case's page: its origin, its limit in words, what units reported, what can be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.followups.models import Report, Said
from kaifaqu.rooms.followups.pages.desk import lights_of, line_of
from kaifaqu.rooms.followups.pages.steps import acts_of
from kaifaqu.rooms.followups.queries import one
from kaifaqu.rooms.followups.queries.units import reports_of

MOST = 20


def boxes(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """The desk's boxes on a case of an origin; none on any other."""
    line = one(seat_of(request), case.pk, lights_of(request)) if case.origin else None
    if line is None:
        return []
    row = line_of(line, lights_of(request))
    told = [drawn_report(each) for each in reports_of(case.pk)[:MOST]]
    found: list[dict[str, Any]] = []
    acts = acts_of(seat_of(request), case)
    if acts:
        found.append({"title": _("督办：我可以"), "actions": acts})
    own = line.follow_up
    limit = {"label": _("时限"), "text": row["due"] or _("没有时限"), "src_kind": "computed"}
    if row["limit"]:
        limit["note"] = row["limit"]
    facts: list[dict[str, Any]] = [
        {"label": _("亮灯"), "text": row["light_words"], "url": row["why_url"]},
        {"label": _("来源"), "text": row["origin"]["label"], "url": row["origin"]["url"], "note": row["origin"]["day"]},
        {"label": _("牵头单位"), "text": row["lead"]},
        *([{"label": _("协办单位"), "text": row["assists"]}] if row["assists"] else []),
        limit,
    ]
    if own and own.order and line.paper_seen:
        facts.append(
            {
                "label": _("原文"),
                "text": own.order.subject.name,
                "url": url_of(own.order.subject),
                "src_kind": "sourced",
            }
        )
    found.append({"title": _("督办"), "facts": facts, "aside": True})
    found.append({"title": _("报告"), "template": "followups/_reports.html", "wide": True, "reports": told})
    return found


def drawn_report(row: Report) -> dict[str, Any]:
    """A report as it was sent."""
    return {
        "at": row.at,
        "who": row.person.name if row.person else "",
        "organ": row.organ.name if row.organ else "",
        "words": row.said == Said.WORDS,
        "said": row.get_said_display(),
        "done": row.done,
        "stuck": row.stuck,
        "need": row.need,
        "need_from": row.need_from.name if row.need_from else "",
        "file": {"url": reverse("file", args=[row.file_id]), "name": row.file.name} if row.file else None,
    }

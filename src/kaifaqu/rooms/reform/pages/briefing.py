"""The pages of briefings: the issues of a programme, a draft of any period, an issue as it was sealed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.actions.inputs import ISO_DAY
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import MEDIA_TYPES
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, recent, seat_of, visible
from kaifaqu.rooms.reform.models import Briefing, Programme
from kaifaqu.rooms.reform.pages.briefing_paper import number_of, paper, period_of, said
from kaifaqu.rooms.reform.queries import briefing as queries

ISSUE = "reform.issue_briefing"
NUMERIC = ("totals",)
"""Sections whose columns after the first are counts."""


def briefings(request: HttpRequest, pk: int) -> HttpResponse:
    """The issues of a programme, and the way to a draft of any period."""
    subject, programme = _programme(request, pk)
    first, last = queries.last_week()
    context = {
        "title": _("工作简报"),
        "crumbs": _crumbs(subject),
        "pills": demo_pill(subject),
        "sub": subject.name,
        "actions": [
            {"label": _("预览上周简报"), "url": reverse("reform:briefing_draft", args=[pk]), "icon": "file-text"}
        ],
        "columns": [{"label": label} for label in (_("期号"), _("期间"), _("数据截至"), _("填报"))],
        "rows": [{"url": url_of(row.subject), "cells": _issue(row)} for row in queries.issued(programme)],
        "total_text": str(programme.briefings.count()),
        "nothing": {
            "text": _("还没有签发的简报。先预览一个期间，核对后签发；签发以后不再改动。"),
            "url": f"{reverse('reform:briefing_draft', args=[pk])}?{urlencode({'from': first, 'to': last})}",
            "action": _("预览上周简报"),
        },
    }
    return render(request, "ui/list.html", context)


def _programme(request: HttpRequest, pk: int) -> tuple[Subject, Programme]:
    subject = visible(request, pk)
    return subject, get_object_or_404(Programme.objects.select_related("subject__place"), pk=pk)


def _crumbs(subject: Subject) -> list[dict[str, str]]:
    return [
        {"label": _("改革推进"), "url": reverse("reform:programmes")},
        {"label": subject.name, "url": url_of(subject)},
    ]


def _issue(row: Briefing) -> list[Any]:
    given = {"year": row.year, "n": row.number}
    return [
        {"text": _("%(year)s 年第 %(n)s 期") % given, "src_kind": "computed"},
        _("%(start)s 至 %(end)s") % {"start": row.start.isoformat(), "end": row.end.isoformat()},
        row.as_of[:16].replace("T", " "),
        {"text": row.person.name if row.person else "—"},
    ]


# ── A draft of any period ────────────────────────────────────────────────────────────────────────────────────────────


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What a briefing of a period would say now; nothing is kept."""
    subject, programme = _programme(request, pk)
    start, end = _period(request, programme)
    query = urlencode({"from": start.isoformat(), "to": end.isoformat()})
    issue = urlencode({"start": start.isoformat(), "end": end.isoformat()})
    may = reach(seat_of(request), ISSUE).filter(pk=pk).exists()
    context = {
        **_drawn(_content(programme, start, end)),
        "title": _("工作简报"),
        "crumbs": [*_crumbs(subject), {"label": _("工作简报"), "url": reverse("reform:briefings", args=[pk])}],
        "pills": [{"kind": "soon", "text": _("草稿")}, *demo_pill(subject)],
        "actions": [
            {
                "label": "docx",
                "url": f"{reverse('reform:briefing_draft_paper', args=[pk])}?{query}",
                "icon": "download",
            },
            *([{"label": _("签发"), "url": f"{act_url(ISSUE, pk)}?{issue}", "primary": True}] if may else []),
        ],
        "period": {"from": start.isoformat(), "to": end.isoformat(), "latest": today().isoformat()},
    }
    return render(request, "reform/briefing.html", context)


def _period(request: HttpRequest, programme: Programme) -> tuple[date, date]:
    """The days asked for, in order, within the programme and not ahead; else the last week."""
    first, last = queries.last_week()
    start, end = day_sent(request, "from", first), min(day_sent(request, "to", last), today())
    end = max(end, programme.started)
    return (start, end) if start <= end else (end, end)


def _content(programme: Programme, start: date, end: date) -> dict[str, Any]:
    try:
        return queries.content(programme, start, end)
    except LookupError as error:
        raise Http404 from error


def _drawn(content: dict[str, Any]) -> dict[str, Any]:
    """Sealed content, or that of a draft, as the page draws it."""
    kind = "synthetic" if content["synthetic"] else "computed"
    return {
        "number": number_of(content),
        "programme": said(content["programme"]["title"]),
        "when": period_of(content),
        "group": said(content["group"]),
        "sections": [
            {
                "title": said(section["title"]),
                "stack": section["key"] not in NUMERIC,
                "nothing": said(section["nothing"]),
                "columns": [
                    {"label": said(head), "kind": _kind(section, i)} for i, head in enumerate(section["heads"])
                ],
                "rows": [
                    {"cells": [{"text": said(cell), "src_kind": kind} for cell in row]} for row in section["rows"]
                ],
            }
            for section in content["sections"]
        ],
    }


def _kind(section: dict[str, Any], column: int) -> str:
    """How a column is drawn: numbers to the right, days on one line."""
    if section["key"] in NUMERIC and column:
        return "num"
    cells = [row[column] for row in section["rows"]]
    return "date" if cells and all(isinstance(each, str) and ISO_DAY.fullmatch(each) for each in cells) else "text"


def draft_paper(request: HttpRequest, pk: int) -> FileResponse:
    """The draft as docx."""
    subject, programme = _programme(request, pk)
    start, end = _period(request, programme)
    return _file(_content(programme, start, end), "", subject.name)


# ── An issue ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue as it was sealed."""
    subject, row = _row(request, pk)
    content = queries.read(row)
    context = {
        **_drawn(content),
        "title": subject.name,
        "crumbs": [
            *_crumbs(row.programme.subject),
            {"label": _("工作简报"), "url": reverse("reform:briefings", args=[row.programme_id])},
        ],
        "pills": demo_pill(subject),
        "actions": [{"label": "docx", "url": reverse("reform:briefing_paper", args=[pk]), "icon": "download"}],
        "intact": queries.intact(row),
        "digest": row.digest,
        "by": row.person.name if row.person else "",
        **recent(request, subject),
    }
    return render(request, "reform/briefing.html", context)


def _row(request: HttpRequest, pk: int) -> tuple[Subject, Briefing]:
    subject = visible(request, pk)
    rows = Briefing.objects.select_related("programme__subject__place", "person__organ")
    return subject, get_object_or_404(rows, pk=pk)


def issue_paper(request: HttpRequest, pk: int) -> FileResponse:
    """An issue as docx, made of what was sealed."""
    subject, row = _row(request, pk)
    issuer = row.person.organ.name if row.person and row.person.organ else ""
    return _file(queries.read(row), issuer, subject.name)


def _file(content: dict[str, Any], issuer: str, about: str) -> FileResponse:
    file = io.BytesIO(paper(content, issuer or said(content["place"])))
    return FileResponse(file, content_type=MEDIA_TYPES[".docx"], as_attachment=True, filename=f"{about}.docx")


name_fields("briefing_digest", lambda key: _("内容校验值"), lambda value: f"{value[:16]}…")
page_of(Briefing.KIND, lambda subject: reverse("reform:briefing", args=[subject.pk]))

urlpatterns = [
    path("<int:pk>/briefings/", briefings, name="briefings"),
    path("<int:pk>/briefings/draft/", draft, name="briefing_draft"),
    path("<int:pk>/briefings/draft.docx", draft_paper, name="briefing_draft_paper"),
    path("briefings/<int:pk>/", briefing, name="briefing"),
    path("briefings/<int:pk>.docx", issue_paper, name="briefing_paper"),
]

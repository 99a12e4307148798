"""The list of calls: whom to phone about what, on the page, on paper and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.imports.layouts import harmless
from kaifaqu.kernel.notices.calls import ToCall, to_call
from kaifaqu.kernel.notices.group_text import in_words
from kaifaqu.kernel.notices.models import Notice, NoticeKind
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.numbers import counted
from kaifaqu.kernel.ui.pages import seat_of

CALL = "notices.record_call"


def page(request: HttpRequest) -> HttpResponse:
    """Organs that no channel reaches and where nobody has looked: who sits there, what of, and that it was done."""
    rows = to_call(reach(seat_of(request), CALL))
    context = {
        "title": _("电话通知单"),
        "sub": _("没有可用渠道、也还没有人在系统里看过的单位；打过电话在这里登记。"),
        "crumbs": [{"label": _("通知"), "url": reverse("notices:list")}],
        "rows": [_row(row) for row in rows],
        "count": counted(len(rows)) if rows else None,
        "printed_at": now(),
        "csv_url": reverse("notices:calls_file"),
    }
    return render(request, "ui/notices/calls.html", context)


def _row(row: ToCall) -> dict[str, Any]:
    given = {"until": row.until, "next": reverse("notices:calls"), "spoke_to": row.people[0] if row.people else ""}
    return {
        "organ": row.organ.name,
        "url": url_of(row.organ),
        "people": row.people,
        "urgent": row.urgent,
        "due": in_words(row.due),
        "notices": [_notice(notice) for notice in row.notices],
        "call_url": f"{act_url(CALL, row.organ.pk)}?{urlencode(given)}",
    }


def _notice(notice: Notice) -> dict[str, str]:
    return {
        "kind": str(NoticeKind(notice.kind).label),
        "title": notice.case.name,
        "number": notice.number,
        "due": in_words(notice.due_at),
    }


def file(request: HttpRequest) -> HttpResponse:
    """The same as a table that a spreadsheet opens, a line for each matter."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_("单位"), _("在岗人员"), _("类别"), _("办件"), _("文号"), _("期限"), _("接电话的人"), _("时间")])
    for row in to_call(reach(seat_of(request), CALL)):
        people = str(_("、")).join(row.people)
        for each in map(_notice, row.notices):
            told = [row.organ.name, people, each["kind"], each["title"], each["number"], each["due"], "", ""]
            writer.writerow([harmless(cell) for cell in told])
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="call-list-{now():%Y%m%d-%H%M}.csv"'
    return answer


urlpatterns = [
    path("call-list/", page, name="calls"),
    path("call-list.csv", file, name="calls_file"),
]

"""What waits for the person in the programmes: as a list of its own, and as a few lines beside a board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.rooms.reform.pages.words import left
from kaifaqu.rooms.reform.queries.todo import Todo, Wanted, programme_todo


def wanted() -> dict[Wanted, tuple[str, str]]:
    """What is wanted, as a short word and the form of its pill."""
    return {
        Wanted.VERIFY: ("info", _("待我核验")),
        Wanted.CLOSE: ("info", _("待我销号")),
        Wanted.ASK_WORDS: ("late", _("逾期未说明")),
        Wanted.OVERDUE_FINDING: ("late", _("整改逾期")),
        Wanted.RETURNED: ("late", _("被退回")),
        Wanted.GIVE_WORDS: ("late", _("请作说明")),
        Wanted.LATE: ("late", _("逾期")),
        Wanted.SOON: ("soon", _("临期")),
        Wanted.RECTIFY: ("soon", _("待整改")),
    }


def url_of_todo(todo: Todo) -> str:
    """Where a thing that waits is dealt with."""
    if todo.finding is not None:
        return reverse("reform:finding", args=[todo.finding])
    return reverse("reform:cell", args=[todo.programme.pk, todo.task, todo.place.pk])


def drawn(found: Iterable[Todo]) -> list[dict[str, Any]]:
    """Things that wait, ready to be drawn."""
    words = wanted()
    return [
        {
            "pill": dict(zip(("kind", "text"), words[todo.wanted], strict=True)),
            "label": todo.label,
            "place": todo.place.name,
            "left": left(todo.days) if todo.days is not None else "",
            "url": url_of_todo(todo),
        }
        for todo in found
    ]


def todo(request: HttpRequest) -> HttpResponse:
    """Everything of the programmes that waits for the person, the most pressing first."""
    found = programme_todo(seat_of(request), today())
    rows = [{"url": row["url"], "cells": _cells(each, row)} for each, row in zip(found, drawn(found), strict=True)]
    labels = [_("任务或问题"), _("要办什么"), _("地方"), _("改革方案"), _("还有几天")]
    context = {
        "title": _("改革待办"),
        "crumbs": [{"label": _("改革推进"), "url": reverse("reform:programmes")}],
        "sub": _("等您核验、销号、说明或整改的事项，急的在前。"),
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "total_text": str(len(rows)),
        "nothing": {"text": _("没有等您办理的改革事项。")},
    }
    return render(request, "ui/list.html", context)


def _cells(each: Todo, row: dict[str, Any]) -> list[Any]:
    left_words = {"text": row["left"] or "—", "src_kind": "computed"}
    return [row["label"], {"pill": row["pill"]}, row["place"], each.programme.subject.name, left_words]

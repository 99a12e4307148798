"""What waits for an organ, the most pressing first; what it has done, what it started, what it was told of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases import inbox as queries
from kaifaqu.kernel.cases import names, spans
from kaifaqu.kernel.cases.inbox import Counts, Narrowed, counted, counts
from kaifaqu.kernel.cases.listing import COPIED, DONE, STARTED, TABS, TODO, Cut
from kaifaqu.kernel.cases.listing import tab as read
from kaifaqu.kernel.cases.models import AskKind, Case
from kaifaqu.kernel.cases.rows import Row
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import seat_of

LONGEST = 60
WEEK = 7


@dataclass(frozen=True)
class Page:
    """One page of a tab: its lines, and where the next begins."""

    rows: list[Row]
    following: str | None


def inbox(request: HttpRequest) -> HttpResponse:
    """The inbox of a seat. An open one asks again every twenty seconds, and is told 304 while nothing has changed."""
    seat, tab = seat_of(request), _one_of(request, "tab", TABS)
    narrowed, found = _narrowed(request, seat), counts(seat)
    page = Page(*read(tab, seat, narrowed, Cut.read(request.GET.get("after", "")[:LONGEST])))
    stamp = _stamp(tab, page, found)
    if request.headers.get("If-None-Match") == stamp:
        return _marked(HttpResponse(status=304), stamp)
    told = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "inbox"
    context = _context(request, tab, narrowed, page, found, stamp)
    template = "ui/cases/_inbox.html" if told else "ui/cases/inbox.html"
    return _marked(render(request, template, context), stamp)


def _marked(response: HttpResponse, stamp: str) -> HttpResponse:
    response["ETag"] = stamp
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def _stamp(tab: str, page: Page, found: Counts) -> str:
    """What an open inbox shows, in short: it changes when a line does, and when the time left reads differently."""
    told = [[row.case.pk, row.ask, row.left.words, row.post, row.holder, row.status, row.asked] for row in page.rows]
    text = json.dumps([get_language(), tab, page.following, list(found), told], ensure_ascii=False, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


# ── What was asked for ───────────────────────────────────────────────────────────────────────────────────────────────


def _one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    sent = request.GET.get(name, "")
    return sent if sent in known else known[0]


def _narrowed(request: HttpRequest, seat: Seat) -> Narrowed:
    procedure, _dot, stage = request.GET.get("stage", "").partition("/")
    if (procedure, stage) not in {(each, key) for each, key, _case in queries.stages_waiting(seat.organ)}:
        procedure = stage = ""
    return Narrowed(
        kind=_one_of(request, "kind", ("", *KINDS)),
        procedure=procedure,
        stage=stage,
        words=request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip(),
        whose=_one_of(request, "whose", ("", "post", "organ")),
    )


KINDS = (AskKind.ACT.value, AskKind.SIGN.value, AskKind.ASSIST.value)


# ── What is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def _context(
    request: HttpRequest, tab: str, narrowed: Narrowed, page: Page, found: Counts, stamp: str
) -> dict[str, Any]:
    seat = seat_of(request)
    kept = {name: request.GET[name] for name in ("tab", "kind", "stage", "q", "whose") if request.GET.get(name)}
    older = {**kept, "after": page.following} if page.following else {}
    here = {**kept, **({"after": request.GET["after"]} if request.GET.get("after") else {})}
    may_start = reach(seat, "cases.open_case").exists()
    return {
        "title": _("待办"),
        "tab": tab,
        "tabs": _tabs(seat, tab, found),
        "found": found,
        "groups": _groups(tab, page.rows, seat.organ),
        "filters": _filters(tab, narrowed, seat),
        "kept": {"tab": tab} if tab != TODO else {},
        "clear_url": f"?{urlencode({'tab': tab})}" if set(kept) - {"tab"} else "",
        "older": f"?{urlencode(older)}" if older else "",
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "here": f"{reverse('inbox')}?{urlencode(here)}",
        "stamp": json.dumps({"If-None-Match": stamp}),
        "nothing": {"text": EMPTY[tab](narrowed)},
        "actions": [{"label": _("发起办件"), "url": reverse("case_start"), "icon": "plus"}] if may_start else [],
    }


EMPTY: dict[str, Callable[[Narrowed], str]] = {
    TODO: lambda narrowed: _("没有符合条件的办件。") if narrowed != Narrowed() else _("眼下没有等您办理的事。"),
    DONE: lambda narrowed: _("还没有办过的事。"),
    STARTED: lambda narrowed: _("还没有发起过办件。"),
    COPIED: lambda narrowed: _("没有待阅的抄送。"),
}


def _tabs(seat: Seat, tab: str, found: Counts) -> list[dict[str, Any]]:
    copies, more = counted(queries.copied(seat.organ))
    told = [
        (TODO, _("待办"), found.text if found.waiting else ""),
        (DONE, _("已办"), ""),
        (STARTED, _("我发起的"), ""),
        (COPIED, _("抄送"), f"{queries.MOST:,}+" if more else str(copies) if copies else ""),
    ]
    return [{"label": label, "url": f"?tab={key}", "active": key == tab, "count": count} for key, label, count in told]


def _filters(tab: str, narrowed: Narrowed, seat: Seat) -> list[dict[str, Any]]:
    search = {"name": "q", "label": _("名称或文号含"), "kind": "text", "value": narrowed.words}
    if tab != TODO:
        return [search]
    kinds = [("", _("全部")), *((key, str(AskKind(key).label)) for key in KINDS)]
    whose = [("", _("我的和未分的")), ("post", _("交给我岗位的")), ("organ", _("全单位"))]
    chosen = f"{narrowed.procedure}/{narrowed.stage}" if narrowed.stage else ""
    return [
        search,
        _select("stage", _("哪一步"), [("", _("全部")), *_stages(seat)], chosen),
        _select("kind", _("要我"), kinds, narrowed.kind),
        _select("whose", _("范围"), whose, narrowed.whose),
    ]


def _select(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    options = [{"value": key, "label": words, "selected": key == chosen} for key, words in choices]
    return {"name": name, "label": label, "kind": "select", "options": options}


def _stages(seat: Seat) -> list[tuple[str, str]]:
    """The stages in which anything waits, by procedure and title."""
    told = queries.stages_waiting(seat.organ)
    words = names.of_cases(list(Case.objects.filter(pk__in=[case for _procedure, _stage, case in told])))
    return [
        (f"{procedure}/{stage}", f"{words[case].procedure} · {words[case].stage(stage)}")
        for procedure, stage, case in told
        if case in words
    ]


def _groups(tab: str, rows: list[Row], organ: int) -> list[dict[str, Any]]:
    """The lines under their heads: what is late, what is due today and this week, later, and what has no limit."""
    drawn: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        drawn.setdefault(_head(row) if tab == TODO else "", []).append(_line(row, organ))
    return [{"head": head, "lines": lines, "count": str(len(lines))} for head, lines in drawn.items()]


def _head(row: Row) -> str:
    due = row.left.due
    if row.left.light == spans.LATE:
        return _("已逾期")
    if due is None:
        return _("暂停计时") if row.left.light == spans.PAUSED else _("没有时限")
    days = (local(due).date() - local(now()).date()).days
    return _("今天到期") if days <= 0 else _("一周内到期") if days <= WEEK else _("以后到期")


def _line(row: Row, organ: int) -> dict[str, Any]:
    due = row.left.due
    return {
        "row": row,
        "url": url_of(row.case.subject),
        "light": row.left.light,
        "left": row.left.words,
        "due": f"{local(due):%Y-%m-%d %H:%M}" if due else "",
        "counted": row.left.counted,
        "kind": str(AskKind(row.kind).label) if row.kind in KINDS[1:] else "",
        "verdict": row.verdict,
        "holder": row.holder if row.case.holder_id != organ else "",
        "at": row.at,
        "demo": row.case.subject.synthetic,
    }


HOME = 6
"""So many of the most pressing stand on the home page; the rest is behind the count."""
LATE_PILLS = {spans.LATE: "late", spans.SOON: "soon", spans.PAUSED: "plain", spans.UNLIMITED: "plain"}


def cases_waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """The most pressing of what waits for the seat, as lines of its home."""
    rows, _following = read(TODO, seat_of(request), Narrowed(), None, HOME)
    return [
        {
            "label": row.title,
            "url": url_of(row.case.subject),
            "note": f"{row.asked} · {row.caller or row.place}",
            "note_src": "computed",
            "pill": {"kind": LATE_PILLS.get(row.left.light, "info"), "text": row.left.words},
        }
        for row in rows
    ]

"""The amendment desk: a draft with its changes and what is wrong with it, and the form in which a clause is changed."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter import editions, papers, paperwork
from kaifaqu.kernel.charter.actions import rebase_amendment, undo_change
from kaifaqu.kernel.charter.amendments import changes_of, place_of, proposed, soundness, started, to_follow
from kaifaqu.kernel.charter.checking import Checked
from kaifaqu.kernel.charter.diff import Change
from kaifaqu.kernel.charter.load import BadCharter, Problem
from kaifaqu.kernel.charter.models import Amendment, Stage
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import cited
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of
from kaifaqu.kernel.ui.pages import before_act, demo_pill, recent, seat_of, visible

AMEND, DOCX = "charter.amend_clause", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFERED: dict[str, tuple[str, ...]] = {
    Stage.DRAFTING: ("charter.submit_amendment", "charter.withdraw_amendment"),
    Stage.SUBMITTED: ("charter.adopt_amendment", "charter.return_amendment", "charter.withdraw_amendment"),
}
PILLS = {Stage.DRAFTING: "plain", Stage.SUBMITTED: "soon", Stage.ADOPTED: "ok", Stage.WITHDRAWN: "plain"}


def found(request: HttpRequest, pk: int) -> Amendment:
    """An amendment that the person may see: an adopted one is everybody's, a draft is not."""
    rows = Amendment.objects.select_related("subject__place", "base", "edition", "submitted_by__subject")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    if row.stage != Stage.ADOPTED:
        visible(request, pk)
    return row


View = Callable[..., HttpResponseBase]


def readable(view: View) -> View:
    """A page on a draft; where a superior has gone on and it no longer reads, it says what is wrong and where."""

    @wraps(view)
    def page(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, pk, *args, **kwargs)
        except BadCharter as error:
            rows = [{"cells": list(told(problem).values())} for problem in error.problems]
            context = {
                "title": _("制度方案读不出来"),
                "sub": _("上位方案变了，或者文本有误；改正以下各处后即可打开。"),
                "crumbs": [{"label": _("回到修订"), "url": reverse("charters:desk", args=[pk])}],
                "columns": [{"label": label} for label in (_("位置"), _("条目"), _("问题"))],
                "rows": rows,
            }
            return render(request, "ui/list.html", context, status=409)

    return page


def may_amend(request: HttpRequest, row: Amendment) -> bool:
    """Whether the person may change this draft now."""
    return row.stage == Stage.DRAFTING and reach(seat_of(request), AMEND).filter(pk=row.pk).exists()


# ── The desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One amendment: what it changes, what is wrong with it, what may be done with it, its papers and its record."""
    row = found(request, pk)
    place = place_of(row)
    reader = reverse("charters:read", args=[place.slug])
    context = {
        "title": row.subject.name,
        "crumbs": [
            {"label": _("制度方案"), "url": reverse("charters:list")},
            {"label": place.subject.name, "url": reader},
        ],
        "pills": [{"kind": PILLS[Stage(row.stage)], "text": Stage(row.stage).label}, *demo_pill(row.subject)],
        "sub": _basis(row),
        "row": row,
        "open": may_amend(request, row),
        "reader_url": f"{reader}?{'draft' if row.stage != Stage.ADOPTED else 'on'}="
        f"{row.pk if row.stage != Stage.ADOPTED else row.in_force.isoformat()}",
        "overtaken": _overtaken(row),
        "replaced": row.base_id and may_amend(request, row) and row.origin != started(row),
        "add_url": reverse("charters:add", args=[row.pk]),
        "text_url": reverse("charters:text", args=[row.pk]),
        "boxes": _boxes(request, row),
        **_content(row),
        **recent(request, row.subject),
    }
    if not visible_to(seat_of(request)).filter(pk=row.pk).exists():
        context["history_url"] = ""
    return render(request, "ui/charters/desk.html", context)


def _overtaken(row: Amendment) -> int:
    """The number of the edition that has come since the draft was begun; 0 where none has."""
    newest = editions.latest(row.subject.place_id or 0) if row.stage in OFFERED else None
    return newest.number if newest is not None and newest.pk != row.base_id else 0


def _basis(row: Amendment) -> str:
    if row.base is None:
        return _("首个方案，%(day)s 起施行") % {"day": row.in_force.isoformat()}
    return _("在第 %(n)s 版上修订，%(day)s 起施行") % {"n": row.base.number, "day": row.in_force.isoformat()}


def _content(row: Amendment) -> dict[str, Any]:
    try:
        changes, checked = changes_of(row), soundness(row)
        new = proposed(row)
    except BadCharter as error:
        return {
            "broken": True,
            "changes": [],
            "problems": [told(p) for p in error.problems],
            "examples": [],
            "below": [],
        }
    if row.stage == Stage.ADOPTED:
        checked = Checked()
    return {
        "changes": [_change_row(row, change, new) for change in changes],
        "first": sum(1 for _ in new.own.charter.clauses()) if row.base is None else 0,
        "problems": [told(p) for p in checked.problems],
        "examples": [told(p) for p in checked.examples],
    }


def told(problem: Problem) -> dict[str, str]:
    """A problem as a row: where, at which key, what."""
    return {"where": str(problem.place), "key": problem.key, "words": problem.text(lang())}


def _change_row(row: Amendment, change: Change, new_one: Resolved) -> dict[str, Any]:
    noun, key = change.path.split(".")[:2]
    old, new = change.values(lang())
    return {
        "sentence": change.sentence(lang()),
        "old": old,
        "new": new,
        "start": change.start.isoformat() if change.start else "",
        "source": cited(new_one, change.source, lang()),
        "url": reverse("charters:clause", args=[row.pk, noun, key]),
        "undo": f"{noun}.{key}" if _has_edits(row, f"{noun}.{key}") else "",
        "gone": change.kind == "removed",
    }


def _has_edits(row: Amendment, clause: str) -> bool:
    """Whether a clause was changed by itself, so that the change can be taken back; a whole text was not."""
    return any(f"{raw['path']}.".startswith(f"{clause}.") for raw in row.changes)


def _boxes(request: HttpRequest, row: Amendment) -> list[dict[str, Any]]:
    seat = seat_of(request)
    offered: list[dict[str, Any]] = []
    for name in OFFERED.get(row.stage, ()):
        own = name == "charter.adopt_amendment" and row.submitted_by_id == seat.person
        if not own and reach(seat, name).filter(pk=row.pk).exists():
            label = ACT_NAMES()[name]
            offered.append({"label": label, "url": act_url(name, row.pk), "primary": not offered})
    boxes: list[dict[str, Any]] = [{"title": _("我可以"), "actions": offered}] if offered else []
    if row.stage == Stage.SUBMITTED and row.submitted_by_id == seat.person:
        boxes.append({"title": _("等待复核"), "note": _("须由另一人复核；提交人不能复核自己的修订。")})
    return [
        *boxes,
        {"title": _("基本情况"), "facts": _facts(row)},
        {"title": _("文书"), "actions": _papers(row), "aside": True},
    ]


def ACT_NAMES() -> dict[str, str]:  # noqa: N802 a table whose words are the reader's
    """The acts on an amendment as buttons say them."""
    return {
        "charter.submit_amendment": _("提交复核"),
        "charter.withdraw_amendment": _("撤回修订"),
        "charter.adopt_amendment": _("复核施行"),
        "charter.return_amendment": _("退回修改"),
    }


def _facts(row: Amendment) -> list[dict[str, Any]]:
    paper = row.document
    told = [
        (_("依据文件"), paper.get("title", "")),
        (_("发文单位"), paper.get("by", "")),
        (_("发文日期"), paper.get("published", "")),
        (_("提交人"), row.submitted_by.subject.name if row.submitted_by else ""),
        (_("说明"), row.remark if row.remark != "seed" else ""),
        (_("成为"), _("第 %(n)s 版") % {"n": row.edition.number} if row.edition else ""),
    ]
    return [{"label": label, "text": text, "src_kind": "sourced"} for label, text in told if text]


def _papers(row: Amendment) -> list[dict[str, Any]]:
    return [
        {"label": title, "url": reverse("charters:paper", args=[row.pk, name]), "icon": "download"}
        for name, title in papers.TITLES().items()
    ]


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the changes to one clause back out of the draft."""
    row = found(request, pk)
    if request.method != "POST" or not may_amend(request, row):
        raise Http404
    try:
        with through("page"):
            undo_change(Ref(pk), by=seat_of(request), path=request.POST.get("path", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消这一处改动"))
    return redirect("charters:desk", pk)


def rebase(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft's changes again on the newest edition, and say which no longer fit."""
    row = found(request, pk)
    if request.method != "POST" or not may_amend(request, row):
        raise Http404
    try:
        with through("page"):
            done = rebase_amendment(Ref(pk), by=seat_of(request), **_day_asked(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已按新版重做"))
        if done.remark:
            messages.error(request, done.remark)
    return redirect("charters:desk", pk)


def _day_asked(request: HttpRequest) -> dict[str, Any]:
    sent = request.POST.get("in_force", "")
    return {"in_force": sent} if sent else {}


def code(form: forms.Form) -> int:
    """422 where the form is not filled as it should be."""
    return 422 if form.errors else 200


# ── Papers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@readable
def paper(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """A paper made of the draft's changes, as docx."""
    row = found(request, pk)
    if name not in papers.TITLES():
        raise Http404
    return download(paperwork.paper(row, name, lang()), name, row.subject.name)


def download(content: bytes, name: str, about: str) -> FileResponse:
    """A docx to be kept."""
    filename = f"{papers.TITLES()[name]}-{about}.docx"
    return FileResponse(io.BytesIO(content), content_type=DOCX, as_attachment=True, filename=filename)


# ── Before an act ────────────────────────────────────────────────────────────────────────────────────────────────────


def WILL() -> dict[str, str]:  # noqa: N802 a table whose words are the reader's
    """What each act on an amendment does, before it is done."""
    return {
        "charter.begin_amendment": _("建立一份草稿；提交并经另一人复核以前，现行方案不变。"),
        "charter.submit_amendment": _("提交后等另一人复核；复核施行以前，现行方案不变。"),
        "charter.adopt_amendment": _("复核后成为新的一版，自施行日期起管本地和所属各地；以下各处随之改变。"),
        "charter.return_amendment": _("退回起草人修改；现行方案不变。"),
        "charter.withdraw_amendment": _("撤回后不再办理；现行方案不变，记录保留。"),
    }


def _adopting(subject: Subject) -> list[dict[str, Any]]:
    """What a second officer adopts: every change, and what places below would have to adapt."""
    row = Amendment.objects.select_related("subject__place", "base").get(pk=subject.pk)
    try:
        changes, follow = changes_of(row), to_follow(row)
    except BadCharter as error:
        return [
            {
                "title": _("制度方案读不出来"),
                "facts": [{"label": p.key, "text": p.text(lang())} for p in error.problems],
            }
        ]
    made = [{"label": str(c.start or ""), "text": c.sentence(lang())} for c in changes]
    lower = [{"label": f.place.subject.name, "text": f.conflict.wrong.text(lang())} for f in follow]
    boxes = [{"title": _("这次改动"), "facts": made, "note": "" if made else _("首个方案，全文都是新的。")}]
    return boxes + ([{"title": _("下级须衔接"), "facts": lower}] if lower else [])


for _name in ("begin", "submit", "adopt", "return", "withdraw"):
    before_act(f"charter.{_name}_amendment", WILL, _adopting if _name in ("adopt", "submit") else None)
page_of(Amendment.KIND, lambda subject: reverse("charters:desk", args=[subject.pk]))
urlpatterns = [
    path("amendments/<int:pk>/", desk, name="desk"),
    path("amendments/<int:pk>/undo/", undo, name="undo"),
    path("amendments/<int:pk>/rebase/", rebase, name="rebase"),
    path("amendments/<int:pk>/papers/<slug:name>.docx", paper, name="paper"),
]

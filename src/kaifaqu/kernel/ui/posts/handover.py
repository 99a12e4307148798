"""A post changes hands, on pages: what is open in it with a note to each, both signatures, and what is not finished."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.files.upload import MEDIA_TYPES
from kaifaqu.kernel.organs import handover as packs
from kaifaqu.kernel.organs.handing import LONGEST_NOTE, hand_over, take_over
from kaifaqu.kernel.organs.models import HandOver, Person, Post
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.labels import name_fields, name_kind
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import page_of, url_of
from kaifaqu.kernel.ui.pages import before_act, demo_pill, offered_elsewhere, recent, seat_of, visible
from kaifaqu.kernel.ui.posts.handover_paper import paper

HAND, TAKE = "organs.hand_over", "organs.take_over"


def states() -> dict[str, dict[str, str]]:
    """How far a hand-over has come, as a pill."""
    return {
        "missing": {"kind": "late", "text": _("未移交")},
        "handed": {"kind": "soon", "text": _("已移交，待接收")},
        "taken": {"kind": "ok", "text": _("交接完毕")},
        "open": {"kind": "plain", "text": _("尚未签署")},
    }


# ── What is not finished ─────────────────────────────────────────────────────────────────────────────────────────────


def handovers(request: HttpRequest) -> HttpResponse:
    """Posts within reach whose hand-over is not signed by both, the oldest first; and one's own pack."""
    seat = seat_of(request)
    posts = reach(seat, HAND).filter(kind=Post.KIND)
    found = packs.unfinished(posts.values("pk"), today())
    labels = [_("岗位"), _("移交人"), _("接手人"), _("变动日期"), _("情况")]
    mine = posts.filter(pk=seat.acting_post).exists()
    url = reverse("handover", args=[seat.acting_post])
    context = {
        "title": _("岗位交接"),
        "sub": _("岗位换人时，移交人签署未了事项，接手人签署接收；两人都签了才算交接完毕。"),
        "columns": [{"label": label} for label in labels],
        "rows": [_change(each) for each in found],
        "total_text": str(len(found)) if found else "",
        "nothing": {"text": _("没有未完成的交接。")},
        "actions": [{"label": _("我的移交清单"), "url": url, "primary": True}] if mine else [],
    }
    return render(request, "ui/list.html", context)


def _change(each: packs.Change) -> dict[str, Any]:
    return {
        "url": f"{reverse('handover', args=[each.post.pk])}?of={each.leaver.pk}",
        "cells": [
            each.post.name,
            each.leaver.name,
            each.successor.name if each.successor else _("待定"),
            {"text": each.day.isoformat(), "src_kind": "computed"},
            {"pill": states()[each.state]},
        ],
    }


# ── One pack ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What is open in a post: to be signed by the leaver, or signed and to be taken over."""
    post, leaver = _post(request, pk), _leaver(request)
    notes: dict[str, str] = {}
    refused = None
    if request.method == "POST":
        notes = {name[5:]: str(text)[:LONGEST_NOTE] for name, text in request.POST.items() if name.startswith("note.")}
        try:
            return redirect(_signed(request, post, leaver, notes))
        except Refusal as refusal:
            refused = str(refusal.words)
    shown = packs.current(post, today(), leaver)
    if shown is None:
        return _empty(request, post)
    context = {
        **_page(request, post, shown, notes),
        "refused": refused,
        "words": request.POST.get("words", ""),
        "longest": LONGEST_NOTE,
    }
    return render(request, "ui/posts/handover.html", context, status=422 if refused else 200)


def _post(request: HttpRequest, pk: int) -> Post:
    """A post that the person may hand over; absent and not his look the same."""
    rows = Post.objects.filter(pk=pk, subject__in=reach(seat_of(request), HAND))
    found = rows.select_related("subject__organ", "subject__place").first()
    if found is None:
        raise Http404
    return found


def _leaver(request: HttpRequest) -> Subject | None:
    """The person whose hand-over is asked for, where the address says so."""
    asked = request.GET.get("of", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return visible_to(seat_of(request)).filter(pk=int(asked), kind=Person.KIND).first()


def _signed(request: HttpRequest, post: Post, leaver: Subject | None, notes: dict[str, str]) -> str:
    seat, words = seat_of(request), request.POST.get("words", "")[:1000]
    with through("page"):
        if request.POST.get("sign") == "take":
            take_over(Ref(post.pk), by=seat, words=words)
            messages.success(request, _("已签署接收。"))
            row = HandOver.objects.filter(post=post.pk).order_by("-pk").first()
            return url_of(row.subject) if row else reverse("handovers")
        of = packs.current(post, today(), leaver)
        gone = Ref[Person](of.leaver.pk) if of and of.leaver.pk != seat.person else None
        made = hand_over(Ref(post.pk), by=seat, notes=notes, words=words, leaver=gone)
        messages.success(request, _("已签署移交，等接手人签署接收。"))
        return url_of(made.subject)


def _empty(request: HttpRequest, post: Post) -> HttpResponse:
    context = {
        "title": _("移交清单"),
        "sub": post.subject.name,
        "crumbs": [{"label": _("岗位交接"), "url": reverse("handovers")}],
        "columns": [],
        "rows": [],
        "nothing": {"text": _("这个岗位没有人任职，也没有待交接的事项。")},
    }
    return render(request, "ui/list.html", context)


def _page(request: HttpRequest, post: Post, shown: packs.Shown, notes: dict[str, str]) -> dict[str, Any]:
    """What both the open pack and the signed one show."""
    seat = seat_of(request)
    holder = packs.holder_of(post.pk, today())
    taken = bool(shown.row and shown.row.taken_at)
    waits = shown.row is not None and not taken
    may_take = waits and holder is not None and holder != shown.leaver and seat.person != shown.leaver.pk
    told = shown.told
    state = "taken" if taken else shown.state
    return {
        "title": _("移交清单"),
        "sub": f"{post.subject.name} · {told['organ'][lang()]}",
        "crumbs": [{"label": _("岗位交接"), "url": reverse("handovers")}],
        "pills": [states()[state], *demo_pill(post.subject)],
        "sections": [_section(request, section, notes) for section in told["sections"]],
        "ahead": [_item(item, {}) for item in packs.ahead(told)[:12]],
        "count": len(packs.items_of(told)),
        "facts": _facts(shown, holder),
        "signing": shown.row is None and not (holder and seat.person == holder.pk != shown.leaver.pk),
        "for_other": seat.person != (holder.pk if waits and holder else shown.leaver.pk),
        "taking": may_take,
        "said": told.get("words", ""),
        "remark": shown.row.remark if shown.row else "",
        "digest": shown.row.digest if shown.row else "",
        "intact": shown.row is not None and packs.intact(shown.row),
        "actions": [
            {
                "label": "docx",
                "url": f"{reverse('handover_paper', args=[post.pk])}?of={shown.leaver.pk}",
                "icon": "download",
            }
        ],
    }


def _facts(shown: packs.Shown, holder: Subject | None) -> list[dict[str, Any]]:
    row = shown.row
    successor = row.successor if row and row.successor else holder if holder != shown.leaver else None
    facts = [
        {"label": _("移交人"), "text": shown.leaver.name},
        {"label": _("接手人"), "text": successor.name if successor else _("待定")},
        {"label": _("清单截至"), "text": shown.told["as_of"][:16].replace("T", " "), "src_kind": "computed"},
    ]
    if row:
        facts.append({"label": _("签署移交"), "text": f"{local(row.handed_at):%Y-%m-%d %H:%M}", "src_kind": "computed"})
        if row.signed_by_id and row.signed_by and row.signed_by_id != row.leaver_id:
            facts.append({"label": _("代签人"), "text": row.signed_by.name})
    if row and row.taken_at:
        facts.append({"label": _("签署接收"), "text": f"{local(row.taken_at):%Y-%m-%d %H:%M}", "src_kind": "computed"})
    return facts


def _section(request: HttpRequest, section: dict[str, Any], notes: dict[str, str]) -> dict[str, Any]:
    wanted = [item["subject"] for item in section["items"] if item["subject"]]
    seen = {row.pk: row for row in visible_to(seat_of(request)).filter(pk__in=wanted)}
    items = [
        {**_item(item, notes), "url": url_of(seen[item["subject"]]) if item["subject"] in seen else ""}
        for item in section["items"]
    ]
    return {"title": section["title"][lang()], "items": items}


def _item(item: dict[str, Any], notes: dict[str, str]) -> dict[str, Any]:
    said = {"label": item["label"][lang()], "state": item["state"][lang()]}
    return {"key": item["key"], **said, "due": item["due"] or "", "note": notes.get(item["key"], item["note"])}


# ── Sealed, and on paper ─────────────────────────────────────────────────────────────────────────────────────────────


def handover_paper(request: HttpRequest, pk: int) -> FileResponse:
    """The pack as docx, in the layout of official papers, with room for both signatures."""
    post = _post(request, pk)
    shown = packs.current(post, today(), _leaver(request))
    if shown is None:
        raise Http404
    successor = shown.row.successor.name if shown.row and shown.row.successor else ""
    data = paper(shown.told, shown.leaver.name, successor)
    return FileResponse(
        io.BytesIO(data), as_attachment=True, filename=_("移交清单.docx"), content_type=MEDIA_TYPES[".docx"]
    )


def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack as it was signed."""
    subject = visible(request, pk)
    row = get_object_or_404(HandOver.objects.select_related("post", "leaver", "successor", "signed_by"), pk=pk)
    post = Post.objects.select_related("subject__organ", "subject__place").get(pk=row.post_id)
    shown = packs.Shown(packs.read(row), row.leaver, row)
    return render(request, "ui/posts/handover.html", {**_page(request, post, shown, {}), **recent(request, subject)})


def _before_appointing(subject: Subject) -> list[dict[str, Any]]:
    """Before somebody else gets a post: what is open in it, and where that is handed over."""
    post = Post.objects.select_related("subject__organ").filter(pk=subject.pk).first()
    shown = packs.current(post, today()) if post else None
    if post is None or shown is None or not (many := len(packs.items_of(shown.told))):
        return []
    url = reverse("handover", args=[post.pk])
    if shown.row is not None:
        text = _("%(name)s已签署移交，等接手人签署接收。") % {"name": shown.leaver.name}
    else:
        text = _("%(name)s在这个岗位上还有 %(n)s 项未了事项，没有签署移交。") % {"name": shown.leaver.name, "n": many}
    return [{"title": _("岗位交接"), "note": text, "facts": [{"label": _("移交清单"), "text": _("打开"), "url": url}]}]


def _will() -> dict[str, str]:
    off = _("离任的人没有了岗位：账号还能登录，但看不到也办不了任何事，他的接口令牌同时失效。")
    return {"organs.appoint": off, "organs.end_appointment": off}


for _name in ("organs.appoint", "organs.end_appointment"):
    before_act(_name, _will, _before_appointing)
offered_elsewhere(HAND, TAKE)
page_of(HandOver.KIND, lambda subject: reverse("handover_sealed", args=[subject.pk]))
name_kind(HandOver.KIND, gettext_lazy("移交清单"))
name_fields(
    "handover", lambda key: _("岗位交接"), lambda value: {"handed": _("已移交"), "taken": _("已接收")}.get(value, "")
)

"""Notices in the app: the bell, the list, whom to phone, the channels out of the house and the log of what left it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases.models import Case, Status
from kaifaqu.kernel.notices import gateways, reading
from kaifaqu.kernel.notices.group_text import group_text, in_words
from kaifaqu.kernel.notices.hiding import names_in
from kaifaqu.kernel.notices.models import Channel, Level, Notice, NoticeKind
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui import calling, sending
from kaifaqu.kernel.ui.cases.extras import add_box
from kaifaqu.kernel.ui.forms import offer
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import before_act, offered_elsewhere, seat_of

PAGE = 40
PILLS = {
    NoticeKind.URGED: "soon",
    NoticeKind.WARNED: "soon",
    NoticeKind.FOLLOWED_UP: "late",
    NoticeKind.REPORTED: "late",
    NoticeKind.CONVENED: "late",
    NoticeKind.RETURNED: "soon",
    NoticeKind.ENDED: "ok",
}


def page(request: HttpRequest) -> HttpResponse:
    """What one's organ was told: what was not looked at first, the latest first."""
    seat, before = seat_of(request), _number(request.GET.get("before", ""))
    only = "new" in request.GET
    fresh = [] if before else list(_told(seat).filter(unseen=True)[: PAGE + 1])
    older = [] if only or len(fresh) > PAGE else _older(seat, before)
    rows = [*fresh[:PAGE], *older[:PAGE]]
    more = len(older) > PAGE
    context = {
        "title": _("通知"),
        "sub": _("本单位和本岗位九十天内的通知；更早的在各办件的办理记录里。"),
        "rows": [_row(notice) for notice in rows],
        "fresh": len(fresh),
        "only": only,
        "pager": {"older": f"?before={older[PAGE - 1].pk}"} if more else {},
        "actions": _actions(request),
    }
    return render(request, "ui/notices/list.html", context)


def _told(seat: Seat) -> Any:
    return reading.told(seat).select_related("case")


def _older(seat: Seat, before: int | None) -> list[Notice]:
    rows = _told(seat).filter(unseen=False)
    return list(rows.filter(pk__lt=before)[: PAGE + 1] if before else rows[: PAGE + 1])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _row(notice: Any) -> dict[str, Any]:
    kind = NoticeKind(notice.kind)
    return {
        "id": notice.pk,
        "url": reverse("notices:open", args=[notice.pk]),
        "title": notice.case.name,
        "number": notice.number,
        "pill": {"kind": "late" if notice.urgent else PILLS.get(kind, "plain"), "text": str(kind.label)},
        "urgent": notice.urgent,
        "due": in_words(notice.due_at),
        "at": notice.at,
        "words": notice.words,
        "unseen": notice.unseen,
    }


def _actions(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages for whoever calls those who cannot be written to, and for whoever looks after the channels."""
    seat = seat_of(request)
    calls = {"label": _("电话通知单"), "url": reverse("notices:calls"), "icon": "phone"}
    channels = {"label": _("通知渠道"), "url": reverse("notices:channels"), "icon": "settings"}
    offered = ((calls, "notices.record_call"), (channels, sending.SET))
    return [page for page, act in offered if reach(seat, act).exists()]


def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; it counts as looked at from now on."""
    seat = seat_of(request)
    notice = reading.told(seat).select_related("case").filter(pk=pk).first()
    if notice is None:
        raise Http404
    reading.see(seat, [pk])
    return redirect(url_of(notice.case))


@require_POST
def see(request: HttpRequest) -> HttpResponse:
    """Mark one notice as looked at, or all."""
    seat = seat_of(request)
    try:
        chosen = [number for text in request.POST.getlist("notice") if (number := _number(text))]
    except TooManyFieldsSent as error:
        raise Http404 from error
    if "all" in request.POST:
        reading.see_all(seat)
    else:
        reading.see(seat, chosen)
    return redirect("notices:list")


def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, asked for now and then by pages that are open; nothing where nothing has changed."""
    count = reading.count_unseen(seat_of(request))
    if request.GET.get("n") == str(count):
        return HttpResponse(status=204)
    return render(request, "ui/notices/_bell.html", {"bell": bell_of(count)})


def bell_of(count: int) -> dict[str, Any]:
    """The bell as it is drawn: how many, and what it is called."""
    words = f"{reading.MOST}+" if count > reading.MOST else str(count)
    label = _("通知，%(count)s 条未看") % {"count": words} if count else _("通知")
    return {"count": count, "words": words if count else "", "label": label}


# ── The text for the group ───────────────────────────────────────────────────────────────────────────────────────────


def group_box(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """On the page of a case that runs: one line to paste into the group chat."""
    if case.status not in (Status.OPEN, Status.PAUSED) or case.holder is None:
        return []
    people, public = names_in([case.subject.name])
    link = request.build_absolute_uri(url_of(case.subject))
    text = group_text(case.subject.name, case.number, case.holder.name, case.due_at, link, people=people, public=public)
    return [{"title": _("发到群里的一句话"), "template": "ui/notices/_copy.html", "text": text}]


add_box(group_box)


# ── What acts on channels offer and are called ───────────────────────────────────────────────────────────────────────


def _gateways(seat: Seat) -> list[tuple[str, Any]]:
    return [(name, gateway.title) for name, gateway in gateways.all_gateways().items()]


def _channels(seat: Seat) -> list[tuple[str, Any]]:
    rows = Channel.objects.filter(closed_at=None, organ__in=reach(seat, sending.CLOSE)).select_related("organ")
    return [(str(row.pk), " · ".join(sending.cells(row))) for row in rows.order_by("organ__sort_key", "pk")[:500]]


def _label(key: str) -> str:
    return {"notices.channel": _("通知渠道"), "notices.call": _("电话通知到第")}.get(key, "")


def _value(value: str) -> str:
    """A channel in the record: which gateway, from which level on, which kinds."""
    gateway, *rest = value.split(" ")
    if gateway not in gateways.all_gateways() or not rest:
        return ""
    level, kinds = rest[0], rest[1:]
    words: Iterable[Any] = (NoticeKind(kind).label for kind in kinds if kind in NoticeKind.values)
    told = [gateways.title_of(gateway), Level(level).label if level in Level.values else "", *words]
    return " · ".join(str(each) for each in told if each)


def _will() -> dict[str, str]:
    return {
        sending.SET: _("提交后，这个单位的通知也从这里发出；同一地址再设一次即改它发哪些。密钥不填在这里。"),
        sending.CLOSE: _("提交后不再从这里发出；还没发出的不再发，发送记录照旧保留。"),
        calling.CALL: _("提交后，列出的事项算作已电话通知，写明谁在何时打给了谁。"),
    }


offer("notices.gateway", _gateways)
offer("notices.channel", _channels)
name_fields("notices", _label, _value)
offered_elsewhere(sending.CLOSE, calling.CALL)
for _name in (sending.SET, sending.CLOSE, calling.CALL):
    before_act(_name, _will)


app_name = "notices"
urlpatterns = [
    path("", page, name="list"),
    path("bell/", bell, name="bell"),
    path("see/", see, name="see"),
    path("<int:pk>/", opened, name="open"),
    *calling.urlpatterns,
    *sending.urlpatterns,
]

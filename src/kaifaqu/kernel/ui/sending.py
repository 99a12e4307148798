"""The ways out of the house: the channels of organs, and the log of what went through them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.models import Attempt, Channel, Level, Message, MessageState, NoticeKind
from kaifaqu.kernel.notices.outcomes import outcome, shown_address
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.pages import seat_of

SET, CLOSE = "notices.set_channel", "notices.close_channel"
PAGE, MOST = 50, 500
STATES = {
    MessageState.WAITING: "info",
    MessageState.SENT: "ok",
    MessageState.GIVEN_UP: "late",
    MessageState.DROPPED: "plain",
}


# ── Channels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def channels(request: HttpRequest) -> HttpResponse:
    """The channels of the organs within reach, and a way to set one for any of them."""
    seat = seat_of(request)
    organs = reach(seat, SET)
    rows = Channel.objects.filter(organ__in=organs, closed_at=None).select_related("organ")
    last = Attempt.objects.filter(message__channel=OuterRef("pk")).order_by("-pk")
    rows = rows.annotate(last=Subquery(last.values("code")[:1]), last_at=Subquery(last.values("at")[:1]))
    labels = [_("单位"), _("方式"), _("地址"), _("发哪些"), _("最近一次发送"), _("办理")]
    context = {
        "title": _("通知渠道"),
        "sub": _("单位在系统之外从哪里收到通知。没有渠道的单位由电话通知单补上。"),
        "crumbs": [{"label": _("通知"), "url": reverse("notices:list")}],
        "actions": [{"label": _("发送记录"), "url": reverse("notices:log"), "icon": "history"}],
        "columns": [{"label": label} for label in labels],
        "rows": [_channel(row) for row in rows.order_by("organ__sort_key", "pk")[:MOST]],
        "nothing": {"text": _("还没有单位设过渠道。先在下面选一个单位。")},
        "organs": list(_living(organs)[:MOST]),
    }
    return render(request, "ui/notices/channels.html", context)


def _living(organs: QuerySet[Subject]) -> QuerySet[Subject]:
    alive = in_being(today()).values("subject")
    return organs.filter(pk__in=Organ.objects.values("pk")).filter(pk__in=alive).order_by("sort_key", "id")


def set_for(request: HttpRequest) -> HttpResponse:
    """Lead to the form of the organ that was chosen."""
    text = request.GET.get("organ", "")
    organ = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    found = reach(seat_of(request), SET).filter(pk=organ).exists()
    target = f"{act_url(SET, organ)}?{urlencode({'next': reverse('notices:channels')})}" if found else ""
    return HttpResponse(status=302, headers={"Location": target or reverse("notices:channels")})


def cells(row: Channel) -> list[str]:
    """A channel in words: organ, gateway, address."""
    return [row.organ.name, gateways.title_of(row.gateway), shown_address(row.gateway, row.address)]


def _channel(row: Any) -> dict[str, Any]:
    given = {"channel": row.pk, "next": reverse("notices:channels")}
    kept = {"gateway": row.gateway, "address": row.address, "connection": row.connection, "template": row.template}
    kinds = str(_("、")).join(str(NoticeKind(kind).label) for kind in row.kinds)
    change = {**kept, "kinds": kinds, "level": row.level, "next": given["next"]}
    organ, gateway, address = cells(row)
    return {
        "organ": organ,
        "url": url_of(row.organ),
        "gateway": gateway,
        "address": address,
        "connection": row.connection,
        "takes": kinds or str(Level(row.level).label),
        "level": str(Level(row.level).label) if kinds and row.level != Level.ALL else "",
        "last": outcome(row.last) if row.last else "",
        "ok": row.last == "ok",
        "last_at": row.last_at,
        "change_url": f"{act_url(SET, row.organ_id)}?{urlencode(change)}",
        "close_url": f"{act_url(CLOSE, row.organ_id)}?{urlencode(given)}",
    }


# ── The log ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def log(request: HttpRequest) -> HttpResponse:
    """What left the house and what became of it, the latest first; what was given up can be looked at alone."""
    rows = messages_of(reach(seat_of(request), SET))
    only = request.GET.get("state", "")
    if only in MessageState.values:
        rows = rows.filter(state=only)
    text = request.GET.get("before", "")
    if text.isascii() and text.isdigit() and len(text) < 19:
        rows = rows.filter(pk__lt=int(text))
    found = list(rows[: PAGE + 1])
    kept = {"state": only} if only in MessageState.values else {}
    older = urlencode({**kept, "before": found[PAGE - 1].pk}) if len(found) > PAGE else ""
    context = {
        "title": _("发送记录"),
        "sub": _("每条消息至少送一次，失败会再试；放弃的由电话通知单补上。"),
        "crumbs": [
            {"label": _("通知"), "url": reverse("notices:list")},
            {"label": _("通知渠道"), "url": reverse("notices:channels")},
        ],
        "filters": [_states(only)],
        "messages_sent": [_message(row) for row in found[:PAGE]],
        "pager": {"older": f"?{older}"} if older else {},
        "nothing": {"text": _("还没有消息从这些渠道发出。")},
    }
    return render(request, "ui/notices/log.html", context)


def messages_of(organs: QuerySet[Subject]) -> QuerySet[Message]:
    """The messages to these organs with how many notices each carries, the latest first."""
    rows = Message.objects.filter(channel__organ__in=organs).select_related("channel__organ")
    return rows.annotate(count=Count("carried")).prefetch_related("attempts").order_by("-pk")


def _states(chosen: str) -> dict[str, Any]:
    options = [("", _("全部")), *MessageState.choices]
    drawn = [{"value": value, "label": label, "selected": value == chosen} for value, label in options]
    return {"name": "state", "label": _("状态"), "kind": "select", "options": drawn}


def _message(row: Any) -> dict[str, Any]:
    organ, gateway, address = cells(row.channel)
    return {
        "organ": organ,
        "url": url_of(row.channel.organ),
        "gateway": gateway,
        "address": address,
        "at": row.made_at,
        "urgent": row.urgent,
        "count": row.count,
        "key": str(row.key),
        "pill": {"kind": STATES[MessageState(row.state)], "text": str(MessageState(row.state).label)},
        "next_at": row.next_at if row.tries else None,
        "attempts": [
            {"at": each.at, "words": outcome(each.code), "latency": each.latency, "detail": each.detail, "ok": each.ok}
            for each in sorted(row.attempts.all(), key=lambda a: a.pk)
        ],
    }


urlpatterns = [
    path("channels/", channels, name="channels"),
    path("channels/set/", set_for, name="set_for"),
    path("log/", log, name="log"),
]

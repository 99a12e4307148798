"""Notices for programs: what one's organ was told, that it was seen, the channels out of the house and their log."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import Field

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.api.problems import ACTING, declared
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id, Limit
from kaifaqu.kernel.notices import reading
from kaifaqu.kernel.notices.models import Attempt, Channel, Message, Notice
from kaifaqu.kernel.notices.outcomes import shown_address

SET = "notices.set_channel"
router = Router(tags=["notices"])
Many = Annotated[list[Id], Field(max_length=500)]


class OrganNoticeOut(Schema):
    """An organ, or one post of it, was told of a case; number and deadline are the case's as they were then."""

    id: int
    case: int
    title: str
    organ: int
    post: int | None
    kind: str
    level: str
    at: str
    number: str
    due: str | None
    words: str
    seen: bool


class NoticesOut(Schema):
    """A page of notices, the latest first; `next` is what to send as `before` for the page behind it."""

    unseen: int = Field(description="How many the person has not looked at, up to 100")
    items: list[OrganNoticeOut]
    next: int | None


class ChannelOut(Schema):
    """A way by which an organ is told outside the house; telephones and mailboxes are half hidden."""

    id: int
    organ: int
    gateway: str
    address: str
    connection: str
    template: str
    kinds: list[str]
    level: str
    opened: str


class AttemptOut(Schema):
    """One sending: `latency` in milliseconds."""

    at: str
    code: str
    ok: bool
    latency: int
    detail: str


class MessageOut(Schema):
    """A message and every try to hand it over; `key` is the same at each."""

    id: int
    key: str
    channel: int
    organ: int
    urgent: bool
    state: str
    made: str
    next_try: str | None
    notices: list[int]
    attempts: list[AttemptOut]


class LogOut(Schema):
    """A page of messages, the latest first."""

    items: list[MessageOut]
    next: int | None


class SeenIn(Schema):
    """Which notices were looked at; all of them where none is named."""

    notices: Many = []


@reads(router, "", "notices", NoticesOut, title=_("本单位的通知"))
def notices(request: HttpRequest, new: bool = False, before: Id | None = None, limit: Limit = 50) -> dict[str, Any]:
    """What the caller's organ and post were told in the last ninety days; `new` for what was not looked at."""
    seat = caller(request)
    rows = (reading.unseen(seat) if new else reading.told(seat)).select_related("case")
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    return {
        "unseen": reading.count_unseen(seat),
        "items": [_notice(row) for row in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


def _notice(row: Any) -> dict[str, Any]:
    notice: Notice = row
    return {
        "id": notice.pk,
        "case": notice.case_id,
        "title": notice.case.name,
        "organ": notice.organ_id,
        "post": notice.post_id,
        "kind": notice.kind,
        "level": notice.level.value,
        "at": notice.at.isoformat(),
        "number": notice.number,
        "due": notice.due_at.isoformat() if notice.due_at else None,
        "words": notice.words,
        "seen": not row.unseen,
    }


@router.post(
    "/seen",
    operation_id="notices_seen",
    url_name="notices_seen",
    summary=cast(str, _("标为已看")),  # translated when the document is asked for
    response={204: None, **declared(*ACTING)},
)
def seen(request: HttpRequest, body: SeenIn) -> Status[None]:
    """The person has looked at these notices, or at all. A mark of one's own, no act: nothing follows from it."""
    if body.notices:
        reading.see(caller(request), body.notices)
    else:
        reading.see_all(caller(request))
    return Status(204, None)


@reads(router, "/channels", "notice_channels", list[ChannelOut], title=_("通知渠道"))
def channels(request: HttpRequest, organ: Id | None = None) -> list[dict[str, Any]]:
    """The open channels of the organs for which the caller may set them."""
    rows = Channel.objects.filter(organ__in=reach(caller(request), SET), closed_at=None).order_by("organ", "pk")
    return [_channel(row) for row in (rows.filter(organ=organ) if organ else rows)[:500]]


def _channel(row: Channel) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organ": row.organ_id,
        "gateway": row.gateway,
        "address": shown_address(row.gateway, row.address),
        "connection": row.connection,
        "template": row.template,
        "kinds": row.kinds,
        "level": row.level,
        "opened": row.opened_at.isoformat(),
    }


@reads(router, "/log", "notice_log", LogOut, title=_("发送记录"))
def log(request: HttpRequest, before: Id | None = None, limit: Limit = 50) -> dict[str, Any]:
    """The messages to organs for which the caller may set channels, each with its tries."""
    rows = Message.objects.filter(channel__organ__in=reach(caller(request), SET)).select_related("channel")
    rows = rows.prefetch_related("attempts", "carried").order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    return {
        "items": [told(row) for row in found[:limit]],
        "next": found[limit - 1].pk if len(found) > limit else None,
    }


def told(row: Message) -> dict[str, Any]:
    """A message with its tries."""
    return {
        "id": row.pk,
        "key": str(row.key),
        "channel": row.channel_id,
        "organ": row.channel.organ_id,
        "urgent": row.urgent,
        "state": row.state,
        "made": row.made_at.isoformat(),
        "next_try": row.next_at.isoformat() if row.next_at else None,
        "notices": sorted(each.notice_id for each in row.carried.all()),
        "attempts": [_attempt(each) for each in sorted(row.attempts.all(), key=lambda each: each.pk)],
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    names = ("code", "ok", "latency", "detail")
    return {"at": row.at.isoformat(), **{name: getattr(row, name) for name in names}}

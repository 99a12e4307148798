"""What belongs to a post whoever holds it: deputies during leave, hand-overs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id, lang
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import handover as packs
from kaifaqu.kernel.organs.deputies import leaves
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.subjects.models import Subject

HAND_OVER = "organs.hand_over"
router = Router(tags=["posts"])


class Named(Schema):
    """A subject by its id and name."""

    id: int
    name: str


class LeaveOut(Schema):
    """A post whose holder is away from one day to another, both included, and the post that takes his asks."""

    post: Named
    holder: Named | None
    deputy: Named
    deputy_holder: Named | None
    start: str
    last: str
    under_way: bool


@reads(router, "/deputies", "deputies", list[LeaveOut], title=_("查看离岗代理"))
def deputies(request: HttpRequest, on: Day | None = None) -> list[dict[str, Any]]:
    """The leaves within sight that last on a day (today) or begin later."""
    day = on or today()
    posts = visible_to(caller(request)).filter(kind=Post.KIND)
    return [
        {
            "post": named(each.post),
            "holder": named(each.holder),
            "deputy": named(each.deputy),
            "deputy_holder": named(each.by),
            "start": each.start.isoformat(),
            "last": each.last.isoformat(),
            "under_way": each.on(day),
        }
        for each in leaves(posts.values("pk"), day)
    ]


class ItemOut(Schema):
    """One open thing: what it is, where it stands, its day, the subject it leads to, the leaver's note."""

    key: str
    label: str
    state: str
    due: str | None
    subject: int | None
    note: str


class SectionOut(Schema):
    """One kind of open things."""

    key: str
    title: str
    items: list[ItemOut]


class PackOut(Schema):
    """What is open in a post: sealed, where it was signed, else as it stands now."""

    post: Named
    organ: str
    leaver: Named
    state: str
    as_of: str
    digest: str
    words: str
    sections: list[SectionOut]


class ChangeOut(Schema):
    """A post that changed hands, or will, and how far its hand-over has come: missing, handed or taken."""

    post: Named
    leaver: Named
    successor: Named | None
    day: str
    state: str


@reads(router, "/handovers", "handovers", list[ChangeOut], title=_("查看未完成的交接"))
def unfinished(request: HttpRequest) -> list[dict[str, Any]]:
    """Hand-overs within the caller's reach that are not signed by both."""
    posts = reach(caller(request), HAND_OVER).filter(kind=Post.KIND)
    return [
        {
            "post": named(each.post),
            "leaver": named(each.leaver),
            "successor": named(each.successor),
            "day": each.day.isoformat(),
            "state": each.state,
        }
        for each in packs.unfinished(posts.values("pk"), today())
    ]


@reads(router, "/posts/{int:post}/handover", "handover", PackOut, title=_("查看岗位的移交清单"))
def pack(request: HttpRequest, post: Id) -> dict[str, Any]:
    """What whoever holds the post would hand over now, or the pack that waits for the successor."""
    found = Post.objects.filter(pk=post, subject__in=reach(caller(request), HAND_OVER))
    row = found.select_related("subject__organ").first()
    if row is None:
        raise NotFound
    shown = packs.current(row, today())
    if shown is None:
        raise NotFound
    said = lang()
    return {
        "post": named(row.subject),
        "organ": shown.told["organ"][said],
        "leaver": named(shown.leaver),
        "state": shown.state,
        "as_of": shown.told["as_of"],
        "digest": shown.row.digest if shown.row else "",
        "words": shown.told.get("words", ""),
        "sections": [
            {
                "key": section["key"],
                "title": section["title"][said],
                "items": [
                    {**item, "label": item["label"][said], "state": item["state"][said]} for item in section["items"]
                ],
            }
            for section in shown.told["sections"]
        ],
    }


def named(subject: Subject | None) -> dict[str, Any] | None:
    """A subject as it is named to programs."""
    return {"id": subject.pk, "name": subject.name} if subject else None

"""What belongs to a post whoever holds it: deputies during leave."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.deputies import leaves
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.subjects.models import Subject

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


def named(subject: Subject | None) -> dict[str, Any] | None:
    """A subject as it is named to programs."""
    return {"id": subject.pk, "name": subject.name} if subject else None

"""The seats of a person: his posts today, and the leaders for whom he may act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.organs.reach import living_posts
from kaifaqu.kernel.organs.since import HOLDER, PROXY, as_of
from kaifaqu.kernel.subjects.actor import Seat


@dataclass(frozen=True)
class Chair:
    """A seat that a person may choose, with names to show. `leader` is set when it is a proxy for that post."""

    person: int
    post: Post
    leader: Post | None = None

    @property
    def key(self) -> str:
        """How forms name it: post, or post:leader."""
        return f"{self.post.pk}:{self.leader.pk}" if self.leader else str(self.post.pk)

    def seat(self, basis: str = "") -> Seat:
        """The actor; acting for a leader takes a basis."""
        organ = self.post.subject.organ_id or 0
        return Seat(self.person, self.post.pk, organ, self.leader.pk if self.leader else None, basis)


def chairs_of(person: int) -> list[Chair]:
    """Every seat a person may take today, own posts first."""
    day = today()
    own = list(_posts(day).filter(pk__in=as_of(HOLDER, day).filter(ref=person).values("subject")))
    held = as_of(HOLDER, day).filter(ref__isnull=False).values("subject")
    chairs = [Chair(person, post) for post in own]
    for post in own:
        proxies = as_of(PROXY, day).filter(ref=post.pk).values("subject")
        leaders = _posts(day).filter(pk__in=proxies).filter(pk__in=held)
        chairs += [Chair(person, post, leader) for leader in leaders]
    return chairs


def _posts(day: date) -> QuerySet[Post]:
    return living_posts(day).select_related("subject__organ", "subject__place").order_by("subject__sort_key", "pk")

"""The seats of a person: his posts today, and the leaders for whom he may act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.organs.reach import living_posts
from kaifaqu.kernel.organs.since import HOLDER, PROXY, as_of
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject


@dataclass(frozen=True)
class Chair:
    """A seat that a person may choose, with names to show.

    `leader` is set when it is a proxy for that post, and `held_by` then is who holds it.
    """

    person: int
    post: Post
    leader: Post | None = None
    held_by: Subject | None = None

    @property
    def leader_name(self) -> str:
        """The leader acted for, with his post; empty for one's own seat."""
        if self.leader is None:
            return ""
        name = self.held_by.name if self.held_by else ""
        return _("%(name)s（%(post)s）") % {"name": name, "post": self.leader.subject.name}

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
    chairs = [Chair(person, post) for post in own]
    for post in own:
        proxies = as_of(PROXY, day).filter(ref=post.pk).values("subject")
        held = as_of(HOLDER, day).filter(subject__in=proxies, ref__isnull=False).select_related("ref")
        holders = {row.subject_id: row.ref for row in held}
        chairs += [Chair(person, post, p, holders[p.pk]) for p in _posts(day).filter(pk__in=list(holders))]
    return chairs


def _posts(day: date) -> QuerySet[Post]:
    return living_posts(day).select_related("subject__organ", "subject__place").order_by("subject__sort_key", "pk")

"""Who stands in for whom while a post's holder is away (离岗代理), read as of a day.

A deputy takes what was given to the post, from his own seat and with his own permissions; he gets none of the post's.
It does not pass on: whoever stands in for a deputy takes the deputy's own asks alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kaifaqu.kernel.organs.models import Post, Since
from kaifaqu.kernel.organs.since import DEPUTY, HOLDER, as_of, ended_on
from kaifaqu.kernel.subjects.models import Subject

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leave:
    """A post's holder is away from `start` to `last`, both included, and post `deputy` takes what is given to it."""

    post: Subject
    holder: Subject | None
    deputy: Subject
    by: Subject | None
    start: date
    last: date

    def on(self, day: date) -> bool:
        """Whether the leave is under way on a day."""
        return self.start <= day <= self.last


def spans(posts: Q) -> QuerySet[Since]:
    """The rows that name deputies, each with `until`, the day on which it no longer holds; the earliest first."""
    named = Since.objects.filter(posts, relation=DEPUTY.key, ref__isnull=False)
    return ended_on(named).order_by("start", "id")


def leaves(posts: QuerySet[Any, Any] | Iterable[int], day: date) -> list[Leave]:
    """The leaves of posts, and those in which they stand in, that last on `day` or begin later; the nearest first."""
    about = Q(subject__in=posts) | Q(ref__in=posts)
    rows = [row for row in spans(about).select_related("subject", "ref") if _until(row) > day]
    held = _holders({pk for row in rows for pk in (row.subject_id, row.ref_id) if pk}, day)
    return [
        Leave(row.subject, held.get(row.subject_id), row.ref, held.get(row.ref.pk), row.start, _until(row) - A_DAY)
        for row in rows
        if row.ref is not None
    ]


def _until(row: Since) -> date:
    """The day on which a row no longer holds; one that never ends is not written by any act."""
    return getattr(row, "until", None) or date.max


def _holders(posts: Iterable[int], day: date) -> dict[int, Subject]:
    rows = as_of(HOLDER, day).filter(subject__in=list(posts), ref__isnull=False).select_related("ref")
    return {row.subject_id: row.ref for row in rows if row.ref is not None}


def deputy_of(post: int, day: date) -> Since | None:
    """The row that names the deputy of a post on a day; None while its holder is there."""
    return as_of(DEPUTY, day).filter(subject=post, ref__isnull=False).select_related("ref").first()


def stands_in_for(post: int, day: date) -> list[int]:
    """The posts whose asks a post takes on a day besides its own."""
    return list(as_of(DEPUTY, day).filter(ref=post).values_list("subject", flat=True).order_by("subject"))


def answered_from(organ: int, post: int, day: date) -> list[int]:
    """The posts whose asks wait for whoever sits in `post`: its own, those that it stands in for, and the unmanned.

    Unmanned is a post of the organ that nobody holds and for which nobody stands in: what was given to it is
    everybody's in the organ, so that nothing lies where nobody looks. One statement.
    """
    mine = Exists(as_of(DEPUTY, day).filter(subject=OuterRef("pk"), ref=post))
    held = Exists(as_of(HOLDER, day).filter(subject=OuterRef("pk"), ref__isnull=False))
    covered = Exists(as_of(DEPUTY, day).filter(subject=OuterRef("pk"), ref__isnull=False))
    rows = Post.objects.filter(Q(pk=post) | mine | (~held & ~covered), subject__organ=organ)
    return list(rows.values_list("pk", flat=True).order_by("pk"))


def away_for(organ: int, day: date) -> dict[int, Leave]:
    """The leaves of an organ's posts on a day, by post: whose asks are greyed for the one and shown to the other."""
    posts = Post.objects.filter(subject__organ=organ).values("pk")
    return {leave.post.pk: leave for leave in leaves(posts, day) if leave.on(day)}

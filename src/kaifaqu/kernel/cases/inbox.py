"""What waits for an organ, what it has done, what it started, what it was told: index reads, one count everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from kaifaqu.kernel.cases.engine import ASKING
from kaifaqu.kernel.cases.models import Ask, AskKind, Case
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.organs.deputies import answered_from

MOST = 1_000
"""Counts go up to here; beyond it is said that there are more."""


def to_do(organ: int, post: int | None = None) -> QuerySet[Ask]:
    """What waits for an answer of the organ, the most pressing first; what was given to one post is that post's.

    It is its deputy's too while the holder is away, and everybody's in the organ where nobody holds the post.
    """
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=True, kind__in=ASKING)
    if post is not None:
        rows = rows.filter(Q(post__isnull=True) | Q(post__in=answered_from(organ, post, today())))
    return rows.order_by(F("due_at").asc(nulls_last=True), "id").select_related("case__subject__place")


def done(organ: int) -> QuerySet[Ask]:
    """What the organ has answered, the latest first."""
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=False, kind__in=ASKING)
    return rows.order_by("-answered_at", "-id").select_related("case__subject__place")


def started(organ: int) -> QuerySet[Case]:
    """What the organ has called for, the latest first."""
    return Case.objects.filter(caller=organ).order_by("-opened_at", "-subject").select_related("subject__place")


def copied(organ: int) -> QuerySet[Ask]:
    """What the organ was told of and has not read yet."""
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=True, kind=AskKind.COPY)
    return rows.order_by("-id").select_related("case__subject__place")


def counted(rows: QuerySet[Any]) -> tuple[int, bool]:
    """How many there are, up to a thousand, and whether there are more."""
    found = len(rows.order_by().values_list("pk", flat=True)[: MOST + 1])
    return min(found, MOST), found > MOST


def late(organ: int, at: datetime | None = None) -> QuerySet[Ask]:
    """What the organ should have answered by now."""
    return to_do(organ).filter(due_at__lt=at or now())


def without_limit() -> QuerySet[Ask]:
    """What waits and can never be late, because no limit is set for it: it is counted and shown."""
    return Ask.objects.filter(answered_at__isnull=True, due_at__isnull=True, kind=AskKind.ACT)

"""Whom to phone about what: organs that nothing outside the house reaches and where nobody has looked yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.notices.models import (
    Call,
    Carried,
    Channel,
    MessageState,
    Notice,
    NoticeKind,
    Seen,
    SeenUpTo,
)
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.organs.since import HOLDER, as_of
from kaifaqu.kernel.subjects.models import Subject

WORTH_A_CALL = (
    NoticeKind.ASKED,
    NoticeKind.WARNED,
    NoticeKind.URGED,
    NoticeKind.FOLLOWED_UP,
    NoticeKind.CONVENED,
    NoticeKind.REPORTED,
    NoticeKind.RETURNED,
    NoticeKind.REOPENED,
)
"""Kinds upon which the organ has to do something."""
OVER = (NoticeKind.ENDED, NoticeKind.WITHDRAWN)
LATELY = timedelta(days=30)
MOST, FEW = 500, 3


@dataclass
class ToCall:
    """An organ to be phoned: who sits there, and what of."""

    organ: Subject
    people: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def matters(self) -> list[Notice]:
        """Of each case the latest: one is phoned about a matter, not about each thing that was told of it."""
        latest: dict[int, Notice] = {}
        for notice in self.notices:
            if notice.case_id not in latest or notice.pk > latest[notice.case_id].pk:
                latest[notice.case_id] = notice
        return sorted(latest.values(), key=lambda notice: -notice.pk)

    @property
    def until(self) -> int:
        """The last notice of those shown: a call covers no later one."""
        return max(notice.pk for notice in self.notices)

    @property
    def due(self) -> datetime | None:
        """The earliest deadline."""
        return min((n.due_at for n in self.notices if n.due_at), default=None)

    @property
    def urgent(self) -> bool:
        """Whether there is danger in it."""
        return any(notice.urgent for notice in self.notices)


def to_call(organs: QuerySet[Subject]) -> list[ToCall]:
    """The organs among these that have to be phoned, danger first, then by deadline."""
    rows: dict[int, ToCall] = {}
    for notice in unreached(organs).select_related("case", "organ")[:MOST]:
        rows.setdefault(notice.organ_id, ToCall(notice.organ)).notices.append(notice)
    for organ, names in _people(list(rows)).items():
        rows[organ].people = names
    far = now() + timedelta(days=36_500)
    return sorted(rows.values(), key=lambda row: (not row.urgent, row.due or far, row.organ.sort_key))


def unreached(organs: QuerySet[Subject]) -> QuerySet[Notice]:
    """Notices worth a call that no channel takes along or delivered, nobody of the organ has seen, nobody phoned of.

    A matter that is over needs no call.
    """
    open_channel = Channel.objects.filter(organ=OuterRef("organ"), closed_at=None)
    failed = Carried.objects.filter(notice=OuterRef("pk"), message__state__in=LOST)
    delivered = Carried.objects.filter(notice=OuterRef("pk"), message__state__in=REACHING)
    seen_up_to = SeenUpTo.objects.filter(organ=OuterRef("organ"), until__gte=OuterRef("pk"))
    called = Call.objects.filter(organ=OuterRef("organ"), until__gte=OuterRef("pk"))
    rows = Notice.objects.filter(kind__in=WORTH_A_CALL, at__gte=now() - LATELY, organ__in=organs.values("pk"))
    over = Notice.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"), kind__in=OVER)
    rows = rows.filter(~Exists(over))
    rows = rows.filter(~Exists(open_channel) | (Exists(failed) & ~Exists(delivered)))
    rows = rows.filter(~Exists(Seen.objects.filter(notice=OuterRef("pk"))), ~Exists(seen_up_to), ~Exists(called))
    return rows.order_by("-pk")


LOST = (MessageState.GIVEN_UP, MessageState.DROPPED)
REACHING = (MessageState.WAITING, MessageState.SENT)


def _people(organs: list[int]) -> dict[int, list[str]]:
    """Up to three people who hold posts in each organ."""
    posts = Post.objects.filter(subject__organ__in=organs).values("pk")
    held = as_of(HOLDER, today()).filter(subject__in=posts, ref__isnull=False).select_related("ref", "subject")
    found: dict[int, list[str]] = defaultdict(list)
    for row in held.order_by("subject__sort_key", "subject_id"):
        if row.ref is not None and len(found[row.subject.organ_id or 0]) < FEW:
            found[row.subject.organ_id or 0].append(row.ref.name)
    return dict(found)

"""What waits for an organ, what it has done, what it started, what it was told: index reads, one count everywhere.

What waits is read by kind of ask, because an index then gives it in the order in which it is due; what has no limit
stands behind it, and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Model, Q, QuerySet

from kaifaqu.kernel.cases.engine import ASKING
from kaifaqu.kernel.cases.models import Ask, AskKind, Case
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.organs.deputies import answered_from
from kaifaqu.kernel.subjects.actor import Seat

M = TypeVar("M", bound=Model)
MOST = 1_000
"""Counts go up to here; beyond it is said that there are more."""
PAGE = 50
BESIDE = ("case__subject__place", "case__caller", "case__holder", "post")


def to_do(organ: int, post: int | None = None) -> QuerySet[Ask]:
    """What waits for an answer of the organ, the most pressing first; what was given to one post is that post's.

    It is its deputy's too while the holder is away, and everybody's in the organ where nobody holds the post.
    """
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=True, kind__in=ASKING)
    if post is not None:
        rows = rows.filter(open_to(organ, post))
    return rows.order_by(F("due_at").asc(nulls_last=True), "id").select_related("case__subject__place")


def open_to(organ: int, post: int) -> Q:
    """What a post may answer of what its organ was asked: nobody's in particular, its own, and whom it covers."""
    return Q(post__isnull=True) | Q(post__in=answered_from(organ, post, today()))


def done(organ: int) -> QuerySet[Ask]:
    """What the organ has answered, the latest first."""
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=False, kind__in=ASKING)
    return rows.order_by("-answered_at", "-id").select_related(*BESIDE)


def started(organ: int) -> QuerySet[Case]:
    """What the organ has called for, the latest first."""
    return (
        Case.objects.filter(caller=organ).order_by("-opened_at", "-subject").select_related("subject__place", "holder")
    )


def copied(organ: int) -> QuerySet[Ask]:
    """What the organ was told of and has not read yet."""
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=True, kind=AskKind.COPY, due_at__isnull=True)
    return rows.order_by("-id").select_related(*BESIDE)


def counted(rows: QuerySet[Any]) -> tuple[int, bool]:
    """How many there are, up to a thousand, and whether there are more."""
    found = len(rows.values_list("pk", flat=True)[: MOST + 1])  # in their order, which an index has
    return min(found, MOST), found > MOST


def late(organ: int, at: datetime | None = None) -> QuerySet[Ask]:
    """What the organ should have answered by now."""
    return to_do(organ).filter(due_at__lt=at or now())


def without_limit() -> QuerySet[Ask]:
    """What waits and can never be late, because no limit is set for it: it is counted and shown."""
    return Ask.objects.filter(answered_at__isnull=True, due_at__isnull=True, kind=AskKind.ACT)


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Counts(NamedTuple):
    """How much waits for a seat, up to a thousand and whether more; how much of it is late, or has no limit."""

    waiting: int
    more: bool
    late: int
    unlimited: int

    @property
    def text(self) -> str:
        """The count as it stands everywhere."""
        return f"{MOST:,}+" if self.more else str(self.waiting)


def counts(seat: Seat, at: datetime | None = None) -> Counts:
    """What waits for a seat: its organ's, but for what was given to other posts. One statement."""
    rows = to_do(seat.organ, seat.acting_post).order_by().select_related(None)
    dues = list(rows.values_list("due_at", flat=True)[: MOST + 1])
    moment = at or now()
    over = sum(due is not None and due < moment for due in dues[:MOST])
    return Counts(min(len(dues), MOST), len(dues) > MOST, over, sum(due is None for due in dues[:MOST]))


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Narrowed:
    """What of the inbox is wanted: a kind of ask, a stage of a procedure, words of the title, whose it is.

    `whose` is "" for the organ's without what was given to other posts, `post` for one's own post's, `organ` for all.
    """

    kind: str = ""
    procedure: str = ""
    stage: str = ""
    words: str = ""
    whose: str = ""

    def of(self, rows: QuerySet[Ask], seat: Seat) -> QuerySet[Ask]:
        """The rows that are wanted."""
        if self.procedure:
            rows = rows.filter(case__procedure=self.procedure)
        if self.stage:
            rows = rows.filter(stage=self.stage)
        if self.words:
            rows = rows.filter(Q(case__subject__title__contains=self.words) | Q(case__number__contains=self.words))
        if self.whose == "post":
            return rows.filter(post=seat.acting_post)
        return rows if self.whose == "organ" else rows.filter(open_to(seat.organ, seat.acting_post))

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of ask that are wanted."""
        return (self.kind,) if self.kind in ASKING else ASKING


Cursor = tuple[str, int]
"""Behind which row a page begins: its time (empty where it has none) and its number."""


def waiting(seat: Seat, narrowed: Narrowed, after: Cursor | None = None, size: int = PAGE) -> tuple[list[Ask], bool]:
    """A page of what waits for a seat, the most pressing first and what has no limit last; and whether there is more.

    Two statements a kind at most, each read in the order of an index.
    """
    rows = narrowed.of(Ask.objects.filter(organ=seat.organ, answered_at__isnull=True), seat).select_related(*BESIDE)
    found: list[Ask] = []
    if after is None or after[0]:
        dated = rows.filter(due_at__isnull=False)
        if after is not None:
            dated = dated.filter(beyond("due_at", after, down=False))
        found = _merged((dated.filter(kind=k).order_by("due_at", "id") for k in narrowed.kinds), "due_at", size + 1)
    if len(found) <= size:
        undated = rows.filter(due_at__isnull=True)
        if after is not None and not after[0]:
            undated = undated.filter(id__gt=after[1])
        left = size + 1 - len(found)
        found += _merged((undated.filter(kind=k).order_by("id") for k in narrowed.kinds), "id", left)
    return found[:size], len(found) > size


def _merged(each: Iterable[QuerySet[Ask]], by: str, size: int) -> list[Ask]:
    rows = [row for rows in each for row in rows[:size]]
    return sorted(rows, key=attrgetter(by, "id"))[:size]


def beyond(field: str, after: Cursor, *, down: bool, key: str = "id") -> Q:
    """Rows behind a cursor; the range of the first field stands by itself, so that an index serves it."""
    way = "lt" if down else "gt"
    at = datetime.fromisoformat(after[0])
    return Q(**{f"{field}__{way}e": at}) & (Q(**{f"{field}__{way}": at}) | Q(**{f"{key}__{way}": after[1]}))


def older(
    rows: QuerySet[M], field: str, after: Cursor | None, size: int = PAGE, key: str = "id"
) -> tuple[list[M], bool]:
    """A page of rows that stand newest first, and whether there is more."""
    if after is not None and field:
        rows = rows.filter(beyond(field, after, down=True, key=key))
    elif after is not None:
        rows = rows.filter(**{f"{key}__lt": after[1]})
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


def stages_waiting(organ: int) -> list[tuple[str, str, int]]:
    """The stages in which something waits for an organ: procedure, stage, one of the cases; of the first 1 000."""
    rows = Ask.objects.filter(organ=organ, answered_at__isnull=True, kind__in=ASKING)
    told = rows.order_by().values_list("case__procedure", "stage", "case")[:MOST]
    found: dict[tuple[str, str], int] = {}
    for procedure, stage, case in told:
        found.setdefault((procedure, stage), case)
    return [(*pair, case) for pair, case in found.items()]

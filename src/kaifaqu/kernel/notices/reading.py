"""What a seat is told in the app: the latest first, how many it has not seen, and that it has seen them.

A mark says that a person has looked, and is no act: nothing follows from it, and a trail of glances would bury that
of decisions. Whatever must be acknowledged is a copy, which is read by an act of its own. Notices are shown for ninety
days; they stay on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices.models import Notice, Seen, SeenUpTo
from kaifaqu.kernel.subjects.actor import Seat

SHOWN_FOR = timedelta(days=90)
MOST = 99
"""Counted up to here; beyond it is said that there are more."""
SETTLED = timedelta(minutes=10)
"""No act lasts so long: whatever has an id below an older notice's is there by now."""
BULK = 5_000


def told(seat: Seat) -> QuerySet[Notice]:
    """What the seat's organ, or its post, was told lately, the latest first; `unseen` where the person has not looked.

    The words of a notice for another post of the organ are not for this one.
    """
    posts = [seat.post, *([seat.on_behalf_of] if seat.on_behalf_of else [])]
    mine = Q(post__isnull=True) | Q(post__in=posts)
    up_to = SeenUpTo.objects.filter(person=seat.person, organ=seat.organ).values("until")[:1]
    seen = Seen.objects.filter(person=seat.person, notice=OuterRef("pk"))
    rows = Notice.objects.filter(mine, organ=seat.organ, at__gte=now() - SHOWN_FOR)
    zero = Value(0, output_field=BigIntegerField())
    limit = Coalesce(Subquery(up_to, output_field=BigIntegerField()), zero)
    rows = rows.annotate(up_to=limit)
    return rows.annotate(unseen=Q(pk__gt=limit) & ~Q(Exists(seen))).order_by("-pk")


def unseen(seat: Seat) -> QuerySet[Notice]:
    """What the person has not looked at yet."""
    return told(seat).filter(Q(unseen=True))


def count_unseen(seat: Seat) -> int:
    """How many, up to one more than `MOST`; one statement over one index."""
    return len(unseen(seat).values_list("pk", flat=True)[: MOST + 1])


def see(seat: Seat, notices: Sequence[int]) -> None:
    """The person has looked at these."""
    mine = told(seat).filter(pk__in=list(notices)[:BULK]).values_list("pk", flat=True)
    rows = [Seen(person_id=seat.person, notice_id=pk) for pk in mine]
    Seen.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def see_all(seat: Seat) -> None:
    """The person has looked at everything: a mark up to what is settled, single marks for the last minutes."""
    settled = told(seat).filter(at__lt=now() - SETTLED).values_list("pk", flat=True).first()
    if settled is not None:
        SeenUpTo.objects.bulk_create(
            [SeenUpTo(person_id=seat.person, organ_id=seat.organ, until=settled)],
            update_conflicts=True,
            unique_fields=["organ", "person"],
            update_fields=["until"],
        )
    see(seat, list(unseen(seat).values_list("pk", flat=True)[:BULK]))

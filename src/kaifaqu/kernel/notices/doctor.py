"""The doctor's look at notices: what waits too long, and what was given up."""

from __future__ import annotations

from datetime import timedelta

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices.models import Message, MessageState, Notice

LATE, LATELY = timedelta(minutes=10), timedelta(days=7)


def behind() -> int:
    """How many notices and messages should have been looked at by a worker ten minutes ago."""
    limit = now() - LATE
    return Notice.objects.filter(leaves_at__lt=limit).count() + Message.objects.filter(next_at__lt=limit).count()


def given_up() -> int:
    """How many messages of the last week were given up."""
    return Message.objects.filter(state=MessageState.GIVEN_UP, ended_at__gte=now() - LATELY).count()

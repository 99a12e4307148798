"""Who acts at the command line: an account, from its first post or from one that is named."""

from __future__ import annotations

from kaifaqu.kernel.organs.models import Account
from kaifaqu.kernel.organs.seats import chairs_of
from kaifaqu.kernel.subjects.actor import Seat


def seat_of(username: str, post: int | None = None) -> Seat | None:
    """The seat of an account that is open; None where it holds no such post."""
    person = Account.objects.filter(username=username, is_active=True).values_list("person", flat=True).first()
    chairs = [c for c in chairs_of(person) if c.leader is None and post in (None, c.post.pk)] if person else []
    return chairs[0].seat() if chairs else None

"""Who calls in these tests: a seat by a token of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Account, Person, Post
from kaifaqu.kernel.organs.tokens import issue_token
from kaifaqu.kernel.subjects.actor import Seat

As = Callable[[Seat], Client]
JSON = "application/json"


def caller(seat: Seat) -> Client:
    """A client that calls from the seat."""
    return Client(headers={"authorization": f"Bearer {token_of(seat)}"})


def token_of(seat: Seat) -> str:
    """A token for the seat."""
    return issue_token(account_of(seat), Post.objects.get(pk=seat.post), "test", today() + timedelta(days=30))


def account_of(seat: Seat) -> Account:
    """The sign-in of the seat's person."""
    found = Account.objects.filter(person=seat.person).first()
    return found or Account.objects.create_user(f"u{seat.person}", person=Person.objects.get(pk=seat.person))

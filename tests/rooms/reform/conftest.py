"""A programme under way in the cast's city, with what its tests say and ask again and again."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.actions import assign_lead, report_progress, verify_progress
from kaifaqu.rooms.reform.models import Programme, State
from kaifaqu.rooms.reform.rules import Light
from tests import programmes
from tests.cast import Cast
from tests.kernel.api.callers import account_of


class Driven:
    """A programme and short ways to say what its tests need."""

    def __init__(self, cast: Cast, pk: int) -> None:
        self.cast = cast
        self.pk = pk
        self.ref: Ref[Programme] = Ref(pk)

    @property
    def row(self) -> Programme:
        return Programme.objects.select_related("subject__place").get(pk=self.pk)

    def lead(self, organ: Organ, on: date, task: str = "slim", by: Actor | None = None) -> None:
        assign_lead(Ref(self.pk), by=by or self.cast.clerk, task=task, organ=Ref(organ.pk), on=on)

    def say(self, state: State, on: date, place: int = 0, task: str = "slim", **more: object) -> None:
        told = {"by": self.cast.zone_clerk, "programme": self.ref, "task": task, "state": state, "on": on, **more}
        report_progress(Ref(place or self.cast.zone_a.pk), **told)  # type: ignore[arg-type]  # typed by its own Input

    def judge(self, by: Actor, on: date, verdict: State = State.VERIFIED, task: str = "slim", words: str = "") -> None:
        zone: Ref[object] = Ref(self.cast.zone_a.pk)
        told = {"programme": self.ref, "task": task, "verdict": verdict, "on": on, "words": words}
        verify_progress(zone, by=by, **told)  # type: ignore[arg-type]  # typed by its own Input

    def lights(self, day: date, task: str = "slim") -> list[Light]:
        board = queries.board(self.row, day)
        assert board is not None
        line = next(line for line in board.lines if line.key == task)
        return [line.cells[place.pk].light for place in board.places]


def visitor(seat: Seat) -> Client:
    """A browser in which the seat's person is signed in."""
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def driven(cast: Cast) -> Driven:
    return Driven(cast, programmes.under_way(cast))

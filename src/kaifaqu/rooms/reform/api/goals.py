"""What programs may ask of goals and targets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.shapes import MeasureOut
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Slug, lang
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.queries import goals_json

router = Router(tags=["reform"])


class PointOut(Schema):
    """A year on the way to a target: what the path asks, what is on record, the difference; exact, in `unit`."""

    year: int
    path: str
    recorded: str | None
    gap: str | None


class CourseOut(Schema):
    """The way to a target of yearly growth. Where the base year's figure is not on record the path has 100 for it."""

    fact: str
    unit: str
    base_year: int
    due_year: int
    base_grounding: str
    averaging: str
    indexed: bool
    average: str | None
    needed: str | None
    points: list[PointOut]


class AimOut(Schema):
    """A target: what it asks, in whose words, by when, what is measured, and how it stands."""

    key: str
    title: str
    sentence: str
    source: str
    reach: str
    due: str | None
    due_words: str
    due_grounding: str | None
    reading: str
    value: MeasureOut
    year: int | None
    verdict: bool | None
    reason: str | None
    standing: str
    gap: str | None
    course: CourseOut | None


class GoalsOut(Schema):
    """A programme's overall goals and its targets; `charter` is whose word they are."""

    key: str
    title: str
    charter: str
    source: str
    goals: list[str]
    targets: list[AimOut]


class GoalsAtOut(Schema):
    """The goals of a place on a day."""

    place: str
    on: str
    programmes: list[GoalsOut]


@reads(router, "/goals/{slug:place}", "reform_goals", GoalsAtOut, title=_("改革目标"))
def goals(request: HttpRequest, place: Slug, on: Day | None = None) -> dict[str, Any]:
    """The goals of a place: what `kaifaqu report goals --json` prints."""
    row = Place.objects.filter(slug=place).first()
    if row is None or not visible_to(caller(request)).filter(pk=row.pk).exists():
        raise NotFound
    told = goals_json.goals_json(place, lang(), on)
    if told is None:
        raise NotFound
    return told

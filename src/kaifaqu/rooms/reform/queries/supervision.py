"""Visits and what they found: each finding with its light, who is to put it right, and the days left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import Finding, Outcome, Programme, Rectification, Visit
from kaifaqu.rooms.reform.queries.driving import institution_of, limits_of
from kaifaqu.rooms.reform.rules import LEADS_TO, Light, Limits, Standing, days_left, finding_light

NO_LIMITS = Limits(None, None)
URGENT = (Light.LATE, Light.SOON, Light.UNDER_WAY, Light.CLAIMED, Light.VERIFIED)
"""The order in which findings are looked at."""


@dataclass(frozen=True)
class Found:
    """A finding as it stands on a day: its light, its latest step, how many days are left."""

    finding: Finding
    light: Light
    latest: Rectification
    days: int | None

    @property
    def standing(self) -> Standing:
        """At which stage of the procedure it is."""
        return LEADS_TO[self.latest.outcome]


def visits(programme: Programme, seen: QuerySet[Subject]) -> list[Visit]:
    """The visits of a programme within sight, the latest first."""
    rows = programme.visits.filter(subject__in=seen).select_related("subject__place", "programme__subject")
    return list(rows.order_by("-day", "-pk"))


def findings(
    programme: Programme, seen: QuerySet[Subject], day: date, *, task: str = "", place: int | None = None
) -> list[Found]:
    """What visits found within sight, of all tasks and places or of one: late first, then by the day it is due."""
    rows = Finding.objects.filter(visit__programme=programme, visit__day__lte=day, subject__in=seen)
    if task:
        rows = rows.filter(task=task)
    if place is not None:
        rows = rows.filter(subject__place=place)
    return stand(rows, programme, day)


def stand(rows: QuerySet[Finding], programme: Programme, day: date) -> list[Found]:
    """How findings of a programme stand on a day."""
    found = list(rows.select_related("subject__place", "subject__organ", "visit__subject"))
    institution = institution_of(programme, day) if found else None
    limits = limits_of(institution, day) if institution else NO_LIMITS
    latest = _latest(found, day)
    told = [_found(row, latest[row.pk], day, limits) for row in found if row.pk in latest]
    return sorted(told, key=lambda each: (URGENT.index(each.light), each.finding.due, each.finding.pk))


def _found(row: Finding, step: Rectification, day: date, limits: Limits) -> Found:
    shown = finding_light(step.outcome, row.due, day, limits)
    closed = LEADS_TO[step.outcome] is Standing.CLOSED
    return Found(row, shown, step, None if closed else days_left(row.due, day))


def _latest(found: Iterable[Finding], day: date) -> dict[int, Rectification]:
    rows = Rectification.objects.filter(finding__in=[row.pk for row in found], day__lte=day)
    return {row.finding_id: row for row in rows.order_by("id")}


def totals(found: Iterable[Found]) -> Counter[Light]:
    """How many findings of each light."""
    return Counter(each.light for each in found)


def steps(finding: Finding) -> list[Rectification]:
    """Everything that happened to a finding, newest first."""
    return list(finding.steps.select_related("person", "file").order_by("-id"))


def claimed_by(finding: Finding) -> int | None:
    """Who said that it is put right; None while nobody does."""
    last = finding.steps.order_by("-id").first()
    return last.person_id if last and last.outcome == Outcome.CLAIMED else None

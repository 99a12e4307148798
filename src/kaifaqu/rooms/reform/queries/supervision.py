"""Visits and what they found: each finding with its light, who is to put it right, and the days left.

A finding's steps are the answers of its case, on the days on which they happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaifaqu.kernel.cases.models import Ask, Status
from kaifaqu.kernel.cases.parties import LEAD
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import Finding, Outcome, Programme, Visit
from kaifaqu.rooms.reform.queries.driving import institution_of, limits_of
from kaifaqu.rooms.reform.rules import LEADS_TO, Light, Limits, Standing, days_left, finding_light

NO_LIMITS = Limits(None, None)
URGENT = (Light.LATE, Light.SOON, Light.UNDER_WAY, Light.CLAIMED, Light.VERIFIED)
"""The order in which findings are looked at."""


@dataclass(frozen=True)
class Step:
    """One step of a finding on its way to being closed: what happened on which day, in whose words."""

    outcome: Outcome
    day: date
    words: str = ""
    person: Subject | None = None
    file: int | None = None


@dataclass(frozen=True)
class Found:
    """A finding as it stands on a day: who is to put it right, its light, its latest step, how many days are left."""

    finding: Finding
    organ: Subject | None
    light: Light
    latest: Step
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
    rows = Finding.objects.filter(visit__programme=programme, visit__day__lte=day, case__subject__in=seen)
    if task:
        rows = rows.filter(task=task)
    if place is not None:
        rows = rows.filter(case__subject__place=place)
    return stand(rows, programme, day)


def stand(rows: QuerySet[Finding], programme: Programme, day: date) -> list[Found]:
    """How findings of a programme stand on a day; one whose case was withdrawn was none."""
    kept = rows.exclude(case__status=Status.WITHDRAWN)
    found = list(kept.select_related("case__subject__place", "visit__subject"))
    institution = institution_of(programme, day) if found else None
    limits = limits_of(institution, day) if institution else NO_LIMITS
    taken, whose = steps_of(found), _organs(found)
    told = []
    for row in found:
        so_far = [step for step in taken[row.pk] if step.day <= day]
        if so_far:
            told.append(_found(row, whose.get(lead_of(row) or 0), so_far[-1], day, limits))
    return sorted(told, key=lambda each: (URGENT.index(each.light), each.finding.due, each.finding.pk))


def _found(row: Finding, organ: Subject | None, step: Step, day: date, limits: Limits) -> Found:
    shown = finding_light(step.outcome, row.due, day, limits)
    closed = LEADS_TO[step.outcome] is Standing.CLOSED
    return Found(row, organ, shown, step, None if closed else days_left(row.due, day))


def lead_of(row: Finding) -> int | None:
    """The organ that is to put a finding right, as its case has it now."""
    named: list[int] = row.case.parties.get(LEAD, [])
    return named[0] if named else None


def _organs(found: Iterable[Finding]) -> dict[int, Subject]:
    wanted = {lead for row in found if (lead := lead_of(row))}
    return {row.pk: row for row in Subject.objects.filter(pk__in=wanted)} if wanted else {}


def totals(found: Iterable[Found]) -> Counter[Light]:
    """How many findings of each light."""
    return Counter(each.light for each in found)


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def steps_of(found: Iterable[Finding]) -> dict[int, list[Step]]:
    """Everything that happened to findings, in order: found on the day of the visit, then the answers of the case."""
    rows = {row.pk: row for row in found}
    taken = {pk: [Step(Outcome.FOUND, row.visit.day)] for pk, row in rows.items()}
    answers = Ask.objects.filter(case__in=list(rows), verdict__in=[*LEADS_TO]).select_related("person")
    for ask in answers.order_by("case", "number"):
        row = rows[ask.case_id]
        told = row.told.get(str(ask.number), {})
        step = Step(Outcome(ask.verdict), day_of(row, ask), ask.words, ask.person, told.get("file"))
        taken[row.pk].append(step)
    return taken


def day_of(row: Finding, ask: Ask) -> date:
    """The day on which what an answer says happened: as told with it, else that of the answer."""
    told: dict[str, Any] = row.told.get(str(ask.number), {})
    if "on" in told:
        return date.fromisoformat(told["on"])
    return local(ask.answered_at).date() if ask.answered_at else row.visit.day


def steps(finding: Finding) -> list[Step]:
    """Everything that happened to one finding, newest first."""
    return steps_of([finding])[finding.pk][::-1]


def files_of(taken: Iterable[Step]) -> dict[int, File]:
    """The files that steps name, by id."""
    return File.objects.in_bulk([step.file for step in taken if step.file])


def claimed_by(finding: Finding) -> int | None:
    """Who said that it is put right; None while nobody does."""
    last = steps(finding)[0]
    return last.person.pk if last.person and last.outcome is Outcome.CLAIMED else None

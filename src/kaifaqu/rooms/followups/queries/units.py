"""The desk by unit: what each has open, late, without news; how long it takes; and what is stuck on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.cases.parties import LEAD
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.followups.models import Report, Said
from kaifaqu.rooms.followups.queries import OPEN, Lights
from kaifaqu.rooms.followups.rules import Light

MOST = 20_000
"""So many cases are read for the table of units; more than a city's desk has open."""


@dataclass
class Unit:
    """What one unit leads: how much is open, late, without news, closed, and how long the closed ones took."""

    organ: Subject
    open: int = 0
    late: int = 0
    silent: int = 0
    closed: int = 0
    late_closed: int = 0
    stuck: int = 0
    _days: list[int] = field(default_factory=list)

    @property
    def average_days(self) -> float | None:
        """Days from assigning to closing, on average; None where nothing is closed."""
        return sum(self._days) / len(self._days) if self._days else None

    def add(self, row: Any, lights: Lights) -> None:
        """Count a case that the unit leads."""
        shown = lights.of(row)
        if row.status == Status.ENDED and row.ended_at:
            self.closed += 1
            self.late_closed += row.limit_at is not None and row.ended_at > row.limit_at
            self._days.append((local(row.ended_at).date() - local(row.opened_at).date()).days)
        elif shown is not Light.WITHDRAWN:
            self.open += 1
            self.late += shown is Light.LATE
            since = lights.limits.silent_before(lights.day)
            self.silent += since is not None and shown is not Light.CLAIMED and local(row.heard_at).date() < since


def units(rows: QuerySet[Case], lights: Lights) -> list[Unit]:
    """Every unit that leads something, the most pressed first."""
    led: dict[int, list[Case]] = defaultdict(list)
    for row in rows.order_by("pk")[:MOST]:
        for organ in row.parties.get(LEAD, [])[:1]:
            led[organ].append(row)
    stuck = stuck_counts(rows)
    names = Subject.objects.in_bulk(led.keys() | stuck.keys())
    found = []
    for organ, subject in names.items():
        unit = Unit(subject, stuck=stuck.get(organ, 0))
        for row in led.get(organ, []):
            unit.add(row, lights)
        found.append(unit)
    return sorted(found, key=lambda u: (-u.late, -u.silent, -u.open, u.organ.sort_key, u.organ.pk))


# ── Stuck on you (卡在你这里) ────────────────────────────────────────────────────────────────────────────────────────


def waits_for(organ: int) -> Q:
    """Open cases in which another unit waits for this one: it was asked to assist, or the last report needs it."""
    return OPEN & (Q(pk__in=_assists(organ).values("case")) | Q(pk__in=_needed([organ]).values("case")))


def _assists(organ: int) -> QuerySet[Ask]:
    return Ask.objects.filter(organ=organ, kind=AskKind.ASSIST, answered_at__isnull=True)


def _needed(organs: Iterable[int]) -> QuerySet[Report]:
    """The latest reports of their cases that need something from one of these organs."""
    latest = Report.objects.filter(case=OuterRef("case"), said=Said.PROGRESS).order_by("-id").values("pk")[:1]
    return Report.objects.filter(need_from__in=list(organs), pk=Subquery(latest))


def stuck_counts(rows: QuerySet[Case]) -> dict[int, int]:
    """For each organ, in how many of these open cases others wait for it."""
    waiting: dict[int, set[int]] = defaultdict(set)
    cases = rows.filter(OPEN).order_by().values("pk")
    asks = Ask.objects.filter(case__in=cases, kind=AskKind.ASSIST, answered_at__isnull=True)
    for organ, case in [*asks.values_list("organ", "case"), *_needing(cases)]:
        waiting[organ or 0].add(case)
    return {organ: len(found) for organ, found in waiting.items()}


def _needing(cases: QuerySet[Case, Any]) -> QuerySet[Report, tuple[int | None, int]]:
    """Whom the latest reports of these cases need something from, each with its case."""
    latest = Report.objects.filter(case=OuterRef("case"), said=Said.PROGRESS).order_by("-id").values("pk")[:1]
    needed = Report.objects.filter(case__in=cases, need_from__isnull=False, pk=Subquery(latest))
    return needed.values_list("need_from", "case")


def reports_of(case: int) -> list[Report]:
    """Everything that units said of a case, newest first."""
    rows = Report.objects.filter(case=case).order_by("-id")
    return list(rows.select_related("organ", "person", "need_from", "file"))


def leads(rows: QuerySet[Case]) -> list[Subject]:
    """Every organ that leads an open case, by name."""
    named = rows.filter(OPEN).order_by().values_list("parties", flat=True)[:MOST]
    organs = {organ for parties in named for organ in parties.get(LEAD, [])[:1]}
    return list(Subject.objects.filter(pk__in=organs).order_by("sort_key", "pk"))

"""What needs the leader: matters that are red or in dispute, each with what he is asked to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.followups.queries import NEXT_DUE, OBJECTED_IN, OPEN, Lights, Line, due_of, lines
from kaifaqu.rooms.followups.queries.rulebook import RED, YELLOW, Rulebook
from kaifaqu.rooms.followups.rules import Light, Slip, SlipDays, slip
from kaifaqu.rooms.followups.rules.deciding import Decision, Pressed, decision

MOST = 40
"""More than this fits on no page that a leader reads."""


@dataclass(frozen=True)
class Needed:
    """A matter that needs the leader, and what he is asked for."""

    line: Line
    decision: Decision
    slip: Slip


def needed(rows: QuerySet[Case], lights: Lights, book: Rulebook) -> list[Needed]:
    """What needs the leader among the rows, the longest overdue first; at most a page of it."""
    disputed = OPEN & Q(stage=OBJECTED_IN, due_at__lt=now())
    pressing = rows.filter(lights.late | disputed).order_by(*NEXT_DUE)[:MOST]
    found = [(line, slip_of(line.case, lights.day, book)) for line in lines(pressing, lights)]
    asked = [(line, due, decision(pressed(line, due))) for line, due in found]
    return [Needed(line, wanted, due) for line, due, wanted in asked if wanted is not None]


def pressed(line: Line, due: Slip) -> Pressed:
    """A line as the rule of decisions sees it."""
    report = line.report
    return Pressed(
        disputed=line.case.stage == OBJECTED_IN and line.case.due_at is not None and line.case.due_at < now(),
        needs=report is not None and (report.need_from_id is not None or bool(report.need)),
        red_slip=due is Slip.RED,
        late=line.light is Light.LATE,
    )


def slip_of(case: Case, day: date, book: Rulebook) -> Slip:
    """Which slip a case gets on a day."""
    return slip(day, slip_days(case, book))


def slip_days(case: Any, book: Rulebook) -> SlipDays:
    """From which day on a case gets a yellow slip and from which a red one."""
    return SlipDays(_behind(case, book.limit(YELLOW)), _behind(case, book.limit(RED)))


def _behind(case: Any, span: Limit | None) -> date | None:
    """The day that lies a span behind the limit."""
    if span is None or case.limit_at is None or due_of(case) is None:
        return None
    due = deadline(case.limit_at, span, calendar_of(Place(path=case.path))).due
    return local(due).date() if due else None

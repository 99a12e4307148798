"""Who leads a task, by when it is due, which phase a programme is in, until when a month can be reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import PHASE, InterimDeadline, Lead, Programme
from kaifaqu.rooms.reform.rules import Limits, last_day_to_report

DAYS = {"d": 1, "w": 7}
DRIVES = "reform.assign_lead"
"""Whoever may say who leads a programme's tasks drives it: he may verify what others lead."""


def drives(actor: Actor, programme: int) -> bool:
    """Whether the programme is this actor's to drive."""
    return reach(actor, DRIVES).filter(pk=programme).exists()


def institution_of(programme: Programme, day: date) -> Resolved | None:
    """What governs a programme's place on a day; where that no longer has the programme, what did when it began."""
    home = Place.objects.get(pk=programme.subject.place_id)
    now = editions.governing(home, day)
    return now if planned_of(programme, now) else editions.governing(home, programme.started)


def planned_of(programme: Programme, institution: Resolved | None) -> Planned | None:
    """The programme as the charter in force has it."""
    found = institution.of("programmes").get(programme.key) if institution else None
    return found if isinstance(found, Planned) else None


def limits_of(institution: Resolved, day: date) -> Limits:
    """The limits of the lights as the charter in force has them."""
    return Limits(span(institution, "light_soon", day), span(institution, "words_before_red", day))


def span(institution: Resolved, key: str, day: date) -> timedelta | None:
    """A limit of the charter in force on a day as a span of the calendar; None where no rule gives one."""
    found = institution.param(key, day)
    if not isinstance(found, Found) or not isinstance(found.value, Limit):
        return None
    limit = found.value
    if limit.unit in DAYS:
        return timedelta(days=limit.number * DAYS[limit.unit])
    return timedelta(hours=limit.number) if limit.unit == "h" else None


def closed_since(institution: Resolved, happened: date) -> date | None:
    """The last day on which the month of a day could be reported; None where no rule closes it."""

    def after(month_end: date) -> date | None:
        allowed = span(institution, "report_cut_off", month_end)
        return month_end + allowed if allowed is not None else None

    return last_day_to_report(happened, after)


# ── Who leads, and by when ───────────────────────────────────────────────────────────────────────────────────────────


def leads(programme: Programme, day: date) -> dict[str, Lead]:
    """Who leads each task on a day by an act of the office; of the others the charter may say who does."""
    rows = programme.leads.filter(start__lte=day).select_related("organ").order_by("start", "id")
    return {row.task: row for row in rows}


def lead_history(programme: Programme, task: str) -> list[Lead]:
    """Everybody who was made to lead a task, the latest first."""
    return list(programme.leads.filter(task=task).select_related("organ").order_by("-start", "-id"))


def lead_of(programme: Programme, task: str, day: date) -> Lead | None:
    """Who leads a task on a day by an act of the office."""
    rows = programme.leads.filter(task=task, start__lte=day).select_related("organ")
    return rows.order_by("-start", "-id").first()


def interim_deadlines(programme: Programme, day: date) -> dict[str, date]:
    """The earlier days on which tasks are due, as set by a day."""
    rows: list[InterimDeadline] = list(programme.interim_deadlines.filter(start__lte=day).order_by("start", "id"))
    return {row.task: row.due for row in rows}


# ── Phases ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Phase:
    """The phase that a programme is in: its number from 1, how many there are, its words, and since when."""

    number: int
    of: int
    words: Mapping[str, str]
    begun: date


def phase(programme: Programme, planned: Planned, day: date) -> Phase | None:
    """The present phase; the first begins with the programme. None where the charter has none."""
    if not planned.phases:
        return None
    row = since.value_on(programme.pk, PHASE, day)
    number = min(int(row.code), len(planned.phases)) if row else 1
    title = planned.phases[number - 1]
    return Phase(number, len(planned.phases), {"zh": title.zh, "en": title.en}, row.start if row else programme.started)


def led_by(programme: Programme, organ: int, day: date) -> set[str]:
    """The tasks that an organ leads on a day."""
    return {task for task, row in leads(programme, day).items() if row.organ_id == organ}


def home_of(programme: Programme, organ: Subject | None = None) -> tuple[str, bool]:
    """The path of the programme's place; and whether an organ belongs to it, to a place above it or to one below."""
    wanted = {programme.subject.place_id or 0, (organ.place_id if organ else 0) or 0}
    paths = dict(Place.objects.filter(pk__in=list(wanted)).values_list("pk", "path"))
    home, own = paths[programme.subject.place_id or 0], paths.get((organ.place_id if organ else 0) or 0, "")
    return home, bool(own) and (own.startswith(home) or home.startswith(own))

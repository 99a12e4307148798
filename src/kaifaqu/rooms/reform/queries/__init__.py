"""What this room answers: a programme's board, one cell with its proofs, the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Constraint, NamedTest, Task
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures import judge, members
from kaifaqu.kernel.measures.constraints import ParamBook, judged, words_of
from kaifaqu.kernel.measures.evaluate import Run
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import Programme, Report, State
from kaifaqu.rooms.reform.rules import Light, Limits, light

DAYS = {"d": 1, "w": 7}
HOURS = {"h": 1, "min": 0}


@dataclass(frozen=True)
class Cell:
    """One task in one zone: its light, the latest that was said, and whether the unit has given its words."""

    light: Light
    latest: Report | None
    explained: Report | None


@dataclass(frozen=True)
class Line:
    """One task: its cells by place id, and how many of each light over all zones."""

    key: str
    task: Task
    cells: dict[int, Cell]
    totals: Counter[Light]


@dataclass(frozen=True)
class Board:
    """A programme as tasks by zones, on a day."""

    programme: Programme
    planned: Planned
    institution: Resolved
    day: date
    places: tuple[Subject, ...]
    lines: tuple[Line, ...]


def programmes(seen: QuerySet[Subject]) -> QuerySet[Programme]:
    """The programmes within sight, the newest first."""
    return Programme.objects.filter(subject__in=seen).select_related("subject__place").order_by("-started", "-pk")


def institution_of(programme: Programme, day: date) -> Resolved | None:
    """What governs a programme's place on a day; where that no longer has the programme, what did when it began."""
    home = Place.objects.get(pk=programme.subject.place_id)
    now = editions.governing(home, day)
    return now if planned_of(programme, now) else editions.governing(home, programme.started)


def planned_of(programme: Programme, institution: Resolved | None) -> Planned | None:
    """The programme as the charter in force has it."""
    found = institution.of("programmes").get(programme.key) if institution else None
    return found if isinstance(found, Planned) else None


def driven(programme: Programme) -> list[Subject]:
    """The zones of a programme, and places that something was reported of, in the order of their names."""
    home = programme.subject.place_id or 0
    told = programme.reports.values_list("place", flat=True)
    zones = members.members("zone", home) if programme.by_zone else []
    rows = Subject.objects.filter(pk__in={*zones, *told})
    return list(rows.order_by("synthetic", "sort_key", "pk"))


def board(programme: Programme, day: date, places: Iterable[Subject] | None = None) -> Board | None:
    """The board on a day; of the places given, or of all. None where the charter has no such programme any more."""
    institution = institution_of(programme, day)
    planned = planned_of(programme, institution)
    if institution is None or planned is None:
        return None
    everywhere = driven(programme)
    chosen = list(places) if places is not None else everywhere
    latest, explained = _latest(programme, day)
    limits = limits_of(institution, day)

    def cell(task: str, place: int) -> Cell:
        said, words = latest.get((task, place)), explained.get((task, place))
        shown = light(said.state if said else "", programme.deadline, day, limits, explained=words is not None)
        return Cell(shown, said, words)

    lines = []
    for key, task in planned.tasks.items():
        cells = {place.pk: cell(key, place.pk) for place in everywhere}
        totals = Counter(each.light for each in cells.values())
        lines.append(Line(key, task, {place.pk: cells[place.pk] for place in chosen}, totals))
    return Board(programme, planned, institution, day, tuple(chosen), tuple(lines))


def _latest(programme: Programme, day: date) -> tuple[dict[tuple[str, int], Report], dict[tuple[str, int], Report]]:
    """The latest report of each cell, and the latest words on a delay."""
    latest: dict[tuple[str, int], Report] = {}
    explained: dict[tuple[str, int], Report] = {}
    for row in programme.reports.filter(day__lte=day).order_by("day", "id"):
        into = explained if row.state == State.EXPLAINED else latest
        into[row.task, row.place_id] = row
    return latest, explained


def limits_of(institution: Resolved, day: date) -> Limits:
    """The limits of the lights as the charter in force has them."""
    return Limits(_span(institution, "light_soon", day), _span(institution, "words_before_red", day))


def _span(institution: Resolved, key: str, day: date) -> timedelta | None:
    found = institution.param(key, day)
    if not isinstance(found, Found) or not isinstance(found.value, Limit):
        return None
    limit = found.value
    if limit.unit in DAYS:
        return timedelta(days=limit.number * DAYS[limit.unit])
    return timedelta(hours=limit.number) if limit.unit == "h" else None


@dataclass(frozen=True)
class Proof:
    """A test that proves a task: what it says of a zone's facts, and on what."""

    key: str
    clause: Constraint | NamedTest
    verdict: bool | NotApplicable
    readings: tuple[Reading, ...]


def proofs(institution: Resolved, task: Task, place: int, day: date, before: date | None = None) -> list[Proof]:
    """Each test that proves a task, held against the facts of a place. Published slots stand where there are any."""
    reader = FactReader(slots={"before": before - timedelta(days=1), "after": day} if before else {}, on=day)
    return [_proof(institution, key, place, reader, day) for key in task.proves]


def _proof(institution: Resolved, key: str, place: int, reader: FactReader, day: date) -> Proof:
    book = ParamBook(institution, day, words_of(place, reader, institution.keyed_by))
    run = Run(place, reader, book)
    clause = institution.of("tests").get(key) or institution.of("constraints").get(key)
    if isinstance(clause, Constraint):
        verdict = judged(run, clause)
    elif isinstance(clause, NamedTest):
        verdict = judge.holds(run, clause.holds)
    else:
        raise LookupError(key)
    return Proof(key, clause, verdict, tuple(run.readings.values()))


def noun_of(institution: Resolved, key: str) -> str:
    """Whether a proof of that key is a constraint of the charter or one of its named tests."""
    return "constraints" if key in institution.of("constraints") else "tests"


def tasks_json(programme: Programme, place: int, day: date, lang: Lang) -> list[dict[str, Any]]:
    """Each task with its proofs for one place, as data."""
    institution = institution_of(programme, day)
    planned = planned_of(programme, institution)
    if institution is None or planned is None:
        return []
    found = board(programme, day, [Subject.objects.get(pk=place)])
    cells = {line.key: line.cells[place] for line in found.lines} if found else {}
    return [
        {
            "task": key,
            "title": task.title.text(lang),
            "source": task.src or "",
            "light": cells[key].light.value if key in cells else "",
            "proofs": {p.key: _verdict(p) for p in proofs(institution, task, place, day)},
        }
        for key, task in planned.tasks.items()
    ]


def _verdict(proof: Proof) -> str:
    if isinstance(proof.verdict, NotApplicable):
        return proof.verdict.reason_code
    return "holds" if proof.verdict else "fails"


def history(programme: Programme, task: str, place: int) -> list[Report]:
    """Everything that was said of a cell, newest first."""
    found = programme.reports.filter(task=task, place=place).select_related("person")
    return list(found.order_by("-day", "-id"))

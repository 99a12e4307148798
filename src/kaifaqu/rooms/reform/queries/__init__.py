"""What this room answers: a programme's board, one cell with its proofs, the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.nouns import Constraint, NamedTest, Task
from kaifaqu.kernel.charter.schema.nouns import Programme as Planned
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures import judge, members
from kaifaqu.kernel.measures.constraints import ParamBook, judged, words_of
from kaifaqu.kernel.measures.evaluate import Run
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import Lead, Programme, Report, State
from kaifaqu.rooms.reform.queries.driving import (
    Phase,
    institution_of,
    interim_deadlines,
    leads,
    limits_of,
    phase,
    planned_of,
)
from kaifaqu.rooms.reform.rules import UNCOUNTED, Light, Limits, here, light, sooner

__all__ = [
    "Board",
    "Cell",
    "Line",
    "Proof",
    "board",
    "driven",
    "history",
    "institution_of",
    "limits_of",
    "narrowed",
    "planned_of",
    "programmes",
    "proofs",
    "tasks_json",
]


@dataclass(frozen=True)
class Cell:
    """One task in one zone: its light, the latest that was said, and whether the unit has given its words."""

    light: Light
    latest: Report | None
    explained: Report | None


@dataclass(frozen=True)
class Line:
    """One task: who leads it by an act, when it is due, its cells by place id, and how many of each light."""

    key: str
    task: Task
    lead: Lead | None
    due: date | None
    cells: dict[int, Cell]
    totals: Counter[Light]

    @property
    def counted(self) -> int:
        """How many places have this task to do."""
        return sum(n for each, n in self.totals.items() if each not in UNCOUNTED)


@dataclass(frozen=True)
class Board:
    """A programme as tasks by places, on a day. `home` is the place of the programme itself."""

    programme: Programme
    planned: Planned
    institution: Resolved
    day: date
    limits: Limits
    phase: Phase | None
    places: tuple[Subject, ...]
    lines: tuple[Line, ...]

    @property
    def totals(self) -> Counter[Light]:
        """How many cells of each light."""
        return sum((line.totals for line in self.lines), start=Counter())


def programmes(seen: QuerySet[Subject]) -> QuerySet[Programme]:
    """The programmes within sight, the newest first."""
    return Programme.objects.filter(subject__in=seen).select_related("subject__place").order_by("-started", "-pk")


def driven(programme: Programme, planned: Planned | None = None) -> list[Subject]:
    """The zones of a programme, and places that something was reported of, in the order of their names.

    Where the charter has tasks of the city itself, its own place stands first.
    """
    home = programme.subject.place_id or 0
    told = programme.reports.values_list("place_id", flat=True).distinct()
    wanted: set[int] = {*(members.members("zone", home) if programme.by_zone else []), *told}
    if programme.by_zone and planned and any(task.level != "zone" for task in planned.tasks.values()):
        wanted.add(home)
    rows = Subject.objects.filter(pk__in=list(wanted)).order_by("synthetic", "sort_key", "pk")
    return sorted(rows, key=lambda place: place.pk != home)


def board(programme: Programme, day: date, places: Iterable[Subject] | None = None) -> Board | None:
    """The board on a day, of the places given or of all. None where the charter has no such programme any more."""
    institution = institution_of(programme, day)
    planned = planned_of(programme, institution)
    if institution is None or planned is None:
        return None
    chosen = tuple(places) if places is not None else tuple(driven(programme, planned))
    limits = limits_of(institution, day)
    within = [place.pk for place in chosen] if places is not None else None
    cells = _Cells(programme, day, limits, *_latest(programme, day, within))
    led, interim = leads(programme, day), interim_deadlines(programme, day)
    lines = []
    for key, task in planned.tasks.items():
        due = sooner(programme.deadline, interim.get(key))
        found = {place.pk: cells.at(key, task, place.pk, due) for place in chosen}
        lines.append(Line(key, task, led.get(key), due, found, Counter(cell.light for cell in found.values())))
    now = phase(programme, planned, day)
    return Board(programme, planned, institution, day, limits, now, chosen, tuple(lines))


def narrowed(whole: Board, wanted: Callable[[Line, Cell], bool]) -> Board:
    """The lines that have a cell which is wanted, and the places that have one; totals stay those of all places."""
    lines = [line for line in whole.lines if any(wanted(line, cell) for cell in line.cells.values())]
    kept = {pk for line in lines for pk, cell in line.cells.items() if wanted(line, cell)}
    return replace(whole, lines=tuple(lines), places=tuple(place for place in whole.places if place.pk in kept))


@dataclass(frozen=True)
class _Cells:
    programme: Programme
    day: date
    limits: Limits
    latest: dict[tuple[str, int], Report]
    explained: dict[tuple[str, int], Report]

    def at(self, key: str, task: Task, place: int, due: date | None) -> Cell:
        """One cell: what it shows, or why the task is none of that place."""
        said, words = self.latest.get((key, place)), self.explained.get((key, place))
        home = place == self.programme.subject.place_id
        apart = here(task.level, home=home, by_zone=self.programme.by_zone)
        shown = apart or light(said.state if said else "", due, self.day, self.limits, explained=words is not None)
        return Cell(shown, said, words)


def _latest(
    programme: Programme, day: date, places: list[int] | None
) -> tuple[dict[tuple[str, int], Report], dict[tuple[str, int], Report]]:
    """The latest report of each cell, and the latest words on a delay."""
    latest: dict[tuple[str, int], Report] = {}
    explained: dict[tuple[str, int], Report] = {}
    kind = Case(When(state=State.EXPLAINED, then=1), default=0)
    rows = programme.reports.filter(day__lte=day).alias(explains=kind)
    later = rows.filter(task=OuterRef("task"), place=OuterRef("place"), explains=OuterRef("explains"))
    later = later.filter(Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), id__gt=OuterRef("id")))
    for row in (rows if places is None else rows.filter(place__in=places)).filter(~Exists(later)):
        into = explained if row.state == State.EXPLAINED else latest
        into[row.task, row.place_id] = row
    return latest, explained


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
    found = programme.reports.filter(task=task, place=place).select_related("person", "file")
    return list(found.order_by("-day", "-id"))

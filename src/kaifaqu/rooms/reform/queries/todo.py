"""What waits for a person: the office, a zone's clerk, a department that leads a task. Pages add where each leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import Programme, State
from kaifaqu.rooms.reform.queries import Board, Cell, board, programmes
from kaifaqu.rooms.reform.queries.driving import drives
from kaifaqu.rooms.reform.queries.supervision import Found, findings
from kaifaqu.rooms.reform.rules import OPEN, Light, Standing, days_left

REPORT, VERIFY, CLOSE = "reform.report_progress", "reform.verify_progress", "reform.close_finding"


class Wanted(StrEnum):
    """What is wanted of the person."""

    VERIFY = "verify"
    CLOSE = "close"
    ASK_WORDS = "ask_words"
    OVERDUE_FINDING = "overdue_finding"
    RETURNED = "returned"
    GIVE_WORDS = "give_words"
    LATE = "late"
    SOON = "soon"
    RECTIFY = "rectify"


ORDER = list(Wanted)


@dataclass(frozen=True)
class Todo:
    """One thing that waits: what is wanted, of which task or finding, where, and how many days are left.

    `task` is empty for a finding of no single task; `finding` is its subject's id, None for a task.
    """

    wanted: Wanted
    label: str
    programme: Programme
    place: Subject
    task: str
    light: Light
    days: int | None
    finding: int | None = None


def programme_todo(seat: Seat, day: date) -> list[Todo]:
    """Everything of every programme that waits for this seat on a day, the most pressing first."""
    return _pressing(each for programme in programmes(visible_to(seat)) for each in _of(programme, seat, day))


def to_verify(seat: Seat, day: date) -> list[Todo]:
    """The claims that wait for this seat's verdict: those of tasks that its organ leads, or all for the office."""
    return [each for each in programme_todo(seat, day) if each.wanted is Wanted.VERIFY]


def on_board(whole: Board, found: list[Found], seat: Seat) -> list[Todo]:
    """What waits for this seat on one board, and of what supervision found there."""
    return _pressing(_on(whole, found, seat))


def _pressing(found: Iterable[Todo]) -> list[Todo]:
    return sorted(found, key=lambda todo: (todo.days if todo.days is not None else 9999, ORDER.index(todo.wanted)))


def _of(programme: Programme, seat: Seat, day: date) -> Iterator[Todo]:
    whole = board(programme, day) if programme.by_zone else None
    if whole is not None:
        yield from _on(whole, findings(programme, visible_to(seat), day), seat)


def _on(whole: Board, found: list[Found], seat: Seat) -> Iterator[Todo]:
    """Of a programme whose zones are only known together nobody has anything to do: it is a record."""
    programme, day = whole.programme, whole.day
    if not programme.by_zone:
        return
    office = drives(seat, programme.pk)
    places = [place.pk for place in whole.places]
    verify = set(reach(seat, VERIFY).filter(pk__in=places).values_list("pk", flat=True))
    own = set() if office else set(reach(seat, REPORT).filter(pk__in=places).values_list("pk", flat=True))
    for line in whole.lines:
        leading = office or (line.lead is not None and line.lead.organ_id == seat.organ)
        for place in whole.places:
            cell = line.cells[place.pk]
            mine = Mine(office, leading and place.pk in verify, place.pk in own)
            wanted = _wanted(cell, mine, overdue=line.due is not None and day > line.due)
            if wanted is not None and not _own_claim(wanted, cell, seat):
                label = line.task.title.text(lang())
                yield Todo(wanted, label, programme, place, line.key, cell.light, days_left(line.due, day))
    yield from _findings(programme, found, seat, office=office)


@dataclass(frozen=True)
class Mine:
    """What a cell is to a seat: the office's to drive, its own organ's to judge, its own to report of."""

    office: bool
    leading: bool
    own: bool


def _wanted(cell: Cell, mine: Mine, *, overdue: bool) -> Wanted | None:
    """What a cell wants of somebody: of the office and the lead a verdict, of the zone its work and its words."""
    if cell.light is Light.CLAIMED:
        return Wanted.VERIFY if mine.leading else None
    if mine.office:
        return Wanted.ASK_WORDS if cell.light is Light.LATE and cell.explained is None else None
    return _of_the_unit(cell, overdue) if mine.own and cell.light in OPEN else None


def _of_the_unit(cell: Cell, overdue: bool) -> Wanted | None:
    if overdue and cell.explained is None:
        return Wanted.GIVE_WORDS
    if cell.latest is not None and cell.latest.state == State.RETURNED:
        return Wanted.RETURNED
    return {Light.LATE: Wanted.LATE, Light.SOON: Wanted.SOON}.get(cell.light)


def _own_claim(wanted: Wanted, cell: Cell, seat: Seat) -> bool:
    return wanted is Wanted.VERIFY and cell.latest is not None and cell.latest.person_id == seat.person


def _findings(programme: Programme, found: list[Found], seat: Seat, *, office: bool) -> Iterator[Todo]:
    ids = [each.finding.pk for each in found if each.standing is not Standing.CLOSED]
    if not ids:
        return
    may_close = set(reach(seat, CLOSE).filter(pk__in=ids).values_list("pk", flat=True))
    may_rectify = set(reach(seat, "reform.rectify_finding").filter(pk__in=ids).values_list("pk", flat=True))
    for each in found:
        wanted = _of_finding(each, each.finding.pk in may_close, each.finding.pk in may_rectify and not office, seat)
        place = each.finding.subject.place
        if wanted is not None and place is not None:
            own = each.finding
            yield Todo(wanted, own.words, programme, place, own.task, each.light, each.days, finding=own.pk)


def _of_finding(each: Found, may_close: bool, may_rectify: bool, seat: Seat) -> Wanted | None:
    if each.standing is Standing.VERIFY:
        return Wanted.CLOSE if may_close and not _is(each.latest.person, seat) else None
    if each.standing is Standing.RECTIFY and may_rectify:
        return Wanted.RECTIFY
    return Wanted.OVERDUE_FINDING if may_close and each.light is Light.LATE else None


def _is(person: Subject | None, seat: Seat) -> bool:
    return person is not None and person.pk == seat.person

"""The tasks of a place's zones as a ledger: what was reported of each last, and what is late or contradicted."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.reading import sentence
from kaifaqu.kernel.imports import grids
from kaifaqu.kernel.imports.grids import Glance, Grid, Mark, Past, Row, in_month, month_of
from kaifaqu.kernel.imports.kinds import Values
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.imports.progress import PROGRESS_KIND
from kaifaqu.rooms.reform.models import REPORTED, Report
from kaifaqu.rooms.reform.queries import Board, Cell
from kaifaqu.rooms.reform.queries.driving import closed_since
from kaifaqu.rooms.reform.queries.places import boards_of, programmes_driving
from kaifaqu.rooms.reform.rules import OPEN, Light

ELSEWHERE = frozenset({Light.CITY_LEVEL, Light.ZONE_LEVEL})


def _rows(place: Place, day: date) -> list[Row]:
    """A row for every task of every place that it is one of, in the order of the places and of the programme."""
    return [
        _row(board, line.key, zone, line.cells[zone.pk])
        for board in boards_of(place, day)
        for zone in board.places
        for line in board.lines
        if line.cells[zone.pk].light not in ELSEWHERE
    ]


def _row(board: Board, key: str, zone: Subject, cell: Cell) -> Row:
    said, day = cell.latest, board.day
    values: Values = {
        "programme": board.planned.title.text(lang()),
        "zone": zone.name,
        "task": board.planned.tasks[key].title.text(lang()),
        "state": _state(said) if said else None,
        "on": said.day.isoformat() if said else None,
        "words": said.words if said else None,
        "late_reason": said.late_reason or None if said else None,
    }
    fresh = frozenset({"state", "on", "words"} if in_month(said.day if said else None, day) else ())
    return Row(
        f"{board.programme.pk}.{key}.{zone.pk}", zone.pk, values, zone.synthetic, fresh, _marks(board, key, zone, cell)
    )


def _state(said: Report) -> str:
    """What was said as the column has it; what the office said in its own words."""
    return said.state if said.state in REPORTED else str(said.get_state_display())


def _marks(board: Board, key: str, zone: Subject, cell: Cell) -> dict[str, Mark]:
    if cell.light in (Light.CLAIMED, Light.VERIFIED):
        failed = _failed(board, key, zone)
        return {"state": Mark(Glance.CONTRADICTS, _("数据不符：%(rule)s") % {"rule": failed})} if failed else {}
    late = _late(board, cell)
    return {"state": Mark(Glance.LATE, late)} if late else {}


def _failed(board: Board, key: str, zone: Subject) -> str:
    """The tests of a task that the facts of the zone do not pass, as they are read."""
    task, institution = board.planned.tasks[key], board.institution
    proofs = queries.proofs(institution, task, zone.pk, board.day, board.programme.started)
    failed = [proof.key for proof in proofs if proof.verdict is False]
    told = [sentence(institution, queries.noun_of(institution, each), each, board.day, lang()) for each in failed]
    return _("；").join(told)


def _late(board: Board, cell: Cell) -> str:
    """Why an open task stands in amber: its deadline, or that nothing was said up to the end of the last month."""
    if cell.light not in OPEN:
        return ""
    if cell.light is Light.LATE:
        return _("已逾期")
    if cell.light is Light.SOON:
        return _("临近期限")
    told = cell.latest.day if cell.latest else board.programme.started
    return _("上月没有报进展") if told < _month_due(board) else ""


def _month_due(board: Board) -> date:
    """The first of the latest month whose reports are closed, by the charter's cut-off; else by the calendar."""
    ended = month_of(board.day) - timedelta(days=1)
    if board.day <= (closed_since(board.institution, ended) or ended):
        ended = month_of(ended) - timedelta(days=1)
    return month_of(ended)


def _past(place: Place, key: str, column: str) -> list[Past]:
    programme, _dot, rest = key.partition(".")
    task, _dot, zone = rest.partition(".")
    if not programme.isdecimal() or not zone.isdecimal() or column not in ("state", "on", "words"):
        return []
    row = next((p for p in programmes_driving(place) if p.pk == int(programme)), None)
    return [_told(said, column) for said in queries.history(row, task, int(zone))] if row else []


def _told(said: Report, column: str) -> Past:
    values = {"state": _state(said), "on": said.day.isoformat(), "words": said.words}
    return Past(values[column], said.day, (said.act_subject, said.act_seq), "" if column == "words" else said.words)


grids.register(
    Grid(kind=PROGRESS_KIND, keys=("programme", "zone", "task"), rows=_rows, past=_past, wanted=("state",), whole=True)
)

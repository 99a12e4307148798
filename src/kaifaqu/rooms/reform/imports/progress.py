"""What many zones or tasks report, at once: from a sheet, or in the ledger of the zone's own tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports.kinds import (
    Column,
    ImportKind,
    Judged,
    Line,
    Option,
    Type,
    Values,
    Verdict,
    Written,
    day_column,
    register,
)
from kaifaqu.kernel.imports.values import plain
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.reform.actions.driving import Saying, record, require_reportable
from kaifaqu.rooms.reform.models import REPORTED, Programme, Report, State
from kaifaqu.rooms.reform.queries import Board
from kaifaqu.rooms.reform.queries.places import boards_of, programmes_driving

MOST_REPORTS, NEAREST = 5_000, 3
TITLES = {State.UNDER_WAY: Title(zh="推进中", en="Under way"), State.CLAIMED: Title(zh="报完成", en="Claimed done")}
INPUTS = {"key": "programme"}
"""The columns of what `report_progress` calls otherwise."""


def _states() -> list[Option]:
    return [Option(state.value, TITLES[state]) for state in REPORTED]


def _names(thing: Title | Subject) -> set[str]:
    """How a thing may be called in a cell: by its title in either language."""
    titles = (thing.zh, thing.en) if isinstance(thing, Title) else (thing.title, thing.title_en)
    return {plain(title).casefold() for title in titles if title}


# ── What stands ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Standing:
    """What rows are held against: the boards of the place, its zones by their names."""

    place: Place
    boards: list[Board] = field(default_factory=list)
    zones: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    places: dict[int, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.boards = boards_of(self.place, today())
        places = {zone.pk: zone for board in self.boards for zone in board.places}
        for zone in places.values():
            for name in _names(zone):
                self.zones[name].add(zone.pk)
        self.places = Place.objects.in_bulk(list(places))

    def of(self, zone: int, title: str) -> list[Board]:
        """The boards that a zone stands on; of the programme of that title where one is given."""
        found = [board for board in self.boards if any(each.pk == zone for each in board.places)]
        if not title:
            return found
        return [b for b in found if plain(title).casefold() in _names(b.planned.title) | _names(b.programme.subject)]


def _stamp(place: Place) -> str:
    programmes = [[p.pk, p.deadline.isoformat() if p.deadline else ""] for p in programmes_driving(place)]
    within = Place.objects.filter(path__startswith=place.path).values("pk")
    told = Report.objects.filter(programme__in=[p[0] for p in programmes], place__in=within)
    return digest(canonical([programmes, list(told.order_by("pk").values_list("pk", flat=True))]))


# ── Rows from a sheet ────────────────────────────────────────────────────────────────────────────────────────────────


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    standing, judged = _Standing(place), Judged()
    names = ("programme", "zone", "task", "on")
    for line in judged.each_once(lines, lambda line: ("task", tuple(line.values.get(name) for name in names))):
        _judge_one(standing, line, judged)
    return judged


def _judge_one(standing: _Standing, line: Line, judged: Judged) -> None:
    zone = _zone(standing, line, judged)
    board = _board(standing, line, judged, zone) if zone else None
    task = _task(board, line, judged) if board else ""
    if zone is None or board is None or not task:
        return
    values, latest = line.values, _latest(board, task, zone)
    day, state = date.fromisoformat(str(values["on"])), State(str(values["state"]))
    late: list[str] = []

    def rule() -> None:
        given = str(values.get("late_reason") or "")
        late[:] = [require_reportable(board.programme, standing.places[zone], task, day, state, latest, given)]

    if judged.asked(line, INPUTS, rule):
        values |= {"programme_id": board.programme.pk, "task_key": task, "zone_id": zone, "late_reason": late[0]}
        told = _saying(board.programme, values, latest)
        judged.verdicts[line.number] = Verdict.NEW if told.news else Verdict.UNCHANGED


def _zone(standing: _Standing, line: Line, judged: Judged) -> int | None:
    name = str(line.values.get("zone") or "")
    if not name and standing.place.kind == PlaceKind.ZONE:
        return int(standing.place.pk)
    found = standing.zones.get(plain(name).casefold(), set())
    place = standing.place.subject
    if not name:
        judged.refuse(line, "zone", "required")
    elif len(found) > 1:
        judged.refuse(line, "zone", "several", cell=name)
    elif not found:
        judged.refuse(
            line, "zone", "unknown_here", cell=name, place=place.title, place_en=place.title_en or place.title
        )
    return min(found) if len(found) == 1 else None


def _board(standing: _Standing, line: Line, judged: Judged, zone: int) -> Board | None:
    title = str(line.values.get("programme") or "")
    found = standing.of(zone, title)
    if len(found) == 1:
        return found[0]
    titles = [board.planned.title for board in standing.of(zone, "")]
    zh, en = "\n".join(t.zh for t in titles), "\n".join(t.en for t in titles)
    if title or not titles:
        judged.refuse(line, "programme", "not_a_choice", cell=title, choices=zh or "—", choices_en=en or "—")
    else:
        judged.refuse(line, "programme", "several", cell=zh, cell_en=en)
    return None


def _task(board: Board, line: Line, judged: Judged) -> str:
    title = str(line.values["task"])
    found = [key for key, task in board.planned.tasks.items() if plain(title).casefold() in _names(task.title)]
    if len(found) == 1:
        return found[0]
    titles = _nearest(title, [task.title for task in board.planned.tasks.values()])
    given = {"choices": "\n".join(t.zh for t in titles), "choices_en": "\n".join(t.en for t in titles)}
    judged.refuse(line, "task", "several" if found else "not_a_choice", cell=title, **given)
    return ""


def _nearest(name: str, titles: list[Title]) -> list[Title]:
    """Those that were likely meant; a programme may have more tasks than a message can name."""
    order = sorted(titles, key=lambda t: max(SequenceMatcher(None, name, each).ratio() for each in (t.zh, t.en)))
    return order[: -NEAREST - 1 : -1]


def _latest(board: Board, task: str, zone: int) -> Report | None:
    cell = next(line.cells.get(zone) for line in board.lines if line.key == task)
    return cell.latest if cell else None


def _saying(programme: Programme, values: Values, before: Report | None) -> Saying:
    day, state = date.fromisoformat(str(values["on"])), State(str(values["state"]))
    words, late = str(values.get("words") or ""), str(values.get("late_reason") or "")
    return Saying(programme, str(values["task_key"]), state, day, words, before, late_reason=late)


def _write(place: Place, rows: Sequence[Values]) -> Written:
    standing, by = _Standing(place), acts.current().actor
    boards = {board.programme.pk: board for board in standing.boards}
    for values in rows:
        board, zone = boards[int(values["programme_id"] or 0)], int(values["zone_id"] or 0)
        record(_saying(board.programme, values, _latest(board, str(values["task_key"]), zone)), zone, by)
    return Written()


def _titles(place: Place) -> list[str]:
    return [board.planned.title.text(lang()) for board in boards_of(place, today())]


def _zones(place: Place) -> list[str]:
    return sorted({zone.name for board in boards_of(place, today()) for zone in board.places})


def _tasks(place: Place) -> list[str]:
    titles = [task.title.text(lang()) for board in boards_of(place, today()) for task in board.planned.tasks.values()]
    return list(dict.fromkeys(titles))


COLUMNS = (
    Column(
        "programme",
        Title(zh="改革方案", en="Programme"),
        Type.NAME,
        hint=Title(zh="开发区只在一个方案里的不填", en="leave empty where a zone is in one programme only"),
        offers=_titles,
    ),
    Column(
        "zone",
        Title(zh="开发区", en="Zone"),
        Type.NAME,
        hint=Title(zh="只报本区的不填", en="leave empty for your own zone"),
        example=Title(zh="（示例）开发区", en="(example) Zone"),
        offers=_zones,
    ),
    Column(
        "task",
        Title(zh="任务", en="Task"),
        Type.NAME,
        required=True,
        hint=Title(zh="方案里的任务名称", en="as the programme calls it"),
        example=Title(zh="瘦身强体", en="Slim down"),
        offers=_tasks,
    ),
    Column(
        "state",
        Title(zh="情况", en="State"),
        Type.CHOICE,
        required=True,
        options=_states,
        example=Title(zh="推进中", en="Under way"),
    ),
    day_column(Title(zh="日期", en="Day")),
    Column(
        "words",
        Title(zh="进展", en="Progress"),
        hint=Title(zh="做成什么、卡在哪里、需要谁配合", en="what is done, what it is stuck on, who is needed"),
        example=Title(zh="（示例）三定方案已印发", en="(example) the new structure is in force"),
        longest=500,
    ),
    Column(
        "late_reason",
        Title(zh="补录理由", en="Reason for lateness"),
        hint=Title(zh="当月报送截止以后补录的才填", en="only for a month that is closed"),
        longest=200,
    ),
)

PROGRESS_KIND = ImportKind(
    key="progress",
    title=Title(zh="任务进展", en="Progress reports"),
    about=Title(
        zh="各开发区改革任务的进展。报完成不等于核验通过。",
        en="How far the tasks of a reform have come. Claimed is not yet verified.",
    ),
    columns=COLUMNS,
    needs=("reform.report_progress",),
    stamp=_stamp,
    judge=_judge,
    write=_write,
    most=MOST_REPORTS,
)
register(PROGRESS_KIND)

"""A city with very many cases, written row by row past the acts: a register as it is after years, in minutes.

100 zones, 200 departments; most cases have ended, the newest are open, one in ten of those late. Made up throughout.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, ClockEntry, Move, Status
from kaifaqu.kernel.charter.models import Resolution
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.many import Newcomer, found_organs
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts, guard
from kaifaqu.kernel.trail.bulk import insert_many, reserve_ids
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast, assemble, sit
from tests.kernel.cases.matters import PROCEDURES

ZONES, ORGANS, OPEN = 100, 200, 20_000
CHUNK = BLOCK = 20_000
COPIED = {
    "subjects_subject": "id",
    "cases_case": "subject_id",
    "cases_ask": "case_id",
    "cases_clockentry": "case_id",
    search.TABLE: "rowid",
}
BEGUN, LATE = 1_000, 21
"""Days ago that the oldest began; and those began, within one day, of which everything is due."""
WHERE = ("东港", "西山", "北门", "南苑", "滨海", "临空", "古城", "新区", "金湾", "银滩")
WHAT = (
    "企业厂房扩建",
    "道路塌陷抢修",
    "用地指标调剂",
    "环保验收整改",
    "用电增容",
    "招工补贴兑付",
    "消防通道清理",
    "项目入统核实",
)
HOW = ("联合审批", "协调处置", "专题会办", "现场核查", "限期整改")
TOLD = ("请牵头单位会同各协办单位依职责办理", "企业反映多次，请于时限内答复", "情况紧急，请先行处置再补手续")
SHOWN = ("stage", "status", "outcome", "holder_id", "due_at", "next_at", "ended_at")
CASE = ("subject_id", "procedure", "rules_id", "caller_id", "words", "opened_at", "parties", "kept", *SHOWN)
ASKED = ("organ_id", "kind", "asked_at", "due_at", "answered_at")
ASK = ("case_id", "number", "stage", "attempt", *ASKED, "verdict", "minutes")
SPINE = ("id", "kind", "title", "title_en", "sort_key", "place_id", "organ_id", "synthetic")


@dataclass(frozen=True)
class City:
    """The places and organs that have cases, and who looks: of a busy organ, of a quiet one, of one zone of many."""

    cast: Cast
    zones: list[int]
    organs: list[int]
    busy: Seat
    quiet: Seat
    in_a_zone: Seat


def city() -> City:
    """The standing cast under a charter, with many zones and departments more."""
    cast = assemble()
    charters.adopted(cast, cast.city.pk, date(2020, 1, 1), charters.CITY + PROCEDURES)
    with _writing(cast):
        zones = _zones(cast)
        place = Place.objects.select_related("subject").get(pk=cast.city.pk)
        organs = found_organs(
            place, [Newcomer("department", f"第{n}局", f"{n:03}", "2006-04-01") for n in range(ORGANS)]
        )
    one, other = (Organ.objects.select_related("subject").get(pk=organs[n]) for n in (0, ORGANS - 1))
    of_zone = establish_organ(Ref(zones[0]), by=SETUP, kind=OrganKind.COMMITTEE, title="管委会", on=FOUNDED)
    busy, quiet = (sit(organ, "某经办", "department_officer")[0] for organ in (one, other))
    return City(cast, zones, organs, busy, quiet, sit(of_zone, "某经办", "zone_clerk")[0])


def _writing(cast: Cast) -> AbstractContextManager[acts.Act]:
    return acts.under(acts.Act("bench.fill", SETUP, now(), subject=cast.city.pk))


def _zones(cast: Cast) -> list[int]:
    ids = reserve_ids(ZONES)
    city = cast.city.pk
    insert_many(Subject, SPINE, [(pk, "zone", f"园区{n}", "", f"{n}", city, None, 1) for n, pk in enumerate(ids)])
    rows = [(pk, "zone", f"bench-{n}", f"{cast.city.path}{pk}/") for n, pk in enumerate(ids)]
    insert_many(Place, ("subject_id", "kind", "slug", "path"), rows)
    return ids


@dataclass(frozen=True)
class _One:
    """One case before it is written."""

    pk: int
    zone: int
    caller: int
    lead: int
    begun: datetime
    due: datetime
    open: bool
    title: str


def fill(of: City, cases: int, *, due_now: int = 0) -> None:
    """Write cases, the oldest first; the worker has to look at so many of the open ones already.

    PostgreSQL makes most of those that ended itself, as copies of the newest of them moved back in time and ids.
    """
    chance = random.Random(1)
    end = now()
    step = timedelta(days=BEGUN) / cases
    late = timedelta(days=LATE if due_now else 0)
    step = step / BEGUN if due_now else step
    rules = Resolution.objects.values_list("pk", flat=True).order_by("-pk")[0]
    running = min(OPEN, cases // 5) if not due_now else max(due_now, min(OPEN, cases // 5))
    copies = max(cases - running - BLOCK, 0) // BLOCK if connection.vendor == "postgresql" else 0
    with transaction.atomic(), _writing(of.cast):
        reserved = reserve_ids(cases) if copies else []
    for start in range(copies * BLOCK, cases, CHUNK):
        count = min(CHUNK, cases - start)
        with transaction.atomic(), _writing(of.cast):
            ids = reserved[start : start + count] or reserve_ids(count)
            made = [
                _one(of, chance, pk, end - late - (cases - n) * step, end, is_open=n >= cases - running)
                for n, pk in enumerate(ids, start)
            ]
            _write(of, made, rules, end, due_now)
    if copies:
        _copy(reserved[copies * BLOCK], copies, step)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(first: int, copies: int, step: timedelta) -> None:
    """Copy the block of cases that begins at an id, again and again, each one block older."""
    many = f"generate_series(1, {copies}) AS k"
    older = f"k * interval '{BLOCK * step.total_seconds()} seconds'"
    with guard.lifted("a benchmark fills a register"), transaction.atomic(), connection.cursor() as cursor:
        for table, key in COPIED.items():
            cursor.execute(
                f"SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '{table}'"
            )
            moved = {
                f'"{name}"': f'"{name}" - k * {BLOCK}'
                if name == key
                else f'"{name}" - {older}'
                if "time" in kind
                else f'"{name}"'
                for name, kind in cursor.fetchall()
                if name == key or name != "id"
            }
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(moved)}) SELECT {', '.join(moved.values())} "
                f"FROM {table}, {many} WHERE {key} >= {first} AND {key} < {first + BLOCK} ORDER BY k DESC, {key}"
            )


def _one(of: City, chance: random.Random, pk: int, begun: datetime, end: datetime, *, is_open: bool) -> _One:
    lead = of.organs[int(ORGANS * chance.random() ** 2)]
    title = f"{chance.choice(WHERE)}{chance.choice(WHAT)}{chance.choice(HOW)}"
    due = end + timedelta(hours=chance.randint(-50, 450)) if is_open else begun + timedelta(days=7)
    return _One(pk, chance.choice(of.zones), chance.choice(of.organs), lead, begun, due, is_open, title)


def _write(of: City, made: list[_One], rules: int, end: datetime, due_now: int) -> None:
    insert_many(Subject, SPINE, [(c.pk, "case", c.title, "", f"{c.pk}", c.zone, c.caller, 1) for c in made])
    search.enter((c.pk, "case", (c.title, f"{TOLD[c.pk % 3]} {c.pk}号")) for c in made)
    insert_many(
        Case,
        CASE,
        [_case(c, rules, end, due_now) for c in made],
    )
    asks = [row for c in made for row in _asks(c)]
    insert_many(
        Ask,
        ASK,
        asks,
    )
    entries = [row for c in made for row in _entries(c)]
    insert_many(ClockEntry, ("case_id", "clock", "move", "at", "limit"), entries)


def _case(c: _One, rules: int, end: datetime, due_now: int) -> tuple[str | int | None, ...]:
    parties = json.dumps({"caller": [c.caller], "lead": [c.lead]})
    kept = json.dumps({"entered": {"sign": 1, "resolve": 1}})
    shown: tuple[str | int | None, ...] = (
        Status.OPEN.value,
        "",
        c.lead,
        text(c.due),
        text(end if due_now else c.due),
        None,
    )
    if not c.open:
        shown = (Status.ENDED.value, "confirmed", None, None, None, text(c.begun + timedelta(days=5)))
    stage = "resolve" if c.open else "confirm"
    words = TOLD[c.pk % 3]
    return (c.pk, "whistle", rules, c.caller, words, text(c.begun), parties, kept, stage, *shown)


def _asks(c: _One) -> Iterator[tuple[str | int | None, ...]]:
    sign, end = c.begun + timedelta(hours=2), c.begun + timedelta(days=4)
    yield (c.pk, 1, "sign", 1, c.lead, AskKind.ACT.value, text(c.begun), text(sign), text(sign), "sign", 120)
    if c.open:
        yield (c.pk, 2, "resolve", 1, c.lead, AskKind.ACT.value, text(sign), text(c.due), None, "", None)
        return
    yield (c.pk, 2, "resolve", 1, c.lead, AskKind.ACT.value, text(sign), text(end), text(end), "resolved", 900)
    yield (c.pk, 3, "confirm", 1, c.caller, AskKind.ACT.value, text(end), text(end), text(end), "confirmed", 60)


def _entries(c: _One) -> Iterator[tuple[str | int | None, ...]]:
    at = text(c.begun)
    yield (c.pk, 0, Move.START.value, at, "5wd")
    yield (c.pk, 1, Move.START.value, at, "4wh")
    if not c.open:
        yield (c.pk, None, Move.STOP.value, text(c.begun + timedelta(days=4)), "")


def text(moment: datetime) -> str:
    """A moment as both databases read it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

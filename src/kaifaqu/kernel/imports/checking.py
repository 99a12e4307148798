"""Checking a whole file before anything is written: every cell, then every row against the file and the registry."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from kaifaqu.kernel.imports.faults import Fault, Unreadable
from kaifaqu.kernel.imports.kinds import MOST_ROWS, ImportKind, Line, Values, Verdict
from kaifaqu.kernel.imports.reading import Header, Row, Sheet, find_header, range_name
from kaifaqu.kernel.imports.values import Cell, Reader, Wrong, as_text
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.chain import ALGORITHM, canonical

Progress = Callable[[str, int], None]
STEP = 2_000
READING, JUDGING = gettext_noop("读取并核对各行"), gettext_noop("对照登记")


@dataclass
class Checked:
    """What a file came to. `rows` are the good ones that would change something; `faults` all that is wrong."""

    kind: str
    rows: list[Values] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    header: int = 0
    units: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    stamp: str = ""
    digest: str = ""

    @property
    def total(self) -> int:
        """How many rows the file has, the example left out."""
        return sum(self.counts.values())

    @property
    def unreadable(self) -> bool:
        """Whether something is wrong with the file as a whole or its header, so that no row was looked at."""
        return any(fault.row <= self.header for fault in self.faults)


def check(
    kind: ImportKind,
    place: Place,
    sheet: Callable[[], Sheet],
    units: Mapping[str, str],
    progress: Progress = lambda stage, done: None,
) -> Checked:
    """Check a file for import into a place; nothing is written. A file that cannot be read is told as a fault."""
    checked = Checked(kind.key)
    try:
        opened = sheet()
        header, rows = find_header(kind, opened, units)
        checked.header, checked.unknown, checked.others = header.number, header.unknown, list(opened.others)
        checked.units = {key: unit.key for key, unit in header.units.items()}
        checked.faults += header.faults
        if not header.faults:
            _check_rows(kind, place, opened, header, rows, checked, progress)
    except Unreadable as unreadable:
        checked.faults.append(unreadable.fault)
    return checked


def _check_rows(
    kind: ImportKind,
    place: Place,
    sheet: Sheet,
    header: Header,
    rows: Iterator[Row],
    checked: Checked,
    progress: Progress,
) -> None:
    lines, bad, total = _read(kind, sheet, header, rows, checked.faults, progress)
    if total > kind.most:
        raise Unreadable("too_many_rows", rows=f"{total:,}", most=f"{kind.most:,}", files=-(-total // kind.most))
    if not total:
        raise Unreadable("no_rows")
    merged = _merged(sheet, header)
    checked.faults += merged
    progress(JUDGING, total)
    checked.stamp = kind.stamp(place)
    judged = kind.judge(place, lines)
    checked.faults += judged.faults
    checked.faults.sort(key=lambda fault: fault.row)
    verdicts = {line.number: judged.verdicts.get(line.number, Verdict.NEW) for line in lines}
    verdicts |= dict.fromkeys(bad | ({fault.row for fault in merged} & verdicts.keys()), Verdict.BAD)
    counts = Counter(verdicts.values())
    checked.counts = {verdict.value: counts[verdict] for verdict in Verdict}
    checked.rows = [line.values for line in lines if verdicts[line.number] in (Verdict.NEW, Verdict.CHANGED)]
    checked.digest = _digest(checked.rows)


def _merged(sheet: Sheet, header: Header) -> list[Fault]:
    """Each row below the header that a merged range touches: of its cells all but one are empty, whatever they show."""
    below = [m for m in sheet.merged if m[2] >= header.number]
    return [
        Fault(row + 1, "", "merged_cells", {"cells": range_name(m)})
        for m in below
        for row in range(max(m[0], header.number), min(m[2], m[0] + MOST_ROWS) + 1)
    ]


def _digest(rows: list[Values]) -> str:
    hasher = hashlib.new(ALGORITHM)
    for values in rows:
        hasher.update(canonical(values).encode())
        hasher.update(b"\n")
    return f"{ALGORITHM}:{hasher.hexdigest()}"


def _read(
    kind: ImportKind, sheet: Sheet, header: Header, rows: Iterator[Row], faults: list[Fault], progress: Progress
) -> tuple[list[Line], set[int], int]:
    """The rows that can be read, the numbers of those that cannot, and how many there are; empty ones do not count."""
    readers = [Reader(c, header.units.get(c.key)) for c in kind.columns if c.key in header.places]
    readers.sort(key=lambda reader: header.places[reader.column.key])
    examples = _examples(kind, header)
    unvalued_rows = {row for row, _ in sheet.unvalued}
    lines: list[Line] = []
    bad: set[int] = set()
    total = 0
    for number, cells in rows:
        if _is_empty(cells, number, unvalued_rows) or _is_example(cells, examples):
            continue
        total += 1
        if total > kind.most:
            continue
        values, wrong = _cells(readers, header.places, number, cells, sheet.unvalued)
        if wrong:
            faults += wrong
            bad.add(number)
        else:
            lines.append(Line(number, values))
        if total % STEP == 0:
            progress(READING, total)
    return lines, bad, total


def _cells(
    readers: list[Reader],
    places: Mapping[str, int],
    number: int,
    row: Sequence[Cell],
    unvalued: frozenset[tuple[int, int]],
) -> tuple[Values, list[Fault]]:
    values: Values = {}
    wrong: list[Fault] = []
    for reader in readers:
        key = reader.column.key
        at = places[key]
        cell: Cell = row[at] if at < len(row) else None
        try:
            if unvalued and (number - 1, at) in unvalued:
                raise Wrong("formula")
            values[key] = reader.read(cell)
        except Wrong as fault:
            wrong.append(Fault(number, key, fault.code, fault.given))
    return values, wrong


def _is_empty(row: Sequence[Cell], number: int, unvalued_rows: set[int]) -> bool:
    return number - 1 not in unvalued_rows and not any(cell not in (None, "") and as_text(cell) for cell in row)


def _examples(kind: ImportKind, header: Header) -> list[dict[int, str]]:
    """What the example row of the template holds, in either language, by place."""
    columns = [c for c in kind.columns if c.key in header.places]
    return [{header.places[c.key]: c.example.text(tongue) for c in columns} for tongue in ("zh", "en")]


def _is_example(row: Sequence[Cell], examples: list[dict[int, str]]) -> bool:
    return any(
        example and all((as_text(row[at]) if at < len(row) else "") == text for at, text in example.items())
        for example in examples
    )

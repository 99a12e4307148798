"""A workbook, a csv or what was pasted becomes numbered rows of cells; its header is found by the columns' titles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from kaifaqu.kernel.files.upload import MAX_BYTES
from kaifaqu.kernel.imports import scanning
from kaifaqu.kernel.imports.faults import Fault, Unreadable
from kaifaqu.kernel.imports.kinds import AskedUnit, Column, ImportKind
from kaifaqu.kernel.imports.values import Cell, as_text, named_unit, plain

ENDINGS = (".xlsx", ".xls", ".csv", ".txt", ".tsv")
HEADER_WITHIN = 30
BRACKETS = re.compile(r"[(\[\u3010]([^(\[\u3010)\]\u3011]*)[)\]\u3011]\s*$")
REASONS = frozenset(word.casefold() for word in ("原因", "Reason"))
"""The titles of the column that we ourselves add."""
ENCODINGS = ("utf-8-sig", "gb18030")
Row = tuple[int, Sequence[Cell]]
Merged = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


@dataclass
class Sheet:
    """One sheet: its rows with their numbers in the file, and what cannot be seen in the cells."""

    rows: Iterator[Row]
    name: str = ""
    others: tuple[str, ...] = ()
    merged: Sequence[Merged] = ()
    unvalued: frozenset[tuple[int, int]] = frozenset()


def open_sheet(name: str, data: bytes) -> Sheet:
    """The first visible sheet of a file. Raises Unreadable."""
    if not data:
        raise Unreadable("empty_file")
    if len(data) > MAX_BYTES:
        raise Unreadable("too_big", limit=MAX_BYTES // 1024 // 1024)
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise Unreadable("kind_of_file")
    if data.startswith((b"PK\x03\x04", scanning.OLE)):  # whatever it is called
        return _workbook(data)
    if ending in (".xlsx", ".xls"):
        raise Unreadable("not_a_workbook")
    return Sheet(_numbered(_decoded(data)), name)


def pasted(text: str) -> Sheet:
    """What was copied from a sheet and pasted: cells between tabs."""
    if not text.strip():
        raise Unreadable("empty_file")
    return Sheet(_numbered(text.replace("\x00", "")))


def _workbook(data: bytes) -> Sheet:
    scanning.refuse_locked(data)
    scanned = scanning.Scan()
    if not data.startswith(scanning.OLE):
        scanned = scanning.scan(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        sheet = book.get_sheet_by_name((names or book.sheet_names)[0])
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise Unreadable("not_a_workbook") from error
    # The reader begins with the first row of the sheet, but with the first column that holds anything.
    before: list[Cell] = [None] * (sheet.start or (0, 0))[1]
    rows = ((number, [*before, *cells]) for number, cells in enumerate(sheet.iter_rows(), start=1))
    return Sheet(rows, sheet.name, tuple(names[1:]), merged, frozenset(scanned.unvalued))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("encoding")


def _numbered(text: str) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, list(cells)
    except csv.Error as error:
        raise Unreadable("not_a_workbook") from error


# ── The header ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Header:
    """Where each column of the kind stands, the units it is in, and what is wrong or left aside."""

    number: int
    places: dict[str, int] = field(default_factory=dict)
    units: dict[str, AskedUnit] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def key_of(title: str) -> str:
    """A title as it is compared: without blanks, stars, brackets at its end, and whatever its case."""
    bare = BRACKETS.sub("", plain(title))
    return re.sub(r"[\s*:]", "", bare).casefold()


def find_header(kind: ImportKind, sheet: Sheet, units: Mapping[str, str]) -> tuple[Header, Iterator[Row]]:
    """The header among the first rows, by as many titles as match, and the rows below it. Raises Unreadable.

    `units`: the unit chosen for a column, by its key.
    """
    known: dict[str, Column] = {}
    for column in kind.columns:
        for name in (column.title.zh, column.title.en, column.key):
            known[key_of(name)] = column
    start = list(islice(sheet.rows, HEADER_WITHIN))
    best = max(start, key=lambda row: len({known[k].key for k in _keys(row[1]) if k in known}), default=None)
    if best is None or not any(k in known for k in _keys(best[1])):
        titles = [column.title for column in kind.columns if column.required]
        zh, en = "\n".join(t.zh for t in titles), "\n".join(t.en for t in titles)
        raise Unreadable("no_header", columns=zh, columns_en=en)
    header = _header(best, known, units)
    _what_is_missing(kind, header, sheet.merged)
    return header, chain((row for row in start if row[0] > best[0]), sheet.rows)


def _keys(cells: Iterable[Cell]) -> list[str]:
    return [key_of(as_text(cell)) for cell in cells]


def _header(row: Row, known: Mapping[str, Column], units: Mapping[str, str]) -> Header:
    number, cells = row
    header = Header(number, titles=[as_text(cell) for cell in cells])
    for place, title in enumerate(header.titles):
        column = known.get(key_of(title))
        if column is None:
            if key_of(title) and key_of(title) not in REASONS:
                header.unknown.append(title)
        elif column.key in header.places:
            header.faults.append(Fault(number, column.key, "column_twice"))
        else:
            header.places[column.key] = place
            _unit(header, column, title, units.get(column.key, ""))
    return header


def _unit(header: Header, column: Column, title: str, chosen: str) -> None:
    """The unit that a column is in: as chosen, as its title says, or the only one. They must not contradict."""
    if not column.units:
        return
    bracket = BRACKETS.search(plain(title))
    written = bracket[1].strip() if bracket else ""
    named = named_unit(column, written) if written else None
    picked = next((unit for unit in column.units if unit.key == chosen), None)
    zh, en = "\n".join(u.title.zh for u in column.units), "\n".join(u.title.en for u in column.units)
    if written and named is None:
        header.faults.append(
            Fault(header.number, column.key, "unit_unknown", {"written": written, "units": zh, "units_en": en})
        )
    elif named and picked and named is not picked:
        given = {"written": named.title.zh, "chosen": picked.title.zh}
        given |= {"written_en": named.title.en, "chosen_en": picked.title.en}
        header.faults.append(Fault(header.number, column.key, "unit_differs", given))
    elif found := named or picked:
        header.units[column.key] = found
    else:
        header.faults.append(Fault(header.number, column.key, "unit_needed", {"units": zh, "units_en": en}))


def _what_is_missing(kind: ImportKind, header: Header, merged: Sequence[Merged]) -> None:
    for column in kind.columns:
        if column.required and column.key not in header.places:
            header.faults.append(Fault(header.number, column.key, "missing_column"))
    touching = [m for m in merged if m[0] <= header.number - 1 <= m[2] and (m[1], m[0]) != (m[3], m[2])]
    if touching:
        header.faults.append(Fault(header.number, "", "merged_header", {"cells": "\n".join(map(range_name, touching))}))


def range_name(merged: Merged) -> str:
    """A range as Excel writes it: A1:C1."""
    top, left, bottom, right = merged
    letters = scanning.column_letters
    return f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}"

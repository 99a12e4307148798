"""A ledger handed out in somebody else's columns: his header, his order, his units. how-offices-work S1."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.imports.faults import lang
from kaifaqu.kernel.imports.grids import Grid, Ledger, text_of
from kaifaqu.kernel.imports.kinds import AskedUnit, Column
from kaifaqu.kernel.imports.reading import BRACKETS, key_of
from kaifaqu.kernel.imports.sheets import OPTIONS, title_of
from kaifaqu.kernel.imports.values import named_unit, plain

MOST_TITLES = 200
NUMBER = Title(zh="序号", en="Number")
"""A column that only counts the rows."""
SEPARATORS = ("\t", ",", ";", chr(0xFF0C), chr(0x3001))
"""What may stand between titles: also the comma and the mark of enumeration of Chinese."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
EXACT_DIGITS = 15
"""What a number cell of Excel keeps."""


@dataclass(frozen=True)
class Asked:
    """One column of the asker: his title as he wrote it, what it stands for, and the unit it is in.

    `column` is None where nothing on record is called so; then it stays empty, unless it counts the rows.
    """

    title: str
    column: Column | None
    unit: AskedUnit | None = None
    numbers: bool = False

    @property
    def unknown(self) -> bool:
        """Whether nothing on record is called so."""
        return self.column is None and not self.numbers and bool(self.title)


@dataclass(frozen=True)
class Layout:
    """The columns of a file, and whether they are the asker's: his titles stay as they are, so units get a row."""

    columns: Sequence[Asked]
    theirs: bool

    def units(self) -> list[list[str]]:
        """The row of units, if there is one."""
        named = [each.unit.title.text(lang()) if each.unit else "" for each in self.columns]
        return [[named[0] or _("单位"), *named[1:]]] if self.theirs and any(named) else []

    @property
    def unknown(self) -> list[str]:
        """The titles that nothing on record is called by."""
        return [each.title for each in self.columns if each.unknown]


def layout(grid: Grid, header: str, units: Mapping[str, AskedUnit]) -> Layout:
    """The columns that a header line asks for, or the grid's own where it is empty.

    A unit in a title's brackets holds for that column, and is told in the row of units; else the one chosen.
    """
    line = next((line for line in header.splitlines() if line.strip()), "")
    if not line:
        return Layout([Asked(_titled(c, units.get(c.key)), c, units.get(c.key)) for c in grid.kind.columns], False)
    delimiter = max(SEPARATORS, key=line.count)
    titles = next(csv.reader([line], delimiter=delimiter))[:MOST_TITLES]
    known = _names(grid)
    return Layout([_asked(title.strip(), known, units) for title in titles], True)


def _titled(column: Column, unit: AskedUnit | None) -> str:
    """The grid's own title, with the unit in it: such a file can be imported again."""
    if unit is None:
        return title_of(column)
    given = {"column": column.title.text(lang()), "unit": unit.title.text(lang())}
    return _("%(column)s（%(unit)s）") % given


def _names(grid: Grid) -> dict[str, Column]:
    named: dict[str, Column] = {}
    for column in grid.kind.columns:
        named |= dict.fromkeys(names_of(grid, column), column)
    return named


def names_of(grid: Grid, column: Column) -> list[str]:
    """What a column may be called, as titles are compared."""
    titles = (column.title, *grid.aliases.get(column.key, ()))
    return sorted({key_of(name) for title in titles for name in (title.zh, title.en)} | {key_of(column.key)})


def _asked(title: str, known: Mapping[str, Column], units: Mapping[str, AskedUnit]) -> Asked:
    if key_of(title) in (key_of(NUMBER.zh), key_of(NUMBER.en)):
        return Asked(title, None, numbers=True)
    column = known.get(key_of(title))
    if column is None or not column.units:
        return Asked(title, column)
    bracket = BRACKETS.search(plain(title))
    named = named_unit(column, bracket[1].strip()) if bracket else None
    return Asked(title, column, named or units.get(column.key))


def as_xlsx(ledger: Ledger, asked: Layout) -> bytes:
    """A workbook: what it is and as of when, the asker's header as he wrote it, the units, the rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        page = book.add_worksheet()
        head, quiet = book.add_format({"bold": True, "bottom": 1}), book.add_format({"font_color": "#596671"})
        page.set_column(0, max(0, len(asked.columns) - 1), 18)
        lines = [*(([line], quiet) for line in _preface(ledger, asked)), ([each.title for each in asked.columns], head)]
        lines += [(texts, quiet) for texts in asked.units()]
        for at, (texts, style) in enumerate(lines):
            for place, text in enumerate(texts):
                page.write_string(at, place, text, style)
        for at, (row, texts) in enumerate(_body(ledger, asked), start=len(lines)):
            for place, text in enumerate(texts):
                _cell(page, at, place, text, is_number=row[place])
        page.freeze_panes(len(lines), 0)
    return buffer.getvalue()


def as_csv(ledger: Ledger, asked: Layout) -> bytes:
    """The same as text that Excel opens; what could be taken for a formula is marked as text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([line] for line in _preface(ledger, asked))
    writer.writerow([each.title for each in asked.columns])
    writer.writerows(asked.units())
    for numeric, texts in _body(ledger, asked):
        writer.writerow(
            [text.replace(",", "") if number else harmless(text) for number, text in zip(numeric, texts, strict=True)]
        )
    return buffer.getvalue().encode("utf-8-sig")


def _preface(ledger: Ledger, asked: Layout) -> list[str]:
    """What the sheet is, as of when, and which of the asker's columns nothing on record is called."""
    given = {
        "what": ledger.grid.kind.title.text(lang()),
        "place": ledger.place.subject.name,
        "day": ledger.day.isoformat(),
    }
    told = [_("%(what)s · %(place)s · 截至 %(day)s") % given]
    if asked.unknown:
        told.append(_("这些列登记中没有，留空：%(columns)s") % {"columns": _("、").join(asked.unknown)})
    if any(row.synthetic for row in ledger.rows):
        told.append(_("含演示数据，不是真实情况。"))
    return told


def _body(ledger: Ledger, asked: Layout) -> list[tuple[list[bool], list[str]]]:
    numeric = [each.numbers or each.unit is not None for each in asked.columns]
    return [
        (numeric, [str(at) if each.numbers else _text(each, row.values) for each in asked.columns])
        for at, row in enumerate(ledger.rows, start=1)
    ]


def _text(asked: Asked, values: Mapping[str, Any]) -> str:
    return text_of(asked.column, values.get(asked.column.key), asked.unit) if asked.column else ""


def _cell(page: Any, at: int, place: int, text: str, *, is_number: bool) -> None:
    """A number where Excel can keep all its digits; a text otherwise."""
    bare = text.replace(",", "")
    if is_number and bare and len(bare.lstrip("-").replace(".", "")) <= EXACT_DIGITS:
        page.write_number(at, place, float(bare))
    else:
        page.write_string(at, place, text)


def harmless(text: str) -> str:
    """The text, marked as one where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text

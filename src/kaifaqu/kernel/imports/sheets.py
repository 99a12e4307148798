"""The workbooks we hand out: a template to fill in, and a file given back with its reasons."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from kaifaqu.kernel.imports.faults import Fault, lang
from kaifaqu.kernel.imports.kinds import MOST_ROWS, Column, ImportKind, Type
from kaifaqu.kernel.imports.reading import REASONS, Sheet, key_of
from kaifaqu.kernel.imports.scanning import column_letters
from kaifaqu.kernel.imports.values import Cell, as_text
from kaifaqu.kernel.organs.models import Place

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
INLINE = 255  # what Excel takes of a list inside a rule; longer ones stand in a sheet
OFFERED = 5_000
HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3
TEXT_FORMAT = 49  # Excel's own number for text


def template(kind: ImportKind, place: Place) -> bytes:
    """An empty workbook: what to do, the titles, an example that is skipped, and lists to choose from."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet, lists = book.add_worksheet(_("导入")), book.add_worksheet(_("列表"))
        lists.hide()
        offered = [_offered(column, place) for column in kind.columns]
        _lists(lists, offered)
        formats = _formats(book)
        for at, column in enumerate(kind.columns):
            sheet.set_column(at, at, 22, formats["date" if column.type is Type.DATE else "text"])
        sheet.set_row(0, 46)
        sheet.merge_range(0, 0, 0, len(kind.columns) - 1, _instructions(kind, place), formats["told"])
        for at, column in enumerate(kind.columns):
            sheet.write_string(HEADER_ROW, at, title_of(column, starred=True), formats["head"])
        for at, column in enumerate(kind.columns):
            sheet.write_string(EXAMPLE_ROW, at, column.example.text(lang()), formats["example"])
        for at, column in enumerate(kind.columns):
            _rule(sheet, at, column, offered[at])
        sheet.freeze_panes(FIRST_ROW, 0)
    return buffer.getvalue()


def title_of(column: Column, *, starred: bool = False) -> str:
    """A column's title with the unit that it is in unless said otherwise, and a star where it must be filled in."""
    title = column.title.text(lang())
    if column.units:
        title = _("%(column)s（%(unit)s）") % {"column": title, "unit": column.units[0].title.text(lang())}
    return f"{title}*" if starred and column.required else title


def _instructions(kind: ImportKind, place: Place) -> str:
    told = _(
        "导入到：%(place)s。从第 %(row)s 行起一行填一条，带 * 的列必填；列的次序可以变，列名不要改。"
        "第 %(example)s 行是示例，导入时跳过。"
    )
    told %= {"place": place.subject.name, "row": FIRST_ROW + 1, "example": EXAMPLE_ROW + 1}
    most = _("一次最多 %(most)s 行。") % {"most": f"{kind.most:,}"}
    return f"{told} {most} {kind.about.text(lang())}"


def _formats(book: Any) -> dict[str, Any]:
    return {
        "told": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#44505a"}),
        "head": book.add_format({"bold": True, "bottom": 1, "num_format": TEXT_FORMAT, "bg_color": "#eef3f8"}),
        "example": book.add_format({"italic": True, "font_color": "#7b8791", "num_format": TEXT_FORMAT}),
        "text": book.add_format({"num_format": TEXT_FORMAT}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _offered(column: Column, place: Place) -> list[str]:
    if column.type is Type.CHOICE:
        return [option.title.text(lang()) for option in column.options()]
    return list(column.offers(place))[:OFFERED] if column.offers else []


def _lists(sheet: Any, offered: list[list[str]]) -> None:
    for row in range(max(map(len, offered), default=0)):
        for at, names in enumerate(offered):
            if row < len(names):
                sheet.write_string(row, at, names[row])


def _rule(sheet: Any, at: int, column: Column, names: list[str]) -> None:
    """A drop-down list where there is one; names may also be new ones of the same file, so that they only warn."""
    rule: dict[str, Any] = {"validate": "any"}
    if names:
        inline = len(",".join(names)) <= INLINE and not any("," in name for name in names)
        letters = column_letters(at + 1)
        source: Any = names if inline else f"='{_('列表')}'!${letters}$1:${letters}${len(names)}"
        rule = {"validate": "list", "source": source}
        rule["error_type"] = "stop" if column.type is Type.CHOICE else "information"
    hint = column.hint.text(lang())
    if hint:
        rule |= {"input_title": column.title.text(lang())[:32], "input_message": hint[:255]}
    if names or hint:
        sheet.data_validation(FIRST_ROW, at, FIRST_ROW + MOST_ROWS - 1, at, rule)


# ── The same file, with reasons ──────────────────────────────────────────────────────────────────────────────────────


def with_reasons(
    kind: ImportKind, sheet: Callable[[], Sheet], faults: Iterable[Fault], *, header: int, only_bad: bool = False
) -> bytes:
    """The file as it came, cell by cell, with a last column that says what is wrong with each row.

    `only_bad` leaves out the rows with which nothing is wrong: what is left to be mended. The column is ours, and is
    passed over when the file is imported again.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        reasons[fault.row].append(told(kind, fault))
    opened = sheet()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**OPTIONS, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        red = book.add_format({"font_color": "#b3261e"})
        width, line = 0, 0
        for number, cells in opened.rows:
            if number == header:
                kept = [cell for cell in cells if key_of(as_text(cell)) not in REASONS]
                width = len(kept)
                _row(page, line, [*kept, _("原因")])
            elif number < header or not only_bad or number in reasons:
                _row(page, line, cells[:width] if number > header and width else cells)
            else:
                continue
            if number in reasons:
                at = width + 1 if number == header else max(width, 1)
                page.write_string(line, at, _("；").join(reasons[number]), red)
            line += 1 if only_bad else max(1, number - line)
        page.set_column(width, width, 60)
    return buffer.getvalue()


def told(kind: ImportKind, fault: Fault) -> str:
    """A fault with the column that it is about."""
    column = kind.column(fault.column)
    if column is None:
        return fault.words()
    return _("%(column)s：%(words)s") % {"column": column.title.text(lang()), "words": fault.words()}


def _row(page: Any, line: int, cells: Iterable[Cell]) -> None:
    for at, cell in enumerate(cells):
        if cell in (None, ""):
            continue
        if isinstance(cell, bool):
            page.write_boolean(line, at, cell)
        elif isinstance(cell, int | float):
            page.write_number(line, at, cell)
        elif isinstance(cell, date | datetime):
            page.write_datetime(line, at, cell)
        else:
            page.write_string(line, at, as_text(cell))

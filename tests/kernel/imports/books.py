"""Files as people bring them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.checking import Checked, check
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.imports.reading import open_sheet
from kaifaqu.kernel.imports.reviews import Reviewed
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor

Rows = Sequence[Sequence[Any]]
HEADER = ("机构名称", "机构类别", "上级机构", "设立日期")
DAY = "2020-08-15"
ORGANS: Rows = [HEADER, ("规划部", "内设机构", "开发区A管委会", DAY), ("规划一科", "内设机构", "规划部", DAY)]
PEOPLE: Rows = [
    ("姓名", "所在机构", "岗位", "权限角色", "任职日期"),
    ("周杰", "改革办", "副主任", "领导", DAY),
    ("吴敏", "改革办", "", "", DAY),
]


def book(rows: Rows, *, name: str = "", **sheets: Rows) -> bytes:
    """An xlsx of these rows; further sheets by name."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as made:
        for title, lines in {name or "名单": rows, **sheets}.items():
            sheet = made.add_worksheet(title)
            for at, row in enumerate(lines):
                sheet.write_row(at, 0, row)
    return buffer.getvalue()


def checked(place: int, rows: Rows, kind: str = "organs", **units: str) -> Checked:
    """What a workbook of these rows comes to."""
    data = book(rows)
    return checked_file("名单.xlsx", data, place, kind, **units)


def checked_file(name: str, data: bytes, place: int, kind: str = "organs", **units: str) -> Checked:
    """What a file comes to."""
    return check(all_kinds()[kind], the(place), lambda: open_sheet(name, data), units)


def the(place: int) -> Place:
    """A place as the doors hand it on."""
    return Place.objects.select_related("subject").get(pk=place)


def reviewed(place: int, rows: Rows, kind: str = "organs", *, by: Actor, **units: str) -> Reviewed:
    """The same, ready for import; nothing is kept on disk."""
    return reviews.made(checked(place, rows, kind, **units), by=by, place=place, file="名单.xlsx")


def kept(place: int, rows: Rows, kind: str = "organs", *, by: Actor, **units: str) -> Reviewed:
    """The same, kept on disk as a door keeps it."""
    brought = service.Brought("名单.xlsx", book(rows))
    return service.review(all_kinds()[kind], the(place), brought, by=by, units=units)


def told(found: Checked) -> list[tuple[int, str, str]]:
    """What is wrong: row, column, code."""
    return [(fault.row, fault.column, fault.code) for fault in found.faults]

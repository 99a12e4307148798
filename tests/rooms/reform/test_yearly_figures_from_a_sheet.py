"""Years of figures come in one act, as published; what cannot be is told by row and column."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.queries.goals import goals
from tests import programmes
from tests.cast import Cast
from tests.kernel.imports.books import Rows, checked, reviewed, told

pytestmark = pytest.mark.django_db
OUT = date(2024, 3, 1)
HEADER = ("数据项", "年份", "数值", "单位", "出处", "公布日期")
ROWS: Rows = [
    HEADER,
    ("营业收入", 2021, "120", "亿元", "统计公报", OUT),
    ("营业收入", 2022, "130.2", "亿元", "统计公报", OUT),
    ("营业收入", 2023, "1,450,000", "", "统计公报", OUT),
]


def test_the_years_of_a_sheet_make_the_way_to_a_target(cast: Cast) -> None:
    city = programmes.aiming(cast)
    import_rows(Ref(city), by=cast.clerk, rows=reviewed(city, ROWS, "target_figures", by=cast.clerk))
    [found] = goals(Place.objects.get(pk=city), date(2024, 6, 1))
    course = found.aims[0].course
    assert course is not None
    assert course.way is not None
    assert [p.recorded for p in course.way.points] == [1_200_000, 1_302_000, 1_450_000, None]
    again = checked(city, ROWS, "target_figures")
    assert again.counts["unchanged"] == 3


def test_rows_that_cannot_be_are_told(cast: Cast) -> None:
    city = programmes.aiming(cast)
    rows: Rows = [
        HEADER,
        ("营业收入", 2021, "很多", "亿元", "公报", OUT),
        ("营业收入", 2022, "12", "人", "公报", OUT),
        ("研发经费", 2022, "12", "", "公报", OUT),
        ("营业收入", 2023, "12", "", "公报", OUT),
        ("营业收入", 2023, "13", "", "公报", OUT),
        ("营业收入", 2024, "13", "", "", OUT),
    ]
    assert told(checked(city, rows, "target_figures")) == [
        (2, "value", "not_a_number"),
        (3, "value", "not_a_number"),
        (4, "fact", "unknown_here"),
        (6, "year", "twice"),
        (7, "source", "required"),
    ]

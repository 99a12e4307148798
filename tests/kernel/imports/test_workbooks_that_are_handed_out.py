from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.imports.sheets import template
from tests.cast import Cast
from tests.kernel.imports.books import DAY, HEADER, Rows, book, checked_file, kept, the, told

pytestmark = pytest.mark.django_db
KINDS = sorted(all_kinds())


def opened(data: bytes) -> list[list[object]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [list(row) for row in sheet.iter_rows()]


def xml(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("key", KINDS)
def test_a_template_tells_what_to_do_and_its_example_is_passed_over(cast: Cast, key: str, language: str) -> None:
    with translation.override(language):
        data = template(all_kinds()[key], the(cast.city.pk))
    told_first, header, example = opened(data)[:3]
    assert f"{all_kinds()[key].most:,}" in str(told_first[0])
    assert len(header) == len(example) == len(all_kinds()[key].columns)
    found = checked_file("a.xlsx", data, cast.city.pk, key)
    assert [fault.code for fault in found.faults] == ["no_rows"]


def test_a_template_filled_in_is_read(cast: Cast) -> None:
    rows = opened(template(all_kinds()["organs"], the(cast.zone_a.pk)))[:3]
    found = checked_file("a.xlsx", book([*rows, ("规划部", "", "内设机构", "", date(2020, 8, 15))]), cast.zone_a.pk)
    assert (told(found), found.counts["new"]) == ([], 1)


def test_lists_to_choose_from(cast: Cast) -> None:
    data = template(all_kinds()["organs"], the(cast.zone_a.pk))
    rules = re.findall(r"<dataValidation [^>]*>.*?</dataValidation>", xml(data))
    kinds, parents = (next(rule for rule in rules if f'sqref="{at}4' in rule) for at in "CD")
    assert "内设机构" in kinds
    assert "errorStyle" not in kinds
    assert "开发区A管委会" in parents
    assert 'errorStyle="information"' in parents  # another row of the same sheet may be meant


def test_long_lists_stand_in_a_hidden_sheet(cast: Cast) -> None:
    with translation.override("en"):
        data = template(all_kinds()["people"], the(cast.city.pk))
    assert 'state="hidden"' in xml(data, "xl/workbook.xml")


def test_codes_are_text_in_a_template(cast: Cast) -> None:
    assert 'numFmtId="49"' in xml(template(all_kinds()["organs"], the(cast.zone_a.pk)), "xl/styles.xml")


# ── The same file, with reasons ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def _own_home(home: Path) -> None:
    home.mkdir()


ROWS: Rows = [
    ["某市机构名单"],
    [*HEADER, "备注"],
    ["规划部", "内设机构", "", date(2020, 8, 15), "=1+1"],
    [],
    ["", "局", "", DAY, 370602],
    ["二部", "内设机构", "", DAY, "https://example.org"],
]


@pytest.mark.usefixtures("_own_home")
def test_every_row_comes_back_where_it_was_with_its_reason(cast: Cast) -> None:
    made = kept(cast.zone_a.pk, ROWS, by=cast.clerk)
    data = service.given_back(reviews.find(made.key, cast.clerk))
    rows = opened(data)
    assert [row[:5] for row in rows] == [row[:5] for row in opened(book(ROWS))]
    assert [row[5] for row in rows][:4] == ["", "原因", "", ""]
    reason = str(rows[4][5])
    assert reason.startswith("机构名称：必填。；机构类别：“局”不在可选项之内；可填：议事协调机构办公室、")
    assert "<f>" not in xml(data)
    assert "<hyperlink" not in xml(data)


@pytest.mark.usefixtures("_own_home")
def test_mended_it_goes_through_with_the_column_of_reasons_in_place(cast: Cast) -> None:
    rows = opened(service.given_back(kept(cast.zone_a.pk, ROWS, by=cast.clerk)))
    rows[4][:2] = ["三部", "内设机构"]
    found = checked_file("a.xlsx", book(rows), cast.zone_a.pk)
    assert (told(found), found.counts["new"], found.unknown) == ([], 3, ["备注"])


@pytest.mark.usefixtures("_own_home")
def test_after_an_import_only_what_was_left_out_comes_back(cast: Cast) -> None:
    made = kept(cast.zone_a.pk, ROWS, by=cast.clerk)
    service.carry_out(made, by=cast.clerk, leave_bad=True)
    rows = opened(service.given_back(reviews.find(made.key, cast.clerk)))
    assert [row[1] for row in rows] == ["", "机构类别", "局"]
    assert str(rows[2][5]).startswith("机构名称：必填。")

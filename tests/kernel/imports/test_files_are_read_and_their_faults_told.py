from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter
from django.utils import translation

from kaifaqu.kernel.files.upload import MAX_BYTES
from kaifaqu.kernel.imports import checking, kinds, scanning, sheets
from kaifaqu.kernel.imports.checking import Checked, check
from kaifaqu.kernel.imports.faults import WORDS, Unreadable
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.imports.reading import open_sheet, pasted
from tests.cast import Cast
from tests.kernel.imports import books
from tests.kernel.imports.books import DAY, HEADER, book, checked, checked_file, told

pytestmark = pytest.mark.django_db
GOOD = ("规划部", "内设机构", "", DAY)
CSV = "机构名称,机构类别,上级机构,设立日期\r\n规划部,内设机构,,2020/8/15\r\n"


def only(found: Checked) -> str:
    """The one thing that is wrong with a file as a whole, in words."""
    assert found.unreadable
    (fault,) = found.faults
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert fault.words()
    return fault.code


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "A.CSV"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_offices(cast: Cast, name: str, encoding: str) -> None:
    found = checked_file(name, CSV.encode(encoding), cast.zone_a.pk)
    assert (told(found), found.counts["new"]) == ([], 1)


def test_what_is_pasted_from_excel(cast: Cast) -> None:
    first = '设立日期\t机构名称\t机构类别\r\n2020年8月15日\t"规划\n部"\t内设机构\r\n\t\t\r\n'
    text = f"{first}2020/8/15\t二部\tInternal unit\r\n"
    found = check(all_kinds()["organs"], books.the(cast.zone_a.pk), lambda: pasted(text), {})
    assert (told(found), found.counts["new"]) == ([], 2)


def test_titles_stand_in_either_language_in_any_order_below_a_heading(cast: Cast) -> None:
    rows: books.Rows = [
        ["某市机构名单"],
        [],
        ["Kind of organ*", " 设立 日期：", "organ", "备注"],
        ["company", date(2020, 8, 15), "城投公司", "x"],
    ]
    found = checked(cast.zone_a.pk, rows)
    assert (told(found), found.counts["new"], found.header, found.unknown) == ([], 1, 3, ["备注"])
    assert found.rows[0]["on"] == DAY


def test_other_sheets_are_named_and_hidden_ones_passed_over(cast: Cast) -> None:
    found = checked_file("a.xlsx", book([HEADER, GOOD], 附表=[["x"]]), cast.zone_a.pk)
    assert (told(found), found.others) == ([], ["附表"])


def test_rows_keep_the_numbers_of_the_file(cast: Cast) -> None:
    rows = [[], HEADER, [], GOOD, [], ("", "内设机构", "", DAY)]
    assert told(checked(cast.zone_a.pk, rows)) == [(6, "title", "required")]


def test_a_sheet_that_begins_further_right(cast: Cast) -> None:
    rows = [["", "", *HEADER], ["", "", *GOOD]]
    assert checked(cast.zone_a.pk, rows).counts["new"] == 1


def test_every_fault_of_every_row_is_told_with_its_column(cast: Cast) -> None:
    rows = [HEADER, ("", "局", "没有的", "昨天"), GOOD, ("x" * 201, "内设机构", "", "")]
    assert told(checked(cast.zone_a.pk, rows)) == [
        (2, "title", "required"),
        (2, "kind", "not_a_choice"),
        (2, "on", "not_a_date"),
        (4, "title", "too_long"),
        (4, "on", "required"),
    ]


# ── What cannot be ───────────────────────────────────────────────────────────────────────────────────────────────────


def locked() -> bytes:
    return scanning.OLE + b"\0" * 600 + scanning.ENCRYPTED + b"\0" * 600


def encrypted_zip() -> bytes:
    data = bytearray(book([HEADER, GOOD]))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


@pytest.mark.parametrize("kind", ["organs", "zones", "progress"])
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "empty_file"),
        ("a.xlsx", b"x" * (MAX_BYTES + 1), "too_big"),
        ("a.pdf", b"%PDF-1.7", "kind_of_file"),
        ("a.xlsx", b"<html>", "not_a_workbook"),
        ("a.xls", b"BIFF?", "not_a_workbook"),
        ("a.xls", scanning.OLE + b"\0" * 2000, "not_a_workbook"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "not_a_workbook"),
        ("a.xlsx", book([HEADER, GOOD])[:-300], "not_a_workbook"),
        ("a.xlsx", locked(), "password"),
        ("a.xlsx", encrypted_zip(), "password"),
        ("a.csv", b"\xff\xff\xff\x00", "encoding"),
        ("a.xlsx", book([]), "no_header"),
        ("a.xlsx", book([["甲", "乙"], ["1", "2"]]), "no_header"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(cast: Cast, name: str, data: bytes, code: str, kind: str) -> None:
    assert only(checked_file(name, data, cast.zone_a.pk, kind)) == code


@pytest.mark.parametrize("kind", ["organs", "zones", "progress"])
def test_a_header_alone_and_a_header_of_merged_cells_are_told_for_every_kind(cast: Cast, kind: str) -> None:
    titles = [sheets.title_of(column) for column in all_kinds()[kind].columns]
    assert only(checked(cast.city.pk, [titles], kind)) == "no_rows"
    found = checked_file("a.xlsx", with_merged("A2:B2", titles), cast.city.pk, kind)
    assert (2, "", "merged_header") in told(found)


@pytest.mark.parametrize(("kind", "column"), [("organs", "on"), ("zones", "on"), ("progress", "task")])
def test_a_formula_without_its_result_is_told_for_every_kind(cast: Cast, kind: str, column: str) -> None:
    titles = [sheets.title_of(each) for each in all_kinds()[kind].columns]
    at = [each.key for each in all_kinds()[kind].columns].index(column)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, titles)
        sheet.write(1, 0, "x")
        sheet.write_formula(1, at, "=A1", None, "")
    assert (2, column, "formula") in told(checked_file("a.xlsx", buffer.getvalue(), cast.city.pk, kind))


def test_an_archive_that_is_no_workbook(cast: Cast) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "x")
    assert only(checked_file("a.xlsx", buffer.getvalue(), cast.zone_a.pk)) == "not_a_workbook"


def test_one_cell_far_out_is_refused_before_it_fills_the_memory(cast: Cast) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, GOOD)
        sheet.write(1_048_575, 16_383, "x")
    assert only(checked_file("a.xlsx", buffer.getvalue(), cast.zone_a.pk)) == "far_cells"


def test_formatted_but_empty_cells_far_out_do_no_harm(cast: Cast) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, GOOD)
        sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))
    assert told(checked_file("a.xlsx", buffer.getvalue(), cast.zone_a.pk)) == []


def test_what_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MOST_UNPACKED", 100)
    with pytest.raises(Unreadable):
        open_sheet("a.xlsx", book([HEADER, GOOD]))


def test_missing_and_doubled_columns_are_named(cast: Cast) -> None:
    rows = [("机构名称", "Organ", "上级机构"), ("规划部", "x", "")]
    found = checked(cast.zone_a.pk, rows)
    assert told(found) == [(1, "title", "column_twice"), (1, "kind", "missing_column"), (1, "on", "missing_column")]
    assert found.unreadable


def with_merged(area: str, header: Sequence[str] = HEADER) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["某市机构名单"])
        sheet.write_row(1, 0, header)
        sheet.write_row(2, 0, GOOD)
        sheet.write_row(3, 0, ("二部", "内设机构", "", DAY))
        sheet.write_row(4, 0, ("三部", "内设机构", "", DAY))
        sheet.merge_range(area, header[0])
    return buffer.getvalue()


def test_merged_headers_are_told(cast: Cast) -> None:
    found = checked_file("a.xlsx", with_merged("A2:B2"), cast.zone_a.pk)
    assert (2, "", "merged_header") in told(found)
    assert "A2:B2" in next(f for f in found.faults if f.code == "merged_header").words()


def test_a_merged_heading_above_the_header_is_no_matter(cast: Cast) -> None:
    assert told(checked_file("a.xlsx", with_merged("A1:D1"), cast.zone_a.pk)) == []


def test_each_row_that_merged_cells_touch_is_told(cast: Cast) -> None:
    found = checked_file("a.xlsx", with_merged("D4:D5"), cast.zone_a.pk)
    assert {(4, "", "merged_cells"), (5, "", "merged_cells")} <= set(told(found))
    assert (found.counts["new"], found.counts["bad"]) == (1, 2)


def test_a_formula_counts_by_its_stored_result_and_is_told_without_one(cast: Cast) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 1, GOOD[1:])
        sheet.write_formula(1, 0, '="规划"&"部"', None, "规划部")
        sheet.write_row(2, 1, GOOD[1:])
        sheet.write_formula(2, 0, '="二"&"部"', None, "")
    found = checked_file("a.xlsx", buffer.getvalue(), cast.zone_a.pk)
    assert (told(found), found.rows[0]["title"]) == ([(3, "title", "formula")], "规划部")


def test_error_values_are_told(cast: Cast) -> None:
    assert told(checked(cast.zone_a.pk, [HEADER, ("#REF!", "内设机构", "", DAY)])) == [(2, "title", "error_value")]


def test_more_rows_than_one_import_takes_are_refused_with_how_to_split(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [HEADER, *((f"{n}部", "内设机构", "", DAY) for n in range(5))]
    kind = all_kinds()["organs"]
    monkeypatch.setattr(checking, "STEP", 1)
    small = kinds.ImportKind(**{**vars(kind), "most": 2})
    steps: list[tuple[str, int]] = []
    data = book(rows)
    found = check(
        small, books.the(cast.zone_a.pk), lambda: open_sheet("a.xlsx", data), {}, lambda *told: steps.append(told)
    )
    assert only(found) == "too_many_rows"
    assert found.faults[0].given == {"rows": "5", "most": "2", "files": "3"}
    assert steps == [(checking.READING, 1), (checking.READING, 2)]


def test_every_code_has_words_in_both_languages() -> None:
    for code, words in WORDS.items():
        if code == "refused":  # the words of the single act, in either language
            continue
        with translation.override("zh-hans"):
            zh = str(words)
        with translation.override("en"):
            assert str(words) != zh

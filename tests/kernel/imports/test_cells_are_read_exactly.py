from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel import clock
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.imports.kinds import AREAS, MONEY, PEOPLE, AskedUnit, Column, Option, Type
from kaifaqu.kernel.imports.values import Cell, Reader, Wrong
from kaifaqu.kernel.money import Money

NAME = Title(zh="列", en="Column")
KINDS = (Option("town", Title(zh="镇", en="Town")), Option("company", Title(zh="公司", en="Company")))


def read(cell: Cell, type: Type = Type.TEXT, unit: AskedUnit | None = None, **more: object) -> object:
    return Reader(Column("x", NAME, type, **more), unit).read(cell)  # type: ignore[arg-type]  # what each test says


def wrong(cell: Cell, type: Type = Type.TEXT, unit: AskedUnit | None = None, **more: object) -> str:
    with pytest.raises(Wrong) as caught:
        read(cell, type, unit, **more)
    return caught.value.code


def unit(units: tuple[AskedUnit, ...], key: str) -> AskedUnit:
    return next(each for each in units if each.key == key)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  招商部 ", "招商部"),
        (370602.0, "370602"),
        (370602, "370602"),
        (1.5, "1.5"),
        (123456789012345.0, "123456789012345"),
    ],
)
def test_codes_stay_as_they_read_on_the_sheet(cell: Cell, text: str) -> None:
    assert read(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "2020-08-15",
        "2020/8/15",
        "2020.8.15",
        "2020年8月15日",
        " 2020 年 8 月 15 日 ",
        "２０２０－０８－１５",
        "2020-08-15 00:00:00",
        date(2020, 8, 15),
        datetime(2020, 8, 15),  # noqa: DTZ001 a sheet knows no zones
    ],
)
def test_a_day_is_read_in_every_way_that_offices_write_it(cell: Cell) -> None:
    assert read(cell, Type.DATE) == "2020-08-15"


@pytest.mark.parametrize(
    "cell", ["2020-13-01", "2020-02-30", "8/15/2020", "2020年8月", "昨天", time(8, 0), "2020-8/15", True]
)
def test_what_is_no_day_is_told(cell: Cell) -> None:
    assert wrong(cell, Type.DATE) == "not_a_date"


def test_a_day_that_lost_its_format_is_not_guessed() -> None:
    assert wrong(44058.0, Type.DATE) == "serial_date"


def test_a_time_is_no_day() -> None:
    assert wrong(datetime(2020, 8, 15, 9, 30), Type.DATE) == "not_a_date"  # noqa: DTZ001 a sheet knows no zones


def test_a_mistyped_year_is_told() -> None:
    with clock.at(datetime(2026, 1, 1, tzinfo=UTC)):
        assert wrong("2062-01-01", Type.DATE) == "too_far_ahead"
        assert read("2026-12-31", Type.DATE) == "2026-12-31"


@pytest.mark.parametrize(
    ("cell", "number"), [("1,234", 1234), (1251.0, 1251), ("１２５１", 1251), ("-3", -3), ("0", 0)]
)
def test_whole_numbers(cell: Cell, number: int) -> None:
    assert read(cell, Type.WHOLE) == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.5", "not_whole"),
        ("1,23", "not_a_number"),
        ("约 12", "not_a_number"),
        ("12 人", "not_a_number"),
        (True, "not_a_number"),
        (date(2020, 1, 1), "not_a_number"),
        ("9" * 30, "too_large"),
        ("1e5", "not_a_number"),
        ("#REF!", "error_value"),
    ],
)
def test_what_is_no_whole_number_is_told(cell: Cell, code: str) -> None:
    assert wrong(cell, Type.WHOLE) == code


def test_bounds_are_told_in_the_unit_of_the_column() -> None:
    with pytest.raises(Wrong) as caught:
        read("200", Type.WHOLE, unit(PEOPLE, "person_wan"), units=PEOPLE, most=1_000_000)
    assert (caught.value.code, caught.value.given["most"]) == ("above", "100")
    assert wrong("-1", Type.WHOLE, least=0) == "below"


@pytest.mark.parametrize(
    ("cell", "key", "kept"),
    [("1.5", "person_wan", 15_000), (12.0, "person", 12), ("3人", "person", 3)],
)
def test_people(cell: Cell, key: str, kept: int) -> None:
    assert read(cell, Type.WHOLE, unit(PEOPLE, key), units=PEOPLE) == kept


def test_a_cell_in_another_unit_is_told() -> None:
    assert wrong("12.5亩", Type.WHOLE, unit(AREAS, "ha"), units=AREAS) == "cell_unit"
    assert wrong("12.5 亿", Type.WHOLE, unit(MONEY, "yuan_wan"), units=MONEY) == "cell_unit"
    assert read("12.5公顷", Type.WHOLE, unit(AREAS, "ha"), units=AREAS) == Area.ha("12.5").units


@given(st.decimals(min_value=0, max_value=9 * 10**6, places=2))
def test_money_is_what_money_says_whatever_the_unit(amount: Decimal) -> None:
    for key, make in (("yuan", Money.yuan), ("yuan_wan", Money.wan), ("yuan_yi", Money.yi)):
        assert read(str(amount), Type.WHOLE, unit(MONEY, key), units=MONEY) == make(amount).fen


@given(st.decimals(min_value=0, max_value=10**5, places=2))
def test_areas_are_what_areas_say_whatever_the_unit(amount: Decimal) -> None:
    for key, make in (("km2", Area.km2), ("ha", Area.ha), ("mu", Area.mu), ("m2", Area.m2)):
        assert read(str(amount), Type.WHOLE, unit(AREAS, key), units=AREAS) == make(amount).units


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_number_cell_counts_as_it_reads(amount: Decimal) -> None:
    """calamine gives floats: the fifteen digits that Excel shows are what was written."""
    kept = read(float(amount), Type.WHOLE, unit(MONEY, "yuan_wan"), units=MONEY)
    assert kept == Fraction(amount) * 10**6


def test_finer_than_a_fen_is_told() -> None:
    assert wrong("0.001", Type.WHOLE, unit(MONEY, "yuan"), units=MONEY) == "too_fine"


@pytest.mark.parametrize("cell", ["镇", "town", "Town", " TOWN "])
def test_a_choice_is_known_by_its_key_and_in_both_languages(cell: str) -> None:
    assert read(cell, Type.CHOICE, options=lambda: KINDS) == "town"


def test_what_is_none_of_the_choices_is_told_with_all_of_them() -> None:
    with pytest.raises(Wrong) as caught:
        read("村", Type.CHOICE, options=lambda: KINDS)
    assert caught.value.given == {"cell": "村", "choices": "镇\n公司", "choices_en": "Town\nCompany"}


def test_empty_cells_text_that_is_too_long_and_what_cannot_be_kept() -> None:
    assert read(None) is None
    assert read("  ", Type.WHOLE) is None
    assert wrong("", required=True) == "required"
    assert wrong("长" * 201) == "too_long"
    assert wrong("a\x07b") == "unstorable"
    assert wrong(timedelta(hours=30)) == "not_text"

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.money.exact import (
    LARGEST,
    NotExact,
    Rounding,
    decimal_text,
    exact,
    in_units,
    percent_text,
    round_half_up,
    whole,
)

DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1234.56", Fraction(123456, 100)),
        ("1,234.56", Fraction(123456, 100)),
        ("-0.5", Fraction(-1, 2)),
        ("+7", Fraction(7)),
        (Decimal("0.1"), Fraction(1, 10)),
        (12, Fraction(12)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_what_is_written_is_read_exactly(raw: str | int | Decimal | Fraction, number: Fraction) -> None:
    assert exact(raw) == number


@pytest.mark.parametrize("raw", ["", " 1", "1e5", "12,34", "1.", ".5", "１２", "1/3", "nan", "一百", "9" * 61])
def test_text_that_is_no_plain_number_is_refused(raw: str) -> None:
    with pytest.raises(NotExact, match="not a plain number"):
        exact(raw)


@pytest.mark.parametrize("raw", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e999999"), Decimal("1e-999999")])
def test_a_decimal_that_is_no_ordinary_number_is_refused(raw: Decimal) -> None:
    with pytest.raises(NotExact, match="not an ordinary number"):
        exact(raw)


@pytest.mark.parametrize("raw", [1.5, True, None, b"1"])
def test_a_float_a_bool_and_anything_else_is_refused(raw: Any) -> None:
    with pytest.raises(TypeError):
        exact(raw)


@pytest.mark.parametrize(
    ("value", "half_up", "down", "up"),
    [
        (Fraction(5, 2), 3, 2, 3),
        (Fraction(-5, 2), -3, -2, -3),
        (Fraction(249, 100), 2, 2, 3),
        (Fraction(-249, 100), -2, -2, -3),
        (Fraction(4), 4, 4, 4),
    ],
)
def test_each_rounding_treats_a_refund_as_the_mirror_of_a_charge(
    value: Fraction, half_up: int, down: int, up: int
) -> None:
    assert [whole(value, how) for how in (Rounding.HALF_UP, Rounding.DOWN, Rounding.UP)] == [half_up, down, up]


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_step_at_most(value: Fraction, digits: int) -> None:
    rounded = round_half_up(value, digits)
    assert (rounded * 10**digits).denominator == 1
    assert abs(rounded - value) <= Fraction(1, 2 * 10**digits)


def test_half_is_rounded_up_where_a_float_would_not() -> None:
    assert round_half_up(Fraction("1.005"), 2) == Fraction("1.01")
    assert round(1.005, 2) == 1.00  # the trap this avoids


@given(DECIMALS)
def test_what_is_printed_reads_back_as_it_was(number: Decimal) -> None:
    assert exact(decimal_text(exact(number))) == Fraction(number)


def test_digits_are_grouped_and_padded() -> None:
    assert decimal_text(Fraction(-1234567, 1)) == "-1,234,567"
    assert decimal_text(Fraction("1234.5"), 2) == "1,234.50"
    assert decimal_text(Fraction("-0.004"), 2) == "0.00"


def test_an_endless_decimal_asks_for_its_digits() -> None:
    with pytest.raises(ValueError, match="to how many digits"):
        decimal_text(Fraction(1, 3))
    assert decimal_text(Fraction(1, 3), 3) == "0.333"


@pytest.mark.parametrize(
    ("part", "of", "printed"),
    [
        (60 - 42, 60, "30%"),  # internal units, yantai-2020 (二·二)
        (1251 - 568, 1251, "54.6%"),  # headcount quota, yantai-2020 (二·二)
        (48054 - 32292, 48054, "32.8%"),  # area, yantai-2020 (九)
        (31 - 21, 31, "32.3%"),  # bodies of Ganzhou, jiangxi-2023
    ],
)
def test_a_percentage_is_rounded_as_the_source_prints_it(part: int, of: int, printed: str) -> None:
    assert percent_text(Fraction(part, of)) == printed


def test_a_percentage_can_keep_its_zeros() -> None:
    assert percent_text(Fraction(3, 10), drop_zero=False) == "30.0%"
    assert percent_text(Fraction(2, 100), digits=0) == "2%"


def test_what_no_column_holds_is_refused() -> None:
    assert in_units(Fraction(LARGEST), 1, "one") == LARGEST
    with pytest.raises(NotExact, match="too large"):
        in_units(Fraction(LARGEST), 2, "one")

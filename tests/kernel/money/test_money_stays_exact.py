from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.money import CurrencyMismatch, Money, NotExact, Rounding

FEN = st.integers(-(10**18), 10**18)


def test_yuan_wan_and_yi_are_read_to_the_fen() -> None:
    assert Money.yuan("1234.56") == Money(123456)
    assert Money.wan("12.5") == Money(12_500_000)
    assert Money.yi("2.89") == Money(28_900_000_000)  # subscribed by the guidance fund, yantai-2020 (一)
    assert Money.yi("10.7", "USD") == Money(107_000_000_000, "USD")  # utilised FDI of the zones, yantai-2020
    assert Money.yuan(Decimal("99999999999999.99")) == Money(9_999_999_999_999_999)  # a REAL column gives back …00.00


@pytest.mark.parametrize(
    "fine", [lambda: Money.yuan("0.005"), lambda: Money.wan("0.0000001"), lambda: Money.yi("1e-9")]
)
def test_more_digits_than_a_fen_holds_are_refused(fine: Callable[[], Money]) -> None:
    with pytest.raises(NotExact):
        fine()


@pytest.mark.parametrize("raw", [0.1, True])
def test_a_float_or_a_bool_never_becomes_money(raw: Any) -> None:
    with pytest.raises(TypeError):
        Money.yuan(raw)
    with pytest.raises(TypeError):
        Money(raw)
    with pytest.raises(TypeError):
        Money(100) * raw


def test_a_currency_that_is_not_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="known are CNY, USD"):
        Money(1, "XXX")


@given(FEN, FEN)
def test_sums_and_differences_are_those_of_the_fen(a: int, b: int) -> None:
    assert Money(a) + Money(b) == Money(a + b)
    assert Money(a) - Money(b) == Money(a + b) - Money(2 * b)
    assert -Money(a) + Money(a) == Money(0)
    assert (Money(a) < Money(b)) is (a < b)
    assert (Money(a) >= Money(b)) is (a >= b)


def test_two_currencies_are_never_put_together() -> None:
    yuan, dollar = Money(1), Money(1, "USD")
    assert yuan != dollar
    for put in (lambda: yuan + dollar, lambda: yuan - dollar, lambda: yuan < dollar, lambda: yuan >= dollar):
        with pytest.raises(CurrencyMismatch):
            put()


def test_a_plain_number_is_not_money() -> None:
    amount: Any = Money(1)
    for put in (operator.add, operator.sub, operator.lt):
        with pytest.raises(TypeError):
            put(amount, 1)


def test_a_fraction_of_an_amount_is_rounded_once_and_as_asked() -> None:
    assert Money(5) * Fraction(1, 2) == Fraction(1, 2) * Money(5) == Money(3)
    assert Money(-5) * Fraction(1, 2) == Money(-3)
    assert Money(5).times(Fraction(1, 2), Rounding.DOWN) == Money(2)
    assert Money(4).times(Fraction(1, 3), Rounding.UP) == Money(2)
    assert Money(7) * 3 == Money(21)


def test_amounts_print_as_published() -> None:
    assert Money.yi("2.89").format("亿元") == "2.89亿元"  # yantai-2020 (一)
    assert Money.yi("1662.6").format("亿元") == "1,662.6亿元"  # trade of the zones, yantai-2020
    assert Money.yi("10.7", "USD").format("亿元") == "10.7亿美元"
    assert Money.yuan("1234.5").format() == "1,234.5元"


def test_digits_asked_for_are_rounded_half_up() -> None:
    assert Money.yuan("1234.5").format(digits=2) == "1,234.50元"
    assert Money.wan("-12.345").format("万元", digits=2) == "-12.35万元"


def test_a_unit_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="known are 元, 万元, 亿元"):
        Money(1).format("千元")


@given(FEN, st.sampled_from([("元", Money.yuan), ("万元", Money.wan), ("亿元", Money.yi)]))
def test_an_amount_reads_back_from_what_it_prints(fen: int, unit: tuple[str, Callable[[str], Money]]) -> None:
    name, parse = unit
    assert parse(Money(fen).format(name).removesuffix(name)) == Money(fen)

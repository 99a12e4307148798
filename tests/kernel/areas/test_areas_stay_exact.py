from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.money import NotExact

UNITS = st.integers(-(10**15), 10**15)

BEFORE, AFTER = Area.km2("480.54"), Area.km2("322.92")  # the eight zones of 2020, yantai-2020 (九)


def test_square_kilometres_are_read_to_the_hundredth_of_a_square_metre() -> None:
    assert Area.km2("480.54") == Area(48_054_000_000)
    assert Area.ha(Decimal("1.5")) == Area(1_500_000)
    assert Area.m2("0.01") == Area(1)
    assert Area.mu(3) == Area.m2(2000)


def test_the_cut_is_the_difference_of_the_published_areas() -> None:
    assert Area.km2("157.62") == BEFORE - AFTER
    assert AFTER + Area.km2("157.62") == BEFORE
    assert AFTER < BEFORE


def test_the_idle_land_reused_is_converted_once() -> None:
    reused = Area.mu(710)  # yantai-2020 (十四)
    assert reused == Area(47_333_333)
    assert reused.format("mu") == "710亩"
    assert reused.format("ha", 2) == "47.33公顷"
    assert reused.format("m2") == "473,333.33平方米"


@given(st.fractions(0, 10**9))
def test_converting_mu_errs_by_half_a_unit_at_most(amount: Fraction) -> None:
    square_metres = amount * Fraction(2000, 3)
    assert abs(Area.mu(amount).units - square_metres * 100) <= Fraction(1, 2)


@given(st.decimals(0, 10**9, places=4))
def test_mu_of_four_decimals_print_as_they_were_written(amount: Decimal) -> None:
    shown = Area.mu(amount).format("mu", 4)
    assert Decimal(shown.removesuffix("亩").replace(",", "")) == amount


@given(UNITS, st.sampled_from([("km2", Area.km2), ("ha", Area.ha), ("mu", Area.mu), ("m2", Area.m2)]))
def test_an_area_survives_every_unit(units: int, unit: tuple[str, Callable[[Fraction], Area]]) -> None:
    name, parse = unit
    assert parse(Area(units).to(name)) == Area(units)


@given(UNITS, UNITS)
def test_sums_differences_and_order_are_those_of_the_integers(a: int, b: int) -> None:
    assert Area(a) + Area(b) == Area(a + b)
    assert (Area(a) - Area(b)).units == a - b
    assert (Area(a) < Area(b)) is (a < b)


@pytest.mark.parametrize(
    "fine", [lambda: Area.m2("0.001"), lambda: Area.km2(Fraction(1, 3)), lambda: Area.ha("0.0000001")]
)
def test_what_is_finer_than_the_unit_is_refused(fine: Callable[[], Area]) -> None:
    with pytest.raises(NotExact, match="more digits than"):
        fine()


@pytest.mark.parametrize("raw", [480.54, True])
def test_a_float_or_a_bool_never_becomes_an_area(raw: Any) -> None:
    for parse in (Area.km2, Area.mu, Area):
        with pytest.raises(TypeError):
            parse(raw)


def test_an_area_takes_only_areas_and_units_it_knows() -> None:
    area: Any = Area(1)
    for put in (operator.add, operator.sub, operator.lt):
        with pytest.raises(TypeError):
            put(area, 1)
    with pytest.raises(ValueError, match="known are km2, ha, mu, m2"):
        Area(1).to("acre")


def test_areas_print_as_published_or_to_the_digits_asked() -> None:
    assert BEFORE.format() == "480.54平方公里"
    assert AFTER.format("km2", 1) == "322.9平方公里"
    assert (BEFORE - AFTER).format("mu", 0) == "236,430亩"

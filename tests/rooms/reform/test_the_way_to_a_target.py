"""The path of a target of yearly growth is exact, and neither the average so far nor what is needed flatters. JX-00."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.rooms.reform.rules.trajectory import (
    DIGITS,
    Averaging,
    Trajectory,
    growth_down,
    growth_up,
    trajectory,
)

TENTH = Fraction(1, 10)
amounts = st.fractions(min_value=Fraction(1, 100), max_value=10**9, max_denominator=1000)
rates = st.fractions(min_value=Fraction(-1, 2), max_value=2, max_denominator=200)
years = st.integers(1, 12)
TINY = Fraction(1, 10**DIGITS)


def drawn(recorded: dict[int, Fraction], rate: Fraction = TENTH, last: int = 2025, **more: Averaging) -> Trajectory:
    found = trajectory(2022, last, rate, recorded, **more)
    assert found is not None
    return found


def test_a_hundred_growing_by_a_tenth_is_133_1_after_three_years() -> None:
    """To 2025 ten per cent a year, counted from 2022: jiangxi-2023 一·¶2, the base year assumed."""
    way = drawn({2022: Fraction(100)})
    assert [(p.year, p.path) for p in way.points] == [
        (2022, Fraction(100)),
        (2023, Fraction(110)),
        (2024, Fraction(121)),
        (2025, Fraction("133.1")),
    ]
    assert (way.latest, way.average, way.needed) == (None, None, None)


def test_a_year_behind_shows_the_gap_and_what_each_year_left_must_bring() -> None:
    way = drawn({2022: Fraction(100), 2024: Fraction(121) - 11})
    assert way.latest is not None
    assert way.latest.gap == -11
    assert way.needed == Fraction("0.21")  # 110 to 133.1 in one year
    assert way.average is not None
    assert Fraction("0.0488") < way.average < Fraction("0.0489")


def test_the_mean_of_yearly_rates_is_another_average_and_needs_every_year() -> None:
    levels = {2022: Fraction(100), 2023: Fraction(120), 2024: Fraction(120)}
    way = drawn(levels, averaging=Averaging.SIMPLE)
    assert way.average == TENTH
    assert way.needed == TENTH
    gone = drawn({2022: Fraction(100), 2024: Fraction(120)}, averaging=Averaging.SIMPLE)
    assert (gone.average, gone.needed) == (None, None)


@pytest.mark.parametrize("levels", [{}, {2023: Fraction(100)}, {2022: Fraction(0)}, {2022: Fraction(-5)}])
def test_without_a_base_above_zero_there_is_no_way(levels: dict[int, Fraction]) -> None:
    assert trajectory(2022, 2025, TENTH, levels) is None


def test_years_that_do_not_follow_one_another_are_no_way() -> None:
    assert trajectory(2025, 2025, TENTH, {2025: Fraction(1)}) is None
    assert trajectory(2022, 2200, TENTH, {2022: Fraction(1)}) is None


@given(base=amounts, rate=rates, many=years)
def test_each_year_is_the_one_before_it_grown_by_the_rate(base: Fraction, rate: Fraction, many: int) -> None:
    way = trajectory(2000, 2000 + many, rate, {2000: base})
    assert way is not None
    for before, after in pairwise(way.points):
        assert after.path == before.path * (1 + rate)


@given(base=amounts, rate=rates, many=years)
def test_who_keeps_to_the_path_has_no_gap_and_grew_at_its_rate(base: Fraction, rate: Fraction, many: int) -> None:
    levels = {2000 + i: base * (1 + rate) ** i for i in range(many + 1)}
    way = trajectory(2000, 2000 + many, rate, levels)
    assert way is not None
    assert {point.gap for point in way.points} == {0}
    assert way.average is not None
    assert way.average <= rate < way.average + TINY
    assert way.needed is None


@given(first=amounts, last=amounts, many=years)
def test_an_average_is_cut_down_and_a_need_cut_up_so_that_both_hold(first: Fraction, last: Fraction, many: int) -> None:
    low, high = growth_down(first, last, many), growth_up(first, last, many)
    assert low is not None
    assert high is not None
    assert first * (1 + low) ** many <= last <= first * (1 + high) ** many
    assert high - low <= TINY


@given(base=amounts, rate=st.fractions(min_value=0, max_value=1, max_denominator=100), latest=amounts)
def test_growing_as_needed_reaches_the_end(base: Fraction, rate: Fraction, latest: Fraction) -> None:
    way = trajectory(2022, 2025, rate, {2022: base, 2023: latest})
    assert way is not None
    assert way.needed is not None
    assert latest * (1 + way.needed) ** 2 >= way.end.path

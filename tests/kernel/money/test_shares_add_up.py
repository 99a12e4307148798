from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.money import Money, largest_remainder

TOTALS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.one_of(st.integers(0, 10**9), st.fractions(0, 1000)), min_size=1, max_size=12).filter(any)


@given(TOTALS, WEIGHTS)
def test_parts_add_up_and_each_is_within_one_of_its_ideal(total: int, weights: list[int | Fraction]) -> None:
    parts = Money(total).split(weights)
    assert sum(parts, Money(0)) == Money(total)
    everything = sum(map(Fraction, weights))
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.fen - total * Fraction(weight) / everything) < 1


@given(TOTALS, WEIGHTS)
def test_a_debt_is_split_as_the_mirror_of_a_gain(total: int, weights: list[int | Fraction]) -> None:
    assert largest_remainder(-total, weights) == [-part for part in largest_remainder(total, weights)]


@given(TOTALS, WEIGHTS)
def test_a_weight_of_zero_gets_nothing(total: int, weights: list[int | Fraction]) -> None:
    assert largest_remainder(total, [0, *weights, 0])[:: len(weights) + 1] == [0, 0]


@given(TOTALS, WEIGHTS, st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_only_the_proportion_of_the_weights_counts(total: int, weights: list[int | Fraction], factor: Fraction) -> None:
    assert largest_remainder(total, weights) == largest_remainder(total, [weight * factor for weight in weights])


def test_what_is_left_over_goes_to_the_largest_remainders() -> None:
    assert largest_remainder(10, [Fraction(46, 100), Fraction(33, 100), Fraction(21, 100)]) == [5, 3, 2]


def test_of_equal_remainders_the_first_in_order_comes_first() -> None:
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(-100, [1, 1, 1]) == [-34, -33, -33]
    assert largest_remainder(2, [1, 1, 1, 1]) == [1, 1, 0, 0]


def test_parts_keep_their_currency() -> None:
    assert Money.yuan("0.03", "USD").split([2, 1]) == [Money(2, "USD"), Money(1, "USD")]


@pytest.mark.parametrize(
    ("weights", "message"),
    [([], "nothing to share among"), ([0, 0], "nothing to share among"), ([3, -1], "below zero")],
)
def test_weights_that_give_no_shares_are_refused(weights: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        largest_remainder(5, weights)


@pytest.mark.parametrize("weights", [[0.5, 0.5], [True, 1], ["1"]])
def test_a_weight_that_is_not_exact_is_refused(weights: list[Any]) -> None:
    with pytest.raises(TypeError, match="a weight must be"):
        largest_remainder(5, weights)


def test_a_total_that_is_not_whole_is_refused() -> None:
    total: Any = 1.0
    with pytest.raises(TypeError, match="the total must be"):
        largest_remainder(total, [1])

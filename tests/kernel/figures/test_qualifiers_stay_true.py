"""Words combined are held against intervals of true amounts, by definitions of their own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.figures import Bound, Qualifier, combine_less, combine_ratio, combine_sum

Word = Qualifier | None
Q = Qualifier

# What each word allows the true amount to be, as deviations from the printed number: (lowest, highest, the number too).
REACH: dict[Word, tuple[int, int, bool]] = {
    None: (0, 0, True),
    Q.ABOUT: (-2, 2, True),
    Q.AROUND: (-2, 2, True),
    Q.MORE_THAN_REMAINDER: (0, 2, False),
    Q.MANY_MORE: (0, 2, False),
    Q.OVER: (0, 2, False),
    Q.OVER_SHORT: (0, 2, False),
    Q.PASSED: (0, 2, False),
    Q.AT_LEAST: (0, 2, True),
    Q.NOT_BELOW: (0, 2, True),
    Q.NEARLY: (-2, 0, False),
    Q.BELOW: (-2, 0, False),
    Q.UP_TO: (-2, 0, True),
    Q.AT_MOST: (-2, 0, True),
}
NAMES: dict[str, Word] = {
    "flat": None,
    "lower strict": Q.OVER,
    "lower weak": Q.AT_LEAST,
    "upper strict": Q.BELOW,
    "upper weak": Q.AT_MOST,
    "about": Q.ABOUT,
}
WORDS = st.sampled_from(list(REACH))
PRINTED = st.integers(10, 1000)


def allows(word: Word, printed: Fraction, true: Fraction) -> bool:
    lowest, highest, itself = REACH[word]
    if true == printed:
        return itself
    return lowest < 0 if true < printed else highest > 0


@st.composite
def qualified(draw: st.DrawFn) -> tuple[Word, int, Fraction]:
    """A word, the number printed with it, and a true amount that the word allows."""
    word, printed = draw(WORDS), draw(PRINTED)
    lowest, highest, itself = REACH[word]
    deviations = st.fractions(lowest, highest).filter(lambda d: itself or d != 0)
    return word, printed, printed + draw(deviations)


def outcomes(combined: Callable[[int, int], Fraction], a: Word, b: Word) -> set[int]:
    """The sides of the printed result (-1, 0, 1) on which the true result can fall."""
    sides = set()
    for d, e in itertools.product(deviations(a), deviations(b)):
        true, printed = combined(100 + d, 100 + e), combined(100, 100)
        sides.add((true > printed) - (true < printed))
    return sides


def deviations(word: Word) -> list[int]:
    lowest, highest, itself = REACH[word]
    return [d for d in range(lowest, highest + 1) if d or itself]


def sides(word: Word) -> set[int]:
    return {(d > 0) - (d < 0) for d in deviations(word)}


def test_every_word_is_held_against_an_interval() -> None:
    assert set(REACH) == {None, *Qualifier}


@given(st.lists(qualified(), max_size=6))
def test_a_sum_says_nothing_untrue(parts: list[tuple[Word, int, Fraction]]) -> None:
    word = combine_sum(part[0] for part in parts)
    assert allows(word, Fraction(sum(part[1] for part in parts)), sum((part[2] for part in parts), Fraction()))


@given(qualified(), qualified())
def test_a_difference_says_nothing_untrue(a: tuple[Word, int, Fraction], b: tuple[Word, int, Fraction]) -> None:
    assert allows(combine_less(a[0], b[0]), Fraction(a[1] - b[1]), a[2] - b[2])


@given(qualified(), qualified())
def test_a_ratio_says_nothing_untrue(a: tuple[Word, int, Fraction], b: tuple[Word, int, Fraction]) -> None:
    assert allows(combine_ratio(a[0], b[0]), Fraction(a[1], b[1]), a[2] / b[2])


@pytest.mark.parametrize(("a", "b"), list(itertools.product(REACH, REACH)))
def test_no_word_says_less_than_is_known(a: Word, b: Word) -> None:
    assert sides(combine_sum([a, b])) == outcomes(lambda x, y: Fraction(x + y), a, b)
    assert sides(combine_less(a, b)) == outcomes(lambda x, y: Fraction(x - y), a, b)
    assert sides(combine_ratio(a, b)) == outcomes(Fraction, a, b)


@given(st.lists(WORDS, max_size=6), st.randoms())
def test_the_order_of_a_sum_does_not_matter(words: list[Word], random: Random) -> None:
    shuffled = sorted(words, key=lambda _: random.random())
    assert combine_sum(words) is combine_sum(shuffled)


def test_a_sum_takes_the_word_that_readers_expect() -> None:
    assert combine_sum([]) is None
    assert combine_sum([None, None]) is None
    assert combine_sum([Q.MANY_MORE]) is Q.MANY_MORE
    assert combine_sum([Q.MORE_THAN_REMAINDER, None, Q.AT_LEAST]) is Q.OVER
    assert combine_sum([Q.AT_LEAST, Q.NOT_BELOW]) is Q.AT_LEAST
    assert combine_sum([Q.NEARLY, None, Q.NEARLY]) is Q.NEARLY
    assert combine_sum([Q.NEARLY, Q.AT_MOST]) is Q.BELOW
    assert combine_sum([Q.OVER, Q.NEARLY]) is Q.ABOUT


def test_nearly_over_a_flat_figure_stays_nearly() -> None:
    assert combine_ratio(Q.NEARLY, None) is Q.NEARLY
    assert combine_ratio(None, Q.NEARLY) is Q.OVER


def test_the_table_in_the_docstring_is_true() -> None:
    text = (combine_less.__doc__ or "").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in text if "|" in line]
    head, *body = rows
    assert [row[0] for row in body] == head[1:] == list(NAMES)
    for row in body:
        for column, cell in zip(head[1:], row[1:], strict=True):
            combined = combine_less(NAMES[row[0]], NAMES[column])
            assert (combined or "flat") == cell, (row[0], column)


@pytest.mark.parametrize("word", Qualifier)
def test_a_word_is_found_by_itself_and_its_idea_by_its_key(word: Qualifier) -> None:
    assert Qualifier.parse(word.value) is word
    same = Qualifier.parse(word.key)
    assert (same.key, same.bound, same.en) == (word.key, word.bound, word.en)


def test_every_word_of_the_facts_is_read_as_its_law_or_usage_has_it() -> None:
    # facts/README.md; 以上 takes in the number and 超过 does not: Civil Code, article 1259
    bounds = {
        Bound.ABOUT: "约 左右",
        Bound.LOWER_STRICT: "余 多 超过 过 破",
        Bound.LOWER_WEAK: "以上 不低于",
        Bound.UPPER_NEAR: "近",
        Bound.UPPER_WEAK: "最高达",
    }
    for bound, words in bounds.items():
        assert {Qualifier.parse(word).bound for word in words.split()} == {bound}


def test_a_word_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="约 左右 余"):
        Qualifier.parse("许多")

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.figures import UNITS, Figure, Grounding, NotApplicable, NotExact, Qualifier, Status

STATED = sorted(set(UNITS) - {"date", "mu"})


@pytest.mark.parametrize(
    ("raw", "unit", "word", "zh", "en"),
    [
        ("300", "firm", "余", "300余家", "more than 300 firms"),  # yantai-2020 (六)
        ("20", "scholar", "多", "20多名", "more than 20 scholars"),  # yantai-2020 (一)
        ("0.5", "ratio", "超过", "超过50%", "over 50%"),  # yantai-2020 (二)
        ("0.02", "ratio", "不低于", "不低于2%", "at least 2%"),  # yantai-2020 (四)
        ("1000000", "click", "破", "破1,000,000次", "past 1,000,000 clicks"),  # yantai-2020 三
        ("215", "CNY_yi", "约", "约215亿元", "about 21,500 million yuan"),  # yantai-2020 三
        ("1100", "CNY_yi", "多", "1,100多亿元", "more than 110,000 million yuan"),  # yantai-2020 三
        ("1", "firm", "过", "过1家", "over 1 firm"),  # yantai-2020 (十)
        ("1", "CNY_yi", "近", "近1亿元", "nearly 100 million yuan"),  # jiangxi-2023
        ("6", "project", "以上", "6个以上", "at least 6 projects"),  # longkou-2022
        ("0.05", "ratio", "左右", "5%左右", "about 5%"),  # huaian-2024
        ("2.0", "times", "最高达", "最高达2倍", "up to 2 times"),  # hengyang-mianyang-2022
        ("480.54", "km2", None, "480.54平方公里", "480.54 km²"),  # yantai-2020 (九)
        ("710", "mu", None, "710亩", "710 mu"),  # yantai-2020 (十四)
        ("1251", "person", None, "1,251人", "1,251 people"),  # yantai-2020 (二·二)
        ("1", "town", None, "1个", "1 town"),  # yantai-2020 (九)
        ("12.5", "CNY_wan", None, "12.5万元", "125,000 yuan"),
        ("2020-10-31", "date", None, "2020-10-31", "2020-10-31"),  # yantai-2020, paragraph 1
    ],
)
def test_a_figure_prints_with_its_own_word_in_its_place(raw: str, unit: str, word: str, zh: str, en: str) -> None:
    figure = Figure.parse(raw, unit, qualifier=word)
    assert (figure.text("zh"), figure.text("en")) == (zh, en)


@given(st.sampled_from(STATED), st.integers(0, 10**15))
def test_a_stated_figure_reads_back_from_what_it_prints(unit: str, value: int) -> None:
    figure = Figure(value, unit)
    printed = figure.number("zh")
    again = Figure.parse(printed.removesuffix("%"), "percent" if printed.endswith("%") else unit)
    assert again.value == value
    assert figure.text("zh").startswith(printed)


@given(st.decimals(0, 10**9, places=4))
def test_a_figure_in_mu_reads_back_from_what_it_prints(amount: Decimal) -> None:
    figure = Figure.parse(amount, "mu")
    assert Figure.parse(figure.number("zh"), "mu") == figure
    assert Fraction(figure.number("zh").replace(",", "")) == Fraction(amount)


@given(st.dates())
def test_a_date_reads_back_from_what_it_prints(day: date) -> None:
    figure = Figure.parse(day, "date")
    assert Figure.parse(figure.text("en"), "date") == figure


def test_two_dates_differ_by_days() -> None:
    # deadline and completion of Yantai's programme, yantai-2020, paragraph 1: a month ahead
    lead = Figure.parse("2020-11-30", "date").amount - Figure.parse("2020-10-31", "date").amount
    assert Figure.of(lead, "day").text("zh") == "30天"


def test_a_computed_ratio_is_rounded_once_when_it_is_printed() -> None:
    cut = Figure.of(Fraction(683, 1251), "ratio", printed="54.6%")  # yantai-2020 (二·二)
    assert cut.number() == cut.printed
    assert (cut.grounding, cut.value, cut.amount) == (Grounding.COMPUTED, 545_963, Fraction(683, 1251))
    just_below = Figure.of(Fraction("0.12349999999"), "ratio")
    assert (just_below.value, just_below.number()) == (123_500, "12.3%")  # 123500 rounded again would be 12.4%


@pytest.mark.parametrize(
    ("amount", "unit", "zh", "en"),
    [
        (Fraction(1687, 289), "times", "5.84倍", "5.84 times"),  # leverage of the guidance fund, yantai-2020 (一)
        (Fraction("10.7") / Fraction("0.817"), "USD_yi", "13.1亿美元", "1,310 million US dollars"),  # yantai-2020 五
        (Fraction("1662.6") / Fraction("0.75"), "CNY_yi", "2,216.8亿元", "221,680 million yuan"),  # yantai-2020 五
        (Fraction(17, 4), "unit", "4.3个", "4.3 units"),
        (Fraction(12), "zone", "12个", "12 zones"),
    ],
)
def test_a_computed_figure_prints_the_same_rounded_amount_in_both_languages(
    amount: Fraction, unit: str, zh: str, en: str
) -> None:
    figure = Figure.of(amount, unit)
    assert (figure.text("zh"), figure.text("en")) == (zh, en)


def test_digits_asked_for_are_kept_with_their_zeros() -> None:
    cut = Figure.of(Fraction(18, 60), "ratio")  # yantai-2020 (二·二)
    assert (cut.number(), cut.number(digits=1)) == ("30%", "30.0%")
    subscribed = Figure.parse("2.89", "CNY_yi")
    assert subscribed.number("zh", 1) == "2.9"
    assert subscribed.number("en", 1) == "290"


def test_an_amount_can_be_shown_in_another_unit_of_its_quantity() -> None:
    subscribed = Figure.parse("289000000", "CNY", qualifier="约", at="(一)").shown_in("CNY_yi")
    assert subscribed.text() == "约2.89亿元"
    assert subscribed.at == "(一)"
    assert Figure.of(Fraction(1, 3), "CNY_yi").shown_in("CNY").amount == Fraction(10**8, 3)


@pytest.mark.parametrize(("old", "new"), [("CNY", "USD"), ("km2", "day"), ("person", "firm")])
def test_an_amount_is_not_shown_as_something_else(old: str, new: str) -> None:
    with pytest.raises(ValueError, match="cannot be shown in"):
        Figure(1, old).shown_in(new)


def test_the_words_of_a_facts_file_are_read() -> None:
    posts = Figure.parse("50", "post", qualifier="余", status="planned", at="(四)", src="yantai-2020", grounding="weak")
    assert posts.qualifier is Qualifier.MORE_THAN_REMAINDER
    assert (posts.status, posts.grounding) == (Status.PLANNED, Grounding.WEAK)
    assert posts.amount == 50
    assert (posts.status.label("zh"), posts.grounding.label("en")) == ("拟", "weak")


@pytest.mark.parametrize("words", [{"qualifier": "许多"}, {"status": "wished"}, {"grounding": "rumour"}])
def test_a_word_that_is_not_known_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(words.values()))):
        Figure.parse("1", "unit", **words)


@pytest.mark.parametrize(
    ("raw", "unit"), [("0.5", "firm"), ("0.0000001", "ratio"), ("0.001", "CNY"), ("9" * 30, "CNY")]
)
def test_a_number_that_its_unit_cannot_keep_is_refused(raw: str, unit: str) -> None:
    with pytest.raises(NotExact):
        Figure.parse(raw, unit)


@pytest.mark.parametrize("raw", ["2020-02-30", "20201031", "2020-10", "2020-W44-6", 737729])
def test_a_date_that_is_none_is_refused(raw: str | int) -> None:
    with pytest.raises(ValueError, match="is not a date such as"):
        Figure.parse(raw, "date")


def test_a_float_a_bool_or_a_date_never_becomes_a_number() -> None:
    numbers: list[Any] = [0.5, True]
    for raw in [*numbers, date(2020, 10, 31)]:
        with pytest.raises(TypeError):
            Figure.parse(raw, "ratio")
    for value in numbers:
        with pytest.raises(TypeError):
            Figure(value, "unit")
        with pytest.raises(TypeError):
            Figure.of(value, "unit")


def test_zero_is_a_figure_and_what_is_missing_has_no_truth() -> None:
    assert bool(Figure(0, "unit")) is True
    with pytest.raises(TypeError, match=r"no figure here \(zero_base\)"):
        bool(NotApplicable("zero_base"))


def test_what_is_missing_says_why_in_both_languages() -> None:
    missing = NotApplicable("not_published", "the source gives no before")
    assert (missing.text("zh"), missing.text("en")) == ("未公布", "not published")
    assert NotApplicable("other").text("en") == "not applicable"

"""Golden values: `derived` of facts/yantai.yaml, from its own inputs, by measures made for the question."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kaifaqu.kernel.figures import Figure, round_half_up
from tests.kernel.measures.conftest import Paper
from tests.published import published

pytestmark = pytest.mark.django_db
YANTAI = published("yantai")
PRINTED = {key: Fraction(row["value"]) for key, row in YANTAI["derived"].items() if "value" in row}


def figure(value: object) -> Figure:
    assert isinstance(value, Figure)
    return value


def as_round_as(printed: str, amount: Fraction) -> Fraction:
    """The amount with as many noughts at its end as the number printed."""
    noughts = 10 ** (len(printed) - len(printed.rstrip("0")))
    return Fraction(round_half_up(amount / noughts) * noughts)


def test_what_the_guidance_fund_drew_in(paper: Paper) -> None:
    fund = YANTAI["guidance_fund_gaoxin"]
    paper.say("drawn_in", fund["social_capital_cny"], "CNY")
    paper.say("subscribed", fund["subscribed_cny"], "CNY")
    found = figure(paper.ask({"ratio": ["drawn_in", "subscribed"]}, "times").figure)
    assert found.amount == Fraction(fund["social_capital_cny"]) / Fraction(fund["subscribed_cny"])
    assert round_half_up(found.amount, 2) == PRINTED["guidance_fund_leverage"]
    assert found.text("zh") == f"{float(PRINTED['guidance_fund_leverage'])}倍"


@pytest.mark.parametrize(
    ("what", "currency", "printed"),
    [("utilised_fdi_usd", "USD", "city_fdi_usd_jan_sep"), ("trade_cny", "CNY", "city_trade_cny_jan_sep")],
)
def test_a_city_s_total_from_its_zones_and_their_share(paper: Paper, what: str, currency: str, printed: str) -> None:
    said = YANTAI["zones_jan_sep_2020"][what]
    paper.say("of_the_zones", said["value"], currency)
    paper.say("share", said["share_of_city"], "ratio")
    found = figure(paper.ask({"ratio": ["of_the_zones", "share"]}, currency).figure)
    assert found.amount == Fraction(said["value"]) / Fraction(said["share_of_city"])
    assert as_round_as(YANTAI["derived"][printed]["value"], found.amount) == PRINTED[printed]


@pytest.mark.parametrize("what", ["contracted_fdi_usd", "paid_in_fdi_usd", "trade_usd"])
def test_the_year_before_from_this_year_and_its_growth(paper: Paper, what: str) -> None:
    said = YANTAI["zhaoyuan_jan_sep_2020"][what]
    paper.say("this_year", said["value"], "USD")
    paper.say("growth", said["yoy"], "ratio")
    found = figure(paper.ask({"ratio": ["this_year", {"sum": ["1", "growth"]}]}, "USD").figure)
    assert found.amount == Fraction(said["value"]) / (1 + Fraction(said["yoy"]))
    printed = YANTAI["derived"]["zhaoyuan_prior_year"][what]
    assert as_round_as(printed, found.amount) == Fraction(printed)


def test_nothing_is_rounded_on_the_way(paper: Paper) -> None:
    paper.say("one", "1", "zone")
    paper.say("three", "3", "zone")
    third = {"ratio": ["one", "three"]}
    assert figure(paper.ask({"sum": [third, third, third]}, "ratio").figure).amount == 1

"""What stands under `derived` of a facts file comes out of a charter's own measure, from the file's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kaifaqu.kernel.charter.examples import Given
from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema import Measure
from kaifaqu.kernel.figures import Figure, round_half_up, unit
from kaifaqu.kernel.measures.constraints import ParamBook
from kaifaqu.kernel.measures.evaluate import evaluate
from kaifaqu.kernel.measures.facts import fact
from kaifaqu.kernel.measures.given import GivenFacts
from tests.published import published
from tests.site.sheets import derived_of, in_base, sheets

CHARTERS = Path(__file__).parents[2] / "charters"
DAY = date(2024, 12, 31)


@dataclass(frozen=True)
class Derivation:
    """A charter, its measure, and where its facts stand in the facts file: `fact` or `fact.slot` → path."""

    charter: str
    measure: str
    facts: dict[str, str]


def cut(measure: str, fact_key: str, path: str, charter: str = "yantai") -> Derivation:
    return Derivation(charter, measure, {f"{fact_key}.{slot}": f"{path}.{slot}" for slot in ("before", "after")})


def the_year_before(key: str, fact_key: str) -> Derivation:
    said = f"zhaoyuan_jan_sep_2020.{key}"
    facts = {fact_key: f"{said}.value", f"{fact_key}_growth": f"{said}.yoy"}
    return Derivation("yantai", f"{fact_key}_prior_year", facts)


def city_from_share(measure: str, fact_key: str, key: str) -> Derivation:
    said = f"zones_jan_sep_2020.{key}"
    facts = {fact_key: f"{said}.value", f"{fact_key}_share_of_city": f"{said}.share_of_city"}
    return Derivation("yantai", measure, facts)


def per_land(what: str) -> Derivation:
    facts = {f"{what}_share": f"year_2021.{what}_share", "land_share": "year_2021.land_share"}
    return Derivation("hengyang", f"{what}_per_land_share", facts)


DERIVED = {
    "yantai.derived.internal_units_cut": cut("internal_units_cut", "internal_units", "before_after.internal_units"),
    "yantai.derived.headcount_quota_cut": cut("headcount_quota_cut", "headcount_quota", "before_after.headcount_quota"),
    "yantai.derived.area_cut": cut("area_cut", "area", "before_after.area_km2"),
    "yantai.derived.programme_lead_days": Derivation(
        "yantai", "programme_lead_days", {"completed": "programme.completed.value"}
    ),
    "yantai.derived.zones_identity": Derivation(
        "yantai",
        "zones_identity",
        {
            "zones_assessed_separately": "zones_by_assessment.separate",
            "zones_zhaoyuan": "zones_by_assessment.zhaoyuan",
            "zones_provincial": "zones_by_assessment.provincial",
        },
    ),
    "yantai.derived.guidance_fund_leverage": Derivation(
        "yantai",
        "guidance_fund_leverage",
        {
            "fund_drawn_in": "guidance_fund_gaoxin.social_capital_cny",
            "fund_subscribed": "guidance_fund_gaoxin.subscribed_cny",
        },
    ),
    "yantai.derived.city_fdi_usd_jan_sep": city_from_share("city_utilised_fdi", "utilised_fdi", "utilised_fdi_usd"),
    "yantai.derived.city_trade_cny_jan_sep": city_from_share("city_trade", "trade", "trade_cny"),
    "yantai.derived.zhaoyuan_prior_year.contracted_fdi_usd": the_year_before("contracted_fdi_usd", "contracted_fdi"),
    "yantai.derived.zhaoyuan_prior_year.paid_in_fdi_usd": the_year_before("paid_in_fdi_usd", "paid_in_fdi"),
    "yantai.derived.zhaoyuan_prior_year.trade_usd": the_year_before("trade_usd", "trade_usd"),
    "hengyang.derived.gdp_share_per_land_share_2021": per_land("gdp"),
    "hengyang.derived.tax_share_per_land_share_2021": per_land("tax"),
    "hengyang.derived.industrial_investment_share_2022": Derivation(
        "hengyang",
        "industrial_investment_share",
        {
            "industrial_investment": "year_2022.industrial_investment_cny.value",
            "fixed_investment": "year_2022.fixed_investment_cny.value",
        },
    ),
    "jiangxi.ganzhou.derived.bodies_cut": cut("bodies_cut", "bodies", "ganzhou.bodies", "ganzhou"),
}


@cache
def library() -> Library:
    return read_library(CHARTERS)


def derived() -> dict[str, str]:
    return {path: text for name, raw in sheets().items() for path, text in derived_of(name, raw).items()}


def given(name: str, facts: dict[str, str]) -> dict[str, Given]:
    """The facts of a derivation, read from the file and written in the units of the facts."""
    found: dict[str, Any] = {}
    for key, path in facts.items():
        value: Any = published(name)
        for part in path.split("."):
            value = value[part]
        known, _, slot = key.partition(".")
        text = in_unit(value, fact(known).unit)
        if slot:
            found.setdefault(known, {})[slot] = text
        else:
            found[known] = text
    return found


def in_unit(text: str, wanted: str) -> str:
    """A figure of a facts file, where yuan and dollars stand in full, in the unit of a fact."""
    quantity = unit(wanted).quantity
    if not quantity.startswith("money"):
        return text
    amount = Fraction(text) * unit(quantity.removeprefix("money:")).scale / unit(wanted).scale
    return f"{amount.numerator / amount.denominator:.6f}".rstrip("0").rstrip(".")


def computed(path: str) -> Figure:
    derivation = DERIVED[path]
    resolved = Resolved(library().chain(derivation.charter))
    measure = resolved.clauses["measures", derivation.measure][1]
    assert isinstance(measure, Measure)
    reader = GivenFacts(given=given(path.partition(".")[0], derivation.facts))
    figure = evaluate(measure, 0, reader, ParamBook(resolved, DAY, {})).figure
    assert isinstance(figure, Figure)
    return figure


def test_every_derived_figure_has_its_measure() -> None:
    assert sorted(derived()) == sorted(DERIVED)


@pytest.mark.parametrize("path", DERIVED)
def test_it_comes_out_as_the_file_has_it(path: str) -> None:
    printed = derived()[path]
    figure = computed(path)
    amount = in_base(figure) if figure.exact is None else figure.exact * scale_of(figure)
    assert rounded_as(printed, Fraction(amount)) == Fraction(printed)


def scale_of(figure: Figure) -> Fraction:
    """How many yuan, dollars or parts one of the figure's unit is."""
    quantity = unit(figure.unit).quantity
    base = quantity.removeprefix("money:") if quantity.startswith("money") else figure.unit
    return unit(figure.unit).scale / unit(base).scale


def rounded_as(printed: str, amount: Fraction) -> Fraction:
    """The amount as finely as the number is printed: to its decimals; a sum of money to the noughts at its end."""
    decimals = len(printed.partition(".")[2])
    money = len(printed) > len("1000000")
    noughts = 10 ** (len(printed) - len(printed.rstrip("0"))) if money else 1
    return Fraction(round_half_up(amount / noughts, decimals)) * noughts

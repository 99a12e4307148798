"""Overlay: what a lower charter may and may not do with what stands above it."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.figures import Figure, NotApplicable
from tests.kernel.charter.building import library, param, resolve, text

DAY = date(2021, 1, 1)


def found(resolved: Resolved, day: date = DAY, **words: str) -> Found:
    answer = resolved.param("rate", day, words)
    assert isinstance(answer, Found)
    return answer


def value(resolved: Resolved, day: date = DAY, **words: str) -> str:
    told = found(resolved, day, **words).value
    return told.text("zh") if isinstance(told, Figure | Limit) else str(told)


@pytest.mark.parametrize(
    ("bound", "above", "below", "in_force", "allowed"),
    [
        ("floor", "0.02", "0.05", "5%", True),
        ("floor", "0.02", "0.01", "2%", False),
        ("ceiling", "0.02", "0.01", "1%", True),
        ("ceiling", "0.02", "0.05", "2%", False),
        ("fixed", "0.02", "0.05", "2%", False),
        ("fixed", "0.02", "0.020", "2%", True),
        ("free", "0.02", "0.9", "90%", True),
    ],
)
def test_a_lower_value_stands_where_the_bound_allows_it(
    bound: str, above: str, below: str, in_force: str, allowed: bool
) -> None:
    resolved = resolve(param(above, bound=bound), param(below, bound=bound))
    assert value(resolved) == in_force
    assert found(resolved).overruled == ("" if allowed else "b")
    assert [(c.lower.file, c.upper.file) for c in resolved.conflicts()] == ([] if allowed else [("b.yaml", "a.yaml")])


def test_a_weaker_force_is_a_loosening() -> None:
    resolved = resolve(param("0.02"), param("0.05", force="encouraged"))
    assert value(resolved) == "2%"
    assert "weaker" in resolved.conflicts()[0].words


def test_a_floor_cannot_become_free_below() -> None:
    resolved = resolve(param("0.02"), param("0.05", bound="free"))
    assert [c.path for c in resolved.conflicts()] == [("params", "rate")]


def test_a_superior_that_changes_later_prevails_from_its_day_on() -> None:
    later = ", {from: 2022-01-01, value: 0.10, src: law 2}"
    resolved = resolve(param("0.02", more=later), param("0.05"))
    assert value(resolved, date(2021, 12, 31)) == "5%"
    assert value(resolved, date(2022, 1, 1)) == "10%"
    assert found(resolved, date(2022, 1, 1)).overruled == "b"
    assert "2022-01-01" in resolved.conflicts()[0].words


def test_a_superior_that_is_repealed_leaves_the_lower_word() -> None:
    repealed = ", {from: 2022-01-01, value: null, src: law 2}"
    resolved = resolve(param("0.02", more=repealed), param("0.05"))
    assert value(resolved, date(2023, 1, 1)) == "5%"
    assert resolve(param("0.02", more=repealed), "").param("rate", date(2023, 1, 1)) == NotApplicable("no_rule", "rate")


def test_before_the_first_value_there_is_none() -> None:
    assert isinstance(resolve(param("0.02")).param("rate", date(2019, 1, 1)), NotApplicable)


def test_three_levels_each_bind_the_next() -> None:
    assert value(resolve(param("0.02"), param("0.05"), param("0.07"))) == "7%"
    held = resolve(param("0.02"), param("0.05"), param("0.03"))
    assert value(held) == "5%"
    assert [c.upper.file for c in held.conflicts()] == ["b.yaml"]


def test_keyed_values_are_compared_key_by_key() -> None:
    above = param("{hitech: 5, bonded: 4}", bound="ceiling", unit="leader", by="zone_kind")
    below = param("{hitech: 4, bonded: 6}", bound="ceiling", unit="leader", by="zone_kind")
    resolved = resolve(above, below)
    assert value(resolved, zone_kind="hitech") == "4名"
    assert value(resolved, zone_kind="bonded") == "4名"
    assert isinstance(resolved.param("rate", DAY, {"zone_kind": "etdz"}), NotApplicable)
    assert len(resolved.conflicts()) == 1


def test_limits_of_different_units_cannot_be_compared() -> None:
    resolved = resolve(param("20wd", bound="ceiling", unit="limit"), param("24h", bound="ceiling", unit="limit"))
    assert value(resolved) == "20个工作日"
    assert "cannot be compared" in resolved.conflicts()[0].words


def told(force: str, by: str) -> str:
    """A charter's body with one duty that a superior may have too."""
    return f"""
duties:
  health: {{title: {{zh: 卫生, en: health}}, topic: pay, src: law 1, force: {force}, owner: {by}}}
"""


@pytest.mark.parametrize(
    ("above", "below", "owner"),
    [("must", "must", "subdistrict"), ("encouraged", "must", "subdistrict"), ("must", "in_principle", "zone")],
)
def test_a_clause_replaces_the_superior_s_as_a_whole_unless_its_force_is_weaker(
    above: str, below: str, owner: str
) -> None:
    resolved = resolve(told(above, "zone"), told(below, "subdistrict"))
    assert getattr(resolved.of("duties")["health"], "owner") == owner  # noqa: B009  a clause, here a duty
    places = [(c.lower.file, c.upper.file) for c in resolved.conflicts()]
    assert places == ([("b.yaml", "a.yaml")] if owner == "zone" else [])


def test_a_superior_that_loosens_later_lets_the_lower_word_stand_from_its_day_on() -> None:
    later = ", {from: 2022-01-01, value: 0.01, src: law 2}"
    resolved = resolve(param("0.05", more=later), param("0.02"))
    assert (value(resolved, date(2021, 12, 31)), value(resolved, date(2022, 1, 1))) == ("5%", "2%")
    assert [c.words for c in resolved.conflicts()] == ["from 2020-01-01: below the superior's floor"]


def test_a_value_dropped_by_the_middle_is_gone_for_the_lowest() -> None:
    resolved = resolve(param("0.02", force="encouraged"), DROP, "")
    assert isinstance(resolved.param("rate", DAY), NotApplicable)
    assert resolved.conflicts() == []


DROP = "drop: {params.rate: 本地不用}"


@pytest.mark.parametrize(("force", "may"), [("must", False), ("in_principle", False), ("encouraged", True)])
def test_only_what_does_not_bind_can_be_dropped(force: str, may: bool) -> None:
    resolved = resolve(param("0.02", force=force), DROP)
    assert isinstance(resolved.param("rate", DAY), NotApplicable) is may
    assert bool(resolved.conflicts()) is not may


def test_dropping_what_nobody_says_is_told() -> None:
    assert "nothing to drop" in resolve("", DROP).conflicts()[0].words


def test_a_circle_of_superiors_is_named() -> None:
    charters = library(a=text("a", "", "b"), b=text("b", "", "a"))
    with pytest.raises(BadCharter, match="circular: a → b → a"):
        charters.chain("a")


def test_an_unknown_superior_is_named_with_the_nearest() -> None:
    charters = library(yantai=text("yantai", ""), longkou=text("longkou", "", "yantia"))
    with pytest.raises(BadCharter, match="did you mean yantai"):
        charters.chain("longkou")

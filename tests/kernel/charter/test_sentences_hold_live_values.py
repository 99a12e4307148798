"""A clause is read as a sentence in which the values are live: whole, keyed, or one of the keyed ones."""

from __future__ import annotations

from datetime import date

from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.reading import sentence
from tests.kernel.charter.building import param, resolve

DAY = date(2021, 1, 1)


def clause(zh: str) -> str:
    return f"""
duties:
  told: {{title: {{zh: 职责, en: duty}}, topic: pay, src: law 1, owner: zone, text: {{zh: "{zh}", en: "{zh}"}}}}
"""


def test_a_value_and_one_of_a_keyed_value_are_filled_in() -> None:
    keyed = param("{hitech: 5, bonded: 4}", bound="ceiling", unit="leader", by="zone_kind")
    resolved = resolve(keyed + clause("高新{rate.hitech}，保税{rate.bonded}，其他{rate.etdz}。"))
    assert sentence(resolved, "duties", "told", DAY, "zh") == "高新5名，保税4名，其他尚无规定。"


def test_a_rewording_shows_both_sentences_with_their_values() -> None:
    old = resolve(param("0.02") + clause("不低于{rate}。"))
    new = resolve(param("0.02") + clause("每年不低于{rate}。"))
    (change,) = diff(old, new, DAY)
    assert (change.kind, *change.values("zh")) == ("wording", "不低于2%。", "每年不低于2%。")

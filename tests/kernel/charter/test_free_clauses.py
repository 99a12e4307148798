"""`bound: free` on any clause: a lower charter may replace or drop it, however binding it is where nobody does."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.schema import Force
from tests.kernel.charter.building import resolve

DROP = "drop: {duties.clean: 本地另有办法}\n"


def duty(owner: str, *, bound: str = "", force: str = "must") -> str:
    said = f", bound: {bound}" if bound else ""
    return f"""
duties:
  clean: {{title: {{zh: 清运, en: Refuse}}, topic: duty_list, src: law 1, force: {force}{said}, owner: {owner}}}
"""


def test_a_free_clause_binds_where_nobody_says_otherwise() -> None:
    (clause,) = resolve(duty("town", bound="free"), "").of("duties").values()
    assert clause.force is Force.MUST


@pytest.mark.parametrize(("bound", "owner", "conflicts"), [("free", "city", 0), ("", "town", 1), ("fixed", "town", 1)])
def test_only_a_free_clause_is_replaced_by_a_weaker_one(bound: str, owner: str, conflicts: int) -> None:
    resolved = resolve(duty("town", bound=bound), duty("city", force="encouraged"))
    assert getattr(resolved.of("duties")["clean"], "owner", "") == owner
    assert len(resolved.conflicts()) == conflicts


@pytest.mark.parametrize(("bound", "left"), [("free", []), ("", ["clean"])])
def test_only_a_free_clause_that_must_hold_is_dropped(bound: str, left: list[str]) -> None:
    resolved = resolve(duty("town", bound=bound), DROP)
    assert list(resolved.of("duties")) == left
    assert bool(resolved.conflicts()) is bool(left)


def test_what_is_free_at_the_top_is_bound_again_by_the_charter_that_replaces_it() -> None:
    resolved = resolve(duty("town", bound="free"), duty("city"), DROP)
    assert list(resolved.of("duties")) == ["clean"]
    assert len(resolved.conflicts()) == 1


def test_a_clause_is_no_floor() -> None:
    with pytest.raises(BadCharter, match="floor is for parameters"):
        resolve(duty("town", bound="floor"))

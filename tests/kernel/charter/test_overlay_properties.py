"""Overlay holds for chains of three charters with any dated values, bounds and forces, not only for those we knew."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel.charter.load import parse
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.figures import Figure, NotApplicable

FIRST = date(2020, 1, 1)
DAYS = 8
WORDS = ("hitech", "bonded")
WEIGHTS = {"permitted": 0, "encouraged": 1, "in_principle": 2, "must": 3}
BOUNDS = ("floor", "ceiling", "fixed", "free")


@dataclass(frozen=True)
class Word:
    """One charter's word on the parameter: dated values in hundredths, by word where keyed; None repeals."""

    bound: str
    force: str
    values: dict[int, dict[str, int] | None] = field(default_factory=dict)

    def on(self, day: int, word: str) -> int | None:
        """What it says on a day, counted from the first."""
        past = [start for start in self.values if start <= day]
        said = self.values[max(past)] if past else None
        return said.get(word) if said else None


@dataclass(frozen=True)
class Told:
    """What holds: the value, whose it is, and whom a superior overruled."""

    value: int
    charter: str
    overruled: str = ""


# ── What the law of overlay says, written down once more, as plainly as can be ───────────────────────────────────────


def reference(chain: list[Word], day: int, word: str) -> Told | None:
    holds: Told | None = None
    above: Word | None = None
    for name, own in zip("abc", chain, strict=False):
        said = own.on(day, word)
        if said is None:
            continue
        if holds is None or above is None or may_stand(above, holds.value, own, said):
            holds, above = Told(said, name), own
        else:
            holds = Told(holds.value, holds.charter, name)
    return holds


def may_stand(above: Word, set_value: int, own: Word, said: int) -> bool:
    if above.bound == "free":
        return True
    if WEIGHTS[own.force] < WEIGHTS[above.force] or own.bound not in (above.bound, "fixed"):
        return False
    return keeps(above.bound, set_value, said)


def keeps(bound: str, above: int, below: int) -> bool:
    return {"floor": below >= above, "ceiling": below <= above, "fixed": below == above, "free": True}[bound]


# ── Charters by chance ───────────────────────────────────────────────────────────────────────────────────────────────

hundredths = st.integers(0, 5)
keyed_value = st.dictionaries(st.sampled_from(WORDS), hundredths, min_size=1)
plain_value = hundredths.map(lambda n: {"": n})
starts = st.integers(0, DAYS - 1)
EVERY_DAY = range(DAYS + 1)


def words_of(value: st.SearchStrategy[dict[str, int]]) -> st.SearchStrategy[Word]:
    dated = st.dictionaries(starts, value | value | value | st.none(), min_size=1, max_size=3)
    force = st.just("must") | st.sampled_from(list(WEIGHTS))
    return st.builds(Word, st.sampled_from(BOUNDS), force, dated)


def chains(value: st.SearchStrategy[dict[str, int]]) -> st.SearchStrategy[list[Word]]:
    return st.lists(words_of(value), min_size=2, max_size=3)


any_chain = chains(plain_value) | chains(keyed_value)


def is_keyed(chain: list[Word]) -> bool:
    return any(value and "" not in value for own in chain for value in own.values.values())


def raw(own: Word, keyed: bool) -> dict[str, Any]:
    """A charter's parameter as a YAML file has it."""
    values = []
    for start, said in sorted(own.values.items()):
        amounts = {word: str(Decimal(n) / 100) for word, n in said.items()} if said else None
        value = amounts if keyed or amounts is None else amounts[""]
        values.append({"from": day_of(start).isoformat(), "value": value, "src": "law 1"})
    head = {
        "title": {"zh": "率", "en": "rate"},
        "topic": "pay",
        "unit": "ratio",
        "bound": own.bound,
        "force": own.force,
    }
    return {**head, **({"by": "zone_kind"} if keyed else {}), "values": values}


def day_of(n: int) -> date:
    return FIRST + timedelta(days=n)


def charter(name: str, parent: str, clause: dict[str, Any]) -> dict[str, Any]:
    head = {"charter": name, "title": {"zh": name, "en": name}, "in_force": "2020-01-01"}
    above = {"parent": parent} if parent else {}
    return {**head, **above, "sources": {"law": {"title": "法"}}, "params": {"rate": clause}}


def build(chain: list[Word], shuffle: random.Random | None = None) -> Resolved:
    keyed, loaded = is_keyed(chain), []
    for i, own in enumerate(chain):
        written: Any = charter("abc"[i], "abc"[i - 1] if i else "", raw(own, keyed))
        text = yaml.safe_dump(shuffled(written, shuffle) if shuffle else written, allow_unicode=True, sort_keys=False)
        loaded.append(parse({f"{'abc'[i]}.yaml": text}))
    return Resolved(loaded)


def shuffled(value: Any, by: random.Random) -> Any:
    """The same with the keys of every map in another order; lists keep theirs."""
    if isinstance(value, dict):
        keys = list(value)
        by.shuffle(keys)
        return {key: shuffled(value[key], by) for key in keys}
    return [shuffled(each, by) for each in value] if isinstance(value, list) else value


def told(resolved: Resolved, day: int, word: str) -> Told | None:
    found = resolved.param("rate", day_of(day), {"zone_kind": word} if word else {})
    if isinstance(found, NotApplicable):
        return None
    assert isinstance(found.value, Figure)
    return Told(int(found.value.amount * 100), found.charter, found.overruled)


def words(chain: list[Word]) -> tuple[str, ...]:
    return WORDS if is_keyed(chain) else ("",)


# ── What holds ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(any_chain)
def test_the_value_of_any_day_is_the_one_of_the_plain_reading(chain: list[Word]) -> None:
    resolved = build(chain)
    asked = [(day, word) for day in EVERY_DAY for word in words(chain)]
    assert [told(resolved, *each) for each in asked] == [reference(chain, *each) for each in asked]


@settings(max_examples=200)
@given(any_chain)
def test_no_value_in_force_goes_beyond_what_a_superior_in_force_sets(chain: list[Word]) -> None:
    resolved = build(chain)
    superiors = [Resolved(resolved_chain(resolved)[:level]) for level in range(1, len(chain))]
    for day, word, superior in product(EVERY_DAY, words(chain), superiors):
        holds, above = told(resolved, day, word), superior.param("rate", day_of(day), {"zone_kind": word})
        if holds and isinstance(above, Found) and isinstance(above.value, Figure):
            assert keeps(above.param.bound, int(above.value.amount * 100), holds.value)


def resolved_chain(resolved: Resolved) -> list[Any]:
    return [layer.loaded for layer in resolved.layers]


TIGHTENING = {"floor": 1, "ceiling": -1, "fixed": 0}


@given(st.sampled_from(list(TIGHTENING)), st.integers(10, 20), st.lists(st.integers(0, 5), min_size=2, max_size=2))
def test_what_is_tightened_step_by_step_is_taken(bound: str, first: int, steps: list[int]) -> None:
    values = [first, first + TIGHTENING[bound] * steps[0], first + TIGHTENING[bound] * sum(steps)]
    chain = [Word(bound, "must", {0: {"": value}}) for value in values]
    resolved = build(chain)
    assert {told(resolved, day, "") for day in EVERY_DAY} == {Told(values[-1], "c")}
    assert resolved.conflicts() == []


@given(any_chain, starts)
def test_what_a_superior_repeals_binds_no_more_and_each_below_has_its_own_word(
    chain: list[Word], repealed: int
) -> None:
    before = {start: value for start, value in chain[0].values.items() if start < repealed}
    gone = [Word(chain[0].bound, chain[0].force, {**before, repealed: None}), *chain[1:]]
    assume(is_keyed(gone) == is_keyed(chain))
    with_it, without_it, below = build(chain), build(gone), build(chain[1:])
    for day, word in product(EVERY_DAY, words(chain)):
        holds = told(without_it, day, word)
        if day < repealed:
            assert holds == told(with_it, day, word)
        else:
            own = told(below, day, word)
            assert (holds and holds.value) == (own and own.value)


@given(any_chain, st.integers(0, 1_000_000))
def test_the_order_of_keys_in_the_files_does_not_matter(chain: list[Word], seed: int) -> None:
    plain, other = build(chain), build(chain, random.Random(seed))
    for word in words(chain):
        assert [told(plain, d, word) for d in EVERY_DAY] == [told(other, d, word) for d in EVERY_DAY]
    assert sorted(c.words for c in plain.conflicts()) == sorted(c.words for c in other.conflicts())


@given(any_chain)
def test_there_is_a_conflict_where_somebody_is_overruled_on_some_day_and_nowhere_else(chain: list[Word]) -> None:
    resolved = build(chain)
    overruled = {
        name
        for word in words(chain)
        for day in EVERY_DAY
        for name in "abc"[: len(chain)]
        if is_overruled(chain["abc".index(name) :: -1][::-1], day, word, name)
    }
    assert {conflict.lower.file.removesuffix(".yaml") for conflict in resolved.conflicts()} == overruled


def is_overruled(chain: list[Word], day: int, word: str, name: str) -> bool:
    holds = reference(chain, day, word)
    return holds is not None and holds.overruled == name

"""What charters differ in is held by files; `python -m tests.kernel.charter.golden` writes an intended change."""

from __future__ import annotations

from collections import Counter

import pytest

from kaifaqu.kernel.charter.diff import KIND_OF_FIELD
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.words import KINDS
from tests.kernel.charter.amended import EDITS, amended
from tests.kernel.charter.golden import GOLDEN, PAIRS, amended_yantai, as_data, as_sentences, library


def kept(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("pair", PAIRS)
def test_the_changes_between_two_charters_are_the_reviewed_ones(pair: str) -> None:
    assert as_data(PAIRS[pair]()) == kept(f"{pair}.json")


@pytest.mark.parametrize("pair", PAIRS)
def test_their_sentences_are_the_reviewed_ones(pair: str) -> None:
    assert as_sentences(PAIRS[pair]()) == kept(f"{pair}.txt")


def test_every_file_kept_is_of_a_pair() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(PAIRS)


def test_an_amendment_is_told_edit_by_edit_and_nothing_else_is() -> None:
    told = Counter((change.kind, change.path) for change in amended_yantai())
    assert told == Counter((edit.kind, edit.told) for edit in EDITS)


def test_the_amendment_has_an_edit_of_every_kind_of_change() -> None:
    assert {edit.kind for edit in EDITS} == set(KINDS) | {kind for _, kind in KIND_OF_FIELD}


def test_the_amended_charter_says_nothing_against_its_superiors() -> None:
    *above, own = library().chain("yantai")
    assert Resolved([*above, amended(own)]).conflicts() == []


@pytest.mark.parametrize("pair", PAIRS)
def test_a_change_of_a_parameter_has_its_day(pair: str) -> None:
    unsaid = [c.path for c in PAIRS[pair]() if c.path.startswith("params.") and c.start is None]
    assert unsaid == []

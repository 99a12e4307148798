"""A copy of the charters with any one thing broken: `kaifaqu charter lint` fails and names file, line and key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.site.charter_cli import charter
from kaifaqu.site.vocabulary import vocabulary
from tests.site.breaking import BREAKAGES, House, Spot, spots

CHARTERS = Path(__file__).parents[2] / "charters"
HAN, SENTENCE = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
ENOUGH = 5
"""How many places each way of breaking is tried in; other ones every time."""


@cache
def library() -> Library:
    return read_library(CHARTERS)


@cache
def house() -> House:
    chains = {place: library().chain(place) for place in library().charters}
    texts = {f"{f.parent.name}/{f.name}": f.read_text(encoding="utf-8") for f in CHARTERS.glob("*/*.yaml")}
    return House(chains, vocabulary(), texts)


@cache
def every_spot() -> tuple[Spot, ...]:
    return tuple(spot for place in library().charters for spot in spots(place, CHARTERS / place))


@cache
def breakable(name: str) -> tuple[Spot, ...]:
    return tuple(spot for spot in every_spot() if BREAKAGES[name](house(), spot))


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each place a folder with its charter and those of its superiors."""
    root = tmp_path_factory.mktemp("charters")
    for place in library().charters:
        for loaded in library().chain(place):
            above = loaded.charter.charter
            shutil.copytree(CHARTERS / above, root / place / above)
    return root


@contextmanager
def written(file: Path, text: str) -> Iterator[None]:
    sound = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(sound, encoding="utf-8")


def lint(folder: Path) -> Result:
    return CliRunner().invoke(charter, ["lint", str(folder)])


def test_the_copies_are_sound_as_long_as_nothing_is_broken(copies: Path) -> None:
    told = {folder.name: lint(folder) for folder in copies.iterdir()}
    assert {place: result.output for place, result in told.items() if result.exit_code} == {}


@pytest.mark.parametrize("name", BREAKAGES)
def test_it_is_told_in_chinese_without_an_english_sentence_and_in_english_at_the_same_key(
    copies: Path, name: str
) -> None:
    spot = breakable(name)[0]
    broken = BREAKAGES[name](house(), spot)
    assert broken is not None
    with written(copies / spot.place / spot.file, broken.text):
        with translation.override("zh-hans"):
            zh = lint(copies / spot.place).output.splitlines()
        with translation.override("en"):
            en = lint(copies / spot.place).output.splitlines()
    said = [line.removeprefix(broken.told) for line in zh if line.startswith(broken.told)]
    assert said
    assert [line for line in said if not HAN.search(line) or SENTENCE.search(line)] == []
    assert [line for line in en if line.startswith(broken.told)]
    assert [":".join(line.split(": ")[:2]) for line in zh[:-1]] == [":".join(line.split(": ")[:2]) for line in en[:-1]]


@pytest.mark.parametrize("name", BREAKAGES)
def test_one_thing_broken_is_told_with_file_line_and_key(copies: Path, name: str) -> None:
    @settings(max_examples=ENOUGH, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(breakable(name)))
    def is_told(spot: Spot) -> None:
        broken = BREAKAGES[name](house(), spot)
        assert broken is not None
        with written(copies / spot.place / spot.file, broken.text):
            result = lint(copies / spot.place)
        assert result.exit_code == 1, result.output
        assert [line for line in result.output.splitlines() if line.startswith(broken.told)], (broken, result.output)

    is_told()

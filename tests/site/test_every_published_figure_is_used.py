"""Every number that a source prints is a charter's, the demonstration's, or is listed with what it waits for."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import yaml

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.rooms.institutions.models import Adjustment, Zone
from kaifaqu.site.vocabulary import ROOMS
from tests.published import FACTS
from tests.site.sheets import Said, charter_figures, figures_of, loaded_figures, sheets, unmatched, words_of

CHARTERS = FACTS.parent / "charters"
UNUSED = FACTS / "unused.yaml"


@cache
def figures() -> list[Said]:
    return [said for name, raw in sheets().items() for said in figures_of(name, raw)]


@pytest.fixture
def uses(demonstration: None) -> list[Said]:
    started = [
        Said(f"zone {zone}", Fraction(zone.started or 0), zone.source, "", frozenset({"start"}))
        for zone in Zone.objects.exclude(started=None)
    ]
    counted = [
        Said(f"adjustment {row}", Fraction(row.count or 0), row.source, row.paragraph, words_of(row.kind))
        for row in Adjustment.objects.exclude(count=None)
    ]
    return [*charter_figures(read_library(CHARTERS)), *loaded_figures(Observation.objects.all()), *started, *counted]


@cache
def unused() -> list[dict[str, Any]]:
    raw: list[dict[str, Any]] = yaml.load(UNUSED.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return raw


def listed() -> list[str]:
    return [path for group in unused() for path in group["figures"]]


def test_every_figure_is_used_or_listed_with_what_it_waits_for(uses: list[Said]) -> None:
    spoken_for = [figure for figure in figures() if figure.path not in listed()]
    assert len(spoken_for) > 70
    assert unmatched(spoken_for, uses) == []


def test_a_figure_that_is_listed_as_unused_is_not_used(uses: list[Said]) -> None:
    ordered = sorted(figures(), key=lambda figure: figure.path in listed())
    assert sorted(set(listed()) - set(unmatched(ordered, uses))) == []


def test_what_is_listed_exists_and_is_listed_once() -> None:
    paths = [figure.path for figure in figures()]
    assert [path for path in listed() if path not in paths] == []
    assert len(listed()) == len(set(listed()))


def test_what_waits_names_a_room_of_the_plan_and_says_why() -> None:
    assert [group for group in unused() if group["room"] not in ROOMS or len(group["why"]) < 10] == []

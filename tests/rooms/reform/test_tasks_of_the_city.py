"""A task of the city has one cell, the city's own; the zones show that it is none of theirs, and do not count."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import State
from kaifaqu.rooms.reform.rules import Light, here
from tests import programmes
from tests.cast import Cast
from tests.records import refused
from tests.rooms.reform.conftest import Driven

DAY = date(2020, 9, 1)


@pytest.fixture
def levels(cast: Cast) -> Driven:
    return Driven(cast, programmes.under_way(cast, programmes.LEVELS))


def test_the_city_stands_first_and_each_task_counts_where_it_is_done(cast: Cast, levels: Driven) -> None:
    board = queries.board(levels.row, DAY)
    assert board is not None
    assert [place.pk for place in board.places] == [cast.city.pk, cast.zone_a.pk, cast.zone_b.pk]
    assert levels.lights(DAY, "slim") == [Light.NOT_STARTED] * 3
    assert levels.lights(DAY, "area") == [Light.NOT_STARTED, Light.CITY_LEVEL, Light.CITY_LEVEL]
    assert [line.counted for line in board.lines] == [3, 1]


def test_the_city_is_no_column_where_every_task_is_the_zones(cast: Cast, driven: Driven) -> None:
    board = queries.board(driven.row, DAY)
    assert board is not None
    assert [place.pk for place in board.places] == [cast.zone_a.pk, cast.zone_b.pk]


def test_a_city_s_task_is_reported_of_the_city_and_not_of_a_zone(cast: Cast, levels: Driven) -> None:
    with refused("city_level", field="task"):
        levels.say(State.CLAIMED, DAY, task="area")
    levels.say(State.CLAIMED, DAY, place=cast.city.pk, task="area", by=cast.clerk)
    assert levels.lights(DAY, "area") == [Light.CLAIMED, Light.CITY_LEVEL, Light.CITY_LEVEL]


def test_a_zones_task_is_not_reported_of_the_city(cast: Cast, driven: Driven) -> None:
    with refused("zone_level", field="task"):
        driven.say(State.CLAIMED, DAY, place=cast.city.pk, by=cast.clerk)


def test_one_of_both_is_reported_of_either(cast: Cast, levels: Driven) -> None:
    levels.say(State.CLAIMED, DAY)
    levels.say(State.UNDER_WAY, DAY, place=cast.city.pk, by=cast.clerk)
    assert levels.lights(DAY) == [Light.UNDER_WAY, Light.CLAIMED, Light.NOT_STARTED]


@pytest.mark.parametrize("level", ["zone", "city", "both"])
def test_where_zones_are_only_known_together_nothing_is_told_apart(level: str) -> None:
    assert here(level, home=False, by_zone=False) is None
    assert here(level, home=True, by_zone=False) is None

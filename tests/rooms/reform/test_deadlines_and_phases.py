"""A task may be due before its programme; the second phase begins once everything is verified, or for a reason."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.actions import begin_phase, set_aside, set_task_deadline
from kaifaqu.rooms.reform.models import State
from kaifaqu.rooms.reform.queries.driving import phase
from kaifaqu.rooms.reform.rules import Light
from tests import programmes
from tests.cast import Cast
from tests.records import refused
from tests.rooms.reform.conftest import Driven

SET, DUE, SECOND = date(2020, 8, 10), date(2020, 10, 1), date(2020, 9, 20)


def due(driven: Driven, day: date = DUE, on: date = SET) -> None:
    set_task_deadline(Ref(driven.pk), by=driven.cast.clerk, task="slim", due=day, on=on)


def test_lights_follow_the_earlier_day(driven: Driven) -> None:
    due(driven)
    assert driven.lights(date(2020, 10, 3)) == [Light.LATE, Light.LATE]
    assert driven.lights(date(2020, 10, 3), "area") == [Light.NOT_STARTED, Light.NOT_STARTED]


def test_a_deadline_holds_from_the_day_on_which_it_was_set_until_another_is(driven: Driven) -> None:
    due(driven, on=date(2020, 9, 1))
    due(driven, date(2020, 10, 20), on=date(2020, 9, 25))
    boards = [queries.board(driven.row, day) for day in (SET, date(2020, 9, 2), date(2020, 9, 26))]
    assert [board.lines[0].due for board in boards if board] == [programmes.DUE, DUE, date(2020, 10, 20)]


def test_no_task_is_due_after_its_programme_or_before_it_is_set(driven: Driven) -> None:
    with refused("after_deadline", field="due"):
        due(driven, date(2020, 12, 1))
    with refused("dates", field="due"):
        due(driven, SET)


def test_only_the_office_sets_days_and_phases(cast: Cast, driven: Driven) -> None:
    for seat in (cast.zone_clerk, cast.officer, cast.auditor):
        with pytest.raises(NotFound):
            set_task_deadline(Ref(driven.pk), by=seat, task="slim", due=DUE, on=SET)
        with pytest.raises(NotFound):
            begin_phase(Ref(driven.pk), by=seat, phase_number=2, on=SET, reason="市里要求")


def begin(driven: Driven, number: int = 2, reason: str = "") -> None:
    begin_phase(Ref(driven.pk), by=driven.cast.clerk, phase_number=number, on=SECOND, reason=reason)


def present(driven: Driven, day: date) -> tuple[int, date]:
    board = queries.board(driven.row, day)
    assert board is not None
    found = phase(driven.row, board.planned, day)
    assert found is not None
    return found.number, found.begun


def test_the_first_phase_begins_with_the_programme_and_the_second_for_a_reason(driven: Driven) -> None:
    with refused("unfinished", field="reason"):
        begin(driven)
    begin(driven, reason="市里要求同步推进")
    assert present(driven, date(2020, 9, 19)) == (1, programmes.BEGUN)
    assert present(driven, SECOND) == (2, SECOND)


def test_it_begins_without_one_when_all_is_verified_or_set_aside(cast: Cast, driven: Driven) -> None:
    day = date(2020, 9, 1)
    for task in ("slim", "area"):
        driven.say(State.CLAIMED, day, task=task)
        driven.judge(cast.clerk, day, task=task)
        set_aside(Ref(cast.zone_b.pk), by=cast.clerk, programme=driven.ref, task=task, on=day, reason="不涉及这个区")
    begin(driven)
    assert present(driven, SECOND) == (2, SECOND)


def test_phases_come_one_after_the_other(driven: Driven) -> None:
    with refused("phase", field="phase_number"):
        begin(driven, 3)
    with refused("order", field="phase_number"):
        begin(driven, 1)

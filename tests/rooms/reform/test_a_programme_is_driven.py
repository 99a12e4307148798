"""A programme of the charter is adopted; zones claim, the office verifies; claimed is not verified. YT-00."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.institutions.actions import change_quota
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.actions import adopt_programme, explain_delay, report_progress, set_aside, verify_progress
from kaifaqu.rooms.reform.models import Programme, Report, State
from kaifaqu.rooms.reform.rules import Light
from tests import programmes
from tests.cast import Cast, sit

CLAIMED, JUDGED, LATE = date(2020, 9, 1), date(2020, 9, 10), date(2020, 12, 15)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return Programme.objects.get(pk=programmes.under_way(cast))


def claim(cast: Cast, programme: Programme, *, by: Actor | None = None, **given: Any) -> None:
    told = {"state": State.CLAIMED, "on": CLAIMED, "task": "slim", **given}
    report_progress(Ref(cast.zone_a.pk), by=by or cast.zone_clerk, programme=Ref(programme.pk), **told)


def judge(cast: Cast, programme: Programme, verdict: State, *, by: Actor | None = None, **given: Any) -> None:
    told = {"on": JUDGED, "words": "", **given}
    verify_progress(
        Ref(cast.zone_a.pk), by=by or cast.clerk, programme=Ref(programme.pk), task="slim", verdict=verdict, **told
    )


def lights(programme: Programme, day: date, task: str = "slim") -> list[Light]:
    board = queries.board(programme, day)
    assert board is not None
    line = next(line for line in board.lines if line.key == task)
    return [cell.light for cell in line.cells.values()]


def test_a_task_goes_from_claimed_to_verified_and_the_board_knows_each_day(cast: Cast, programme: Programme) -> None:
    claim(cast, programme)
    judge(cast, programme, State.VERIFIED)
    assert lights(programme, date(2020, 8, 20)) == [Light.NOT_STARTED, Light.NOT_STARTED]
    assert lights(programme, CLAIMED) == [Light.CLAIMED, Light.NOT_STARTED]
    assert lights(programme, JUDGED) == [Light.VERIFIED, Light.NOT_STARTED]
    assert lights(programme, LATE) == [Light.VERIFIED, Light.LATE]


def test_what_is_sent_back_says_what_is_missing_and_can_be_claimed_again(cast: Cast, programme: Programme) -> None:
    claim(cast, programme)
    with pytest.raises(Refusal, match="写明缺什么"):
        judge(cast, programme, State.RETURNED)
    judge(cast, programme, State.RETURNED, words="缺少任职文件")
    assert lights(programme, JUDGED)[0] is Light.UNDER_WAY
    claim(cast, programme, on=date(2020, 9, 20))
    assert lights(programme, date(2020, 9, 20))[0] is Light.CLAIMED


def test_nobody_verifies_his_own_claim(cast: Cast, programme: Programme) -> None:
    claim(cast, programme, by=cast.clerk)
    with pytest.raises(Refusal, match="另一人"):
        judge(cast, programme, State.VERIFIED)
    second, _ = sit(cast.office, "林芳", "reform_office")
    judge(cast, programme, State.VERIFIED, by=second)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"on": date(2020, 7, 31)}, "早于方案启动之日"),
        ({"on": date(2099, 1, 1)}, "晚于今天"),
        ({"task": "slimm"}, "没有这项任务"),
        ({"state": State.VERIFIED}, "只报推进中或完成"),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    cast: Cast, programme: Programme, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        claim(cast, programme, **given)
    assert not Report.objects.exists()


def test_what_was_not_claimed_cannot_be_verified(cast: Cast, programme: Programme) -> None:
    with pytest.raises(Refusal, match="还没有报完成"):
        judge(cast, programme, State.VERIFIED)


def test_a_place_outside_has_no_part_in_it(cast: Cast) -> None:
    programmes.governed(cast)
    with pytest.raises(Refusal, match="没有这个改革方案"):
        adopt_programme(Ref(cast.city.pk), by=cast.clerk, key="other", on=programmes.BEGUN)


def test_a_task_that_is_set_aside_is_not_counted_and_words_stand_beside_a_red_light(
    cast: Cast, programme: Programme
) -> None:
    set_aside(Ref(cast.zone_b.pk), by=cast.clerk, programme=Ref(programme.pk), task="slim", on=CLAIMED, reason="不涉及")
    explain_delay(
        Ref(cast.zone_a.pk),
        by=cast.zone_clerk,
        programme=Ref(programme.pk),
        task="slim",
        on=date(2020, 12, 1),
        words="等待批复",
    )
    board = queries.board(programme, date(2020, 12, 1))
    assert board is not None
    cells = board.lines[0].cells
    assert [cell.light for cell in cells.values()] == [Light.LATE, Light.NOT_APPLICABLE]
    explained = cells[cast.zone_a.pk].explained
    assert explained is not None
    assert explained.words == "等待批复"


def test_a_proof_says_what_the_facts_say_whatever_was_claimed(cast: Cast, programme: Programme) -> None:
    claim(cast, programme)
    board = queries.board(programme, CLAIMED)
    assert board is not None
    [before] = queries.proofs(board.institution, board.lines[0].task, cast.zone_a.pk, CLAIMED)
    assert before.verdict is False
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=JUDGED)
    [after] = queries.proofs(board.institution, board.lines[0].task, cast.zone_a.pk, JUDGED)
    assert after.verdict is True


@pytest.mark.database
def test_what_was_said_cannot_be_unsaid(cast: Cast, programme: Programme) -> None:
    claim(cast, programme)
    with guard.lifted("a forger"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Report.objects.update(state=State.VERIFIED)


def test_a_programme_of_zones_counted_together_shows_those_alone(cast: Cast) -> None:
    city = programmes.governed(cast)
    row = adopt_programme(Ref(city), by=cast.clerk, key="reform", on=programmes.BEGUN, by_zone=False)
    assert queries.driven(row) == []
    claim(cast, row)
    assert queries.driven(row) == [Subject.objects.get(pk=cast.zone_a.pk)]

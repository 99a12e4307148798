"""The office names who leads a task, from a day on; the organ that leads verifies what zones claim of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import abolish_organ
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.actions import assign_lead
from kaifaqu.rooms.reform.models import Programme, State
from kaifaqu.rooms.reform.queries.driving import home_of, lead_history, lead_of
from kaifaqu.rooms.reform.queries.todo import Wanted, programme_todo, to_verify
from kaifaqu.rooms.reform.rules import Light
from tests.cast import SETUP, Cast, sit
from tests.records import refused
from tests.rooms.reform.conftest import Driven

FIRST, THEN, CLAIMED, JUDGED = date(2020, 8, 5), date(2020, 8, 20), date(2020, 9, 1), date(2020, 9, 5)


def test_who_leads_is_known_of_every_day(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.department, FIRST)
    driven.lead(cast.office, THEN)
    row = driven.row
    led = [lead_of(row, "slim", day) for day in (FIRST - timedelta(1), FIRST, THEN - timedelta(1), THEN)]
    assert [each.organ_id if each else None for each in led] == [
        None,
        cast.department.pk,
        cast.department.pk,
        cast.office.pk,
    ]
    assert [each.organ_id for each in lead_history(row, "slim")] == [cast.office.pk, cast.department.pk]
    board = queries.board(row, THEN)
    assert board is not None
    assert [line.lead.organ_id if line.lead else None for line in board.lines] == [cast.office.pk, None]


def test_an_organ_that_has_ended_leads_nothing(cast: Cast, driven: Driven) -> None:
    abolish_organ(Ref(cast.department.pk), by=SETUP, on=FIRST)
    with refused("abolished", field="organ"):
        driven.lead(cast.department, THEN)


def test_an_organ_below_the_programme_s_place_may_lead_and_one_beside_it_may_not(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.committee_a, FIRST)
    found = lead_of(driven.row, "slim", FIRST)
    assert found is not None
    assert home_of(driven.row, cast.committee_a.subject) == (cast.city.path, True)
    beside = Subject(place_id=cast.zone_a.pk)
    in_zone_b = Programme(subject=Subject(place_id=cast.zone_b.pk))
    assert home_of(in_zone_b, beside)[1] is False


def test_a_task_that_is_none_or_a_day_that_cannot_be_is_refused(cast: Cast, driven: Driven) -> None:
    with refused("unknown", field="task"):
        driven.lead(cast.department, FIRST, task="slimm")
    with refused("before_start", field="on"):
        driven.lead(cast.department, date(2020, 7, 1))
    with refused("in_future", field="on"):
        driven.lead(cast.department, today() + timedelta(days=1))


def test_only_the_office_says_who_leads(cast: Cast, driven: Driven) -> None:
    for seat in (cast.zone_clerk, cast.officer, cast.auditor, cast.nobody):
        with pytest.raises(NotFound):
            assign_lead(Ref(driven.pk), by=seat, task="slim", organ=Ref(cast.department.pk), on=FIRST)


def test_the_department_verifies_what_it_leads(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.department, FIRST)
    driven.say(State.CLAIMED, CLAIMED)
    driven.judge(cast.officer, JUDGED)
    assert driven.lights(JUDGED)[0] is Light.VERIFIED


def test_it_sends_back_what_is_missing_too(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.department, FIRST)
    driven.say(State.CLAIMED, CLAIMED)
    driven.judge(cast.officer, JUDGED, State.RETURNED, words="缺文件")
    assert driven.lights(JUDGED)[0] is Light.UNDER_WAY


def test_of_other_tasks_it_is_told_who_leads(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, CLAIMED)
    with refused("not_leading", field="task"):
        driven.judge(cast.officer, JUDGED)
    driven.lead(cast.office, FIRST)
    with pytest.raises(Exception, match="这项任务由改革办牵头"):
        driven.judge(cast.officer, JUDGED)
    driven.judge(cast.clerk, JUDGED)


def test_a_department_of_a_zone_verifies_nothing_elsewhere(cast: Cast, driven: Driven) -> None:
    inside, _ = sit(cast.committee_b, "某", "department_officer")
    driven.lead(cast.committee_b, FIRST)
    driven.say(State.CLAIMED, CLAIMED)
    with pytest.raises(NotFound):
        driven.judge(inside, JUDGED)


def test_each_sees_what_waits_for_him(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.department, FIRST)
    driven.say(State.CLAIMED, CLAIMED)
    driven.say(State.CLAIMED, CLAIMED, task="area")
    assert [todo.task for todo in to_verify(cast.officer, JUDGED)] == ["slim"]
    assert [todo.task for todo in to_verify(cast.clerk, JUDGED)] == ["slim", "area"]
    assert to_verify(cast.zone_clerk, JUDGED) == []


def test_a_claim_of_one_s_own_does_not_wait_for_oneself(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, CLAIMED, by=cast.clerk)
    assert to_verify(cast.clerk, JUDGED) == []


def test_a_zone_sees_what_it_has_to_do_and_the_office_who_owes_words(cast: Cast, driven: Driven) -> None:
    soon, waiting, late = date(2020, 11, 25), date(2020, 12, 1), date(2020, 12, 2)

    def wanted(seat: Seat, day: date) -> list[tuple[Wanted, str]]:
        return [(todo.wanted, todo.task) for todo in programme_todo(seat, day)]

    assert wanted(cast.zone_clerk, date(2020, 10, 1)) == []
    assert wanted(cast.zone_clerk, soon) == [(Wanted.SOON, "slim"), (Wanted.SOON, "area")]
    assert wanted(cast.zone_clerk, waiting) == [(Wanted.GIVE_WORDS, "slim"), (Wanted.GIVE_WORDS, "area")]
    assert wanted(cast.clerk, waiting) == []
    assert wanted(cast.clerk, late) == [(Wanted.ASK_WORDS, task) for task in ("slim", "slim", "area", "area")]
    driven.say(State.CLAIMED, CLAIMED)
    driven.judge(cast.clerk, JUDGED, State.RETURNED, words="缺文件")
    assert wanted(cast.zone_clerk, JUDGED) == [(Wanted.RETURNED, "slim")]

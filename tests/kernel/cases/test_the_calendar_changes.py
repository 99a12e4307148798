"""A new notice moves what is still to be done and nothing else; killed half way, the worker goes on where it stood."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.actions import DayKind, override_day, set_office_hours
from kaifaqu.kernel.cases import doctor, recount, worker
from kaifaqu.kernel.cases.models import Ask, Case, Recount
from kaifaqu.kernel.trail.models import Entry
from tests.cast import SETUP, Cast
from tests.kernel.cases.matters import MONDAY, Scene, at, called, moment, now_of, say, scene

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def closed(place: int, day: date = date(2025, 6, 12)) -> None:
    override_day(Ref(place), by=SETUP, day=day, kind=DayKind.CLOSED, name="台风停工")


def lifted(place: int, day: date = date(2025, 6, 12)) -> None:
    override_day(Ref(place), by=SETUP, day=day, kind=DayKind.LIFTED)


def running(here: Scene, count: int = 1) -> list[Case]:
    with clock.at(MONDAY):
        cases = [called(here) for _ in range(count)]
        for case in cases:
            say(case, here.lead, "sign")
        assert recount.recount() == 0  # nothing has come into the calendar yet
        return cases


def test_a_closed_day_moves_the_deadline_and_the_trail_says_from_when_to_when(here: Scene) -> None:
    [case] = running(here)
    closed(here.cast.city.pk)
    with clock.at(MONDAY):
        assert recount.recount() == 1
        assert recount.recount() == 0
        assert list(doctor.drifted()) == []
    assert now_of(case).due_at == moment(2025, 6, 17, 17, 30)
    last = Entry.objects.filter(subject=case.pk).order_by("-seq")[0]
    assert '{"field":"case.due_at","new":"2025-06-17 17:30","old":"2025-06-16 17:30"}' in last.body
    assert "台风停工" in last.body


def test_what_is_taken_back_shortens_the_deadline_again_and_what_is_then_due_happens(here: Scene) -> None:
    [case] = running(here)
    closed(here.cast.city.pk)
    with at(2025, 6, 13, 18):
        worker.turn()
        assert now_of(case).next_at == moment(2025, 6, 16, 17, 30)  # 80 %, a day later than it was
        lifted(here.cast.city.pk)
        assert worker.turn().done == 1
    assert "0@80%" in now_of(case).kept["climbed"]


def test_it_holds_below_the_place_only(here: Scene) -> None:
    [case] = running(here)
    closed(here.cast.zone_b.pk)
    with clock.at(MONDAY):
        assert recount.recount() == 0
    assert now_of(case).due_at == moment(2025, 6, 16, 17, 30)


def test_office_hours_move_the_end_of_the_day(here: Scene) -> None:
    [case] = running(here)
    hours = "周一至周五 9:00-12:00 13:00-18:00"
    set_office_hours(Ref(here.cast.zone_a.pk), by=SETUP, windows=hours, on=date(2025, 6, 10))
    with clock.at(MONDAY):
        assert recount.recount() == 1
    assert now_of(case).due_at == moment(2025, 6, 16, 18, 0)


def test_verdicts_and_what_has_ended_stay(here: Scene) -> None:
    [case] = running(here)
    before = list(Ask.objects.filter(case=case.pk, answered_at__isnull=False).values())
    closed(here.cast.city.pk, date(2025, 6, 9))
    with clock.at(MONDAY):
        recount.recount()
    assert list(Ask.objects.filter(case=case.pk, answered_at__isnull=False).values()) == before


def test_killed_half_way_it_goes_on_where_it_stood(here: Scene) -> None:
    cases = running(here, 3)
    closed(here.cast.city.pk)

    class Killed(Exception):
        pass

    def killed(_seconds: float) -> None:
        raise Killed

    with clock.at(MONDAY):
        with pytest.raises(Killed):
            recount.recount(worker.Pace(size=1, pause=killed))
        assert [now_of(case).due_at == moment(2025, 6, 17, 17, 30) for case in cases] == [True, False, False]
        assert recount.recount(worker.Pace(size=2, pause=lambda _seconds: None)) == 2
    assert {now_of(case).due_at for case in cases} == {moment(2025, 6, 17, 17, 30)}
    assert not Recount.objects.filter(ended_at=None).exists()

"""When time runs out: silence answers, the ladder is climbed in order, once, at hours when offices are open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.cases import doctor, worker
from kaifaqu.kernel.cases.actions import extend_case, pause_case, resume_case, run_due
from kaifaqu.kernel.cases.models import Ask, Case, Status
from kaifaqu.kernel.trail.guard import lifted
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, Scene, at, called, moment, now_of, say, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def climbed(case: Case) -> list[str]:
    return list(now_of(case).kept.get("climbed", []))


def test_the_ladder_is_climbed_in_order_and_each_rung_once(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2025, 6, 13, 17, 30):  # four of five working days
        assert worker.drain().done == 1
        assert worker.drain().done == 0
    assert climbed(case) == ["0@80%"]
    with at(2025, 6, 20, 9, 0):
        assert worker.drain().done == 2
    assert climbed(case) == ["0@80%", "0@100%", "0@+1wd"]
    assert now_of(case).next_at is None


def test_from_following_up_on_the_supervisor_reads_along(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2025, 6, 20, 9, 0):
        worker.drain()
    assert Ask.objects.filter(case=case.pk, kind="cc", organ=here.office.organ).exists()


def test_nobody_is_reminded_at_night(here: Scene) -> None:
    with clock.at(moment(2025, 6, 9, 9, 0)):
        case = called(here)
        say(case, here.lead, "sign")
    # The limit ends at closing time on Monday the 16th; the last rung, a working day later, too.
    assert now_of(case).next_at == moment(2025, 6, 13, 17, 30)
    with at(2025, 6, 13, 17, 30):
        worker.drain()
    assert now_of(case).next_at == moment(2025, 6, 16, 17, 30)


def test_silence_confirms_and_says_that_it_was_silence(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
    with at(2025, 6, 10, 17, 30):
        assert worker.drain().done == 1
    ended = now_of(case)
    assert (ended.status, ended.outcome) == (Status.ENDED, "confirmed")
    last = Entry.objects.filter(subject=case.pk).order_by("-seq").first()
    assert last is not None
    assert '"rule":"worker"' in last.body


def test_what_is_not_due_does_not_happen(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        with pytest.raises(Refusal) as caught:
            run_due(Ref(case.pk), by=worker.WORKER)
    assert caught.value.code == "nothing_due"


def test_while_time_stands_still_nothing_is_due_and_afterwards_it_is_later(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        pause_case(Ref(case.pk), by=here.lead, ground="专家评审")
    assert (now_of(case).status, now_of(case).due_at, now_of(case).next_at) == (Status.PAUSED, None, None)
    with at(2025, 6, 20, 9, 0):
        assert worker.drain().done == 0
    with at(2025, 6, 11, 9, 0):
        resume_case(Ref(case.pk), by=here.lead)
    assert now_of(case).due_at == moment(2025, 6, 11, 14, 0)  # to sign: four working hours are left
    outer = now_of(case)
    with at(2025, 6, 11, 9, 0):
        say(outer, here.lead, "sign")
    assert now_of(case).due_at == moment(2025, 6, 18, 17, 30)  # Monday to Wednesday morning do not count


def test_more_time_is_given_once_for_a_reason(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        extend_case(Ref(case.pk), by=here.lead, limit="5wd", ground="地下管线情况复杂")
        with pytest.raises(Refusal) as caught:
            extend_case(Ref(case.pk), by=here.lead, limit="5wd", ground="还要再延")
    assert caught.value.code == "extended"
    assert now_of(case).due_at == moment(2025, 6, 23, 17, 30)


@pytest.mark.parametrize("limit", ["0wd", "10000d", "5working", "-1d"])
def test_a_limit_that_is_none_is_refused(here: Scene, limit: str) -> None:
    case = called(here)
    with pytest.raises(Refusal):
        extend_case(Ref(case.pk), by=here.lead, limit=limit, ground="理由充分")


def test_the_oldest_go_first_however_many_younger_ones_come(here: Scene) -> None:
    cases = []
    for day in range(5):
        with clock.at(MONDAY + timedelta(days=day)):
            cases.append(called(here))
    with at(2025, 7, 30, 9, 0):
        waiting = list(worker.waiting().values_list("pk", flat=True))
    assert waiting == [case.pk for case in cases]


def test_what_a_case_shows_is_what_its_asks_and_clocks_come_to(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here, here.other)
        say(case, here.lead, "sign")
        assert list(doctor.drifted()) == []
        with lifted("a test breaks it"):
            Case.objects.filter(pk=case.pk).update(holder=here.caller.organ)
        assert list(doctor.drifted()) == [f"{case.pk}: holder_id"]


def test_time_stands_still_only_on_a_ground_of_the_procedure_and_for_whoever_holds_it(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here, here.helper)
        say(case, here.lead, "sign")
        for by, ground, code in (
            (here.lead, "最近太忙", "ground"),
            (here.helper, "专家评审", "not_yours"),
            (here.caller, "专家评审", "not_yours"),
        ):
            with pytest.raises(Refusal) as caught:
                pause_case(Ref(case.pk), by=by, ground=ground)
            assert caught.value.code == code
        pause_case(Ref(case.pk), by=here.lead, ground="Review by experts")
    assert now_of(case).status == Status.PAUSED


def test_a_procedure_that_names_no_ground_never_stands_still(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here, procedure="arbitration")
        with pytest.raises(Refusal) as caught:
            pause_case(Ref(case.pk), by=here.office, ground="专家评审")
    assert caught.value.code == "ground"

"""A part of a matter that runs as a matter of its own: what stands above waits for it, and then goes on."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.cases import doctor, worker
from kaifaqu.kernel.cases.actions import open_child, reopen_case, transfer_case, withdraw_case
from kaifaqu.kernel.cases.models import Case, Status
from kaifaqu.kernel.notices.models import Notice
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, Scene, at, called, now_of, say, scene, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def below(here: Scene, parent: Case, by: Seat, lead: Seat) -> Case:
    given: dict[str, Any] = {"procedure": "whistle", "title": "抢修管线", "words": "请抢修"}
    return open_child(Ref(parent.pk), by=by, lead=Ref(lead.organ), **given)


def finish(child: Case, caller: Seat, lead: Seat) -> None:
    say(child, lead, "sign")
    say(child, lead, "resolved", words="已修好")
    say(child, caller, "confirmed")


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_the_stage_above_is_left_when_everything_below_has_ended(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        one, two = (below(here, case, here.lead, here.other) for _ in range(2))
        refused("children", say, case, here.lead, "resolved", words="已回填")
        refused("children", withdraw_case, Ref(case.pk), by=here.caller, words="不需要了")
        finish(one, here.lead, here.other)
        refused("children", say, case, here.lead, "resolved", words="已回填")
        finish(two, here.lead, here.other)
        say(case, here.lead, "resolved", words="已回填")
        assert waiting(case) == [(here.caller.organ, "confirm")]
        assert list(doctor.drifted()) == []


def test_only_whoever_holds_the_matter_has_a_part_of_it_done_by_others(here: Scene) -> None:
    case = called(here, here.helper)
    say(case, here.lead, "sign")
    refused("not_yours", below, here, case, here.helper, here.other)


def test_silence_waits_for_what_runs_below_and_counts_once_that_has_ended(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
        child = below(here, case, here.caller, here.other)
        assert now_of(case).next_at is None
    with at(2025, 6, 10, 18, 0):
        worker.drain()
        assert now_of(case).status == Status.OPEN
        finish(child, here.caller, here.other)
        assert list(doctor.drifted()) == []
        worker.drain()
        assert now_of(case).outcome == "confirmed"


def test_silence_below_and_then_above_in_one_turn_of_the_worker(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
        child = below(here, case, here.caller, here.other)
        say(child, here.other, "sign")
        say(child, here.other, "resolved", words="已修好")
    with at(2025, 6, 11, 18, 0):
        assert worker.turn().stuck == []
        assert [now_of(each).outcome for each in (child, case)] == ["confirmed", "confirmed"]
        assert list(doctor.drifted()) == []


def test_whoever_holds_the_matter_above_is_told_when_the_last_one_has_ended(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        child = below(here, case, here.lead, here.other)
        transfer_case(Ref(case.pk), by=here.lead, to=Ref(here.helper.organ), words="归丙局")
        finish(child, here.lead, here.other)
    told = Notice.objects.filter(organ=here.helper.organ, kind="ended").values_list("case", flat=True)
    assert list(told) == [child.pk]


def test_what_has_ended_below_is_not_opened_again_when_that_above_has_ended(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        child = below(here, case, here.lead, here.other)
        finish(child, here.lead, here.other)
        say(case, here.lead, "resolved", words="已回填")
        say(case, here.caller, "confirmed")
        refused("parent", reopen_case, Ref(child.pk), by=here.lead, words="又漏了")
        reopen_case(Ref(case.pk), by=here.caller, words="又塌了")
        reopen_case(Ref(child.pk), by=here.lead, words="又漏了")
        refused("children", say, case, here.lead, "resolved", words="已回填")

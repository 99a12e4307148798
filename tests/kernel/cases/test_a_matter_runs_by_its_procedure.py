"""A matter goes through the stages of its charter, each answer by whoever is asked, each deadline by the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import NotFound, Ref, Refusal
from kaifaqu.kernel.cases.actions import add_signer, drop_signer, reopen_case, transfer_case, withdraw_case
from kaifaqu.kernel.cases.models import Ask, Status
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, Scene, at, called, moment, now_of, say, scene, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def refused(code: str, act: Callable[..., object], *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_it_begins_with_whoever_leads_and_both_clocks_run(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    assert waiting(case) == [(here.lead.organ, "sign")]
    [ask] = Ask.objects.filter(case=case.pk)
    assert ask.due_at == moment(2025, 6, 9, 14, 0)  # four working hours, with the lunch break between
    assert now_of(case).due_at == ask.due_at
    assert now_of(case).holder_id == here.lead.organ


def test_an_answer_leads_to_the_next_stage_and_seals_who_held_it_how_long(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2025, 6, 9, 13, 30):
        say(case, here.lead, "sign")
    first = Ask.objects.get(case=case.pk, number=1)
    assert (first.verdict, first.minutes) == ("sign", 210)  # three hours before lunch, half an hour after it
    assert waiting(case) == [(here.lead.organ, "resolve")]


def test_only_whoever_is_asked_may_answer_and_only_what_the_stage_knows(here: Scene) -> None:
    case = called(here)
    refused("not_yours", say, case, here.caller, "sign")
    refused("verdict", say, case, here.lead, "resolved")
    with pytest.raises(NotFound):
        say(case, here.other, "sign")  # who has nothing to do with it does not even see it


def test_the_lead_waits_for_everybody_who_assists(here: Scene) -> None:
    case = called(here, here.other, here.helper)
    say(case, here.lead, "sign")
    refused("waiting", say, case, here.lead, "resolved")
    say(case, here.other, "done", words="已断电")
    refused("waiting", say, case, here.lead, "resolved")
    say(case, here.helper, "done", words="已围挡")
    say(case, here.lead, "resolved", words="已回填")
    assert waiting(case) == [(here.caller.organ, "confirm")]


def test_what_was_not_fixed_is_resolved_again_and_counts(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
        say(case, here.caller, "not_fixed", words="又塌了")
    again = Ask.objects.get(case=case.pk, stage="resolve", answered_at=None)
    assert again.attempt == 2
    with clock.at(MONDAY):
        say(case, here.lead, "resolved", words="已重做路基")
        ended = say(case, here.caller, "confirmed")
    assert (ended.status, ended.outcome, ended.holder_id, ended.due_at) == (Status.ENDED, "confirmed", None, None)


def test_a_plan_names_a_day_and_no_day_too_far_away(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        refused("plan", say, case, here.lead, "plan", words="分期")
        refused("plan_too_long", say, case, here.lead, "plan", words="分期", plan=date(2026, 1, 1))
        say(case, here.lead, "plan", words="分期处置", plan=date(2025, 6, 30))
    [ask] = Ask.objects.filter(case=case.pk, answered_at=None)
    assert (ask.stage, ask.due_at) == ("planned", moment(2025, 6, 30, 17, 30))


def test_who_says_not_mine_gives_the_paragraph_and_the_caller_names_another(here: Scene) -> None:
    case = called(here)
    refused("ground", say, case, here.lead, "contest")
    say(case, here.lead, "contest", words="职责规定（三）：道路养护归乙局")
    assert waiting(case) == [(here.caller.organ, "return")]
    say(case, here.caller, "assigned", lead=Ref(here.other.organ))
    assert waiting(case) == [(here.other.organ, "sign")]


def test_a_second_return_is_decided_for_good(here: Scene) -> None:
    case = called(here)
    say(case, here.lead, "contest", words="归乙局")
    say(case, here.caller, "assigned", lead=Ref(here.other.organ))
    say(case, here.other, "contest", words="归甲局")
    assert waiting(case) == [(here.office.organ, "arbitration.decide")]
    refused("needs", say, case, here.office, "lead_named", lead=Ref(here.lead.organ))
    refused("lead", say, case, here.office, "lead_named", words="职责规定（三）")
    say(case, here.office, "lead_named", words="职责规定（三）", lead=Ref(here.lead.organ))
    assert waiting(case) == [(here.lead.organ, "sign")]
    refused("bound", say, case, here.lead, "contest", words="还是不归我")


def test_the_outer_clock_runs_on_while_organs_dispute(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "contest", words="归乙局")
    assert now_of(case).due_at == moment(2025, 6, 16, 17, 30)  # five working days from Monday


def test_a_matter_goes_over_to_another_organ_with_a_clock_of_its_own(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2025, 6, 9, 13, 0):
        transfer_case(Ref(case.pk), by=here.lead, to=Ref(here.other.organ), words="道路养护归乙局")
    [mine, theirs] = Ask.objects.filter(case=case.pk).order_by("number")
    assert (mine.verdict, mine.minutes) == ("transferred", 180)
    assert (theirs.organ_id, theirs.due_at) == (here.other.organ, moment(2025, 6, 9, 17, 0))
    say(case, here.other, "sign")
    assert waiting(case) == [(here.other.organ, "resolve")]


def test_an_added_signer_must_sign_until_he_is_dropped(here: Scene) -> None:
    case = called(here)
    add_signer(Ref(case.pk), by=here.lead, organ=Ref(here.other.organ))
    add_signer(Ref(case.pk), by=here.lead, organ=Ref(here.helper.organ))
    refused("asked", add_signer, Ref(case.pk), by=here.lead, organ=Ref(here.other.organ))
    say(case, here.other, "done")
    refused("waiting", say, case, here.lead, "sign")
    drop_signer(Ref(case.pk), by=here.lead, organ=Ref(here.helper.organ), words="不涉及")
    say(case, here.lead, "sign")
    assert waiting(case) == [(here.lead.organ, "resolve")]


def test_whoever_called_takes_it_back_and_nobody_else(here: Scene) -> None:
    case = called(here)
    refused("not_caller", withdraw_case, Ref(case.pk), by=here.lead, words="不需要了")
    gone = withdraw_case(Ref(case.pk), by=here.caller, words="已自行解决")
    assert gone.status == Status.WITHDRAWN
    refused("closed", say, case, here.lead, "sign")


def test_what_comes_back_in_time_is_opened_again_and_later_not(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
        say(case, here.caller, "confirmed")
    with at(2025, 6, 12, 8, 59):
        reopen_case(Ref(case.pk), by=here.caller, words="又塌了")
    assert waiting(case) == [(here.lead.organ, "resolve")]


def test_too_late_to_open_again_is_said_with_the_moment(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        say(case, here.lead, "resolved", words="已回填")
        say(case, here.caller, "confirmed")
    with at(2025, 6, 12, 9, 1):
        told = refused("too_late", reopen_case, Ref(case.pk), by=here.caller, words="又塌了")
    assert "2025-06-12 09:00" in str(told)

"""What a seat is offered is what the engine lets through, and each answer says what follows from it."""

from __future__ import annotations

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.cases.actions import pause_case
from kaifaqu.kernel.cases.doable import Doable, doable
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.cases.reading import Account, answered_by, cases
from kaifaqu.kernel.cases.worker import drain
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, Scene, at, called, say, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def account(case: Case) -> Account:
    return Account(cases().get(pk=case.pk))


def can(case: Case, seat: Seat) -> Doable:
    return doable(account(case), seat)


def offered(case: Case, seat: Seat) -> dict[str, str]:
    """Each answer that may be given, with what follows."""
    return {c.verdict: c.follows for asked in can(case, seat).asked for c in asked.choices}


def test_each_answer_says_what_follows(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        told = offered(case, here.lead)
    assert told["sign"] == "牵头单位：甲局"
    assert "由其另定牵头单位" in told["contest"]
    assert offered(case, here.caller) == {}


def test_a_second_return_says_that_it_goes_to_be_decided(here: Scene) -> None:
    case = called(here)
    say(case, here.lead, "contest", words="归乙局")
    assert can(case, here.caller).asked[0].choices[0].sets == ("lead",)
    say(case, here.caller, "assigned", lead=Ref(here.other.organ))
    assert "裁定" in offered(case, here.other)["contest"]


def test_who_was_bound_is_not_offered_to_send_back(here: Scene) -> None:
    case = called(here)
    say(case, here.lead, "contest", words="归乙局")
    say(case, here.caller, "assigned", lead=Ref(here.other.organ))
    say(case, here.other, "contest", words="归甲局")
    say(case, here.office, "lead_named", words="职责规定（三）", lead=Ref(here.lead.organ))
    assert list(offered(case, here.lead)) == ["sign"]


def test_the_lead_is_told_for_whom_he_waits(here: Scene) -> None:
    case = called(here, here.other)
    say(case, here.lead, "sign")
    [asked] = can(case, here.lead).asked
    assert asked.waits_for == ("乙局",)
    say(case, here.other, "done", words="已断电")
    [asked] = can(case, here.lead).asked
    assert asked.waits_for == ()
    [plan] = [choice for choice in asked.choices if choice.plans]
    assert plan.plan_latest


def test_only_whoever_holds_it_may_stop_its_clock_and_only_on_the_grounds_of_the_procedure(here: Scene) -> None:
    case = called(here)
    held, asked = can(case, here.lead), can(case, here.caller)
    assert "cases.pause_case" in held.acts
    assert held.grounds == ("专家评审",)
    assert "cases.pause_case" not in asked.acts
    assert "cases.withdraw_case" in asked.acts
    pause_case(Ref(case.pk), by=here.lead, ground="专家评审")
    assert {"cases.pause_case", "cases.resume_case"} & set(can(case, here.lead).acts) == {"cases.resume_case"}


def test_a_case_is_closed_to_whoever_has_nothing_to_do_with_it(here: Scene) -> None:
    case = called(here)
    assert not visible_to(here.helper).filter(pk=case.pk).exists()
    assert visible_to(here.lead).filter(pk=case.pk).exists()
    assert visible_to(here.office).filter(pk=case.pk).exists()


def test_the_second_of_two_is_told_by_whom_and_when_it_was_answered(here: Scene) -> None:
    with at(2025, 6, 9, 9, 17):
        case = called(here)
        say(case, here.lead, "sign")
    first = answered_by(account(case), 1)
    assert first is not None
    assert (first.verdict_title, first.organ_name, first.person_name) == ("Sign", "甲局", "某经办")
    assert answered_by(account(case), 2) is None


def test_the_way_the_holders_the_ladder_and_the_deadlines_are_told(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2025, 6, 9, 13, 30):
        say(case, here.lead, "sign")
    with at(2025, 6, 16, 18, 0):
        drain()
        told = account(case)
        assert [(stage.key, stage.state) for stage in told.way] == [
            ("sign", "done"),
            ("resolve", "now"),
            ("confirm", "ahead"),
        ]
        assert told.way[0].used == "3小时30分钟"
        assert [(rung.at, rung.state) for rung in told.rungs] == [
            ("80%", "sent"),
            ("100%", "sent"),
            ("超 1个工作日", "next"),
        ]
        [whole] = told.clocks
        assert (whole.limit, whole.running, whole.light) == ("5个工作日", True, "late")
        assert any("2025-06-16" in step for step in whole.steps)
        assert [(held.organ_name, held.words) for held in told.held] == [("甲局", "5个工作日7小时")]
        assert [event.text for event in told.record][:1] == ["催办（时限的 100%）"]

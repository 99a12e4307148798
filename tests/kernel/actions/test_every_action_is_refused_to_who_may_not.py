"""Over the whole catalogue, so that an action that is added later is tried as well."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.actions import Refusal, all_actions
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.reach import Scope
from kaifaqu.kernel.subjects.actor import Rule, Seat
from kaifaqu.site.permissions import table
from tests.cast import SETUP, sit
from tests.fixtures import Made
from tests.kernel.actions.typical import ELSEWHERE, TYPICAL
from tests.records import everything, refused

pytestmark = pytest.mark.django_db
ACTIONS = sorted(all_actions())
WITH_SUBJECT = sorted(name for name, action in all_actions().items() if action.subject_parameter)


def test_every_action_has_its_typical_doing() -> None:
    assert TYPICAL.keys() == all_actions().keys()


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - {"organs.found_place"}))
def test_who_may_does_it(made: Made, name: str) -> None:
    before = everything()
    made.doing.run(name)
    assert everything() != before


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_may_not(made: Made, name: str) -> None:
    doing = made.doing
    with refused("not_found"):
        doing.run(name, by=made.cast.nobody)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_unknown_rule_may_not(made: Made, name: str) -> None:
    doing = made.doing
    with refused("not_found"):
        doing.run(name, by=Rule("somebody-s-script"))


@pytest.mark.parametrize("name", ACTIONS)
def test_the_auditor_may_look_and_change_nothing(made: Made, name: str) -> None:
    doing = made.doing
    with refused("not_found"):
        doing.run(name, by=made.cast.auditor)


@pytest.mark.parametrize("name", ACTIONS)
def test_no_role_may_that_the_table_does_not_name_for_it(made: Made, name: str) -> None:
    doing = made.doing
    others = [role for role in ROLES if table().scope(role, name) is None]
    assert others
    for role in others:
        seat, _ = sit(made.cast.office, f"某{role}", role)
        with refused("not_found"):
            doing.run(name, by=seat)


ROLES = sorted({role for scopes in table().acts.values() for role in scopes})


@pytest.mark.parametrize("name", WITH_SUBJECT)
def test_to_what_does_not_exist_it_looks_the_same_as_to_what_is_not_ones_own(made: Made, name: str) -> None:
    doing = made.doing
    said = []
    for to, by in ((10**9, doing.by), (doing.to, made.cast.nobody)):
        with pytest.raises(Refusal) as caught:
            doing.run(name, to=to, by=by)
        said.append((type(caught.value), caught.value.args, vars(caught.value), str(caught.value)))
    assert said[0] == said[1]


def limited() -> list[str]:
    """The actions that some role may do within its own place or organ only, but the whole city's."""
    narrow = {"zone_clerk"}
    acts = table().acts
    return [n for n in ACTIONS if any(acts[n].get(role) in (Scope.PLACE, Scope.ORGAN) for role in narrow)]


OF_ONE_S_OWN_FILE = "imports.import_rows"
"""What may be imported where depends on the kind and on whose file it is: tests of the kinds try it."""


def test_every_action_of_a_role_with_narrow_reach_is_tried_on_what_is_another_s() -> None:
    assert ELSEWHERE.keys() == set(limited()) - {OF_ONE_S_OWN_FILE}


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_on_somebody_else_s_it_is_refused(made: Made, name: str) -> None:
    by, to = ELSEWHERE[name](made.cast)
    doing = made.doing
    assert table().scope("zone_clerk", name)
    with refused("not_found"):
        doing.run(name, by=by, to=to)
    doing.run(name, by=by)


BY_RULES = {"charter.install_charter", "calendars.load_calendar", "cases.run_due", "cases.recount_case"}


@pytest.mark.parametrize("name", sorted(set(WITH_SUBJECT) - BY_RULES))
def test_a_person_who_no_longer_holds_the_post_may_nothing(made: Made, name: str) -> None:
    doing = made.doing
    by = doing.by
    assert isinstance(by, Seat)
    TYPICAL["organs.appoint"](made.cast).run("organs.appoint", by=SETUP, to=by.post, on=today())
    with refused("not_found"):
        doing.run(name)


@pytest.mark.parametrize("name", WITH_SUBJECT)
def test_a_thing_of_another_kind_is_not_found(made: Made, name: str) -> None:
    """Its id is in reach, but it is no zone, organ, post … as the action wants."""
    wrong = (
        made.cast.zone_a.pk if name.startswith("organs.a") and name != "organs.add_place" else made.cast.nobody.person
    )
    doing = made.doing
    with refused("not_found"):
        doing.run(name, by=SETUP, to=wrong)

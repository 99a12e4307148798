"""Lead, assistants and limit are decided where the procedure says so, nowhere else; effects happen with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.cases import doctor, effects
from kaifaqu.kernel.cases.engine import Answer, Live
from kaifaqu.kernel.cases.models import Ask, Status
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, Scene, called, moment, now_of, say, scene, waiting
from tests.kernel.cases.orders import govern, ordered

pytestmark = pytest.mark.django_db


def note_done(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """Writes into the act that it was done; refuses what is said to be impossible."""
    if said.words == "办不到":
        raise Refusal("impossible", gettext_lazy("撤销"))
    acts.current().changed("noted", old=None, new=said.words)


@pytest.fixture
def here(cast: Cast) -> Iterator[Scene]:
    effects.register("note_done", gettext_lazy("核实"), note_done)
    try:
        made = scene(cast)
        govern(made)
        yield made
    finally:
        effects._effects.pop("note_done")


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code


def test_nobody_renames_the_lead_by_the_way(here: Scene) -> None:
    case = called(here)
    refused("not_settable", say, case, here.lead, "sign", lead=Ref(here.other.organ))
    order = ordered(here)
    refused("not_settable", say, order, here.lead, "reported", limit="90d")
    refused("not_settable", say, order, here.lead, "reported", assist=[here.other.organ])


def test_an_objection_is_answered_with_another_lead_and_another_limit(here: Scene) -> None:
    with clock.at(MONDAY):
        order = ordered(here)
        assert now_of(order).due_at == moment(2025, 6, 30, 17, 30)  # fifteen working days
        say(order, here.lead, "objected", words="点多面广")
        given = {"lead": Ref(here.other.organ), "assist": [here.lead.organ], "limit": "30d"}
        say(order, here.office, "upheld", words="同意", **given)
    assert waiting(order) == [(here.other.organ, "carry_out"), (here.lead.organ, "carry_out")]
    assert now_of(order).due_at == moment(2025, 7, 9, 17, 30)
    assert list(doctor.drifted()) == []


@pytest.mark.parametrize(("within", "due"), [("20wd", (7, 7)), ("30d", (7, 9)), ("2025-07-01", (7, 1))])
def test_whoever_gives_an_order_may_give_it_a_limit_of_its_own(here: Scene, within: str, due: tuple[int, int]) -> None:
    with clock.at(MONDAY):
        assert now_of(ordered(here, within=within)).due_at == moment(2025, *due, 17, 30)


@pytest.mark.parametrize("within", ["0wd", "10000d", "2025-06-08", "2036-01-01", "2025-13-01", "soon", "-"])
def test_a_limit_that_is_none_is_refused(here: Scene, within: str) -> None:
    with clock.at(MONDAY):
        refused("limit", ordered, here, within=within)


def test_a_limit_of_its_own_is_refused_where_the_charter_sets_it(here: Scene) -> None:
    refused("no_own_limit", ordered, here, procedure="whistle", within="20wd")


def test_an_effect_happens_with_the_answer_and_only_with_it(here: Scene) -> None:
    order = ordered(here)
    say(order, here.lead, "reported", words="已整治")
    refused("impossible", say, order, here.office, "verified", words="办不到")
    assert waiting(order) == [(here.office.organ, "verify")]
    assert say(order, here.office, "verified", words="属实").status == Status.ENDED
    bodies = Entry.objects.filter(subject=order.pk).values_list("body", flat=True)
    assert ['{"field":"noted","new":"属实","old":null}' in body for body in bodies] == [False, False, True]

"""Random acts on a matter, by random people at random times: whatever happens, what the engine promises holds."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.calendars.actions import DayKind, override_day
from kaifaqu.kernel.cases import actions, doctor, recount, worker
from kaifaqu.kernel.cases.engine import ASKING, Live
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail.verify import verify
from tests import charters
from tests.cast import SETUP, Cast
from tests.kernel.cases.matters import EXTENDABLE, MONDAY, Scene, called, now_of, scene

pytestmark = pytest.mark.django_db

WHO = ("caller", "lead", "other", "helper", "office")
VERDICTS = (
    *("sign", "contest", "resolved", "plan", "confirmed", "not_fixed", "assigned", "lead_named", "done"),
    *("granted", "refused"),
)
NAMING = ("assigned", "lead_named")
Step = tuple[str, str, str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("answer",) * 8
            + ("transfer", "add", "drop", "copy", "pause", "resume", "extend", "withdraw", "reopen", "drain")
            + ("child", "child_done", "closed_day", "more")
        ),
        st.sampled_from(WHO),
        st.sampled_from(VERDICTS),
        st.integers(0, 5_000),
    ),
    max_size=14,
)


def do(here: Scene, case: Case, step: Step) -> None:
    what, who, verdict, minutes = step
    ref, by = Ref[Case](case.pk), getattr(here, who)
    to: Any = Ref(here.other.organ)
    doings: dict[str, Any] = {
        "answer": lambda: actions.answer_case(
            ref,
            by=by,
            verdict=verdict,
            words="依据职责规定",
            lead=to if verdict in NAMING else None,
            plan=clock.today() + timedelta(days=9),
        ),
        "transfer": lambda: actions.transfer_case(ref, by=by, to=to, words="归乙局"),
        "add": lambda: actions.add_signer(ref, by=by, organ=Ref(here.helper.organ)),
        "drop": lambda: actions.drop_signer(ref, by=by, organ=Ref(here.helper.organ), words="不涉及"),
        "copy": lambda: actions.copy_case(ref, by=by, organ=to),
        "pause": lambda: actions.pause_case(ref, by=by, ground="专家评审"),
        "resume": lambda: actions.resume_case(ref, by=by),
        "extend": lambda: actions.extend_case(ref, by=by, limit="2wd", ground="情况复杂"),
        "withdraw": lambda: actions.withdraw_case(ref, by=by, words="已自行解决"),
        "reopen": lambda: actions.reopen_case(ref, by=by, words="又塌了"),
        "drain": worker.turn,
        "child": lambda: actions.open_child(ref, by=by, procedure="whistle", title="分项", words="请处置", lead=to),
        "child_done": lambda: end_one_below(here, case),
        "closed_day": lambda: override_day(
            Ref(here.cast.city.pk),
            by=SETUP,
            day=clock.today() + timedelta(days=1 + minutes % 5),
            kind=DayKind.CLOSED,
            name="台风停工",
        ),
        "more": lambda: actions.extend_case(ref, by=by, limit="1wd", ground="情况复杂"),
    }
    with suppress(Refusal):  # then nothing has changed, which is what is asked below
        doings[what]()


def end_one_below(here: Scene, case: Case) -> None:
    """The oldest case below is withdrawn by whoever called for it."""
    child = Case.objects.filter(parent=case.pk, ended_at=None).order_by("pk").first()
    seats = [each for each in vars(here).values() if isinstance(each, Seat)]
    by = next((each for each in seats if child is not None and each.organ == child.caller_id), None)
    if child is not None and by is not None:
        actions.withdraw_case(Ref(child.pk), by=by, words="不需要了")


def holds(case: Case) -> None:
    """What must be true of a case at any time."""
    asks = list(Ask.objects.filter(case=case.pk).order_by("number"))
    row = now_of(case)
    waiting = [ask for ask in asks if ask.answered_at is None and ask.kind in ASKING]
    running = row.status in (Status.OPEN, Status.PAUSED)
    assert bool(waiting) == running, "somebody has it as long as it runs, and nobody afterwards"
    assert len([ask for ask in waiting if ask.kind == AskKind.ACT]) == running, "one organ at a time is in charge"
    assert bool(row.kept.get("extension")) == any(ask.kind == AskKind.GRANT for ask in waiting), "who grants is asked"
    assert running or not Case.objects.filter(parent=case.pk, ended_at=None).exists(), "what runs below holds it open"
    assert all(ask.stage == row.stage for ask in waiting)
    assert all((ask.minutes is None) == (ask.answered_at is None) for ask in asks), "what ended is sealed"
    assert all(ask.minutes is None or ask.minutes >= 0 for ask in asks)
    assert [ask.number for ask in asks] == list(range(1, len(asks) + 1))
    assert running or (row.next_at, row.due_at, row.holder_id) == (None, None, None)
    live = Live(row)
    assert all(clock.stopped is not None for clock in live.clocks().values()) or running


@example(steps=[("withdraw", "caller", "sign", 0), ("closed_day", "caller", "sign", 596)])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done(cast: Cast, steps: list[Step]) -> None:
    here = _here(cast)
    with transaction.atomic():
        at = MONDAY
        with clock.at(at):
            case = called(here, here.other)
        for step in steps:
            at += timedelta(minutes=step[3])
            sealed = {a.pk: (a.verdict, a.minutes) for a in Ask.objects.filter(case=case.pk, answered_at__isnull=False)}
            with clock.at(at):
                do(here, case, step)
            holds(case)
            again = {a.pk: (a.verdict, a.minutes) for a in Ask.objects.filter(pk__in=sealed)}
            assert again == sealed, "a verdict once given stays"
        with clock.at(at):
            recount.recount()  # the calendar may have changed last
        assert list(doctor.drifted()) == []
        assert verify().finding is None
        transaction.set_rollback(True)


_scenes: dict[int, Scene] = {}


def _here(cast: Cast) -> Scene:
    if id(cast) not in _scenes:
        _scenes.clear()
        here = _scenes[id(cast)] = scene(cast)
        text = charters.CITY.replace("2024-01-01", "2025-01-01") + EXTENDABLE
        charters.adopted(cast, cast.city.pk, date(2025, 1, 1), text)
        return here
    return _scenes[id(cast)]

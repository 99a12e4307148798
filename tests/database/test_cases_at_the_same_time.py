"""Two on one ask, and two workers at once: one wins, the other is told, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, connections, transaction

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import NotFound, Ref, Refusal
from kaifaqu.kernel.cases import doctor, worker
from kaifaqu.kernel.cases.actions import urge_case
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, called, moment, now_of, say, scene

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def side_by_side(*bodies: Callable[[], object]) -> list[str]:
    """Run the bodies at once; the code of every refusal."""
    start = Barrier(len(bodies))

    def run(body: Callable[[], object]) -> str:
        try:
            start.wait(20)
            body()
        except NotFound:
            return "not_found"
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(bodies)) as pool:
        return [code for done in [pool.submit(run, body) for body in bodies] if (code := done.result(60))]


def test_of_two_who_answer_one_ask_one_wins_and_the_other_is_told(cast: Cast) -> None:
    here = scene(cast)
    for _ in range(5):
        case = called(here)
        codes = side_by_side(*[lambda case=case: say(case, here.lead, "sign", ask=1)] * 2)
        assert codes == ["answered"]
        assert Ask.objects.filter(case=case.pk, verdict="sign").count() == 1
    assert verify().sound


def until_somebody_waits() -> None:
    """Come back once another connection waits for a lock."""
    for _turn in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        Event().wait(0.05)
    raise AssertionError("nobody waits")


def test_whoever_waited_goes_on_with_the_case_as_the_other_left_it(cast: Cast) -> None:
    here = scene(cast)
    case = called(here)
    signed = Event()

    def sign() -> None:
        with transaction.atomic():
            say(case, here.lead, "sign")
            signed.set()
            until_somebody_waits()

    def tell() -> None:
        signed.wait(20)
        urge_case(Ref(case.pk), by=here.caller)

    assert side_by_side(sign, tell) == []
    assert now_of(case).stage == "resolve"
    assert list(doctor.drifted()) == []


def test_several_workers_do_everything_once(cast: Cast) -> None:
    here = scene(cast)
    with clock.at(MONDAY):
        cases = [called(here) for _ in range(12)]

    def work() -> None:
        with clock.at(moment(2025, 6, 20, 18)):
            worker.drain(pace=worker.Pace(size=3))

    side_by_side(work, work, work)
    with clock.at(moment(2025, 6, 20, 18)):
        assert worker.drain().done == 0
        assert list(doctor.drifted()) == []
    for case in cases:
        assert now_of(case).kept["climbed"] == ["0@80%", "0@100%", "0@+1wd"]
        assert Entry.objects.filter(subject=case.pk, action="cases.run_due").count() == 3

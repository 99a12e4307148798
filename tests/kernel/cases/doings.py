"""What each act on a matter takes, and a matter that is ready for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.actions import DayKind, override_day
from kaifaqu.kernel.cases import actions, worker
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.subjects.actor import Actor
from tests import charters
from tests.cast import SETUP, Cast
from tests.kernel.cases.matters import MONDAY, PROCEDURES, Scene, called, say, scene


@dataclass(frozen=True)
class Done:
    """By whom, to what, with what."""

    by: Actor
    to: int
    inputs: dict[str, Any] = field(default_factory=dict)


def _opened(here: Scene, case: Case) -> Done:
    given = {"procedure": "whistle", "title": "路口塌陷", "words": "请来处置", "lead": Ref(here.lead.organ)}
    return Done(here.caller, here.cast.zone_a.pk, given)


def _dropped(here: Scene, case: Case) -> Done:
    organ = Ref[Any](here.other.organ)
    actions.add_signer(Ref(case.pk), by=here.lead, organ=organ)
    return Done(here.lead, case.pk, {"organ": organ, "words": "不涉及"})


def _read(here: Scene, case: Case) -> Done:
    actions.copy_case(Ref(case.pk), by=here.lead, organ=Ref(here.other.organ))
    return Done(here.other, case.pk)


def _resumed(here: Scene, case: Case) -> Done:
    actions.pause_case(Ref(case.pk), by=here.lead, ground="专家评审")
    return Done(here.lead, case.pk)


def _extended(here: Scene, case: Case) -> Done:
    return Done(here.lead, case.pk, {"limit": "2wd", "ground": "情况复杂"})


def _reopened(here: Scene, case: Case) -> Done:
    say(case, here.lead, "sign")
    say(case, here.lead, "resolved", words="已回填")
    say(case, here.caller, "confirmed")
    return Done(here.caller, case.pk, {"words": "又塌了"})


def _moved(here: Scene, case: Case) -> Done:
    text = charters.CITY.replace("2024-01-01", "2025-01-01") + PROCEDURES.replace("5wd", "3wd")
    charters.adopted(here.cast, here.cast.city.pk, date(2025, 1, 1), text)
    return Done(here.office, case.pk)


def _recounted(here: Scene, case: Case) -> Done:
    with clock.at(MONDAY):
        old = called(here)
    override_day(Ref(here.cast.city.pk), by=SETUP, day=date(2025, 6, 9), kind=DayKind.CLOSED, name="台风停工")
    return Done(worker.WORKER, old.pk, {"reason": "台风停工"})


def _due(here: Scene, case: Case) -> Done:
    with clock.at(MONDAY):
        old = called(here)
    return Done(worker.WORKER, old.pk)


READY: dict[str, Callable[[Scene, Case], Done]] = {
    "cases.open_case": _opened,
    "cases.answer_case": lambda here, case: Done(here.lead, case.pk, {"verdict": "sign"}),
    "cases.open_child": lambda here, case: Done(
        here.lead,
        case.pk,
        {"procedure": "whistle", "title": "抢修管线", "words": "请抢修", "lead": Ref(here.other.organ)},
    ),
    "cases.transfer_case": lambda here, case: Done(
        here.lead, case.pk, {"to": Ref(here.other.organ), "words": "归乙局"}
    ),
    "cases.delegate_case": lambda here, case: Done(here.lead, case.pk, {"to": Ref(here.lead.post)}),
    "cases.add_signer": lambda here, case: Done(here.lead, case.pk, {"organ": Ref(here.other.organ)}),
    "cases.drop_signer": _dropped,
    "cases.copy_case": lambda here, case: Done(here.lead, case.pk, {"organ": Ref(here.other.organ)}),
    "cases.read_copy": _read,
    "cases.urge_case": lambda here, case: Done(here.caller, case.pk),
    "cases.pause_case": lambda here, case: Done(here.lead, case.pk, {"ground": "专家评审"}),
    "cases.resume_case": _resumed,
    "cases.extend_case": _extended,
    "cases.withdraw_case": lambda here, case: Done(here.caller, case.pk, {"words": "已自行解决"}),
    "cases.reopen_case": _reopened,
    "cases.move_case": _moved,
    "cases.run_due": _due,
    "cases.recount_case": _recounted,
}


def ready(act: str) -> Callable[[Cast], Done]:
    """A matter on which the act can be done, and what it takes."""

    def made(cast: Cast) -> Done:
        here = scene(cast)
        return READY[act](here, called(here))

    return made

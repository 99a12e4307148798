"""A city that follows up by the published defaults: a paper, a matter of it, and those who have to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import answer_case
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.charter.actions import adopt_amendment, replace_text, submit_amendment
from kaifaqu.kernel.charter.drafting import Texts
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.followups.actions import assign, take_in_order
from kaifaqu.rooms.followups.models import Order
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast, sit

RULES = Path(__file__).parents[1] / "charters" / "cn" / "follow_up.yaml"
MONDAY = datetime(2025, 6, 9, 9, 0, tzinfo=clock.ZONE)
WORDS = "请住建局牵头，月底前把园区北门路口的排水改造好。"


def governed(cast: Cast) -> None:
    """The city's charter, with the rules of following up as they are published."""
    ref = charters.drafted(cast, cast.city.pk, charters.FIRST)
    text = {"test/charter.yaml": charters.CITY, "test/follow_up.yaml": RULES.read_text(encoding="utf-8")}
    replace_text(ref, by=cast.clerk, text=Texts(text))
    submit_amendment(ref, by=cast.clerk)
    adopt_amendment(ref, by=cast.leader)


@dataclass(frozen=True)
class Desk:
    """The desk's two officers, the bureau that leads, and the one that assists; and a paper taken in."""

    cast: Cast
    clerk: Seat
    second: Seat
    lead: Seat
    helper: Seat
    order: Ref[Order]

    def assigned(self, words: str = "改造北门路口排水", **given: Any) -> Case:
        """A matter of the paper, led by the bureau."""
        inputs = {"words": words, "lead": Ref(self.lead.organ), **given}
        return assign(self.order, by=self.clerk, **inputs)

    def says(self, case: Case, seat: Actor, verdict: str, **given: Any) -> Case:
        """An organ answers."""
        return answer_case(Ref(case.pk), by=seat, verdict=verdict, **given)

    def handled(self, **given: Any) -> Case:
        """A matter that the bureau has signed for."""
        return self.says(self.assigned(**given), self.lead, "sign")

    def claimed(self, **given: Any) -> Case:
        """A matter that the bureau claims as done."""
        return self.says(self.handled(**given), self.lead, "claimed_done", words="已改造", given={"evidence": "现场"})


def opened(cast: Cast, *, rules: bool = True) -> Desk:
    """The desk on the day of the clock, one paper taken in."""
    if rules:
        governed(cast)
    lead = sit(cast.department, "钱进", "department_officer")[0]
    bureau = establish_organ(Ref(cast.city.pk), by=SETUP, kind=OrganKind.DEPARTMENT, title="水务局", on=FOUNDED)
    helper = sit(bureau, "周水", "department_officer")[0]
    second = sit(cast.office, "林芳", "reform_office")[0]
    return Desk(cast, cast.clerk, second, lead, helper, taken_in(cast))


def taken_in(cast: Cast, words: str = WORDS, place: int = 0) -> Ref[Order]:
    """A paper at the desk: the city's, or that of another place."""
    row = take_in_order(
        Ref(place or cast.city.pk),
        by=cast.clerk,
        origin=Origin.INSTRUCTION,
        words=words,
        day=date(2025, 6, 8),
        giver="分管副市长",
    )
    return Ref(row.pk)


def fresh(case: Case) -> Case:
    """The case as it stands in the database."""
    return Case.objects.select_related("subject").get(pk=case.pk)


@dataclass(frozen=True)
class Done:
    """By whom, to what, with what."""

    by: Seat
    to: int
    inputs: dict[str, Any] = field(default_factory=dict)


READY: dict[str, Callable[[Desk], Done]] = {
    "followups.assign": lambda d: Done(
        d.cast.zone_clerk,
        taken_in(d.cast, place=d.cast.zone_a.pk).id,
        {"words": "清理边沟", "lead": Ref(d.cast.zone_clerk.organ)},
    ),
    "followups.explain_delay": lambda d: Done(d.lead, d.handled().pk, {"words": "管材未到货"}),
    "followups.report_item": lambda d: Done(d.lead, d.handled().pk, {"done": "已开挖"}),
    "followups.split_item": lambda d: Done(d.lead, d.handled().pk, {"words": "迁改水管", "lead": Ref(d.helper.organ)}),
    "followups.take_in_order": lambda d: Done(
        d.cast.zone_clerk, d.cast.zone_a.pk, {"origin": "meeting", "words": "专题会议议定事项", "day": date(2025, 6, 9)}
    ),
}
"""What each act of the room takes, and a matter that is ready for it."""


def ready(act: str) -> Callable[[Cast], Done]:
    """A matter on which the act can be done, and what it takes."""
    return lambda cast: READY[act](opened(cast))

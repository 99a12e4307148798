"""What outcomes of this room's procedures do besides moving their case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.cases.effects import register
from kaifaqu.kernel.cases.engine import Answer, Live
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.subjects.actor import Actor, Seat


def not_the_claimant(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """Refuse a verdict by whoever gave the answer that it judges: nobody closes what he claimed himself."""
    before = [each for each in live.asks if each.number < ask.number and each.stage != ask.stage and each.person_id]
    if isinstance(by, Seat) and before and before[-1].person_id == by.person:
        raise Refusal("second_officer", _("须由另一人核实；不能给自己报的整改销号。"))


register("not_the_claimant", _("报整改的人不得自己核实"), not_the_claimant)

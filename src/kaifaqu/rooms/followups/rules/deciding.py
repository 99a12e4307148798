"""What a leader is asked to decide of a matter, in one line: only what needs him. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What is asked of the leader, the first that fits."""

    NAME_LEAD = "name_lead"
    SUPPORT = "support"
    CONVENE = "convene"
    PRESS = "press"


@dataclass(frozen=True)
class Pressed:
    """A matter as the leader's page sees it.

    `disputed`: the unit objects and nobody has decided in time. `needs`: the unit needs something from another.
    `red_slip`: it is as late as a red slip says. `late`: its light is red.
    """

    disputed: bool = False
    needs: bool = False
    red_slip: bool = False
    late: bool = False


def decision(matter: Pressed) -> Decision | None:
    """What the leader is asked for; None where it does not need him."""
    if matter.disputed:
        return Decision.NAME_LEAD
    if not matter.late:
        return None
    if matter.needs:
        return Decision.SUPPORT
    return Decision.CONVENE if matter.red_slip else Decision.PRESS

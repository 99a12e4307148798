"""When a task's light turns: done, claimed, due soon, late. Pure: days in, a light out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Light(StrEnum):
    """What a cell of the board shows."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    SOON = "soon"
    LATE = "late"
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Limits:
    """How long ahead of the deadline amber shows, and how long after it the unit has for its words before red does.

    None where no rule says so: then that light does not show by itself.
    """

    soon: timedelta | None
    words: timedelta | None


DONE = {"verified": Light.VERIFIED, "claimed": Light.CLAIMED, "not_applicable": Light.NOT_APPLICABLE}


def light(state: str, deadline: date | None, day: date, limits: Limits, *, explained: bool = False) -> Light:
    """The light of a task in a zone on a day; `state` is its latest, empty where nothing was said.

    Past the deadline it is red at once where the unit has given its words, else when its time for them has run out.
    """
    if state in DONE:
        return DONE[state]
    if deadline is not None and day > deadline:
        waiting = limits.words is not None and not explained and day <= deadline + limits.words
        return Light.SOON if waiting else Light.LATE
    if deadline is not None and limits.soon is not None and day > deadline - limits.soon:
        return Light.SOON
    return Light.UNDER_WAY if state else Light.NOT_STARTED


def days_left(deadline: date | None, day: date) -> int | None:
    """Days until the deadline, negative once it has passed; None where there is none."""
    return (deadline - day).days if deadline else None

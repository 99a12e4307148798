"""When a task's light turns, until when a month can be reported, when a finding is late. Pure: days in, words out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)


class Light(StrEnum):
    """What a cell of the board shows. The last three are no task of that place and count for nothing."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    SOON = "soon"
    LATE = "late"
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    NOT_APPLICABLE = "not_applicable"
    CITY_LEVEL = "city_level"
    ZONE_LEVEL = "zone_level"


UNCOUNTED = frozenset({Light.NOT_APPLICABLE, Light.CITY_LEVEL, Light.ZONE_LEVEL})
OPEN = frozenset({Light.UNDER_WAY, Light.NOT_STARTED, Light.SOON, Light.LATE})
"""Something is still to be done by the unit."""


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
        return Light.LATE if day >= red_from(deadline, limits, explained=explained) else Light.SOON
    if deadline is not None and limits.soon is not None and day > deadline - limits.soon:
        return Light.SOON
    return Light.UNDER_WAY if state else Light.NOT_STARTED


def red_from(deadline: date, limits: Limits, *, explained: bool = False) -> date:
    """The first day on which an open task shows red."""
    waits = timedelta() if limits.words is None or explained else limits.words
    return deadline + waits + A_DAY


def amber_from(deadline: date, limits: Limits) -> date | None:
    """The first day on which an open task shows amber; None where no rule makes it."""
    return deadline - limits.soon + A_DAY if limits.soon is not None else None


def days_left(deadline: date | None, day: date) -> int | None:
    """Days until the deadline, negative once it has passed; None where there is none."""
    return (deadline - day).days if deadline else None


def sooner(deadline: date | None, interim: date | None) -> date | None:
    """The deadline that holds for a task: its own interim one where that is earlier."""
    return min((each for each in (deadline, interim) if each), default=None)


def here(level: str, *, home: bool, by_zone: bool) -> Light | None:
    """Why a task of that level is none of a place; None where it is one.

    `home` is the place of the programme itself. Where zones are only known together nothing is told apart.
    """
    if not by_zone or level == "both":
        return None
    if home:
        return None if level == "city" else Light.ZONE_LEVEL
    return Light.CITY_LEVEL if level == "city" else None


def last_day_to_report(day: date, after: Callable[[date], date | None]) -> date | None:
    """The last day on which the month of `day` can be reported; `after` counts on from that month's end.

    None where no rule closes a month. how-offices-work 18.
    """
    month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - A_DAY
    return after(month_end)


SITE = "site_supervision"
"""The procedure by which what a visit found is put right."""


class Standing(StrEnum):
    """Where a finding of site supervision stands: the stages of the charter's procedure, and closed."""

    RECTIFY = "rectify"
    VERIFY = "verify"
    CLOSED = "end"


LEADS_TO = {
    "found": Standing.RECTIFY,
    "claimed": Standing.VERIFY,
    "verified": Standing.CLOSED,
    "not_verified": Standing.RECTIFY,
}
"""Where each outcome leads, as the procedure `site_supervision` has it."""


def finding_light(outcome: str, due: date, day: date, limits: Limits) -> Light:
    """The light of a finding whose latest outcome is given: the same four forms as a task's."""
    stands = LEADS_TO[outcome]
    if stands is Standing.CLOSED:
        return Light.VERIFIED
    if stands is Standing.VERIFY:
        return Light.CLAIMED
    if day > due:
        return Light.LATE
    return Light.SOON if limits.soon is not None and day > due - limits.soon else Light.UNDER_WAY

"""The desk's numbers as the charter in force at a place has them on a day, each with its clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.followups.models import Kind
from kaifaqu.rooms.followups.rules import Limits

DAYS = {"d": 1, "w": 7}
KINDS = {
    Kind.URGENT: "follow_up_urgent",
    Kind.ORDINARY: "follow_up_ordinary",
    Kind.LONG: "follow_up_long_limit",
}
SOON, WORDS, NO_NEWS = "follow_up_soon", "follow_up_words_before_red", "follow_up_no_news"
YELLOW, RED, WEEKLY = "follow_up_slip_yellow", "follow_up_slip_red", "follow_up_long_report"


@dataclass(frozen=True)
class Rulebook:
    """What the charter says on a day; each number None where it says nothing."""

    institution: Resolved | None
    day: date

    def limit(self, key: str) -> Limit | None:
        """A parameter that is a limit."""
        found = self.institution.param(key, self.day) if self.institution else None
        return found.value if isinstance(found, Found) and isinstance(found.value, Limit) else None

    def span(self, key: str) -> timedelta | None:
        """A limit as a span of the calendar; what is counted in working days is none."""
        limit = self.limit(key)
        if limit is None:
            return None
        if limit.unit in DAYS:
            return timedelta(days=limit.number * DAYS[limit.unit])
        return timedelta(hours=limit.number) if limit.unit == "h" else None

    def limit_of(self, kind: Kind) -> Limit | None:
        """The limit of a matter for which none was written."""
        return self.limit(KINDS[kind])

    @property
    def limits(self) -> Limits:
        """The spans by which lights turn."""
        return Limits(self.span(SOON), self.span(WORDS), self.span(NO_NEWS))


def rulebook(place: Place, day: date) -> Rulebook:
    """What the charter in force at a place says on a day."""
    return Rulebook(editions.governing(place, day), day)

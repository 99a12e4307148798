"""What a paper comes to when it is split: items and the rest, each with its place in the text. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

SURE = 90
"""From this certainty (of 100) on an organ is filled in; below it is only suggested, and the clerk chooses."""

URGENT, ORDINARY, LONG = "urgent", "ordinary", "long"


class Span(NamedTuple):
    """From one character of the text up to another that is no longer part of it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words in this place."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Named:
    """An organ as it may be called, with the name of the place where it stands.

    `near`: that is the place whose desk reads the text, or one above or below it.
    """

    id: int
    title: str
    near: bool = True
    also: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Match:
    """An organ that a name may mean: how certain of 100, and by which reading.

    `why`: exact, place_left_out, short, level_left_out, zone_named, alias, several, elsewhere, similar.
    """

    organ: int
    certainty: int
    why: str


@dataclass(frozen=True)
class Who:
    """A name as the text has it, and whom it may mean, the most certain first."""

    words: str
    span: Span
    matches: tuple[Match, ...] = ()

    @property
    def organ(self) -> int | None:
        """The organ, where it is certain enough to be filled in."""
        return self.matches[0].organ if self.matches and self.matches[0].certainty >= SURE else None


@dataclass(frozen=True)
class When:
    """A limit as the text has it, and what it comes to.

    `limit` is how the clock is asked (15wd, 月底前, 2026-11-30), empty where the words are not understood; `due` is
    the last day; `assumed`: the rule that gave it is the desk's own. `from_all`: it stands in the text for all items.
    """

    words: str
    span: Span
    limit: str = ""
    due: date | None = None
    assumed: bool = False
    from_all: bool = False


@dataclass(frozen=True)
class Note:
    """What the clerk has to look at: a code, and the words that it is about."""

    code: str
    words: str = ""


@dataclass(frozen=True)
class Item:
    """One thing to be done. `span` is what of the text it accounts for; `said` the words themselves, within it."""

    span: Span
    said: Span
    leads: tuple[Who, ...] = ()
    assists: tuple[Who, ...] = ()
    when: When | None = None
    urgency: str = ORDINARY
    notes: tuple[Note, ...] = ()

    @property
    def lead(self) -> int | None:
        """The organ that leads, where the text names just one and it is certain."""
        return self.leads[0].organ if len(self.leads) == 1 else None


@dataclass(frozen=True)
class Rest:
    """What is no item: background, heading, reply, quote, sender, table_head, for_all, signature, or blank."""

    span: Span
    why: str


@dataclass(frozen=True)
class Head:
    """What a paper says of itself: where the orders come from, who gave them, its number and its day."""

    origin: str = ""
    by: str = ""
    number: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Proposal:
    """A text, split. Items and rest together are the whole of it, in order, and nothing twice."""

    text: str
    items: tuple[Item, ...]
    rest: tuple[Rest, ...]
    head: Head

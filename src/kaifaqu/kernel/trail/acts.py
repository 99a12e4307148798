"""The act under way: what it is, who does it, and what it has changed so far.

A context variable, so that the writes below a room's action record themselves and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kaifaqu.kernel.subjects.actor import Actor


class OutsideAnAct(RuntimeError):
    """A recorded row was written without an act: the write must go through an action."""


@dataclass
class Act:
    """One act on one chained subject; further subjects it touches are mentions."""

    action: str
    actor: Actor
    at: datetime
    door: str = ""
    subject: int | None = None
    seq: int = 1
    head: str = ""
    happened_on: date | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    mentions: set[int] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def born(self, subject: int) -> None:
        """A subject came into being: the first one of a founding act is the act's own, others are mentions."""
        if self.subject is None:
            self.subject = subject
        else:
            self.mention(subject)

    def mention(self, subject: int) -> None:
        """Show this act on a further subject's timeline."""
        if subject != self.subject:
            self.mentions.add(subject)

    def mention_many(self, subjects: Iterable[int]) -> None:
        """Show this act on the timelines of very many subjects: the entry names runs of ids, not each."""
        self.spans += runs(subjects)

    def changed(self, field: str, *, old: object, new: object, of: int | None = None) -> None:
        """Record one changed value; `of` names the subject when it is not the act's own."""
        change: dict[str, Any] = {"field": field, "old": old, "new": new}
        if of is not None and of != self.subject:
            change["of"] = of
            self.mention(of)
        self.changes.append(change)

    def as_body(self) -> dict[str, Any]:
        """What goes into the entry, besides the columns."""
        body: dict[str, Any] = {"actor": self.actor.as_record(), "inputs": self.inputs, "changes": self.changes}
        if self.door:
            body["door"] = self.door
        if self.happened_on:
            body["on"] = self.happened_on.isoformat()
        if self.mentions:
            body["mentions"] = sorted(self.mentions)
        if self.spans:
            body["spans"] = [list(span) for span in self.spans]
        return body


def runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ids as runs without a gap, each by its first and last."""
    found: list[tuple[int, int]] = []
    for each in sorted(set(ids)):
        if found and each == found[-1][1] + 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found


_current: ContextVar[Act | None] = ContextVar("kaifaqu_act", default=None)


@contextmanager
def under(act: Act) -> Iterator[Act]:
    """Run a block as the body of `act`. Acts do not nest: one act, one entry."""
    if _current.get() is not None:
        raise RuntimeError(f"{act.action}: an act cannot run inside another act")
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def current() -> Act:
    """The act under way; raises `OutsideAnAct` where there is none."""
    act = _current.get()
    if act is None:
        raise OutsideAnAct("this row is written by acts only")
    return act


def under_way() -> bool:
    """Whether an act is under way in this context."""
    return _current.get() is not None


def current_subject() -> int:
    """The chained subject of the act under way, for rows that point at their entry."""
    subject = current().subject
    if subject is None:
        raise OutsideAnAct("the act has founded no subject yet")
    return subject


def current_seq() -> int:
    """The sequence number that the entry of the act under way will get."""
    return current().seq

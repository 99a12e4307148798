"""The parts of a case's account: a stage, an ask, a deadline, a rung, how long it was held, the rules; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StageTold:
    """A stage on the way of a case: behind, now or ahead; how often entered, when, what it took of which limit."""

    key: str
    title: str
    state: str
    attempts: int
    organs: list[str]
    entered: datetime | None
    left: datetime | None
    used: str
    limit: str
    late: bool


@dataclass(frozen=True)
class AskTold:
    """Something that an organ was asked, and what it answered."""

    number: int
    stage: str
    title: str
    attempt: int
    kind: str
    organ: int
    organ_name: str
    post_name: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    verdict: str
    verdict_title: str
    words: str
    given: dict[str, str]
    minutes: int | None
    person_name: str


@dataclass(frozen=True)
class Source:
    """Which parameter or clause of which charter a limit comes from, and by which paragraph."""

    noun: str
    key: str
    title: str
    charter: str
    paragraph: str
    grounding: str


@dataclass(frozen=True)
class ClockTold:
    """One deadline, opened: whose, from when, by which limit, and how it was counted."""

    number: int
    title: str
    organ_name: str
    started: datetime
    limit: str
    source: Source | None
    due: datetime | None
    left: str
    light: str
    running: bool
    paused: str
    used: str
    steps: list[str]
    provisional: bool


@dataclass(frozen=True)
class RungTold:
    """A rung of the ladder: when it comes, what is done then, and whether it was."""

    at: str
    do: str
    state: str
    moment: datetime | None


@dataclass(frozen=True)
class HeldTold:
    """How long an organ held a case, by the time that its limits run by; `share` in thousandths of the longest."""

    organ: int
    organ_name: str
    minutes: int
    words: str
    share: int
    holds: bool


@dataclass(frozen=True)
class RulesTold:
    """By which rules a case runs: the charter, its edition, the procedure's paragraph; whether newer ones stand."""

    charter: str
    title: str
    edition: int | None
    in_force: str
    procedure: str
    paragraph: str
    newer: bool

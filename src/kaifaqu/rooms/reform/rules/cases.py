"""How far a model case has come, and what can come next. Pure: its steps in, a state out. yantai-2020 (一), HY-12."""

from __future__ import annotations

from collections.abc import Sequence

WRITTEN, SUBMITTED, ADOPTED, DECLINED, COPIED = "written", "submitted", "adopted", "declined", "copied"
LEVELS = ("county", "city", "provincial", "national")
"""Levels from the lowest to the highest."""


def state(steps: Sequence[str]) -> str:
    """Adopted once it has been, by whomever; else whatever was last decided. Steps in the order of recording."""
    if ADOPTED in steps:
        return ADOPTED
    return next((step for step in reversed(steps) if step != COPIED), WRITTEN)


def pending(steps: Sequence[str]) -> bool:
    """Whether it lies with somebody who has not decided yet."""
    decided = [step for step in steps if step in (SUBMITTED, ADOPTED, DECLINED)]
    return bool(decided) and decided[-1] == SUBMITTED


def may_follow(steps: Sequence[str], step: str) -> bool:
    """Whether a step can come now.

    A case is submitted while nobody has it, again to a higher body once one has adopted it; one that was declined and
    never adopted is at its end. It may be adopted without having been submitted: sources seldom tell. It is declined
    only by whom it was submitted to, and copied only once it is adopted.
    """
    match step:
        case "submitted":
            return not pending(steps) and state(steps) != DECLINED
        case "adopted":
            return state(steps) != DECLINED
        case "declined":
            return pending(steps)
        case "copied":
            return ADOPTED in steps
    return False


def highest(levels: Sequence[str]) -> str:
    """The highest of the levels named; empty where none is."""
    return max((level for level in levels if level in LEVELS), key=LEVELS.index, default="")

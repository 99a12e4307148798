"""What an outcome does in the world besides moving its case: named by the charter, offered by rooms, run in the act.

A room registers a function under a name; a stage says `does: {outcome: name}`. It runs once, in the transaction of the
answer (or of the silence that counts as one), after the ask has ended and before the next stage begins. What it refuses
is refused with the answer: nothing has happened then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.cases import writing
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.subjects.actor import Actor

if TYPE_CHECKING:
    from kaifaqu.kernel.cases.engine import Answer, Live

Function = Callable[["Live", Ask, "Answer", Actor], None]


@dataclass(frozen=True)
class Effect:
    """One effect: its name in charters, what people call it, and what it does."""

    name: str
    title: Words
    function: Function


_effects: dict[str, Effect] = {}


def register(name: str, title: Words, function: Function) -> None:
    """Offer an effect; ValueError where the name is taken."""
    if name in _effects:
        raise ValueError(f"two effects are called {name}")
    _effects[name] = Effect(name, title, function)


def all_effects() -> Mapping[str, Effect]:
    """Every effect that a room offers, by name."""
    return MappingProxyType(_effects)


def run(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """Do what the charter says that this outcome of the stage does. LookupError for a name that nobody offers."""
    for name in live.machine.stage(ask.stage).does.get(said.verdict, ()):
        writing.secure()
        _effects[name].function(live, ask, said, by)

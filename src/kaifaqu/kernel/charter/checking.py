"""What a charter is held against before it is adopted. The site brings it: facts, rooms and examples stand above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaifaqu.kernel.charter.library import Library
from kaifaqu.kernel.charter.load import Problem
from kaifaqu.kernel.charter.overlay import Resolved


@dataclass(frozen=True)
class Checked:
    """What came of checking an institution: what is wrong with it, and examples that come out otherwise than told."""

    problems: tuple[Problem, ...] = ()
    examples: tuple[Problem, ...] = ()


Check = Callable[[Resolved, Library], Checked]
Lint = Callable[[Resolved], list[Problem]]
_checks: list[Check] = []
_lints: list[Lint] = []


def install(check: Check, lint: Lint) -> None:
    """Bring the check of this installation: the whole one, and the one of names and loose ends alone."""
    _checks[:], _lints[:] = [check], [lint]


def check(institution: Resolved, charters: Library) -> Checked:
    """Check an institution as it would be; `charters` are those that the examples speak of, itself among them."""
    return _checks[0](institution, charters) if _checks else Checked()


def linted(institution: Resolved) -> list[Problem]:
    """What is wrong with an institution, without working out the examples: quick enough for every save."""
    return _lints[0](institution) if _lints else []

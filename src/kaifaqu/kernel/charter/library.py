"""The charters of a folder: each place's own, and the chain of superiors above it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kaifaqu.kernel.charter.faults import Wrong, unknown, wrong
from kaifaqu.kernel.charter.load import BadCharter, Loaded, Problem, load
from kaifaqu.kernel.charter.load import Place as At

EXAMPLES = "examples"


@dataclass(frozen=True)
class Library:
    """Charters by place."""

    charters: dict[str, Loaded]

    def chain(self, place: str) -> list[Loaded]:
        """The charters from the root down to `place`. BadCharter for an unknown place, a missing parent, a circle."""
        chain: list[Loaded] = []
        seen: list[str] = []
        here: str | None = place
        while here is not None:
            if here in seen:
                raise BadCharter([self._problem(place, "parent", wrong("circular", way=" → ".join([*seen, here])))])
            if here not in self.charters:
                raise BadCharter([self._problem(seen[-1] if seen else place, "parent", self.unknown(here))])
            seen.append(here)
            chain.append(self.charters[here])
            here = self.charters[here].charter.parent
        return chain[::-1]

    def having(self, place: str, loaded: Loaded) -> Library:
        """The same charters with one of them as given."""
        return Library({**self.charters, place: loaded})

    def unknown(self, place: str) -> Wrong:
        """That there is no such charter, with the nearest one."""
        return unknown("charter", place, self.charters, cutoff=0)

    def _problem(self, place: str, key: str, found: Wrong) -> Problem:
        at = self.charters[place].source.place((key,)) if place in self.charters else At(place, 1)
        return Problem(at, key, found)


def read_library(folder: Path) -> Library:
    """Read every charter below a folder (`examples` aside). BadCharter with the problems of all of them."""
    charters: dict[str, Loaded] = {}
    problems: list[Problem] = []
    folders = sorted(p for p in folder.glob("*") if p.is_dir() and p.name != EXAMPLES and any(p.glob("*.yaml")))
    for sub in folders:
        try:
            loaded = load(sub)
        except BadCharter as error:
            problems += error.problems
            continue
        name = loaded.charter.charter
        if name != sub.name:
            found = wrong("other_folder", folder=sub.name)
            problems.append(Problem(loaded.source.place(("charter",)), "charter", found))
        charters[name] = loaded
    if problems:
        raise BadCharter(problems)
    return Library(charters)

"""Checking charters with everything that this installation knows: the vocabulary of its rooms, and the examples."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from kaifaqu.kernel.charter.examples import read_examples
from kaifaqu.kernel.charter.library import EXAMPLES, Library
from kaifaqu.kernel.charter.lint import lint
from kaifaqu.kernel.charter.load import BadCharter, Place, Problem
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.measures.given import run_example
from kaifaqu.site.vocabulary import vocabulary


def problems_of(library: Library, folder: Path) -> list[Problem]:
    """Every problem of every charter, and every example that does not come out as it says."""
    words = vocabulary()
    found: list[Problem] = []
    for place in library.charters:
        try:
            found += lint(Resolved(library.chain(place)), words)
        except BadCharter as error:
            found += error.problems
    return found or _examples(library, folder / EXAMPLES)


def _examples(library: Library, folder: Path) -> list[Problem]:
    try:
        examples = read_examples(folder)
    except ValidationError as error:
        return [Problem(Place(str(folder.name), 1), "", str(error))]
    found: list[Problem] = []
    for located in examples:
        at = Place(f"{EXAMPLES}/{located.file}", located.number)
        try:
            resolved = Resolved(library.chain(located.example.charter))
            outcomes = run_example(located.example, resolved)
        except (BadCharter, KeyError, ValueError) as error:
            found.append(Problem(at, located.example.name.zh, f"cannot run: {error}"))
            continue
        for outcome in outcomes:
            if not outcome.agrees:
                words = f"{outcome.name}: expected {outcome.expected}, came {outcome.came}"
                found.append(Problem(at, located.example.name.zh, words))
    return found

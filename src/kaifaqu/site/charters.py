"""Checking charters with everything that this installation knows: the vocabulary of its rooms, and the examples."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from kaifaqu.kernel.charter.checking import Checked
from kaifaqu.kernel.charter.examples import read_examples
from kaifaqu.kernel.charter.faults import Fault, Wrong, wrong
from kaifaqu.kernel.charter.library import EXAMPLES, Library
from kaifaqu.kernel.charter.lint import lint
from kaifaqu.kernel.charter.load import BadCharter, Place, Problem
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.figures import NotExact
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
    return found or _examples(dict.fromkeys(library.charters), library, folder / EXAMPLES)


def checked(institution: Resolved, charters: Library) -> Checked:
    """One institution as it would be adopted: lint, then every example of its place and of those below it."""
    problems = linted(institution)
    if problems:
        return Checked(tuple(problems))
    touched = {place: None for place in charters.charters if _under(institution.place, place, charters)}
    found = _examples({**touched, institution.place: institution}, charters, Path(settings.CHARTERS_DIR) / EXAMPLES)
    return Checked(examples=tuple(found))


def linted(institution: Resolved) -> list[Problem]:
    """What lint finds wrong with one institution."""
    return lint(institution, vocabulary())


def _under(above: str, place: str, charters: Library) -> bool:
    try:
        return above in [loaded.charter.charter for loaded in charters.chain(place)]
    except BadCharter:
        return False


def _examples(places: dict[str, Resolved | None], library: Library, folder: Path) -> list[Problem]:
    """What does not come out as the examples of these places say; None: as the library has the place."""
    try:
        examples = read_examples(folder)
    except BadCharter as error:
        return error.problems
    found: list[Problem] = []
    for located in examples:
        if located.example.charter not in places:
            continue
        at = Place(f"{EXAMPLES}/{located.file}", located.number)
        name = located.example.name.zh
        try:
            institution = places[located.example.charter] or Resolved(library.chain(located.example.charter))
            outcomes = run_example(located.example, institution)
        except BadCharter as error:
            found += error.problems
            continue
        except (KeyError, ValueError) as error:
            found.append(Problem(at, name, wrong("cannot_run", wrong=why(error, name))))
            continue
        told = (wrong("came", name=o.name, expected=o.expected, came=o.came) for o in outcomes if not o.agrees)
        found += [Problem(at, name, each) for each in told]
    return found


def why(error: Exception, name: str) -> Wrong:
    """Why an example could not be worked out; the software's own English where it is none of the faults of charters."""
    if isinstance(error, Fault):
        return error.wrong
    return wrong(error.code, given=name) if isinstance(error, NotExact) else wrong("untold", error=error)

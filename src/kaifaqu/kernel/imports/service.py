"""What every door does with a file: check it and keep the result, import it, give it back with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.imports import reviews
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.imports.checking import Progress, check
from kaifaqu.kernel.imports.kinds import ImportKind, all_kinds
from kaifaqu.kernel.imports.reading import Sheet, open_sheet, pasted
from kaifaqu.kernel.imports.reviews import Reviewed
from kaifaqu.kernel.imports.sheets import with_reasons
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor


@dataclass(frozen=True)
class Brought:
    """A file, or what was pasted: then `name` is empty."""

    name: str
    data: bytes

    def sheet(self) -> Sheet:
        """Open it. Raises Unreadable."""
        return open_sheet(self.name, self.data) if self.name else pasted(self.data.decode())


def review(
    kind: ImportKind,
    place: Place,
    brought: Brought,
    *,
    by: Actor,
    units: Mapping[str, str] | None = None,
    progress: Progress = lambda stage, done: None,
) -> Reviewed:
    """Check a file and keep it with the result, for its owner; nothing is written to the registry."""
    checked = check(kind, place, brought.sheet, units or {}, progress)
    return reviews.keep(checked, by=by, place=place.pk, file=brought.name, data=brought.data)


def carry_out(reviewed: Reviewed, *, by: Actor, leave_bad: bool = False, basis: str = "") -> None:
    """Import what was reviewed, in one act; then the file is forgotten, but for rows that were left out."""
    rows = reviews.load(reviewed.key)
    import_rows(Ref(reviewed.place), by=by, rows=rows, leave_bad=leave_bad, basis=basis)
    reviews.imported(reviewed)


def given_back(reviewed: Reviewed) -> bytes:
    """The file with its reasons; once its good rows are in, those that were left out."""
    brought = Brought(reviewed.file, reviews.upload_of(reviewed))
    kind, faults = all_kinds()[reviewed.kind], reviews.faults_of(reviewed)
    return with_reasons(kind, brought.sheet, faults, header=reviewed.header, only_bad=reviewed.done)

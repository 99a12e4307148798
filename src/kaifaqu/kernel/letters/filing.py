"""Filing everything that was brought in one go, for programs and the command: a line for each file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import scans
from kaifaqu.kernel.letters.scans import Brought, Bundle
from kaifaqu.kernel.subjects.actor import Seat


@dataclass
class Filed:
    """What became of a file. `code` and `words` say why it was not filed."""

    file: str
    filed: bool = False
    case: int | None = None
    letter: int | None = None
    number: str | None = None
    reply: int | None = None
    pages: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    code: str = ""
    words: Words = ""


def file_all(
    uploads: Iterable[Upload], *, by: Seat, stamped: bool, words: str = "", code: str = "", dry_run: bool = False
) -> list[Filed]:
    """File each on the case of its code, or all on the case of the code that was typed; tell what became of each."""
    brought = scans.looked_at(uploads)
    found = _by_hand(brought, code, by) if code else scans.sort(brought, by)
    told = {id(each.upload): _left(each) for each in found.aside}
    for bundle in found.bundles:
        told |= _filed(bundle, by=by, stamped=stamped, words=words, dry_run=dry_run)
    return [told[id(each.upload)] for each in brought]


def _by_hand(brought: list[Brought], code: str, by: Seat) -> scans.Sorted:
    letter, page = scans.typed(code, by)
    readable = [each for each in brought if each.scan]
    bundles = [Bundle(letter, readable, [page.page], page.pages)] if readable else []
    return scans.Sorted(bundles, [each for each in brought if not each.scan])


def _left(each: Brought) -> Filed:
    return Filed(each.upload.name, code=each.code, words=each.why)


def _filed(bundle: Bundle, *, by: Seat, stamped: bool, words: str, dry_run: bool) -> dict[int, Filed]:
    """What became of the files of one letter; two may have the same name, so each goes by itself."""
    reply: int | None = None
    code: str = ""
    why: Words = ""
    if not dry_run:
        try:
            reply = scans.file(bundle.letter, bundle.files, by=by, stamped=stamped, words=words).pk
        except Refusal as refusal:
            code, why = refusal.code, refusal.words
    return {
        id(each.upload): Filed(
            each.upload.name,
            reply is not None,
            bundle.letter.case_id,
            bundle.letter.pk,
            bundle.letter.number,
            reply,
            tuple(bundle.pages),
            tuple(bundle.missing),
            code,
            why,
        )
        for each in bundle.files
    }

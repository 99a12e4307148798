"""What was scanned, sorted: each file to its letter, the pages of a letter counted, what cannot be read set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import codes
from kaifaqu.kernel.letters.actions import file_reply
from kaifaqu.kernel.letters.codes import Code
from kaifaqu.kernel.letters.models import Letter, Reply
from kaifaqu.kernel.letters.reading import Scan, read
from kaifaqu.kernel.subjects.actor import Seat

FILE_REPLY = "letters.file_reply"
NO_CODE: Words = _("没有读到二维码。")
NOT_YOURS: Words = _("没有这份函件，或不在您的权限范围内。")
SEVERAL: Words = _("这个文件里有几份函件的页，请按函件分开后再传。")
KNOWN: Words = _("与已归档的“%(name)s”完全相同。")


@dataclass(frozen=True)
class Brought:
    """A file that was brought, what was read of it, and why it cannot be filed by its code, if so."""

    upload: Upload
    scan: Scan | None = None
    why: Words = ""
    code: str = ""

    @property
    def readable(self) -> bool:
        """Whether it can be filed at all, be it by hand."""
        return self.scan is not None and self.code != "duplicate"


@dataclass
class Bundle:
    """What came back on one letter: its files, the pages that were read and those that are missing."""

    letter: Letter
    files: list[Brought] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    of: int = 1

    @property
    def missing(self) -> list[int]:
        """Pages of the letter that did not come back."""
        return [page for page in range(1, self.of + 1) if page not in self.pages]

    @property
    def in_order(self) -> bool:
        """Whether the pages lie as they are numbered."""
        return self.pages == sorted(self.pages)


@dataclass
class Sorted:
    """Everything that was brought: by letter, and what waits for a hand."""

    bundles: list[Bundle] = field(default_factory=list)
    aside: list[Brought] = field(default_factory=list)


def looked_at(uploads: Iterable[Upload]) -> list[Brought]:
    """Read every file by itself: one that is refused does not stop the others."""
    found = []
    for upload in uploads:
        try:
            found.append(Brought(upload, read(upload)))
        except Refusal as refusal:
            found.append(Brought(upload, None, refusal.words, refusal.code))
    return found


def sort(brought: Sequence[Brought], by: Seat) -> Sorted:
    """Each file to its letter, as far as its codes say and as far as the person may file there."""
    wanted = {code.letter for each in brought if each.scan for code in each.scan.codes}
    letters = {letter.pk: letter for letter in open_to(by).filter(pk__in=wanted)}
    known = _known(brought, letters)
    found = Sorted()
    bundles: dict[int, Bundle] = {}
    for each in brought:
        placed = _placed(each, letters, known)
        if isinstance(placed, Brought):
            found.aside.append(placed)
            continue
        bundle = bundles.setdefault(placed.pk, Bundle(placed))
        bundle.files.append(each)
        own = each.scan.codes if each.scan else []
        bundle.pages += [code.page for code in own if code.page not in bundle.pages]
        bundle.of = max([bundle.of, *(code.pages for code in own)])
        known.setdefault(placed.case_id, {})[each.scan.digest if each.scan else ""] = each.upload.name
    found.bundles = list(bundles.values())
    return found


def _placed(each: Brought, letters: dict[int, Letter], known: dict[int, dict[str, str]]) -> Letter | Brought:
    """The letter of a file, or the file with the reason why it has none."""
    scan = each.scan
    if scan is None:
        return each
    named = {code.letter for code in scan.codes}
    if not named:
        spoilt = any(sheet.spoilt for sheet in scan.sheets)
        return Brought(each.upload, scan, NOT_YOURS if spoilt else NO_CODE, "not_found" if spoilt else "no_code")
    if len(named) > 1:
        return Brought(each.upload, scan, SEVERAL, "several")
    letter = letters.get(named.pop())
    if letter is None:
        return Brought(each.upload, scan, NOT_YOURS, "not_found")
    if name := known.get(letter.case_id, {}).get(scan.digest):
        return Brought(each.upload, scan, KNOWN % {"name": name}, "duplicate")
    return letter


def _known(brought: Sequence[Brought], letters: dict[int, Letter]) -> dict[int, dict[str, str]]:
    """By case the digests that are on its record already, with the names of their files."""
    digests = [each.scan.digest for each in brought if each.scan]
    found: dict[int, dict[str, str]] = {}
    rows = File.objects.filter(subject__in={letter.case_id for letter in letters.values()}, digest__in=digests)
    for case, digest, name in rows.values_list("subject", "digest", "name"):
        found.setdefault(case, {})[digest] = name
    return found


def open_to(by: Seat) -> QuerySet[Letter]:
    """The letters on whose cases a seat may file what came back."""
    rows = Letter.objects.select_related("case__subject", "sender", "to")
    return rows.filter(case__in=reach(by, FILE_REPLY).values("pk"))


def typed(text: str, by: Seat) -> tuple[Letter, Code]:
    """The letter of a code typed by hand. A wrong code and somebody else's are refused alike."""
    code = codes.read(text)
    letter = open_to(by).filter(pk=code.letter).first() if code else None
    if code is None or letter is None:
        raise Refusal("not_found", _("编码不对，或不在您的权限范围内；请对照二维码旁的字再输一次。"), field="code")
    return letter, code


def file(letter: Letter, brought: Sequence[Brought], *, by: Seat, stamped: bool, words: str = "") -> Reply:
    """File what came back on a letter: the one act, for page, API and command."""
    pages = [code.page for each in brought if each.scan for code in each.scan.codes if code.letter == letter.pk]
    files = [each.upload for each in brought]
    ref: Ref[Case] = Ref(letter.case_id)
    return file_reply(ref, by=by, letter=letter.pk, files=files, stamped=stamped, pages=pages, words=words)

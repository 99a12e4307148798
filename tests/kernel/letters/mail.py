"""Letters on a matter, and their pages as they come back: printed, stamped, photographed."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.documents import codes as printed
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters.actions import file_reply, issue_letter
from kaifaqu.kernel.letters.codes import Code
from kaifaqu.kernel.letters.content import read
from kaifaqu.kernel.letters.layout import pages
from kaifaqu.kernel.letters.models import Letter, Reply
from kaifaqu.kernel.subjects.actor import Seat
from tests.kernel.cases.matters import Scene

A4 = (1240, 1754)
"""A page at 150 dots an inch."""
CODE_AT, CODE_SIZE = (945, 35), 142


def sent(of: Scene, case: Case, *, by: Seat | None = None, to: int | None = None, **given: Any) -> Letter:
    """A letter of the caller to the lead."""
    return issue_letter(Ref(case.pk), by=by or of.caller, to=Ref(to or of.lead.organ), **given)


def codes_of(letter: Letter) -> list[Code]:
    """The codes on its pages."""
    return [page.code for page in pages(letter, read(letter)) if page.code]


def page(code: object, size: tuple[int, int] = A4) -> Image.Image:
    """A page with a code where letters have it."""
    sheet = Image.new("L", A4, 250)
    mark = Image.open(io.BytesIO(printed.png(str(code))))
    sheet.paste(mark.convert("L").resize((CODE_SIZE, CODE_SIZE)), CODE_AT)
    return sheet if size == A4 else sheet.resize(size)


def photo(image: Image.Image, name: str = "IMG_1.jpg", quality: int = 85) -> Upload:
    """A picture as a file that is brought."""
    out = io.BytesIO()
    image.save(out, "PNG" if name.endswith("png") else "JPEG", quality=quality)
    return brought(name, out.getvalue())


def brought(name: str, content: bytes) -> Upload:
    """A file on its way in."""
    return Upload(name, len(content), io.BytesIO(content))


def filed(of: Scene, letter: Letter, *, stamped: bool = True, **given: Any) -> Reply:
    """Its reply, filed by the caller."""
    files = given.pop("files", None) or [photo(page(codes_of(letter)[-1]))]
    return file_reply(Ref(letter.case_id), by=of.caller, letter=letter.pk, files=files, stamped=stamped, **given)

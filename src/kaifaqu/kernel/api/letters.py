"""Letters over the API: what went out and whether it came back, what one says, and filing scans by their codes."""

from __future__ import annotations

import io
from typing import Annotated, Any, BinaryIO, cast

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from kaifaqu.kernel.actions import BadInput, NotFound, through
from kaifaqu.kernel.api.problems import ACTING, declared, file_too_big
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.files.upload import MEDIA_TYPES, Upload
from kaifaqu.kernel.letters import content, filing, queries
from kaifaqu.kernel.letters.actions import MOST_FILES
from kaifaqu.kernel.letters.models import Letter
from kaifaqu.kernel.letters.paper import docx

MOST = 200
NO_FILES = _("请选择文件。")
TOO_MANY = _("一次最多 %(most)s 个文件，请分几次。")
router = Router(tags=["letters"])


class LetterOut(Schema):
    """A letter: its number, on which case, from whom to whom; `state` is sent, overdue or replied."""

    id: int
    number: str
    kind: str
    colour: str
    case: int
    sender: int
    to: int
    issued_at: str
    due_at: str | None
    state: str
    digest: str


class LettersOut(Schema):
    """A page of letters, newest first; `next` is what to send as `before` for the page behind it."""

    items: list[LetterOut]
    next: int | None


class ReplyOut(Schema):
    """What came back, with its files as they stand on the record of the case."""

    id: int
    filed_at: str
    stamped: bool
    pages: list[int]
    words: str
    files: list[int]


class LetterTold(Schema):
    """A letter with what was sealed; `intact` says whether it still is what its hash says."""

    letter: LetterOut
    intact: bool
    content: dict[str, Any]
    replies: list[ReplyOut]


class FiledOut(Schema):
    """What became of a file: filed on a case as the reply to a letter, or why not."""

    file: str
    filed: bool
    case: int | None = None
    letter: int | None = None
    number: str | None = None
    reply: int | None = None
    pages: list[int] = []
    missing: list[int] = []
    code: str = ""
    words: str = ""


class Scanned(Schema):
    """One line for each file that was brought."""

    files: list[FiledOut]


class Said(Schema):
    """What the person says of the papers: whether they bear a stamp, and the code where no picture shows it."""

    stamped: bool
    words: str = Field("", max_length=1000)
    code: str = Field("", max_length=60, description="The code as typed; then every file belongs to that letter")
    dry_run: bool = Field(False, description="Read the codes, file nothing")


@reads(router, "", "letters", LettersOut, title=_("函件"))
def letters(
    request: HttpRequest,
    case: Id | None = None,
    before: Id | None = None,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> dict[str, Any]:
    """The letters on cases that the caller may see; of one case where it is named."""
    rows = queries.seen_by(caller(request)).order_by("-id")
    if case is not None:
        rows = rows.filter(case=case)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    return {"items": [_told(row) for row in found[:limit]], "next": found[limit - 1].pk if len(found) > limit else None}


@reads(router, "/{int:letter}", "letter", LetterTold, title=_("一份函件"))
def letter(request: HttpRequest, letter: Id) -> dict[str, Any]:
    """A letter as it was sealed, and what came back on it."""
    row = _seen(request, letter)
    back = queries.replies([row.pk]).get(row.pk, [])
    return {
        "letter": _told(row),
        "intact": content.intact(row),
        "content": content.read(row),
        "replies": [_back(each) for each in back],
    }


@router.get(
    "/{int:letter}/docx",
    operation_id="letter_paper",
    url_name="letter_paper",
    summary=_("函件 docx"),  # type: ignore[arg-type]  # translated when the document is asked for
    response=declared(401, 404, 422),
    openapi_extra={
        "responses": {
            200: {
                "description": "OK",
                "content": {MEDIA_TYPES[".docx"]: {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def letter_paper(request: HttpRequest, letter: Id) -> FileResponse:
    """A letter as docx, made of what was sealed."""
    row = _seen(request, letter)
    made = io.BytesIO(docx([row]))
    return FileResponse(made, content_type=MEDIA_TYPES[".docx"], as_attachment=True, filename=f"{row.number}.docx")


@router.post(
    "/scans",
    operation_id="scan",
    url_name="scan",
    summary=_("归档回函"),  # type: ignore[arg-type]  # translated when the document is asked for
    response={200: Scanned, **declared(*ACTING)},
)
def scan(request: HttpRequest, said: Form[Said], files: File[list[UploadedFile]]) -> dict[str, Any]:
    """Read the codes of scans and photographs and file each on its case; one that cannot be filed stops no other."""
    by = caller(request)
    if too_big := getattr(request, "too_big", ""):
        raise file_too_big(too_big)
    if not files:
        raise BadInput({"files": NO_FILES})
    if len(files) > MOST_FILES:
        raise BadInput({"files": TOO_MANY % {"most": MOST_FILES}})
    uploads = [Upload(file.name or "", file.size or 0, cast(BinaryIO, file)) for file in files]
    with through("api"):
        told = filing.file_all(
            uploads, by=by, stamped=said.stamped, words=said.words, code=said.code, dry_run=said.dry_run
        )
    return {"files": [vars(each) | {"words": str(each.words)} for each in told]}


def _seen(request: HttpRequest, pk: int) -> Letter:
    row = queries.seen_by(caller(request)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _told(row: Letter) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in ("number", "kind", "colour", "digest")}
    return {
        **columns,
        "id": row.pk,
        "case": row.case_id,
        "sender": row.sender_id,
        "to": row.to_id,
        "issued_at": local(row.issued_at).isoformat(),
        "due_at": local(row.due_at).isoformat() if row.due_at else None,
        "state": queries.state_of(row),
    }


def _back(each: queries.Filed) -> dict[str, Any]:
    reply = each.reply
    return {
        "id": reply.pk,
        "filed_at": local(reply.filed_at).isoformat(),
        "stamped": reply.stamped,
        "pages": reply.pages,
        "words": reply.words,
        "files": [file.pk for file in each.files],
    }

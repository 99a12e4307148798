"""A paper as matters, for programs: what the intake page proposes. Nothing is written."""

from __future__ import annotations

import io
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from kaifaqu.kernel.actions import BadInput, NotFound, Refusal
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.api.problems import ACTING, declared, file_too_big
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.followups.queries.intake import FAULTS, Desk, refuse_secret, text_of, told
from kaifaqu.rooms.followups.rules import reading

TAKE_IN = "followups.take_in_order"
router = Router(tags=["followups"])


class MatchOut(Schema):
    """An organ that a name may mean, how certain of 100, and by which reading."""

    organ: int
    certainty: int
    why: str


class WhoOut(Schema):
    """A name as the text has it; `organ` where it is certain enough to be filled in."""

    words: str
    start: int
    end: int
    organ: int | None
    matches: list[MatchOut]


class LimitOut(Schema):
    """A limit in its words; `due` is null where they are not understood."""

    words: str
    due: str | None
    assumed: bool = Field(description="No rule of law reads the words so")
    from_all: bool = Field(description="The text sets it for all its items")


class NoteOut(Schema):
    """What a person has to look at: a stable code, the words that it is about, and the sentence."""

    code: str
    words: str
    text: str


class ItemOut(Schema):
    """One matter: from `start` to before `end` of the text, its words, who leads where that is certain."""

    start: int
    end: int
    words: str
    lead: int | None
    leads: list[WhoOut]
    assists: list[WhoOut]
    limit: LimitOut | None
    kind: str
    notes: list[NoteOut]


class RestOut(Schema):
    """What is no item, and why: background, heading, reply, quote, sender, table_head, for_all, signature, blank."""

    start: int
    end: int
    why: str


class HeadOut(Schema):
    """What the paper says of itself; what it does not say is empty."""

    origin: str
    by: str
    number: str
    day: str | None


class ProposalOut(Schema):
    """A text as matters. Items and rest together are the whole text."""

    text: str
    head: HeadOut
    items: list[ItemOut]
    rest: list[RestOut]
    from_photo: bool = Field(description="The words were read from a photo and have to be checked against it")


class Asked(Schema):
    """Where the paper is taken in, and its text where there is no file."""

    place: Id
    text: str = Field("", max_length=reading.MOST)


@router.post(
    "/split",
    operation_id="split_text",
    url_name="split_text",
    summary=_("拆分来件"),  # type: ignore[arg-type]  # translated when the document is asked for
    response={200: ProposalOut, **declared(*ACTING)},
)
def split_text(
    request: HttpRequest, asked: Form[Asked], file: Annotated[UploadedFile | None, File()] = None
) -> dict[str, Any]:
    """Split a text or a file into matters for the desk of a place; nothing is written."""
    by = caller(request)
    place = Place.objects.filter(pk=asked.place, subject__in=reach(by, TAKE_IN)).first()
    if place is None:
        raise NotFound
    if too_big := getattr(request, "too_big", ""):
        raise file_too_big(too_big)
    text = reading.cleaned(asked.text)
    if (file is None) == (not text.strip()):
        raise BadInput({"text": _("文字和文件给一样，也只能给一样。")})
    if file is None:
        if len(text.encode()) > reading.MOST:
            raise Refusal("too_long", FAULTS["too_long"], field="text")
        refuse_secret(text, field="text")
        return {**told(Desk(by, place).split(text)), "from_photo": False}
    file.seek(0)
    brought = text_of(Upload(file.name or "", file.size or 0, io.BytesIO(file.read())))
    return {**told(Desk(by, place).split(brought.words)), "from_photo": brought.from_photo}

"""When a limit ends, and why: for programs, on the calendar of a place."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Slug
from kaifaqu.kernel.calendars.asking import asked, told
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.organs.models import Place

router = Router(tags=["calendar"])

Start = Annotated[str, Field(max_length=40, description="2025-09-30T16:00; without a zone China's time")]
LimitAsked = Annotated[str, Field(max_length=40, description="30min, 24h, 3wh, 15d, 20wd, 1w, 1m, 1y, or words")]
Pauses = Annotated[str, Field(max_length=1000, description="FROM..TO:ground, both days included; several with ;")]
Extension = Annotated[str, Field(max_length=120, description="LIMIT:reason, as 10wd:reason")]
Restart = Annotated[str, Field(max_length=40, description="Counted anew from this moment")]


class StepOut(Schema):
    """One step of the count: a stable code, and its sentence in the language asked for."""

    code: str
    text: str


class NoticeOut(Schema):
    """A notice that says which days of a year are worked; provisional where only the statutory days are known."""

    year: int
    number: str
    title: str
    published: str | None
    provisional: bool


class DueOut(Schema):
    """When a limit ends; `due` is null while a pause lasts."""

    due: str | None
    unit: str
    counted_from: str
    steps: list[StepOut]
    provisional: bool
    notices: list[NoticeOut]
    limit_words: str = Field("", description="The limit as it was put, where it was in words")


@reads(router, "/deadline", "deadline", DueOut, title=_("推算到期日"))
def deadline(
    request: HttpRequest,
    start: Start,
    limit: LimitAsked,
    pause: Pauses = "",
    extend: Extension = "",
    restart: Restart = "",
    place: Slug | None = None,
) -> dict[str, Any]:
    """The end of a limit, each step of the count, the notices that it rests on, and whether one is still missing."""
    found = Place.objects.filter(slug=place, subject__in=visible_to(caller(request))).first() if place else None
    if place and found is None:
        raise NotFound
    pauses = [each for each in pause.split(";") if each.strip()]
    extensions = [extend] if extend.strip() else []
    return told(asked(calendar_of(found), start, limit, pauses=pauses, extensions=extensions, restarted=restart))

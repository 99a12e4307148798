"""What programs may ask of briefings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import BadInput, NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id
from kaifaqu.rooms.reform.models import Briefing, Programme
from kaifaqu.rooms.reform.queries import briefing as queries

router = Router(tags=["reform"])
REVERSED = _("不得早于起日。")


class IssueOut(Schema):
    """An issue: its number in its year, its period, as of when, and the hash of what it says."""

    id: int
    year: int
    number: int
    start: str
    end: str
    as_of: str
    digest: str


class IssuesOut(Schema):
    """The issues of a programme, newest first."""

    programme: int
    items: list[IssueOut]


class BriefingOut(Schema):
    """An issue with what was sealed; `intact` says whether that still is what its hash says."""

    issue: IssueOut
    intact: bool
    content: dict[str, Any]


class DraftOut(Schema):
    """What a briefing of a period would say now."""

    content: dict[str, Any]


@reads(router, "/{int:programme}/briefings", "reform_briefings", IssuesOut, title=_("工作简报"))
def briefings(request: HttpRequest, programme: Id) -> dict[str, Any]:
    """The issues of a programme's briefing."""
    row = _programme(request, programme)
    return {"programme": row.pk, "items": [_issue(each) for each in queries.issued(row)]}


@reads(router, "/{int:programme}/briefing", "reform_briefing_draft", DraftOut, title=_("简报草稿"))
def draft(request: HttpRequest, programme: Id, start: Day | None = None, end: Day | None = None) -> dict[str, Any]:
    """What a briefing would say of a period, both days included; without days, of the last week."""
    row = _programme(request, programme)
    first, last = queries.last_week()
    first, last = start or first, end or last
    if last < first:
        raise BadInput({"end": REVERSED})
    try:
        return {"content": queries.content(row, first, last)}
    except LookupError as error:
        raise NotFound from error


@reads(router, "/briefings/{int:briefing}", "reform_briefing", BriefingOut, title=_("一期简报"))
def briefing(request: HttpRequest, briefing: Id) -> dict[str, Any]:
    """An issue as it was sealed."""
    row = Briefing.objects.filter(pk=briefing, subject__in=visible_to(caller(request))).first()
    if row is None:
        raise NotFound
    return {"issue": _issue(row), "intact": queries.intact(row), "content": queries.read(row)}


def _programme(request: HttpRequest, pk: int) -> Programme:
    seen = visible_to(caller(request))
    row = Programme.objects.select_related("subject__place").filter(pk=pk, subject__in=seen).first()
    if row is None:
        raise NotFound
    return row


def _issue(row: Briefing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "year": row.year,
        "number": row.number,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "as_of": row.as_of,
        "digest": row.digest,
    }

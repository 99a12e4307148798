"""What the desk answers programs: the list, one matter with its reports, what needs the leader."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from kaifaqu.kernel.actions import BadInput, NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id, Limit
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Organ, Place
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.followups.queries import NEXT_DUE, OPEN, Lights, followed, glance, led_by, lines
from kaifaqu.rooms.followups.queries.as_json import glance_json, line_json, matter_json, needed_json
from kaifaqu.rooms.followups.queries.leading import needed
from kaifaqu.rooms.followups.queries.rulebook import Rulebook, rulebook
from kaifaqu.rooms.followups.queries.units import reports_of
from kaifaqu.rooms.followups.rules import Light

router = Router(tags=["followups"])
After = Annotated[str, Field(max_length=60, pattern=r"^(\d{4}-\d\d-\d\dT[0-9:.+]{8,24}~\d{1,19})?$")]


class OrganOut(Schema):
    """An organ by id and name."""

    id: int
    title: str


class MatterOut(Schema):
    """A matter as a line of the desk. `limit_words`: its limit as it was written; `heard`: the day of the last news."""

    id: int
    number: str
    title: str
    origin: str
    kind: str
    lead: list[OrganOut]
    assists: list[OrganOut]
    due: str | None
    limit_words: str
    days_left: int | None
    light: str
    stage: str
    status: str
    holder: str
    heard: str
    stuck: str
    explained: bool


class OrderOut(Schema):
    """The paper that a matter came from, its words as they stand."""

    id: int
    words: str
    day: str
    giver: str
    document: str


class ReportOut(Schema):
    """What a unit said of a matter, kept as it was sent."""

    at: str
    said: str
    organ: str
    done: str
    stuck: str
    need: str
    need_from: str


class WholeOut(MatterOut):
    """One matter with its words, its paper and its reports, the newest first."""

    words: str
    order: OrderOut | None
    reports: list[ReportOut]


class GlanceOut(Schema):
    """How many are open, late, due this week, without news, objected to, to be verified."""

    open: int
    late: int
    this_week: int
    no_news: int
    objected: int
    to_verify: int


class DeskOut(Schema):
    """A page of the desk, the next due first; `next` is what to send as `after`."""

    on: str
    totals: GlanceOut
    items: list[MatterOut]
    next: str | None


class NeededOut(MatterOut):
    """A matter that needs the leader: what he is asked for, and which slip it is due."""

    decision: str
    slip: str


class LeaderOut(Schema):
    """What needs the leader today."""

    on: str
    totals: GlanceOut
    items: list[NeededOut]


@reads(router, "", "followups_desk", DeskOut, title=_("督办台"))
def desk(
    request: HttpRequest,
    light: Light | None = None,
    lead: Id | None = None,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What is open on the desk of the caller's sight, the next due first; of one light or one lead where asked."""
    by = caller(request)
    shown = Lights(today(), _book(by).limits)
    rows = followed(visible_to(by))
    asked = rows.filter(shown.condition(light) if light else OPEN)
    if lead:
        asked = asked.filter(led_by(lead))
    found = list(asked.filter(_beyond(after)).order_by(*NEXT_DUE)[: limit + 1])
    page = found[:limit]
    return {
        "on": shown.day.isoformat(),
        "totals": glance_json(glance(rows, shown)),
        "items": [line_json(line, shown.day) for line in lines(page, shown)],
        "next": _token(page[-1]) if len(found) > limit else None,
    }


@reads(router, "/leader", "followups_leader", LeaderOut, title=_("请领导定的事"))
def leader(request: HttpRequest) -> dict[str, Any]:
    """Only what needs the leader, each with what he is asked to decide."""
    by = caller(request)
    book = _book(by)
    shown = Lights(today(), book.limits)
    rows = followed(visible_to(by))
    return {
        "on": shown.day.isoformat(),
        "totals": glance_json(glance(rows, shown)),
        "items": [needed_json(each, shown.day) for each in needed(rows, shown, book)],
    }


@reads(router, "/{int:case}", "followups_item", WholeOut, title=_("交办事项"))
def item(request: HttpRequest, case: Id) -> dict[str, Any]:
    """One matter: its line, its words, its paper, and what units said."""
    by = caller(request)
    shown = Lights(today(), _book(by).limits)
    found = lines(followed(visible_to(by)).filter(pk=case), shown)
    if not found:
        raise NotFound
    return matter_json(found[0], shown.day, reports_of(case))


def _book(by: Actor) -> Rulebook:
    """The charter's numbers where the caller sits."""
    organ = by.organ if isinstance(by, Seat) else 0
    home = Organ.objects.filter(pk=organ).values("subject__place")
    place = Place.objects.filter(pk__in=home).select_related("subject").first()
    return rulebook(place, today()) if place else Rulebook(None, today())


def _token(row: Case) -> str:
    told: Any = row
    return f"{told.due_key.isoformat()}~{row.pk}"


def _beyond(after: str) -> Q:
    """What stands behind the place sent."""
    if not after:
        return Q()
    due, _tilde, pk = after.partition("~")
    try:
        moment = datetime.fromisoformat(due)
    except ValueError as error:
        raise BadInput({"after": _("不是这个列表给出的位置。")}) from error
    if moment.tzinfo is None:
        raise BadInput({"after": _("不是这个列表给出的位置。")})
    return Q(due_key__gt=moment) | Q(due_key=moment, pk__gt=int(pk))

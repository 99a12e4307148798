"""Reading cases: what waits for the caller, the cases within his sight, and one with everything about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api import shapes
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id, Key, Limit
from kaifaqu.kernel.cases.inbox import Narrowed, counts
from kaifaqu.kernel.cases.listing import Cut, line, listed, tab, whole_case
from kaifaqu.kernel.cases.models import Case

router = Router(tags=["cases"])
Words = Annotated[str, Field(max_length=60, description="Part of the title or of the official number")]


class LineOut(Schema):
    """One case in a list. `left` says in words how its deadline stands, `counted` by which time."""

    case: int
    number: str
    title: str
    place: str
    procedure: str
    procedure_title: str
    status: str
    stage: str
    stage_title: str
    caller: str
    holder: str
    ask: int | None
    kind: str
    post: str
    light: str
    left: str
    counted: str
    due_at: datetime | None
    at: datetime | None
    verdict: str
    synthetic: bool


class CountOut(Schema):
    """How much waits, up to a thousand (`more`: there is more), how much of it is late, how much has no limit."""

    waiting: int
    more: bool
    late: int
    unlimited: int


class InboxOut(Schema):
    """A page of an inbox; `next` is what to send as `after`."""

    count: CountOut
    items: list[LineOut]
    next: str | None


class CasesOut(Schema):
    """A page of cases, the newest first; `next` is what to send as `before`."""

    items: list[LineOut]
    next: int | None


class StageOut(Schema):
    key: str
    title: str
    state: str
    attempts: int
    organs: list[str]
    entered: datetime | None
    left: datetime | None
    used: str
    limit: str
    late: bool


class AskOut(Schema):
    number: int
    stage: str
    title: str
    attempt: int
    kind: str
    organ: int
    organ_name: str
    post_name: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    verdict: str
    verdict_title: str
    words: str
    given: dict[str, str]
    minutes: int | None
    person_name: str


class SourceOut(Schema):
    noun: str
    key: str
    title: str
    charter: str
    paragraph: str
    grounding: str


class ClockOut(Schema):
    number: int
    title: str
    organ_name: str
    started: datetime
    limit: str
    source: SourceOut | None
    due: datetime | None
    left: str
    light: str
    running: bool
    paused: str
    used: str
    steps: list[str]
    provisional: bool


class RungOut(Schema):
    at: str
    do: str
    state: str
    moment: datetime | None


class HeldOut(Schema):
    organ: int
    organ_name: str
    minutes: int
    words: str
    share: int
    holds: bool


class RulesOut(Schema):
    charter: str
    title: str
    edition: int | None
    in_force: str
    procedure: str
    paragraph: str
    newer: bool


class EventOut(Schema):
    subject: int
    seq: int
    at: datetime
    action: str
    text: str
    follows: str
    who: str
    organ: str
    on_behalf_of: str
    basis: str
    words: str
    given: list[str]
    hash: str


class PartyOut(Schema):
    role: str
    organs: list[int]
    names: list[str]


class ChoiceOut(Schema):
    verdict: str
    title: str
    follows: str
    returns: bool
    plans: bool
    plan_latest: str
    sets: list[str]
    does: bool


class NeedOut(Schema):
    key: str
    title: str
    filed: bool


class AskedOut(Schema):
    number: int
    stage: str
    title: str
    kind: str
    choices: list[ChoiceOut]
    needs: list[NeedOut]
    waits_for: list[str]
    reason: str


class MayOut(Schema):
    """What the caller may do now: answers to what his organ is asked, and the other acts by name."""

    asked: list[AskedOut]
    acts: list[str]
    grounds: list[str]


class CaseOut(LineOut):
    """A case: where it stands and how it came there, its deadlines opened, and what the caller may do with it."""

    seq: int
    words: str
    outcome: str
    opened_at: datetime
    ended_at: datetime | None
    about: int | None
    parent: int | None
    children: list[int]
    children_hidden: int
    parties: list[PartyOut]
    stages: list[StageOut]
    asks: list[AskOut]
    clocks: list[ClockOut]
    ladder: list[RungOut]
    held: list[HeldOut]
    rules: RulesOut
    record: list[EventOut]
    files: list[shapes.Attachment]
    may: MayOut


@reads(router, "/inbox", "inbox", InboxOut, title=_("我的待办"))
def inbox(
    request: HttpRequest,
    which: Annotated[Literal["todo", "done", "started", "copied"], Field(alias="tab")] = "todo",
    kind: Literal["", "act", "sign", "assist"] = "",
    procedure: Key | Literal[""] = "",
    stage: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_.]*)?$", max_length=60)] = "",
    q: Words = "",
    whose: Literal["", "post", "organ"] = "",
    after: Annotated[str, Field(max_length=80)] = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What waits for the caller, the most pressing first; or what his organ has done, started, was told of."""
    seat = caller(request)
    wanted = Narrowed(kind, procedure, stage, q, whose)
    rows, following = tab(which, seat, wanted, Cut.read(after), limit)
    return {"count": counts(seat)._asdict(), "items": [line(row) for row in rows], "next": following}


@reads(router, "/cases", "cases", CasesOut, title=_("办件"))
def cases(
    request: HttpRequest,
    status: Literal["", "open", "paused", "ended", "withdrawn"] = "",
    procedure: Key | Literal[""] = "",
    q: Words = "",
    before: Id | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The cases within the caller's sight, the newest first."""
    rows, following = listed(visible_to(caller(request)), status, procedure, q, before, limit)
    return {"items": [line(row) for row in rows], "next": following}


@reads(router, "/cases/{int:case}", "case", CaseOut, title=_("查看一件"))
def case(request: HttpRequest, case: Id) -> dict[str, Any]:
    """One case: how it stands, what happened, its deadlines with how they were counted, what the caller may do."""
    seat = caller(request)
    seen = visible_to(seat)
    if not seen.filter(pk=case, kind=Case.KIND).exists():
        raise NotFound
    return whole_case(case, seat, seen)

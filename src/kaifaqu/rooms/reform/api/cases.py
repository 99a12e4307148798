"""What programs may ask of model cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api import paging
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id, Key, Limit
from kaifaqu.rooms.reform.queries import cases as queries
from kaifaqu.rooms.reform.queries.cases import Told

router = Router(tags=["reform"])


class StepOut(Schema):
    """A step of a case; `on` is null where the day is not known, `level` empty where nobody says it."""

    step: str
    on: str | None
    body: str
    level: str
    inferred: bool
    document: str
    place: int | None
    words: str
    source: str


class CaseOut(Schema):
    """A model case: how far it has come, at which level it was adopted, each step, where it was copied."""

    id: int
    title: str
    place: int | None
    theme: str
    state: str
    pending: bool
    level: str
    source: str
    paragraph: str
    synthetic: bool
    steps: list[StepOut]


class CasesOut(Schema):
    """A page of cases; `next` is what to send as `after`."""

    items: list[CaseOut]
    next: int | None


@reads(router, "/cases", "reform_cases", CasesOut, title=_("典型案例"))
def cases(
    request: HttpRequest,
    state: Key | None = None,
    level: Key | None = None,
    copied_by: Id | None = None,
    after: Id | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The model cases within sight, in the order of their names; by state, level, or the place that copied them."""
    rows = queries.cases(visible_to(caller(request)))
    if state is not None:
        rows = queries.in_state(rows, state)
    if level is not None:
        rows = queries.at_level(rows, level)
    if copied_by is not None:
        rows = queries.copied_at(rows, copied_by)
    found, following = paging.page(rows, after=after, limit=limit, spine="subject__")
    return {"items": [_case(queries.told(row)) for row in found], "next": following}


@reads(router, "/cases/{int:case}", "reform_case", CaseOut, title=_("一个典型案例"))
def case(request: HttpRequest, case: Id) -> dict[str, Any]:
    """One model case."""
    row = queries.cases(visible_to(caller(request))).filter(pk=case).first()
    if row is None:
        raise NotFound
    return _case(queries.told(row))


def _case(row: Told) -> dict[str, Any]:
    own = row.case
    return {
        "id": own.pk,
        "title": own.subject.name,
        "place": own.subject.place_id,
        "theme": own.theme,
        "state": row.state.value,
        "pending": row.pending,
        "level": row.level.level if row.level else "",
        "source": own.source,
        "paragraph": own.paragraph,
        "synthetic": own.subject.synthetic,
        "steps": [
            {
                "step": step.step,
                "on": step.day.isoformat() if step.day else None,
                "body": step.body,
                "level": step.level,
                "inferred": step.inferred,
                "document": step.document,
                "place": step.place_id,
                "words": step.words,
                "source": step.source,
            }
            for step in row.steps
        ],
    }

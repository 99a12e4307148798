"""What this room answers programs: a programme's tasks in one place, each with its light and its proofs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id, lang
from kaifaqu.kernel.clock import today
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.api import briefing, cases, goals
from kaifaqu.rooms.reform.models import Programme

router = Router(tags=["reform"])
for part in (goals, cases, briefing):
    router.add_router("", part.router)


class TaskOut(Schema):
    """A task in a place: its light, and what each test that proves it says of the facts."""

    task: str
    title: str
    source: str
    light: str
    proofs: dict[str, str]


class ProgrammeOut(Schema):
    """A programme's tasks in one place on a day."""

    programme: int
    key: str
    place: int
    on: str
    deadline: str | None
    tasks: list[TaskOut]


@reads(router, "/{int:programme}/{int:place}", "reform_tasks", ProgrammeOut, title=_("改革任务"))
def tasks(request: HttpRequest, programme: Id, place: Id, on: Day | None = None) -> dict[str, Any]:
    """Each task of a programme in a place: what was reported of it, and what the facts say."""
    seen = visible_to(caller(request))
    row = Programme.objects.select_related("subject").filter(pk=programme, subject__in=seen).first()
    if row is None or not seen.filter(pk=place).exists():
        raise NotFound
    day = on or today()
    return {
        "programme": row.pk,
        "key": row.key,
        "place": place,
        "on": day.isoformat(),
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "tasks": queries.tasks_json(row, place, day, lang()),
    }

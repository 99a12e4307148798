"""What the office settles about a programme on its way: who leads a task, its interim deadline, the present phase."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Basis
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.reform.actions.driving import Task, planned_at, require_day, require_task
from kaifaqu.rooms.reform.models import PHASE, InterimDeadline, Lead, Programme
from kaifaqu.rooms.reform.queries import board
from kaifaqu.rooms.reform.queries.driving import home_of, lead_of, phase
from kaifaqu.rooms.reform.rules import Light

FINISHED = frozenset({Light.VERIFIED, Light.NOT_APPLICABLE, Light.CITY_LEVEL, Light.ZONE_LEVEL})


@action(title=_("指定牵头单位"))
def assign_lead(
    programme: Ref[Programme],
    *,
    by: Actor,
    task: Task,
    organ: Annotated[Ref[Organ], Label(_("牵头单位")), Among(tuple(OrganKind))],
    on: Annotated[date, Label(_("自何日起牵头"))],
    basis: Basis = "",
) -> Programme:
    """From a day on this organ leads the task and may verify what zones claim of it. yantai-2020 ¶2."""
    row = programme.row
    require_day(row, on)
    home, lies_there = home_of(row, organ.subject)
    require_task(planned_at(home, row.key, on), task)
    if not lies_there:
        raise Refusal("outside", _("牵头单位须是方案所在地、其上级或辖区内的机构。"), field="organ")
    since.require_each_in_being([organ.id], on, field="organ")
    before = lead_of(row, task, on)
    if before is not None and before.organ_id == organ.id:
        return row
    Lead.objects.create(programme=row, task=task, organ_id=organ.id, start=on)
    old = {"subject": before.organ_id} if before else None
    acts.current().changed(f"lead.{row.key}.{task}", old=old, new={"subject": organ.id})
    return row


@action(title=_("设定分阶段时限"))
def set_task_deadline(
    programme: Ref[Programme],
    *,
    by: Actor,
    task: Task,
    due: Annotated[date, Label(_("完成时限"), _("须早于方案的完成期限"))],
    on: Annotated[date, Label(_("自何日起"), _("时限印发之日"))],
    basis: Basis = "",
) -> Programme:
    """A task is due earlier than its programme; its lights follow the earlier day."""
    row = programme.row
    require_day(row, on)
    require_task(planned_at(home_of(row)[0], row.key, on), task)
    if row.deadline is not None and due > row.deadline:
        words = _("时限不能晚于方案的完成期限（%(day)s）。")
        raise Refusal("after_deadline", words % {"day": row.deadline.isoformat()}, field="due")
    if due <= on:
        raise Refusal("dates", _("时限须晚于印发之日。"), field="due")
    since.require_near(due, "due")
    before = row.interim_deadlines.filter(task=task, start__lte=on).order_by("-start", "-id").first()
    if before is not None and before.due == due:
        return row
    InterimDeadline.objects.create(programme=row, task=task, due=due, start=on)
    old = before.due.isoformat() if before else None
    acts.current().changed(f"due.{row.key}.{task}", old=old, new=due.isoformat())
    return row


@action(title=_("进入下一阶段"))
def begin_phase(
    programme: Ref[Programme],
    *,
    by: Actor,
    phase_number: Annotated[int, Field(ge=1, le=20), Label(_("阶段"))],
    on: Annotated[date, Label(_("自何日起"))],
    reason: Annotated[
        str, Field(max_length=500), Label(_("理由"), _("还有任务没有核验通过的，须写明为何进入"), long=True)
    ] = "",
    basis: Basis = "",
) -> Programme:
    """The programme enters its next phase; in principle once every task is verified. yantai-2020 二, YT-R2."""
    row = programme.row
    require_day(row, on)
    planned = planned_at(home_of(row)[0], row.key, on)
    now = phase(row, planned, on)
    if now is None or phase_number > now.of:
        raise Refusal("phase", _("方案里没有这个阶段。"), field="phase_number")
    if phase_number == now.number and phase_number > 1:
        return row
    if phase_number != now.number + 1:
        raise Refusal("order", _("现在是第 %(n)s 阶段，只能逐个往下进。") % {"n": now.number}, field="phase_number")
    if left := _unfinished(row, on):
        words = _("还有 %(n)s 格任务没有核验通过。原则上全部核验以后才进入；确需进入的，写明理由。")
        if not reason:
            raise Refusal("unfinished", words % {"n": left}, field="reason")
        acts.current().changed("phase_reason", old=None, new=reason)
    since.put(row.pk, PHASE, on, code=str(phase_number))
    return row


def _unfinished(row: Programme, on: date) -> int:
    found = board(row, min(on, today()))
    totals = found.totals if found else {}
    return sum(n for light, n in totals.items() if light not in FINISHED)

"""What units say of what they are to do: three lines, kept as they were sent, and their words on a delay."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.followups.models import Report, Said

MOST = 300
Done = Annotated[str, Field(min_length=2, max_length=MOST), Label(_("做到哪一步"), _("不超过 300 字"), long=True)]
Stuck = Annotated[str, Field(max_length=MOST), Label(_("卡在哪里"), _("没有的不填"), long=True)]
Need = Annotated[str, Field(max_length=MOST), Label(_("需要什么支持"), _("没有的不填"), long=True)]
Paper = Annotated[Upload | None, Label(_("附件"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]


@action(title=_("报进展"))
def report_item(
    case: Ref[Case],
    *,
    by: Actor,
    done: Done,
    stuck: Stuck = "",
    need: Need = "",
    need_from: Annotated[Ref[Organ] | None, Label(_("需要谁支持")), Among(tuple(OrganKind))] = None,
    file: Paper = None,
) -> Case:
    """A unit that leads or assists says how far it is, what it is stuck on, and what it needs from whom."""
    row = _reportable(case, by)
    if need and need_from is None:
        raise Refusal("from_whom", _("写明需要哪个单位支持，对方才看得到。"), field="need_from")
    if need_from is not None and not (need or stuck):
        raise Refusal("need", _("写明需要什么支持，或者卡在哪里。"), field="need")
    if need_from is not None and isinstance(by, Seat) and need_from.id == by.organ:
        raise Refusal("same", _("不能填本单位。"), field="need_from")
    made = _said(row, Said.PROGRESS, by, done, file)
    made.stuck, made.need = stuck, need
    made.need_from_id = need_from.id if need_from else None
    made.save()
    acts.current().changed("report", old=None, new=Said.PROGRESS.value)
    return row


@action(title=_("逾期说明"))
def explain_delay(
    case: Ref[Case],
    *,
    by: Actor,
    words: Annotated[str, Field(min_length=2, max_length=MOST), Label(_("说明"), _("与红灯一并显示"), long=True)],
    file: Paper = None,
) -> Case:
    """The unit's words on a matter that is late or will be; they stand beside the light. how-offices-work 22."""
    row = _reportable(case, by)
    _said(row, Said.WORDS, by, words, file).save()
    acts.current().changed("report", old=None, new=Said.WORDS.value)
    return row


def _reportable(case: Ref[Case], by: Actor) -> Case:
    """The case, where it is followed and open, and the actor's organ has something to do in it."""
    row = case.row
    if not row.origin:
        raise Refusal("not_followed", _("这件事不在督办台上。"))
    if row.status not in (Status.OPEN, Status.PAUSED):
        raise Refusal("closed", _("这件事已经办结或撤回。"))
    if isinstance(by, Seat) and not _has_to_do(row, by.organ):
        raise Refusal("not_yours", _("只有牵头和协办单位报进展。"))
    return row


def _has_to_do(row: Case, organ: int) -> bool:
    named = {each for role, organs in row.parties.items() if role != "caller" for each in organs}
    if organ in named:
        return True
    return Ask.objects.filter(case=row.pk, organ=organ, answered_at__isnull=True).exclude(kind=AskKind.COPY).exists()


def _said(row: Case, said: Said, by: Actor, done: str, file: Upload | None) -> Report:
    seat = by if isinstance(by, Seat) else None
    return Report(
        case=row,
        said=said,
        at=now(),
        organ_id=seat.organ if seat else None,
        person_id=seat.person if seat else None,
        done=done,
        file=keep(file, row.pk) if file else None,
    )

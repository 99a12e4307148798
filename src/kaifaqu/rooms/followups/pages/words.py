"""What the pages of the desk say in words: lights, limits, days left, who waits for what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases.machine import RETURN, Machine, NoSuchStage
from kaifaqu.kernel.cases.models import Case, Origin, Status
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.rooms.followups.models import FollowUp, Kind, Report
from kaifaqu.rooms.followups.queries import OBJECTED_IN, Line
from kaifaqu.rooms.followups.rules import Light, days_left

SHORT = 42
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def lights() -> dict[Light, str]:
    """The lights in words, the most pressing first."""
    return {
        Light.LATE: _("逾期"),
        Light.SOON: _("临期"),
        Light.NOT_SIGNED: _("待签收"),
        Light.UNDER_WAY: _("办理中"),
        Light.CLAIMED: _("待核实"),
        Light.CLOSED: _("已销号"),
        Light.WITHDRAWN: _("已撤回"),
    }


def left(days: int | None) -> str:
    """How many days are left, or have passed."""
    if days is None:
        return _("没有时限")
    if days == 0:
        return _("今天到期")
    return _("还有 %(n)s 天") % {"n": days} if days > 0 else _("逾期 %(n)s 天") % {"n": -days}


def ago(day: date, today: date) -> str:
    """How long ago something was heard."""
    days = (today - day).days
    return _("今天") if days <= 0 else _("%(n)s 天前") % {"n": days}


def joined(subjects: list[Subject]) -> str:
    """Several names in a row."""
    return str(_("、")).join(each.name for each in subjects)


def shortened(text: str, most: int = SHORT) -> str:
    """The beginning of a text that is too long for a line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def stage_title(case: Case) -> str:
    """What the charter calls the stage at which a case is."""
    if case.status == Status.ENDED:
        return _("已销号")
    if case.status == Status.WITHDRAWN:
        return _("已撤回")
    if case.stage == RETURN:
        return _("退回待定")
    told: Any = case
    machine = Machine(
        editions.resolved_of(case.rules_id, told.rules_digest), case.procedure, local(case.opened_at).date()
    )
    try:
        title = machine.stage(case.stage).title
    except NoSuchStage:
        return case.stage
    return title.text(lang()) if title else case.stage


def next_step(line: Line) -> str:
    """Whose turn it is, and for what."""
    if not line.open:
        return ""
    holder, stage = line.case.holder, stage_title(line.case)
    if holder is None or holder in line.lead:
        return stage
    return _("%(stage)s（%(who)s）") % {"who": holder.name, "stage": stage}


def origin_words(line: Line) -> dict[str, str]:
    """Where a matter comes from: the origin, who gave it, its day, and the paper."""
    case, own = line.case, line.follow_up
    order = own.order if own else None
    opened = local(case.opened_at).date()
    return {
        "label": str(Origin(case.origin).label),
        "giver": order.giver if order else "",
        "document": order.document if order else "",
        "day": (order.day if order else opened).isoformat(),
        "url": url_of(order.subject) if order and line.paper_seen else "",
    }


def limit_words(own: FollowUp | None) -> str:
    """The limit as it was written, where it was written in words."""
    return own.limit if own and not A_DAY.fullmatch(own.limit) else ""


def kind_words(own: FollowUp | None) -> str:
    """Urgent and long ones say so."""
    return str(Kind(own.kind).label) if own and own.kind != Kind.ORDINARY else ""


def report_words(report: Report | None) -> str:
    """The latest report in one line: what it is stuck on stands before what is done."""
    if report is None:
        return ""
    if report.stuck or report.need:
        return _("卡在：%(stuck)s") % {"stuck": shortened(report.stuck or report.need)}
    return shortened(report.done)


def light_words(line: Line, day: date, *, awaits: bool) -> str:
    """The light in words; amber behind the limit says that the unit's words are awaited."""
    if awaits:
        return _("逾期待说明")
    if line.case.stage == OBJECTED_IN and line.open:
        return _("有异议")
    return lights()[line.light]


def drawn(line: Line, day: date, *, awaits: bool = False) -> dict[str, Any]:
    """A line of the desk, ready to be drawn."""
    case, own = line.case, line.follow_up
    days = days_left(line.due, day) if line.open else None
    return {
        "pk": case.pk,
        "open": line.open,
        "light": line.light.value,
        "light_words": light_words(line, day, awaits=awaits),
        "why_url": reverse("followups:why", args=[case.pk]),
        "number": case.number,
        "url": url_of(case.subject),
        "title": case.subject.name,
        "synthetic": case.subject.synthetic,
        "kind": kind_words(own),
        "urgent": bool(own and own.kind == Kind.URGENT),
        "origin": origin_words(line),
        "lead": joined(line.lead) or _("未定"),
        "assists": joined(line.assists),
        "due": line.due.isoformat() if line.due else "",
        "limit": limit_words(own),
        "left": left(days) if line.open and line.light is not Light.CLAIMED else "",
        "late": line.light is Light.LATE,
        "report": report_words(line.report),
        "stuck": bool(line.report and (line.report.stuck or line.report.need)),
        "heard": ago(line.heard, day),
        "reported": line.report is not None,
        "next": next_step(line),
        "explained": line.explained,
    }


def week_label(monday: date | None, day: date) -> str:
    """What a group of lines is called: by the week in which they are due."""
    if monday is None:
        return _("没有时限")
    this = day - timedelta(days=day.weekday())
    weeks = (monday - this).days // 7
    span = f"{monday:%m-%d} – {monday + timedelta(days=6):%m-%d}"
    if weeks < 0:
        return _("此前到期（%(span)s 当周）") % {"span": span}
    if weeks > 1:
        return _("%(span)s 到期") % {"span": span}
    return (_("下周到期（%(span)s）") if weeks else _("本周到期（%(span)s）")) % {"span": span}

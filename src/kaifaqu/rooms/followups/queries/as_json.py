"""The desk as programs read it: a line, one matter with its reports, the leader's page; for API and command."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaifaqu.kernel.clock import local
from kaifaqu.rooms.followups.models import FollowUp, Kind, Report
from kaifaqu.rooms.followups.queries import Glance, Line
from kaifaqu.rooms.followups.queries.leading import Needed
from kaifaqu.rooms.followups.rules import days_left


def line_json(line: Line, day: date) -> dict[str, Any]:
    """A line: what, from where, whose, by when, how it stands."""
    case, own = line.case, line.follow_up
    return {
        "id": case.pk,
        "number": case.number,
        "title": case.subject.name,
        "origin": case.origin,
        "kind": own.kind if own else Kind.ORDINARY.value,
        "lead": [{"id": each.pk, "title": each.name} for each in line.lead],
        "assists": [{"id": each.pk, "title": each.name} for each in line.assists],
        "due": line.due.isoformat() if line.due else None,
        "limit_words": own.limit if own else "",
        "days_left": days_left(line.due, day) if line.open else None,
        "light": line.light.value,
        "stage": case.stage,
        "status": case.status,
        "holder": case.holder.name if case.holder else "",
        "heard": line.heard.isoformat(),
        "stuck": line.report.stuck if line.report else "",
        "explained": line.explained,
    }


def matter_json(line: Line, day: date, reports: list[Report]) -> dict[str, Any]:
    """One matter: its line, its words, the paper that it came from, and what units said of it."""
    own = line.follow_up
    return {
        **line_json(line, day),
        "words": line.case.words,
        "order": _order(own) if own and own.order else None,
        "reports": [_report(each) for each in reports],
    }


def _order(own: FollowUp) -> dict[str, Any] | None:
    order = own.order
    if order is None:
        return None
    return {
        "id": order.pk,
        "words": order.words,
        "day": order.day.isoformat(),
        "giver": order.giver,
        "document": order.document,
    }


def _report(row: Report) -> dict[str, Any]:
    return {
        "at": local(row.at).isoformat(timespec="minutes"),
        "said": row.said,
        "organ": row.organ.name if row.organ else "",
        "done": row.done,
        "stuck": row.stuck,
        "need": row.need,
        "need_from": row.need_from.name if row.need_from else "",
    }


def glance_json(numbers: Glance) -> dict[str, int]:
    """The numbers above the list."""
    return {
        "open": numbers.open,
        "late": numbers.late,
        "this_week": numbers.this_week,
        "no_news": numbers.silent,
        "objected": numbers.objected,
        "to_verify": numbers.to_verify,
    }


def needed_json(each: Needed, day: date) -> dict[str, Any]:
    """A matter that needs the leader: its line, what he is asked for, which slip it is due."""
    return {**line_json(each.line, day), "decision": each.decision.value, "slip": each.slip.value}

"""A deadline as it is asked for by the command, the page and the API: texts in, the end and its reasons out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.clock.calendar import Calendar, Notice
from kaifaqu.kernel.clock.deadlines import Due, deadline
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.reading import as_extension, as_moment, as_pause
from kaifaqu.kernel.clock.vague import as_typed
from kaifaqu.kernel.subjects.lang import lang


class NoDeadline(Refusal):
    """What was asked for is no deadline: the input at fault, and what would be right."""

    status = 422


def asked(
    calendar: Calendar,
    start: str,
    limit: str,
    *,
    pauses: Iterable[str] = (),
    extensions: Iterable[str] = (),
    restarted: str = "",
) -> Due:
    """When a limit ends that began at `start`. Raises NoDeadline in plain words.

    Somebody who only tries a date need not give a ground: it is then said not to be given.
    """
    unsaid = _("试算，未写明事由")
    try:
        return deadline(
            as_moment(start),
            as_typed(limit),
            calendar,
            pauses=[as_pause(each, unsaid) for each in pauses],
            extensions=[as_extension(each, unsaid) for each in extensions],
            restarted=as_moment(restarted, "restart") if restarted else None,
        )
    except BadTime as fault:
        raise NoDeadline(fault.code, fault.text(lang()), field=fault.field) from fault


def told(due: Due) -> dict[str, Any]:
    """A deadline for programs; sentences are in the reader's language."""
    said = {"limit_words": due.words} if due.words else {}
    return {
        "due": _iso(due.due),
        "unit": due.unit,
        "counted_from": _iso(due.counted_from),
        "steps": [{"code": step.code, "text": step.text(lang())} for step in due.steps],
        "provisional": due.provisional,
        "notices": [_told(notice) for notice in due.notices],
        **said,
    }


def _iso(when: date | datetime | None) -> str | None:
    return when.isoformat() if when else None


def _told(notice: Notice) -> dict[str, Any]:
    return {
        "year": notice.year,
        "number": notice.number,
        "title": notice.en if lang() == "en" else notice.zh,
        "published": _iso(notice.published),
        "provisional": notice.provisional,
    }

"""What people type for a moment, a pause, an extension; the same for the command, the page and the API."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from kaifaqu.kernel.clock import ZONE, local
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import as_limit
from kaifaqu.kernel.clock.pauses import Extension, Pause

_DAY = r"\d{4}-\d{2}-\d{2}"
_TIME = r"[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?"
_MOMENT = re.compile(rf"({_DAY})({_TIME})?")
_PAUSE = re.compile(rf"({_DAY}(?:{_TIME})?)\.\.({_DAY}(?:{_TIME})?)?(?:[:：](.*))?", re.DOTALL)
_EXTENSION = re.compile(r"([^:：]*)(?:[:：](.*))?", re.DOTALL)


def as_moment(text: str, field: str = "start") -> datetime:
    """A moment; without an hour the day's beginning, without a time zone China's."""
    found = _MOMENT.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        day = date.fromisoformat(found[1])
        moment = datetime.combine(day, time.fromisoformat(found[2][1:]) if found[2] else time())
        return local(moment) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise BadTime("no_moment", field, given=text.strip()) from None


def as_pause(text: str, otherwise: str = "") -> Pause:
    """FROM..TO:ground; days are whole and both included. `otherwise` is the ground where none is written."""
    found = _PAUSE.fullmatch(text.strip())
    if found is None:
        raise BadTime("no_pause", "pause", given=text.strip())
    ground = (found[3] or "").strip() or otherwise
    begin = as_moment(found[1], "pause")
    end = as_moment(found[2], "pause") if found[2] else None
    if len(found[1]) == len("2025-10-09") and (found[2] is None or len(found[2]) == len(found[1])):
        try:
            return Pause.days(begin.date(), end.date() if end else None, ground)
        except OverflowError:
            raise BadTime("no_pause", "pause", given=text.strip()) from None
    return Pause(begin, end, ground)


def as_extension(text: str, otherwise: str = "") -> Extension:
    """LIMIT:reason, as 10wd:情况复杂."""
    found = _EXTENSION.fullmatch(text.strip())
    try:
        limit = as_limit(found[1]) if found else None
    except BadTime as fault:
        raise BadTime(fault.code, "extend", **fault.given) from None
    if found is None or limit is None:
        raise BadTime("no_words", "extend", given=text.strip(), known="10wd、15d、2wh")
    return Extension(limit, (found[2] or "").strip() or otherwise)

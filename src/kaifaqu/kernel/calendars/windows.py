"""Office hours as people type them: 周一至周五 8:30-12:00 13:00-17:30, a line for the days that have the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock.calendar import Week, Window
from kaifaqu.kernel.clock.steps import WEEKDAYS
from kaifaqu.kernel.subjects.lang import lang

DAYS = {name: at for at, pair in enumerate(WEEKDAYS) for name in (pair[0], pair[1].lower())}
DAY = "|".join(DAYS)
LINE = re.compile(rf"({DAY})(?:\s*(?:至|到|-)\s*({DAY}))?\s*[:,]?\s*(.+)")
WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|至|到|–|—|~)\s*(\d{1,2}):(\d{2})")
WORKED = 5


def read_windows(text: str) -> Week:
    """The windows of Monday to Friday. Refuses what cannot be read, overlaps, or leaves one of them without any."""
    week: dict[int, tuple[Window, ...]] = {}
    for line in filter(None, (part.strip() for part in re.split(r"[\n;；]", unicodedata.normalize("NFKC", text)))):
        found = LINE.fullmatch(line.lower())
        if found is None:
            raise _bad("no_hours", _("“%(line)s”读不懂；请写成“周一至周五 8:30-12:00 13:00-17:30”。") % {"line": line})
        first, last = DAYS[found[1]], DAYS[found[2] or found[1]]
        if last >= WORKED or last < first:
            raise _bad("rest_day", _("只写周一至周五：周六、周日不是工作日，个别日子用“单日安排”。"))
        for day in range(first, last + 1):
            if day in week:
                raise _bad("day_twice", _("%(day)s写了两次。") % {"day": WEEKDAYS[day][lang() == "en"]})
            week[day] = _windows(found[3], line)
    if missing := [WEEKDAYS[day][lang() == "en"] for day in range(WORKED) if day not in week]:
        raise _bad("day_missing", _("缺少%(days)s。") % {"days": gettext("、").join(missing)})
    return tuple(week[day] for day in range(WORKED))


def _windows(text: str, line: str) -> tuple[Window, ...]:
    windows = []
    for found in WINDOW.finditer(text):
        hours, minutes = (int(found[1]), int(found[3])), (int(found[2]), int(found[4]))
        if max(hours) > 23 or max(minutes) > 59:
            raise _bad("no_hour", _("“%(given)s”不是时间。") % {"given": found[0]})
        windows.append((hours[0] * 60 + minutes[0], hours[1] * 60 + minutes[1]))
    if not windows or re.sub(r"[、,\s]", "", WINDOW.sub("", text)):
        raise _bad("no_hours", _("“%(line)s”读不懂；请写成“周一至周五 8:30-12:00 13:00-17:30”。") % {"line": line})
    edges = [minute for window in windows for minute in window]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise _bad("hours_order", _("“%(line)s”的时段须先后相接、不能重叠。") % {"line": line})
    return tuple(windows)


def _bad(code: str, words: Words) -> Refusal:
    return Refusal(code, words, field="windows")


def as_text(week: Week, language: str) -> str:
    """The windows of a week, days of the same windows in one line."""
    lines: list[tuple[int, int, tuple[Window, ...]]] = []
    for day, windows in enumerate(week):
        if lines and lines[-1][2] == windows:
            lines[-1] = (lines[-1][0], day, windows)
        else:
            lines.append((day, day, windows))
    return "; ".join(_line(*line, language) for line in lines)


def _line(first: int, last: int, windows: Sequence[Window], language: str) -> str:
    at = language == "en"
    days = WEEKDAYS[first][at] if first == last else f"{WEEKDAYS[first][at]}{('至', '–')[at]}{WEEKDAYS[last][at]}"
    return " ".join([days, *(f"{clock(opened)}–{clock(close)}" for opened, close in windows)])


def clock(minute: int) -> str:
    """8:30 of minute 510."""
    return f"{minute // 60}:{minute % 60:02}"

"""When a limit ends, and why: one function, from a start, a limit and a calendar to a day or a moment.

Civil Code, articles 201 to 203: hours run from the moment; of days, weeks, months and years the start day does not
count; a last day that is a day of rest moves to the next working day; the last day ends when business ends. Licensing
Law, article 82: its limits are working days. Article 45: what waits for a hearing, a test or a review is not counted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from kaifaqu.kernel.clock import local
from kaifaqu.kernel.clock.calendar import DAY, Calendar, Notice, moment_of, seconds_of
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import Limit, bounded
from kaifaqu.kernel.clock.pauses import Extension, Pause, Span, in_days, in_seconds
from kaifaqu.kernel.clock.steps import Step, Trace, told
from kaifaqu.kernel.clock.vague import Vague, rule_of

IN_SECONDS = {"min": 60, "h": 3600, "wh": 3600}
WORDS = "words"
Axis = tuple[Callable[[int], int], Callable[[int], int]]
"""How much has been counted up to a position, and the first position by which so much has."""
_PLAIN: Axis = (lambda position: position, lambda counted: counted)


class Due(NamedTuple):
    """When a limit ends. `due` is None while a pause lasts: then nobody can know.

    `counted_from` is the day that counts as the first, or the moment from which hours run.
    """

    due: datetime | None
    unit: str
    counted_from: date | datetime
    provisional: bool
    notices: tuple[Notice, ...]
    calendar: Calendar
    trace: tuple[Trace, ...]
    words: str = ""

    @property
    def steps(self) -> list[Step]:
        """How it was counted, step by step."""
        return told(self.trace, self.calendar)


def deadline(
    start: datetime,
    limit: Limit | Vague,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    restarted: datetime | None = None,
) -> Due:
    """The end of a limit that began at `start`.

    `restarted`: the moment from which it is counted anew, as after papers were completed (Licensing Law, article 32);
    what was counted or paused before no longer matters. BadTime where it cannot be computed.
    """
    trace: list[Trace] = []
    begin = _begin(local(start), local(restarted) if restarted else None, trace)
    if not calendar.start <= begin.toordinal() <= calendar.end:
        raise calendar.beyond()
    if isinstance(limit, Vague):
        if pauses or extensions:
            raise BadTime("fixed_day", "pause" if pauses else "extend", words=limit.words)
        return _in_words(begin, limit, calendar, trace)
    count = _in_hours if limit.unit in IN_SECONDS else _in_days
    return count(begin, _parts(limit, extensions), [each.reason for each in extensions], calendar, pauses, trace)


def _begin(start: datetime, again: datetime | None, trace: list[Trace]) -> datetime:
    if again is None:
        return start
    if again < start:
        given = {"start": f"{start:%Y-%m-%d %H:%M}", "restarted": f"{again:%Y-%m-%d %H:%M}"}
        raise BadTime("restart_order", "restart", **given)
    trace.append(("restarted", start, again))
    return again


def _parts(limit: Limit, extensions: Sequence[Extension]) -> list[Limit]:
    """The limit and what extends it, each within bounds, hours by hours and days by days."""
    for extension in extensions:
        if (extension.by.unit in IN_SECONDS) != (limit.unit in IN_SECONDS):
            raise BadTime("mixed_units", "extend", limit=_both(limit), by=_both(extension.by))
    return [bounded(limit), *(bounded(extension.by) for extension in extensions)]


def _both(limit: Limit) -> tuple[str, str]:
    return limit.text("zh"), limit.text("en")


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_days(
    begin: datetime,
    parts: Sequence[Limit],
    reasons: Sequence[str],
    calendar: Calendar,
    pauses: Sequence[Pause],
    trace: list[Trace],
) -> Due:
    start = last = begin.toordinal()
    spans = in_days(pauses) if pauses else []
    worked: Axis = (calendar.count, calendar.nth)
    unit = parts[0].unit
    first = calendar.nth(calendar.count(start) + 1) if unit == "wd" else start + 1
    trace.append(("from_day", start, first, unit))
    found: int | None = start
    for at, part in enumerate(parts):
        of_days = "wd" if part.unit == "wd" else "d"
        axis = worked if part.unit == "wd" else _PLAIN
        stops: list[Trace] = []
        found = _counted(axis, of_days, last, _aimed(axis, last, part), spans, stops)
        if found is not None and part.unit == "wd":
            trace.append(("within", last, found, spans))
        trace += stops
        if found is None:
            break
        trace.append(("counted", part, found) if not at else ("extended", part, found, reasons[at - 1]))
        last = found
    if found is not None and parts[-1].unit != "wd":
        found = _moved(found, spans, calendar, trace)
    due = None
    if found is not None:
        last, due = found, calendar.closing(found)
        trace.append(("closes", due))
    return Due(due, unit, date.fromordinal(first), *_rests_on(calendar, start, last), calendar, tuple(trace))


def _aimed(axis: Axis, start: int, part: Limit) -> int:
    """How much will have been counted at the end of a limit, were there no pause."""
    if part.unit in ("m", "y"):  # article 202: the same day of the month, or the month's last day where it has none
        on = date.fromordinal(start)
        year, month = divmod(on.year * 12 + on.month - 1 + part.number * (12 if part.unit == "y" else 1), 12)
        return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1])).toordinal()
    return axis[0](start) + part.number * (7 if part.unit == "w" else 1)


def _counted(axis: Axis, unit: str, start: int, target: int, spans: Sequence[Span], trace: list[Trace]) -> int | None:
    """Where the target is reached when spans are not counted; None where one lasts that begins before it is."""
    count, position = axis
    for span in spans:
        if span.until is not None and span.until <= start:
            continue
        if span.after >= position(target):
            break
        if span.until is None:
            trace.append(("lasts", span, unit))
            return None
        lost = count(span.until) - count(max(span.after, start))
        trace.append(("paused", span, lost, unit))
        target += lost
    return position(target)


def _moved(last: int, spans: Sequence[Span], calendar: Calendar, trace: list[Trace]) -> int | None:
    """The last day, or the first after it that is worked and in no pause (Civil Code, article 203)."""
    day = calendar.on_or_after(last)
    for span in spans:
        if span.after < day and (span.until is None or day <= span.until):
            if span.until is None:
                trace.append(("lasts", span, "d"))
                return None
            day = calendar.on_or_after(span.until + 1)
    if day != last:
        trace.append(("moved", last, day))
    return day


# ── Hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_hours(
    begin: datetime,
    parts: Sequence[Limit],
    reasons: Sequence[str],
    calendar: Calendar,
    pauses: Sequence[Pause],
    trace: list[Trace],
) -> Due:
    last = seconds_of(begin)
    spans = in_seconds(pauses) if pauses else []
    worked: Axis = (calendar.worked, calendar.second)
    unit = parts[0].unit
    trace.append(("from_moment", begin, unit))
    on_calendar = False
    for at, part in enumerate(parts):
        on_calendar = on_calendar or part.unit == "wh"
        axis = worked if part.unit == "wh" else _PLAIN
        aimed = axis[0](last) + part.number * IN_SECONDS[part.unit]
        found = _counted(axis, part.unit, last, aimed, spans, trace)
        if found is None:
            return Due(None, unit, begin, False, (), calendar, tuple(trace))
        if found // DAY > calendar.end:
            raise calendar.beyond()
        ends = moment_of(found)
        if part.unit == "wh":
            trace.append(("within", last // DAY, found // DAY, ()))
        trace.append(("counted_to", part, ends) if not at else ("extended_to", part, ends, reasons[at - 1]))
        last = found
    days = (begin.toordinal(), last // DAY)
    rests = _rests_on(calendar, *days) if on_calendar else (False, ())
    return Due(moment_of(last), unit, begin, *rests, calendar, tuple(trace))


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_words(begin: datetime, limit: Vague, calendar: Calendar, trace: list[Trace]) -> Due:
    start = begin.toordinal()
    rule = rule_of(limit, begin.date())
    end = rule.ends(begin.date()).toordinal()
    trace.append(("words", limit.words, rule, end))
    at = calendar.count(max(end, start))
    last = calendar.nth(at) if at else start
    if last < start or calendar.closing(last) <= begin:  # no office hour is left before the day that the words name
        last = calendar.nth(at + 1)
        trace.append(("none_left", end, last))
    elif last != end:
        trace.append(("before", end, last))
    due = calendar.closing(last)
    trace.append(("closes", due))
    return Due(due, WORDS, begin.date(), *_rests_on(calendar, start, last), calendar, tuple(trace), limit.words)


def _rests_on(calendar: Calendar, start: int, last: int) -> tuple[bool, tuple[Notice, ...]]:
    """Whether a year that was counted in is not settled yet, and the notices of all of them."""
    years = range(date.fromordinal(start).year, date.fromordinal(last).year + 1)
    notices = calendar.by_year
    found = notices.get(years[0], ()) if len(years) == 1 else tuple(n for y in years for n in notices.get(y, ()))
    return any(notice.provisional for notice in found), found

"""The calendar of a place: the rows of the country, then of each place down to it, over what the package carries.

Kept in the process and asked for anew when a row has come in: the last row of each table says whether one has. Who
reads rows anyway has it read beside them (`version_beside`), and asks nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import JSONObject

from kaifaqu.kernel.actions.frozen import frozen
from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.calendars.models import CalendarDay, HolidayNotice, OfficeHours
from kaifaqu.kernel.clock.calendar import Calendar, Mark, Notice, Week, build
from kaifaqu.kernel.organs.models import Place

Version = tuple[Any, ...]
Key = tuple[Version, tuple[int, ...], datetime | None]
NOTHING: Version = (None, None)
KEPT = 64
_kept: dict[Key, Calendar] = {}
_places: dict[Version, frozenset[int]] = {}


def calendar_of(place: Place | None, known_at: datetime | None = None) -> Calendar:
    """The calendar in force at a place, or of the country alone; as it was known at a moment where one is given."""
    return _calendar(chain_of(place), _version(), known_at)


def calendar_along(path: str, version: Version | None = None) -> Calendar:
    """The calendar in force along a path of places; `version` where it is known already which holds."""
    return _calendar(_along(path), version or _version(), None)


def _calendar(places: tuple[int, ...], version: Version, known_at: datetime | None) -> Calendar:
    if version == NOTHING:
        return national.calendar()
    chain = _own(version, places)
    key = (version, chain, known_at)
    if key not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
            _places.clear()
        _kept[key] = _made(chain, known_at)
    return _kept[key]


def chain_of(place: Place | None) -> tuple[int, ...]:
    """The places from the country down; of the country alone where no place is named."""
    if place is None:
        root = Place.objects.order_by("path").filter(path__regex=r"^/[0-9]+/$").values_list("pk", flat=True).first()
        return (root,) if root else ()
    return _along(place.path)


def _along(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split("/") if part)


def is_root(place: Place) -> bool:
    """Whether the place is the root of the tree, whose notices are those of the country."""
    return place.path == f"/{place.pk}/"


def unsettled(calendar: Calendar, day: date) -> list[int]:
    """The years whose notice should be there by now: this one, and from 1 November the next."""
    due = [day.year, day.year + 1] if day.month >= 11 else [day.year]
    return [year for year in due if year in calendar.provisional or year > calendar.last.year]


LAST_DAY = JSONObject(id="pk", at="known_at", place="place_id", day="day", working="working")
LAST_HOURS = JSONObject(id="pk", at="known_at", place="place_id", start="start")


def version_beside() -> dict[str, Subquery]:
    """Annotations that read beside any row which calendar holds now: for `version_in`."""
    days, hours = CalendarDay.objects.order_by("-pk"), OfficeHours.objects.order_by("-pk")
    return {
        "calendar_days": Subquery(days.values(told=LAST_DAY)[:1]),
        "calendar_hours": Subquery(hours.values(told=LAST_HOURS)[:1]),
    }


def version_in(row: object) -> Version | None:
    """Which calendar holds, as read beside a row; None where it was not read."""
    if not hasattr(row, "calendar_days"):
        return None
    beside: Any = row
    return _told(beside.calendar_days), _told(beside.calendar_hours)


def _version() -> Version:
    """What the last rows are: more than their ids, which a transaction that is undone gives out again."""
    newest = frozen("calendars.version", lambda: CalendarDay.objects.order_by("-pk").annotate(**version_beside())[:1])
    row = next(newest.rows({}), None)
    if row is None:
        return None, _told(OfficeHours.objects.order_by("-pk").values_list(LAST_HOURS, flat=True).first())
    return _told(row.calendar_days), _told(row.calendar_hours)


def _told(row: dict[str, Any] | None) -> Any:
    return None if row is None else tuple(sorted(row.items()))


def _own(version: Version, chain: Sequence[int]) -> tuple[int, ...]:
    """Of a chain the country, and those below it that have rows of their own: most share one calendar."""
    if version not in _places:
        ids = CalendarDay.objects.values_list("place_id").union(OfficeHours.objects.values_list("place_id"))
        _places[version] = frozenset(place for (place,) in ids)
    return tuple(place for at, place in enumerate(chain) if not at or place in _places[version])


def _made(chain: Sequence[int], known_at: datetime | None) -> Calendar:
    limits: dict[str, Any] = {"place__in": chain, **({"known_at__lte": known_at} if known_at else {})}
    rows = list(HolidayNotice.objects.filter(**limits).order_by("pk"))
    of_country = [row for row in rows if row.place_id == chain[0]] if chain else []
    settled = {row.year for row in of_country if not row.provisional}
    in_force = [row for row in rows if not (row.provisional and row.year in settled)]
    told = {row.year for row in of_country}
    carried = [each for each in national.table() if each.notice.year not in told]
    marks = {day: national.mark(working, zh, en) for each in carried for day, working, zh, en in each.days}
    days: dict[int, list[CalendarDay]] = defaultdict(list)
    for row in CalendarDay.objects.filter(**limits).order_by("pk"):
        days[row.place_id].append(row)
    for place in chain:
        _laid_over(marks, days[place], {row.pk for row in in_force})
    years = {*national.years(), *told}
    notices = [each.notice for each in carried] + [_notice(row, local=row.place_id != chain[0]) for row in in_force]
    return build(range(min(years), max(years) + 1), marks, notices, _weeks(chain, OfficeHours.objects.filter(**limits)))


def _laid_over(marks: dict[date, Mark], rows: Iterable[CalendarDay], notices: set[int]) -> None:
    """Put a place's own days over those from above: its notices first, then its decisions on single days."""
    decided = []
    for row in rows:
        if row.notice_id is None:
            decided.append(row)
        elif row.notice_id in notices and row.working is not None:
            marks[row.day] = national.mark(row.working, row.name, row.name_en, row.like)
    before = dict(marks)
    for row in decided:
        if row.working is not None:
            marks[row.day] = national.mark(row.working, row.name, row.name_en, row.like)
        elif row.day in before:
            marks[row.day] = before[row.day]
        else:
            marks.pop(row.day, None)


def _notice(row: HolidayNotice, *, local: bool) -> Notice:
    title_en = row.title_en or row.title
    return Notice(row.year, row.number, row.title, title_en, row.published, row.provisional, local)


def _weeks(chain: Sequence[int], rows: Iterable[OfficeHours]) -> list[tuple[date, Week]]:
    """The weeks in force, each from a day on: a place's own hold from their first day, before those above it."""
    depth = {place: at for at, place in enumerate(chain)}
    known = sorted(rows, key=lambda row: (row.start, row.pk))
    weeks = []
    for start in sorted({row.start for row in known}):
        begun = [row for row in known if row.start <= start]
        deepest = max(depth[row.place_id] for row in begun)
        week = next(row.week for row in reversed(begun) if depth[row.place_id] == deepest)
        weeks.append((start, tuple(tuple((opened, close) for opened, close in day) for day in week)))
    return weeks

"""When the calendar changes, the deadlines of running cases are derived anew.

The acts on calendars know nothing of cases and stay as fast as they are. The worker sees that rows have come in since
it last looked, notes below which places and how far it has got (`Recount`), and goes through the running cases there in
pages, by their keys. Killed half way it goes on where it stood; a page that is done twice changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet

from kaifaqu.kernel.calendars.models import CalendarDay, OfficeHours
from kaifaqu.kernel.cases.actions import recount_case
from kaifaqu.kernel.cases.models import Case, Recount
from kaifaqu.kernel.cases.pace import Pace
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.organs.models import Place

NAMED = 3
"""So many reasons are named on a case's trail; a change of the calendar seldom has more."""


def recount(pace: Pace | None = None) -> int:
    """Take up what has changed in the calendar, and derive anew what hangs on it; how many cases changed."""
    take_up()
    pace = pace or Pace()
    waiting = Recount.objects.filter(ended_at=None).order_by("pk")
    return sum(_work_off(row, pace) for row in waiting)


def take_up() -> None:
    """Write down what has come into the calendar since the last look; two workers write it down once."""
    last = Recount.objects.order_by("-pk").first()
    days, hours = (last.days, last.hours) if last else (0, 0)
    new_days, new_hours = CalendarDay.objects.filter(pk__gt=days), OfficeHours.objects.filter(pk__gt=hours)
    until: dict[str, Any] = {
        "days": new_days.aggregate(last=Max("pk"))["last"] or days,
        "hours": new_hours.aggregate(last=Max("pk"))["last"] or hours,
    }
    if (until["days"], until["hours"]) == (days, hours):
        return
    places = {*new_days.values_list("place", flat=True).distinct(), *new_hours.values_list("place", flat=True)}
    told = {"places": sorted(places), "reason": _reason(new_days), "begun_at": now()}
    Recount.objects.get_or_create(**until, defaults=told)


def _reason(days: QuerySet[CalendarDay]) -> str:
    """The notices and decisions that came in, as the trail of a case names them; empty for office hours alone."""
    rows = days.order_by("pk").values_list("notice__number", "notice__title", "day", "name").distinct()
    found = dict.fromkeys(number or title or f"{day} {name}".strip() for number, title, day, name in rows[:1_000])
    return " · ".join(list(found)[:NAMED])[:200]


def _work_off(row: Recount, pace: Pace) -> int:
    changed, running = 0, _below(row.places)
    while True:
        found = running.filter(pk__gt=row.position).order_by("pk")
        ids = list(found.values_list("pk", flat=True)[: pace.size])
        if not ids:
            break
        changed += len(pace.run(recount_case, ids, reason=row.reason).done)
        row.position = ids[-1]
        Recount.objects.filter(pk=row.pk, position__lt=row.position).update(position=row.position)
    Recount.objects.filter(pk=row.pk).update(ended_at=now())
    return changed


def _below(places: Iterable[int]) -> QuerySet[Case]:
    """The running cases at or below places; the root has all of them."""
    paths = Place.objects.filter(pk__in=places).values_list("path", flat=True)
    running = Case.objects.filter(ended_at=None)
    if any(path.count("/") == len("//") for path in paths):
        return running
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(path__startswith=path)
    return running.filter(subject__place__in=Place.objects.filter(under).values("pk"))

"""Reports that take from several rooms what each of them knows."""

from __future__ import annotations

from typing import Any

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.institutions.queries import institutions_json, reform_group, reform_json
from kaifaqu.rooms.reform import queries as reform
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.queries.goals_json import goals_json


def reform_report(slug: str, lang: Lang) -> dict[str, Any] | None:
    """The reform in published figures, and its tasks with what the facts prove of them; None where none is known."""
    data = reform_json(slug, lang)
    place = Place.objects.filter(slug=slug).first()
    group = reform_group(place) if place else None
    if data is None or place is None or group is None:
        return data
    programme = Programme.objects.select_related("subject").filter(subject__place=place.pk, by_zone=False).first()
    if programme is None:
        return data
    return {**data, "tasks": reform.tasks_json(programme, group.pk, programme.deadline or today(), lang)}


def report(name: str, slug: str, lang: Lang) -> dict[str, Any] | None:
    """A report by its name; None where there is nothing to report of the place."""
    return REPORTS[name](slug, lang)


REPORTS = {"goals": goals_json, "institutions": institutions_json, "reform": reform_report}

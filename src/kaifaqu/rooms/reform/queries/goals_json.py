"""Goals and targets as data, for the command and the API."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from kaifaqu.kernel.charter.overlay import Found
from kaifaqu.kernel.charter.reading import sentence, value_text
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.queries.goals import Aim, Course, Goals, goals


def goals_json(slug: str, lang: Lang, day: date | None = None) -> dict[str, Any] | None:
    """The goals of a place on a day; None where there is no such place or nothing in force there has any."""
    day = day or today()
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    found = goals(place, day) if place else []
    if not found:
        return None
    return {"place": slug, "on": day.isoformat(), "programmes": [_programme(each, lang, day) for each in found]}


def _programme(found: Goals, lang: Lang, day: date) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": found.planned.title.text(lang),
        "charter": found.charter,
        "source": found.planned.src or "",
        "goals": [goal.text(lang) for goal in found.planned.goals],
        "targets": [_aim(found, aim, lang, day) for aim in found.aims],
    }


def _aim(found: Goals, aim: Aim, lang: Lang, day: date) -> dict[str, Any]:
    reach, due = aim.reach, aim.due
    unsaid = isinstance(aim.verdict, NotApplicable)
    words = told(aim.target.by, lang)
    return {
        "key": aim.key,
        "title": aim.target.title.text(lang),
        "sentence": sentence(found.institution, "params", reach.key, day, lang) if isinstance(reach, Found) else "",
        "source": aim.target.src or "",
        "reach": value_text(reach, lang) if isinstance(reach, Found) else reach.text(lang),
        "due": due.day.isoformat() if due.day else None,
        "due_words": "" if words.startswith("p.") else words,
        "due_grounding": str(due.found.dated.grounding) if due.found else None,
        "reading": told(aim.target.reading, lang),
        "value": explain(aim.value).as_json(lang),
        "year": aim.year,
        "verdict": None if unsaid else aim.verdict,
        "reason": aim.verdict.reason_code if isinstance(aim.verdict, NotApplicable) else None,
        "standing": aim.standing.value,
        "gap": aim.gap.text(lang) if aim.gap else None,
        "course": _course(aim.course) if aim.course else None,
    }


def _course(course: Course) -> dict[str, Any]:
    drawn = course.way or course.index
    return {
        "fact": course.what.key,
        "unit": course.what.unit if course.way else "index",
        "base_year": drawn.base.year,
        "due_year": drawn.end.year,
        "base_grounding": str(course.base.dated.grounding),
        "averaging": drawn.averaging.value,
        "indexed": course.way is None,
        "average": _exact(drawn.average),
        "needed": _exact(drawn.needed),
        "points": [
            {
                "year": point.year,
                "path": str(point.path),
                "recorded": _exact(point.recorded) if course.way else None,
                "gap": _exact(point.gap) if course.way else None,
            }
            for point in drawn.points
        ],
    }


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)

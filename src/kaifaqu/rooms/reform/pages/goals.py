"""The pages of goals: what a programme aims at, what is measured, how much is missing, and the way to get there."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.overlay import Found
from kaifaqu.kernel.charter.reading import cited, sentence, value_text
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.words import AND, LISTED
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui import explanations
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url
from kaifaqu.kernel.ui.numbers import Shown, shown, where_from
from kaifaqu.kernel.ui.pages import day_sent, demo_pill, explanation_page, seat_of
from kaifaqu.rooms.reform.queries import goals as queries
from kaifaqu.rooms.reform.queries.goals import Aim, Course, Goals, Standing
from kaifaqu.rooms.reform.rules.trajectory import Point

RECORD = "reform.record_target_figure"
PILLS = {
    Standing.REACHED: "ok",
    Standing.ON_COURSE: "info",
    Standing.BEHIND: "soon",
    Standing.SHORT: "soon",
    Standing.MISSED: "late",
    Standing.UNKNOWN: "plain",
}


def standings() -> dict[Standing, str]:
    """The standings in words."""
    return {
        Standing.REACHED: _("达到"),
        Standing.ON_COURSE: _("进度达到"),
        Standing.BEHIND: _("进度落后"),
        Standing.SHORT: _("尚未达到"),
        Standing.MISSED: _("到期未达到"),
        Standing.UNKNOWN: _("无法判定"),
    }


# ── Every place with goals ───────────────────────────────────────────────────────────────────────────────────────────


def index(request: HttpRequest) -> HttpResponse:
    """The places whose charter has goals or targets, with how they stand."""
    day = day_sent(request, "on", today())
    places = queries.places_with_goals(day)
    seen = set(visible_to(seat_of(request)).filter(pk__in=[p.pk for p in places]).values_list("pk", flat=True))
    rows = [_place_row(place, found) for place in places if place.pk in seen and (found := queries.goals(place, day))]
    labels = [_("地方"), _("改革方案"), _("总体目标"), _("目标值"), *(standings()[each] for each in Standing)]
    context = {
        "title": _("改革目标"),
        "sub": _("目标写在制度方案里；没有公布数据的照实写无法判定，不按零计。"),
        "crumbs": [{"label": _("改革推进"), "url": reverse("reform:programmes")}],
        "columns": [{"label": label, "kind": "num" if i > 1 else "text"} for i, label in enumerate(labels)],
        "rows": rows,
        "nothing": {"text": _("施行的制度方案里还没有写目标。")},
    }
    return render(request, "ui/list.html", context)


def _place_row(place: Place, found: list[Goals]) -> dict[str, Any]:
    aims = [aim for each in found for aim in each.aims]
    counts = [sum(len(each.planned.goals) for each in found), len(aims)]
    counts += [sum(aim.standing is standing for aim in aims) for standing in Standing]
    titles = AND[lang() == "en"].join(each.planned.title.text(lang()) for each in found)
    cells: list[Any] = [place.subject.name, titles]
    return {
        "url": reverse("reform:goals_at", args=[place.slug]),
        "cells": [*cells, *({"text": str(n), "src_kind": "computed"} for n in counts)],
    }


# ── One place ────────────────────────────────────────────────────────────────────────────────────────────────────────


def goals_at(request: HttpRequest, place: str) -> HttpResponse:
    """The goals of a place: each programme with its targets, its figures, and the way to those that grow."""
    row, day = _seen(request, place), day_sent(request, "on", today())
    found = queries.goals(row, day)
    if not found:
        raise Http404
    context = {
        "title": _("%(place)s的改革目标") % {"place": row.subject.name},
        "crumbs": [
            {"label": _("改革推进"), "url": reverse("reform:programmes")},
            {"label": _("改革目标"), "url": reverse("reform:goals")},
        ],
        "sub": _("截至 %(day)s。目标和期限出自制度方案，实际数据出自公布的数；点数字看依据。")
        % {"day": day.isoformat()},
        "pills": demo_pill(row.subject),
        "actions": _record_action(request, row),
        "day": day.isoformat(),
        "programmes": [_programme(each, row, day) for each in found],
    }
    return render(request, "reform/goals.html", context)


def _seen(request: HttpRequest, slug: str) -> Place:
    row = get_object_or_404(Place.objects.select_related("subject__place"), slug=slug)
    if not visible_to(seat_of(request)).filter(pk=row.pk).exists():
        raise Http404
    return row


def _record_action(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    if not reach(seat_of(request), RECORD).filter(pk=place.pk).exists():
        return []
    given = urlencode({"next": reverse("reform:goals_at", args=[place.slug])})
    return [{"label": _("录入年度数据"), "url": f"{act_url(RECORD, place.pk)}?{given}", "icon": "plus"}]


def _programme(found: Goals, place: Place, day: date) -> dict[str, Any]:
    alone = [group[0] for group in found.groups if len(group) == 1]
    return {
        "title": found.planned.title.text(lang()),
        "text": sentence(found.institution, "programmes", found.key, day, lang()),
        "source": cited(found.institution, found.planned.src or "", lang()),
        "charter_url": reverse("charters:read", args=[found.charter]) + "#reform",
        "goals": [goal.text(lang()) for goal in found.planned.goals],
        "columns": [{"label": label} for label in _heads()],
        "rows": [{"cells": _cells(found, aim, place, day)} for aim in alone],
        "readings": [_readings(found, group, place, day) for group in found.groups if len(group) > 1],
        "courses": [_course(found, aim, aim.course, place) for aim in found.aims if aim.course is not None],
    }


def _heads() -> list[str]:
    return [_("目标事项"), _("目标值"), _("期限"), _("实际"), _("还差"), _("判定")]


def _cells(found: Goals, aim: Aim, place: Place, day: date) -> list[Any]:
    return [
        {"text": aim.target.title.text(lang()), "note": told(aim.target.reading, lang()), "note_src": "sourced"},
        _asked(found, aim, day),
        _due(found, aim),
        _measured(found, aim, place),
        {"fig": shown(aim.gap)} if aim.gap is not None else "—",
        _judged(aim),
    ]


def _asked(found: Goals, aim: Aim, day: date) -> dict[str, Any]:
    """What is to be reached, with the words beside it and the sentence of the charter."""
    if not isinstance(aim.reach, Found):
        return {"fig": shown(aim.reach)}
    url = reverse("charters:param", args=[found.charter, aim.reach.key])
    value = aim.reach.value
    fig = (
        shown(value, explain_url=url)
        if isinstance(value, Figure)
        else Shown(text=value_text(aim.reach, lang()), src_kind=str(aim.reach.dated.grounding), explain_url=url)
    )
    said = sentence(found.institution, "params", aim.reach.key, day, lang())
    return {"fig": fig, "note": f"{said} {cited(found.institution, aim.reach.dated.src or '', lang())}"}


def _due(found: Goals, aim: Aim) -> dict[str, Any]:
    """The day, with the rule by which it was read; or the words as printed."""
    if aim.due.found is None or aim.due.day is None:
        words = told(aim.target.by, lang())
        return {"text": words if not words.startswith("p.") else "—", "src_kind": "sourced"}
    dated = aim.due.found.dated
    url = reverse("charters:param", args=[found.charter, aim.due.found.key])
    fig = Shown(text=aim.due.day.isoformat(), src_kind=str(dated.grounding), explain_url=url)
    return {"fig": fig, "note": told(dated.reading, lang()), "note_src": str(dated.grounding)}


def _measured(found: Goals, aim: Aim, place: Place) -> dict[str, Any]:
    figure = aim.value.figure
    url = reverse("reform:goal", args=[place.slug, found.key, aim.key])
    if isinstance(figure, NotApplicable):
        missing = _missing(aim)
        return {"fig": shown(figure), "url": url, **({"note": missing, "note_src": "none"} if missing else {})}
    cell: dict[str, Any] = {"fig": shown(figure, explain_url=url, title=aim.value.measure.definition.text(lang()))}
    if aim.year is not None:
        cell |= {"note": _("%(year)s 年") % {"year": aim.year}, "note_src": "computed"}
    return cell


def _missing(aim: Aim) -> str:
    """Which figures nobody has published."""
    names = dict.fromkeys(
        reading.fact.title.text(lang()) for reading in aim.value.readings if isinstance(reading.figure, NotApplicable)
    )
    listed = LISTED[lang() == "en"].join(names)
    return _("缺：%(facts)s") % {"facts": listed} if listed else ""


def _judged(aim: Aim) -> dict[str, Any]:
    cell: dict[str, Any] = {"pill": {"kind": PILLS[aim.standing], "text": standings()[aim.standing]}}
    if isinstance(aim.verdict, NotApplicable):
        cell |= {"note": aim.verdict.text(lang()), "note_src": "none"}
    return cell


def _readings(found: Goals, group: tuple[Aim, ...], place: Place, day: date) -> dict[str, Any]:
    """One sentence of the source in two readings, side by side with what each comes to."""
    first = group[0]
    noted = told(first.reach.dated.reading, lang()) if isinstance(first.reach, Found) else ""
    return {
        "sentence": _asked(found, first, day)["note"],
        "note": noted,
        "sides": [
            {
                "title": aim.target.title.text(lang()),
                "reading": told(aim.target.reading, lang()),
                "verdict": _judged(aim),
                "facts": [
                    {"label": label, **(cell if isinstance(cell, dict) else {"text": cell})}
                    for label, cell in zip(_heads()[1:], _cells(found, aim, place, day)[1:], strict=True)
                ],
            }
            for aim in group
        ],
    }


# ── The way ──────────────────────────────────────────────────────────────────────────────────────────────────────────

WIDE, HIGH, EDGE = 560, 120, 10


def _course(found: Goals, aim: Aim, course: Course, place: Place) -> dict[str, Any]:
    """A target of yearly growth: from which year, by which rule, and each year's path beside what is on record."""
    drawn = course.way or course.index
    unit = course.what.unit if course.way else "times"
    return {
        "title": aim.target.title.text(lang()),
        "facts": _basis(found, aim, course),
        "indexed": course.way is None,
        "columns": [
            {"label": _("年份")},
            {"label": _("目标路径"), "kind": "figure"},
            {"label": _("实际"), "kind": "figure"},
            {"label": _("与路径之差"), "kind": "figure"},
        ],
        "rows": [{"cells": _year(point, unit, course, place)} for point in drawn.points],
        "line": _line(drawn.points) if course.way else None,
        "summary": _summary(found, aim, course, place),
    }


def _basis(found: Goals, aim: Aim, course: Course) -> list[dict[str, Any]]:
    """The base year and the rule of averaging, each with where it comes from."""
    rows = [(_("基年"), course.base), *([(_("年均算法"), course.rule)] if course.rule else [])]
    asked = _asked(found, aim, today())
    return [
        {"label": _("目标增速"), "fig": asked["fig"]},
        *(
            {
                "label": label,
                "fig": Shown(
                    text=value_text(each, lang()),
                    src_kind=str(each.dated.grounding),
                    explain_url=reverse("charters:param", args=[found.charter, each.key]),
                ),
                "note": told(each.dated.note, lang()) or told(each.dated.reading, lang()),
                "note_src": str(each.dated.grounding),
            }
            for label, each in rows
        ),
    ]


def _year(point: Point, unit: str, course: Course, place: Place) -> list[Any]:
    index = course.way is None
    path_fig = _fig(point.path, unit, course) if not index else Shown(text=_number(point.path), src_kind="assumed")
    reading = course.levels[point.year]
    recorded = shown(reading.figure, explain_url=fact_url(reading) if isinstance(reading.figure, Figure) else "")
    gap: Any = "—"
    if not index and point.gap is not None:
        gap = {"fig": _fig(point.gap, unit, course, signed=True)}
    return [{"text": str(point.year), "src_kind": "computed"}, {"fig": path_fig}, {"fig": recorded}, gap]


def _number(amount: Fraction) -> str:
    return Figure.of(amount, "times").number(lang())


def _fig(amount: Fraction, unit: str, course: Course, *, signed: bool = False) -> Shown:
    """An amount of the way, in the unit in which the base year was published."""
    figure = Figure.of(amount, unit, grounding=course.grounding)
    found = shown(figure if unit == "ratio" else figure.shown_in(course.unit))
    return Shown(**{**vars(found), "text": f"+{found.text}"}) if signed and amount > 0 else found


def fact_url(reading: Reading) -> str:
    """Where a published figure is explained: by its own period, whatever slot it was read for."""
    period = reading.figure.period if isinstance(reading.figure, Figure) else ""
    address = reverse("fact", args=[reading.subject, reading.fact.key])
    return f"{address}?{urlencode({'at': period})}" if period else address


def _summary(found: Goals, aim: Aim, course: Course, place: Place) -> list[dict[str, Any]]:
    """Where it stands now in a sentence of numbers: average so far, the gap, what each year left has to bring."""
    way = course.way
    if way is None or way.latest is None or way.latest.gap is None:
        return []
    url = reverse("reform:goal", args=[place.slug, found.key, aim.key])
    ratio, gap = ("ratio", way.latest.gap)
    rows: list[dict[str, Any]] = []
    if way.average is not None:
        average = shown(Figure.of(way.average, ratio, grounding=course.grounding), explain_url=url)
        rows.append({"label": _("%(base)s 年至 %(year)s 年年均增速") % _span(course), "fig": average})
    label = _("%(year)s 年比路径多") if gap >= 0 else _("%(year)s 年比路径少")
    rows.append({"label": label % _span(course), "fig": _fig(abs(gap), course.what.unit, course)})
    if way.needed is not None:
        needed = _fig(way.needed, ratio, course)
        rows.append({"label": _("此后每年须增长（至 %(due)s 年）") % _span(course), "fig": needed})
    return rows


def _span(course: Course) -> dict[str, int]:
    way = course.way or course.index
    return {"base": way.base.year, "year": (way.latest or way.end).year, "due": way.end.year}


def _line(points: tuple[Point, ...]) -> dict[str, Any]:
    """Path and record as two lines; the table says the same in numbers."""
    told_of = [p.recorded for p in points if p.recorded is not None]
    amounts = [*(p.path for p in points), *told_of]
    low, high = min(amounts), max(amounts)
    span = (high - low) or Fraction(1)

    def at(i: int, amount: Fraction) -> str:
        across = EDGE + Fraction(i * (WIDE - 2 * EDGE), max(len(points) - 1, 1))
        down = HIGH - EDGE - (amount - low) / span * (HIGH - 2 * EDGE)
        return f"{round(across)},{round(down)}"

    recorded = [at(i, p.recorded) for i, p in enumerate(points) if p.recorded is not None]
    return {
        "wide": WIDE,
        "high": HIGH,
        "path": " ".join(at(i, p.path) for i, p in enumerate(points)),
        "recorded": " ".join(recorded),
        "dots": [dict(zip(("x", "y"), each.split(","), strict=True)) for each in recorded],
    }


# ── Why a number is what it is ───────────────────────────────────────────────────────────────────────────────────────


def goal(request: HttpRequest, place: str, programme: str, target: str) -> HttpResponse:
    """Why the measured value of a target is what it is: figures, steps, the way, parameters."""
    row, day = _seen(request, place), day_sent(request, "on", today())
    told_of = queries.aim_of(queries.goals(row, day, [programme]), programme, target)
    if told_of is None:
        raise Http404
    found, aim = told_of
    panel = explanations.measure_panel(aim.value, _published_url)
    if aim.course is not None and aim.course.way is not None:
        panel = _with_course(panel, aim.course)
    panel["basis"] += [{"label": _("目标值"), **_asked(found, aim, day)}, {"label": _("期限"), **_due(found, aim)}]
    if aim.course is not None:
        panel["basis"] += _basis(found, aim, aim.course)[1:]
    panel["basis"].append({"label": _("判定"), **_judged(aim)})
    return explanation_page(request, panel, row.subject)


def _published_url(reading: Reading) -> str:
    return fact_url(reading) if isinstance(reading.figure, Figure) and reading.figure.src else ""


def _with_course(panel: dict[str, Any], course: Course) -> dict[str, Any]:
    """The figures of each year, and how path, average and what is needed come of them."""
    way = course.way
    if way is None:
        return panel
    levels = [reading for reading in course.levels.values() if isinstance(reading.figure, Figure)]
    facts = [
        {
            "title": reading.fact.title.text(lang()),
            "figure": shown(reading.figure, explain_url=fact_url(reading)),
            "when": reading.slot or "",
            "source": where_from(reading),
            "source_url": "",
            "act": None,
        }
        for reading in levels
    ]
    base = Figure.of(way.base.path, course.what.unit).shown_in(course.unit).text(lang())
    rate = Figure.of(way.rate, "ratio").text(lang())
    steps = [
        {
            "text": _("%(year)s 年路径：%(base)s ×（1 + %(rate)s）^ %(n)s =")
            % {"year": p.year, "base": base, "rate": rate, "n": p.year - way.base.year},
            "figure": _fig(p.path, course.what.unit, course),
        }
        for p in way.points[1:]
    ]
    if way.average is not None:
        average = Figure.of(way.average, "ratio", grounding=course.grounding)
        steps.append({"text": _("%(base)s 年至 %(year)s 年年均增速 =") % _span(course), "figure": shown(average)})
    if way.needed is not None:
        text = _("此后每年须增长（至 %(due)s 年） =") % _span(course)
        steps.append({"text": text, "figure": _fig(way.needed, "ratio", course)})
    return {**panel, "facts": facts, "steps": steps}


urlpatterns = [
    path("goals/", index, name="goals"),
    path("goals/<slug:place>/", goals_at, name="goals_at"),
    path("goals/<slug:place>/<slug:programme>/<slug:target>/", goal, name="goal"),
]

"""From evaluations and readings to what the explanation panel draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.measures.arithmetic import Step
from kaifaqu.kernel.measures.evaluate import Evaluation
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import Line, lines_at
from kaifaqu.kernel.ui import records
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.numbers import Shown, shown, source_of

FactUrl = Callable[[Reading], str]


def measure_panel(evaluation: Evaluation, fact_url: FactUrl) -> dict[str, Any]:
    """Why a measure has its value: definition, the facts with their source or act, the steps, the paragraph."""
    language = lang()
    told = explain(evaluation)
    names = records.names_of(line for ground in told.grounds for line in ground.lines)
    subject = Subject.objects.get(pk=evaluation.subject)
    basis = [
        {"label": _("口径出处"), "text": evaluation.measure.src, "src_kind": "sourced"},
        {"label": _("对象"), "text": subject.name},
    ]
    return {
        "title": evaluation.measure.title.text(language),
        "value": shown(evaluation.figure),
        "definition": evaluation.measure.definition.text(language),
        "facts": [_fact(g.reading, g.lines, names, fact_url(g.reading)) for g in told.grounds],
        "steps": [_step(step) for step in evaluation.steps],
        "basis": basis,
        "notes": _notes([g.reading for g in told.grounds]),
    }


def fact_panel(reading: Reading) -> dict[str, Any]:
    """Why a fact has its value: the document and paragraph, or the acts that it rests on."""
    lines = lines_at(reading.acts)
    ordered = [lines[place] for place in reading.acts if place in lines]
    names = records.names_of(ordered)
    subject = Subject.objects.get(pk=reading.subject)
    basis: list[dict[str, Any]] = [{"label": _("对象"), "text": subject.name}]
    if reading.day:
        basis.append({"label": _("截至"), "text": reading.day.isoformat()})
        basis.append({"label": _("由几条登记得出"), "fig": Shown(text=str(reading.rows), src_kind="computed")})
    return {
        "title": reading.fact.title.text(lang()),
        "value": shown(reading.figure),
        "definition": "",
        "facts": [_act_fact(line, names) for line in ordered] if ordered else _published(reading),
        "steps": [],
        "basis": basis,
        "notes": _notes([reading]),
    }


def _published(reading: Reading) -> list[dict[str, Any]]:
    if not isinstance(reading.figure, Figure):
        return []
    return [_fact(reading, (), {}, "")]


def _fact(reading: Reading, lines: Sequence[Line], names: dict[int, Subject], url: str) -> dict[str, Any]:
    return {
        "title": reading.fact.title.text(lang()),
        "figure": shown(reading.figure, explain_url=url),
        "when": _when(reading),
        "source": source_of(reading.figure),
        "source_url": "",
        "act": _act(lines[0], names) if lines else None,
    }


def _act_fact(line: Line, names: dict[int, Subject]) -> dict[str, Any]:
    """One of the acts that a fact rests on; the value it set is read in its own record."""
    act = _act(line, names)
    subject = names.get(line.subject)
    return {
        "title": subject.name if subject else "",
        "figure": Shown(text=line.body.get("on", line.at[:10]), src_kind=_kind(subject)),
        "when": "",
        "source": "",
        "source_url": "",
        "act": act,
    }


def _kind(subject: Subject | None) -> str:
    return "synthetic" if subject is not None and subject.synthetic else "sourced"


def _act(line: Line, names: dict[int, Subject]) -> dict[str, Any]:
    subject = names.get(line.subject)
    on = line.body.get("on", "")
    since = _("自 %(day)s 起") % {"day": on} if on else ""
    return {
        "sentence": f"{records.sentence(line, names)} {since}".strip(),
        "who": records.who(line, names),
        "at": line.moment,
        "url": f"{url_of(subject)}#history" if subject else "",
    }


def _when(reading: Reading) -> str:
    slot = records.slot_label(reading.slot) if reading.slot and reading.slot != "on" else ""
    if reading.day:
        day = _("截至 %(day)s") % {"day": reading.day.isoformat()}
        return f"{slot} · {day}" if slot else day
    status = reading.figure.status.label(lang()) if isinstance(reading.figure, Figure) else ""
    scope = reading.figure.scope if isinstance(reading.figure, Figure) else ""
    return " · ".join(part for part in (slot, scope, status) if part)


def _step(step: Step) -> dict[str, Any]:
    return {"text": f"{step.left(lang())} =", "figure": shown(step.result)}


def _notes(readings: list[Reading]) -> list[str]:
    kinds = {str(r.figure.grounding) for r in readings if isinstance(r.figure, Figure)}
    notes = {
        "synthetic": _("用到的是演示数据，不是真实数据。"),
        "inferred": _("用到的数据中有推断所得，原文没有直接写明。"),
        "assumed": _("用到的数据中有推定值，须经人员确认。"),
        "weak": _("用到的数据出自转引，未见原文。"),
    }
    return [words for kind, words in notes.items() if kind in kinds]

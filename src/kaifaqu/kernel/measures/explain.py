"""The one explainer: a number's definition, facts, acts, steps and paragraph, as data for page, API and command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.evaluate import Evaluation
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.trail.timeline import Line, lines_at


@dataclass(frozen=True)
class Ground:
    """One reading and the trail entries it rests on (none for a published figure: its source explains it)."""

    reading: Reading
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a number is what it is."""

    evaluation: Evaluation
    grounds: tuple[Ground, ...]

    def as_json(self, lang: Lang = "zh") -> dict[str, Any]:
        """For the API and the command line: value, exact fraction, printed form, inputs with their source, steps."""
        measure, figure = self.evaluation.measure, self.evaluation.figure
        return {
            "id": measure.id,
            "title": measure.title.text(lang),
            "definition": measure.definition.text(lang),
            **_figure(figure, lang),
            "source": measure.src,
            "inputs": [reading_json(ground.reading, lang, ground.lines) for ground in self.grounds],
            "steps": [step.text(lang) for step in self.evaluation.steps],
        }


def explain(evaluation: Evaluation) -> Explanation:
    """Fetch the acts behind an evaluation's readings: one query."""
    lines = lines_at(place for reading in evaluation.readings for place in reading.acts)
    grounds = [Ground(r, tuple(lines[p] for p in r.acts if p in lines)) for r in evaluation.readings]
    return Explanation(evaluation, tuple(grounds))


def _figure(figure: Figure | NotApplicable, lang: Lang) -> dict[str, Any]:
    if isinstance(figure, NotApplicable):
        return {"value": None, "reason": figure.reason_code, "printed": figure.text(lang)}
    return {
        "value": plain(figure),
        "exact": str(figure.amount),
        "unit": figure.unit,
        "printed": figure.text(lang),
        "qualifier": figure.qualifier.key if figure.qualifier else None,
        "status": str(figure.status),
        "grounding": str(figure.grounding),
    }


def plain(figure: Figure) -> int | float | str:
    """A JSON number of the figure as it is printed (30% is 0.3); a date as ISO text. For display, not for computing."""
    printed = figure.number("zh").replace(",", "")
    if figure.unit == "date":
        return printed
    if printed.endswith("%"):
        return round(float(printed[:-1]) / 100, 9)
    return float(printed) if "." in printed else int(printed)


def reading_json(reading: Reading, lang: Lang, lines: Iterable[Line] = ()) -> dict[str, Any]:
    """One reading as data, with its document and paragraph or the acts that it rests on."""
    figure = reading.figure
    source = f"{figure.src} {figure.at}".strip() if isinstance(figure, Figure) else ""
    return {
        "fact": reading.fact.key,
        "title": reading.fact.title.text(lang),
        "slot": reading.slot,
        **_figure(figure, lang),
        "source": source,
        "as_of": reading.day.isoformat() if reading.day else None,
        "rows": reading.rows,
        "acts": [
            {
                "subject": line.subject,
                "seq": line.seq,
                "at": line.at,
                "action": line.action,
                "actor": line.body["actor"],
                "hash": line.hash,
            }
            for line in lines
        ],
    }

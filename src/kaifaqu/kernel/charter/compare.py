"""Who says what on a topic, with paragraph, and who is silent: any number of charters side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import basis, dated_text, sentence, values_text
from kaifaqu.kernel.charter.schema import Clause, Wording, told
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.words import COLON
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.figures.units import Lang


@dataclass(frozen=True)
class Said:
    """One clause that a place has on a topic: `inherited` where a superior says it and not the place itself."""

    noun: str
    key: str
    clause: Clause
    charter: str
    inherited: bool
    text: str
    value: str
    source: str
    grounding: Grounding


@dataclass(frozen=True)
class Column:
    """One place's word on a topic; nothing said is silence, and it is shown as such."""

    place: str
    title: str
    said: tuple[Said, ...]

    @property
    def silent(self) -> bool:
        """Whether neither the place nor a superior says anything."""
        return not self.said

    @property
    def own(self) -> tuple[Said, ...]:
        """What the place says itself."""
        return tuple(said for said in self.said if not said.inherited)

    @property
    def inherited(self) -> tuple[Said, ...]:
        """What holds here because a superior says it."""
        return tuple(said for said in self.said if said.inherited)


def compare(charters: Sequence[Resolved], topic: str, day: date, lang: Lang = "zh") -> list[Column]:
    """What each charter has in force on a topic on a day, its superiors' word included."""
    return [_column(resolved, topic, day, lang) for resolved in charters]


def _column(resolved: Resolved, topic: str, day: date, lang: Lang) -> Column:
    said = []
    for (noun, key), (_layer, clause) in resolved.clauses.items():
        if clause.topic == topic:
            said.append(_said(resolved, noun, key, clause, day, lang))
    title = resolved.own.charter.title.text(lang)
    return Column(resolved.place, title, tuple(said))


def _said(resolved: Resolved, noun: str, key: str, clause: Clause, day: date, lang: Lang) -> Said:
    source, grounding, charter = basis(resolved, noun, key, day)
    value = values_text(resolved, key, day, lang) if isinstance(clause, Param) else ""
    text = sentence(resolved, noun, key, day, lang)
    return Said(noun, key, clause, charter, charter != resolved.place, text, value, source, grounding)


def as_json(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The comparison for programs."""
    return [
        {
            "place": column.place,
            "title": column.title,
            "silent": column.silent,
            "said": [
                {
                    "path": f"{s.noun}.{s.key}",
                    "title": s.clause.title.zh,
                    "text": s.text,
                    "value": s.value,
                    "source": s.source,
                    "grounding": str(s.grounding),
                    "force": str(s.clause.force),
                    "charter": s.charter,
                }
                for s in column.said
            ],
        }
        for column in columns
    ]


def assumed(resolved: Resolved, lang: Lang = "zh") -> list[tuple[str, str, str, str]]:
    """Every reading a person must sign: (where, what it is, its value, why), of the place's own charter."""
    found: list[tuple[str, str, str, str]] = []
    layer = resolved.layers[-1]
    for noun, key, clause in layer.loaded.charter.clauses():
        where, title = str(layer.at((noun, key))), clause.title.text(lang)
        if clause.grounding in (Grounding.ASSUMED, Grounding.INFERRED, Grounding.WEAK):
            found.append((where, title, "", _why(clause.grounding, clause.reading or clause.note, lang)))
        elif clause.reading:
            found.append((where, title, "", _why(Grounding.SOURCED, clause.reading, lang)))
        if isinstance(clause, Param):
            for dated in clause.values:
                if dated.grounding is not Grounding.SOURCED or dated.reading:
                    shown = dated_text(resolved, clause, dated, lang)
                    found.append((where, title, shown, _why(dated.grounding, dated.reading or dated.note, lang)))
    return found


def _why(grounding: Grounding, words: Wording, lang: Lang) -> str:
    label = grounding.label(lang)
    return f"{label}{COLON[lang == 'en']}{told(words, lang)}" if words else label

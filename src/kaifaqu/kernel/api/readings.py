"""Facts as data, with the entries that they rest on: the same form for one of them and for a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.explain import reading_json
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.trail.timeline import lines_at


def told(reading: Reading, lang: Lang) -> dict[str, Any]:
    """A fact with its source or its acts."""
    lines = lines_at(reading.acts)
    return reading_json(reading, lang, [lines[place] for place in reading.acts if place in lines])


def by_key(readings: Iterable[Reading], lang: Lang) -> dict[str, dict[str, Any]]:
    """Facts by key, each with its source or its acts."""
    return {reading.fact.key: told(reading, lang) for reading in readings}


def in_brief(readings: Iterable[Reading], lang: Lang) -> dict[str, dict[str, Any]]:
    """Facts by key without the acts, which are not fetched: for a table of many."""
    rows = (reading_json(reading, lang) for reading in readings)
    return {row["fact"]: {name: value for name, value in row.items() if name != "acts"} for row in rows}

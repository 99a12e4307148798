"""A charter as an institutional document: each clause a sentence, its values live in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.kernel.charter.faults import Fault
from kaifaqu.kernel.charter.overlay import Conflict, Found, Resolved, Value, Word
from kaifaqu.kernel.charter.schema import Clause, told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.words import (
    CITED,
    COLON,
    DROPPED_HERE,
    FORCES,
    LISTED,
    SAID_ABOVE,
    SAID_HERE,
    SINCE,
    STANDS_AGAINST,
    SUPERIOR_HOLDS,
)
from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable
from kaifaqu.kernel.figures.units import Lang

LIVE = re.compile(r"\{-?([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}")
"""A live value in a sentence: {key}, {key.word} for one of a keyed parameter, {-key} where words say that it falls."""


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: plain words, or a live value with the parameter it comes from."""

    text: str
    param: str = ""
    grounding: str = ""


@dataclass(frozen=True)
class Article:
    """One clause as it is read: its paragraph in the source, its pieces, and whose word it is."""

    noun: str
    key: str
    clause: Clause
    charter: str
    paragraph: str
    grounding: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter of the document: its topics in order, each with its articles."""

    key: str
    title: str
    sections: tuple[tuple[str, tuple[Article, ...]], ...]


def document(resolved: Resolved, day: date, lang: Lang = "zh", *, own: bool = True) -> list[Chapter]:
    """The charter in chapters; its own clauses, or with `own=False` those of its superiors too."""
    by_topic: dict[str, list[Article]] = {}
    told = _told_elsewhere(resolved)
    for (noun, key), (layer, clause) in resolved.clauses.items():
        if (own and layer.name != resolved.place) or (noun == "params" and key in told):
            continue
        by_topic.setdefault(clause.topic, []).append(_article(resolved, noun, key, clause, day, lang))
    chapters = []
    for key, names in CHAPTERS.items():
        topics = [t for t, topic in TOPICS.items() if topic.chapter == key and t in by_topic]
        sections = tuple((_topic(t, lang), tuple(by_topic[t])) for t in topics)
        if sections:
            chapters.append(Chapter(key, names[lang == "en"], sections))
    return chapters


def _told_elsewhere(resolved: Resolved) -> set[str]:
    """The parameters that stand in another clause's sentence: there they are read, and not once more by themselves."""
    texts = [(noun, clause.text.zh) for (noun, _), (_, clause) in resolved.clauses.items() if clause.text]
    return {found[1] for noun, text in texts if noun != "params" for found in LIVE.finditer(text)}


def _topic(key: str, lang: Lang) -> str:
    return TOPICS[key].en if lang == "en" else TOPICS[key].zh


def _article(resolved: Resolved, noun: str, key: str, clause: Clause, day: date, lang: Lang) -> Article:
    src, grounding, charter = basis(resolved, noun, key, day)
    told = tuple(pieces(resolved, noun, key, day, lang))
    return Article(noun, key, clause, charter, src.partition(" ")[2], str(grounding), told)


def basis(resolved: Resolved, noun: str, key: str, day: date) -> tuple[str, Grounding, str]:
    """What a clause rests on as in force on a day: its paragraph, how it is grounded, and whose word it is.

    A parameter's is that of the value in force, which may be a superior's though the place has one of its own.
    """
    layer, clause = resolved.clauses[noun, key]
    if not isinstance(clause, Param):
        return clause.src or "", clause.grounding, layer.name
    ruling = in_force(resolved, key, day)
    if ruling:
        found = ruling[-1][1]
        return found.dated.src or found.param.src or "", found.dated.grounding, found.charter
    dated = clause.values[-1]
    return dated.src or clause.src or "", dated.grounding, layer.name


def in_force(resolved: Resolved, key: str, day: date) -> list[tuple[str, Found]]:
    """A parameter's values in force on a day, each with the word it goes by; the highest charter's first."""
    layers = resolved.layers_of(key)
    by = next((p.by for _, p in reversed(layers) if p.by), None)
    words = dict.fromkeys(w for _, p in layers for v in p.values for w, _ in v.scalars())
    told = ((word, resolved.param(key, day, {by: word} if by else {})) for word in words)
    return [(word, found) for word, found in told if isinstance(found, Found)]


def pieces(resolved: Resolved, noun: str, key: str, day: date, lang: Lang) -> Iterator[Piece]:
    """A clause as pieces: its own text with live values in it, or a sentence made of its title and value."""
    clause = resolved.clauses[noun, key][1]
    if clause.text is None:
        yield from _made(resolved, key, clause, day, lang)
        return
    text, at = clause.text.text(lang), 0
    for found in LIVE.finditer(text):
        yield Piece(text[at : found.start()])
        live = _live(resolved, found[1], day, lang, found[2] or "")
        yield replace(live, text=live.text.removeprefix("-")) if found[0].startswith("{-") else live
        at = found.end()
    yield Piece(text[at:])


def _made(resolved: Resolved, key: str, clause: Clause, day: date, lang: Lang) -> Iterator[Piece]:
    title = clause.title.text(lang)
    if not isinstance(clause, Param):
        yield Piece(title)
        return
    yield Piece(title + COLON[lang == "en"])
    yield _live(resolved, key, day, lang)


def _live(resolved: Resolved, key: str, day: date, lang: Lang, word: str = "") -> Piece:
    layers = resolved.layers_of(key)
    if not layers:
        return Piece(f"{{{key}}}")
    text = _one_text(resolved, key, day, lang, word) if word else values_text(resolved, key, day, lang)
    told = in_force(resolved, key, day)
    ruling = next((found for each, found in told if each == word), told[-1][1] if told else None)
    return Piece(text, key, str(ruling.dated.grounding) if ruling else "none")


def _one_text(resolved: Resolved, key: str, day: date, lang: Lang, word: str) -> str:
    by = next((param.by for _, param in resolved.layers_of(key) if param.by), "")
    found = resolved.param(key, day, {by: word})
    return value_text(found, lang) if isinstance(found, Found) else found.text(lang)


def values_text(resolved: Resolved, key: str, day: date, lang: Lang) -> str:
    """A parameter's value in force as it is read; each with its word where it is keyed."""
    if not resolved.layers_of(key):
        return ""
    told = in_force(resolved, key, day)
    texts = [_keyed(resolved, found.param.by, word, value_text(found, lang), lang) for word, found in told]
    joined = LISTED[lang == "en"].join(dict.fromkeys(texts))
    return joined or NotApplicable("no_rule").text(lang)


def _keyed(resolved: Resolved, by: str | None, word: str, text: str, lang: Lang) -> str:
    return f"{resolved.word(by, word, lang)} {text}" if by and word else text


def value_text(found: Found, lang: Lang) -> str:
    """One value as it is read."""
    return _value_text(found.param, found.value, lang)


def _value_text(param: Param, value: Value, lang: Lang) -> str:
    if param.unit == "choice" and isinstance(value, str):
        return param.options[value].text(lang)
    if isinstance(value, tuple):
        return LISTED[lang == "en"].join(told(item, lang) for item in value)
    return value.text(lang) if isinstance(value, Figure | Limit) else value


def scalar_text(param: Param, written: str, lang: Lang) -> str:
    """A single value as it was written (2wh, 0.03) as it is read; what does not fit the unit stays as it is."""
    dated = param.values[-1].model_copy(update={"qualifier": ""})
    try:
        return _value_text(param, param.figure(written, dated), lang)
    except (Fault, KeyError):
        return written


def cited(resolved: Resolved, src: str, lang: Lang = "zh") -> str:
    """A source as it is read: the document's title where the charter lists it, and the paragraph."""
    key, _, paragraph = src.partition(" ")
    for layer in reversed(resolved.layers):
        if key in layer.loaded.charter.sources:
            return CITED[lang == "en"].format(layer.loaded.charter.sources[key].title, paragraph).strip()
    return src


def dated_text(resolved: Resolved, param: Param, dated: DatedValue, lang: Lang) -> str:
    """What one dated value says by itself, whether it is in force or not; empty where it repeals."""
    if isinstance(dated.value, tuple):
        return _value_text(param, dated.value, lang)
    texts = [(word, _value_text(param, param.figure(text, dated), lang)) for word, text in dated.scalars()]
    return LISTED[lang == "en"].join(_keyed(resolved, param.by, word, text, lang) for word, text in texts)


def sentence(resolved: Resolved, noun: str, key: str, day: date, lang: Lang) -> str:
    """A clause as one plain sentence."""
    return "".join(piece.text for piece in pieces(resolved, noun, key, day, lang))


def conflict_text(conflict: Conflict, names: Mapping[str, str], lang: Lang) -> str:
    """What a lower charter says, how that stands to its superior's word, and whose holds; `names` are the places'."""
    en = lang == "en"
    above, name = conflict.above, names.get(conflict.above.charter, conflict.above.charter)
    clause = conflict.below.clause or above.clause
    title = clause.title.text(lang) if clause else str(conflict.path[-1])
    text = SAID_HERE[en].format(title=title, value=_word_text(conflict.below, lang) or DROPPED_HERE[en])
    if above.clause is None:
        return f"{text}{COLON[en]}{conflict.wrong.text(lang)}"
    since = SINCE[en].format(day=above.start.isoformat())
    stands = STANDS_AGAINST.get(conflict.fault, STANDS_AGAINST[""])[en]
    value = SAID_ABOVE[en].format(name=name, since=since, value=_word_text(above, lang))
    joint = " " if en else ""
    return f"{text}{stands}{joint}{value}{SUPERIOR_HOLDS[en].format(name=name)}"


def _word_text(word: Word, lang: Lang) -> str:
    """A value as it is read; of any other clause how binding it is."""
    if word.found is not None:
        return value_text(word.found, lang)
    return f"“{FORCES[word.clause.force][lang == 'en']}”" if word.clause else ""

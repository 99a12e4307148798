"""A charter as an institutional document: each clause a sentence, its values live in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaifaqu.kernel.charter.overlay import Found, Resolved, Value
from kaifaqu.kernel.charter.schema import Clause, told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.words import COLON, LISTED
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.figures.units import Lang

LIVE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}")
"""A live value in a sentence: {key}, or {key.word} for one of a keyed parameter."""


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
        by_topic.setdefault(clause.topic, []).append(_article(resolved, noun, key, clause, layer.name, day, lang))
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


def _article(resolved: Resolved, noun: str, key: str, clause: Clause, charter: str, day: date, lang: Lang) -> Article:
    src, grounding = clause.src, clause.grounding
    if isinstance(clause, Param):
        dated = clause.dated(day) or clause.values[-1]
        src, grounding = dated.src or src, dated.grounding
    paragraph = (src or "").partition(" ")[2]
    told = tuple(pieces(resolved, noun, key, day, lang))
    return Article(noun, key, clause, charter, paragraph, str(grounding), told)


def pieces(resolved: Resolved, noun: str, key: str, day: date, lang: Lang) -> Iterator[Piece]:
    """A clause as pieces: its own text with live values in it, or a sentence made of its title and value."""
    clause = resolved.clauses[noun, key][1]
    if clause.text is None:
        yield from _made(resolved, key, clause, day, lang)
        return
    text, at = clause.text.text(lang), 0
    for found in LIVE.finditer(text):
        yield Piece(text[at : found.start()])
        yield _live(resolved, found[1], day, lang, found[2] or "")
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
    dated = layers[-1][1].dated(day)
    text = _one_text(resolved, key, day, lang, word) if word else values_text(resolved, key, day, lang)
    return Piece(text, key, str(dated.grounding) if dated else "none")


def _one_text(resolved: Resolved, key: str, day: date, lang: Lang, word: str) -> str:
    by = next((param.by for _, param in resolved.layers_of(key) if param.by), "")
    found = resolved.param(key, day, {by: word})
    return value_text(found, lang) if isinstance(found, Found) else found.text(lang)


def values_text(resolved: Resolved, key: str, day: date, lang: Lang) -> str:
    """A parameter's value in force as it is read; each with its word where it is keyed."""
    layers = resolved.layers_of(key)
    if not layers:
        return ""
    by = next((p.by for _, p in reversed(layers) if p.by), None)
    words = dict.fromkeys(w for _, p in layers for v in p.values for w, _ in v.scalars())
    texts = []
    for word in words:
        found = resolved.param(key, day, {by: word} if by else {})
        if isinstance(found, Found):
            texts.append(_keyed(resolved, by, word, value_text(found, lang), lang))
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


def cited(resolved: Resolved, src: str) -> str:
    """A source as it is read: the document's title where the charter lists it, and the paragraph."""
    key, _, paragraph = src.partition(" ")
    for layer in reversed(resolved.layers):
        if key in layer.loaded.charter.sources:
            return f"《{layer.loaded.charter.sources[key].title}》{paragraph}"
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

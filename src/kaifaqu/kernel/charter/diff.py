"""What two institutions differ in: typed changes, each with its path, old and new, from when, by which paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kaifaqu.kernel.charter.overlay import Found, Resolved, Value
from kaifaqu.kernel.charter.parts import Part, Side, parts
from kaifaqu.kernel.charter.reading import sentence, value_text, values_text
from kaifaqu.kernel.charter.schema import Clause, Force
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.charter.words import (
    BOUNDS,
    FORCES,
    GIVEN,
    IN_CHINESE,
    IN_ENGLISH,
    KINDS,
    NAME,
    NOUNS,
    PART_ADDED,
    PART_CHANGED,
    PART_REMOVED,
    PART_TOUCHED,
    SENTENCE,
    VALUE,
)
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.figures.units import Lang

KIND_OF_FIELD: tuple[tuple[str, str], ...] = (
    (r"^(owner|holder|over|assists|members|led_by|mode)", "owner"),
    (r"^(holds|where|term|if)", "test"),
    (r"^(stages|route|outer|return|reopen|extend|ladder|call|pauses)", "step"),
    (r"^(tasks|phases|goals|targets|approved|deadline)", "task"),
    (r"^indicators", "indicator"),
    (r"^(do|else|let|on)", "effect"),
    (r"^(src|grounding|reading|note|from)", "source"),
    (r"", "wording"),
)
"""Which kind a change of a part is: the first pattern that its path matches."""
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True)
class Change:
    """One difference. `path` is noun.id and the part of it; `old` and `new` are as read; `start` from when.

    `part` is what the part is called, where it is neither the whole clause nor its value; `only` the language whose
    words alone differ, which both readers are then shown.
    """

    kind: str
    path: str
    title: str
    title_en: str
    old: str
    new: str
    start: date | None
    source: str
    old_en: str = ""
    new_en: str = ""
    part: str = ""
    part_en: str = ""
    only: str = ""

    def values(self, lang: Lang) -> tuple[str, str]:
        """Old and new as read in a language."""
        old, new = (self.old_en or self.old, self.new_en or self.new) if lang == "en" else (self.old, self.new)
        return _worded(old, lang), _worded(new, lang)

    def sentence(self, lang: Lang = "zh") -> str:
        """The change in one sentence."""
        noun = NOUNS[self.path.partition(".")[0]][lang == "en"]
        title = self.title_en if lang == "en" else self.title
        old, new = self.values(lang)
        part = self.part_en if lang == "en" else self.part
        form = PART_TOUCHED if self.only not in ("", lang) else self._form(old, new)
        return form[lang == "en"].format(noun=noun, title=title, old=old, new=new, part=part).strip()

    def _form(self, old: str, new: str) -> tuple[str, str]:
        if not self.part:
            return KINDS[self.kind]
        if old == new:
            return PART_TOUCHED
        return PART_CHANGED if old and new else PART_ADDED if new else PART_REMOVED

    def as_json(self) -> dict[str, Any]:
        """The change for programs."""
        return {
            "kind": self.kind,
            "path": self.path,
            "old": self.old,
            "new": self.new,
            "from": self.start.isoformat() if self.start else None,
            "source": self.source,
        }


def diff(old: Resolved, new: Resolved, day: date) -> list[Change]:
    """What the new institution changes about the old one, as in force on a day; in the order of the nouns."""
    changes: list[Change] = []
    for place in sorted({*old.clauses, *new.clauses}, key=lambda p: (list(NOUNS).index(p[0]), p[1])):
        before, after = old.clauses.get(place), new.clauses.get(place)
        if before is None and after is not None:
            changes += _whole("added", place, after[1], new, day)
        elif after is None and before is not None:
            changes += _whole("removed", place, before[1], old, day)
        elif before is not None and after is not None:
            changes += _inside(place, before[1], after[1], old, new, day)
    return changes


def _whole(kind: str, place: tuple[str, str], clause: Clause, resolved: Resolved, day: date) -> Iterator[Change]:
    change = _change(kind, place, "", resolved, "", "")
    if not isinstance(clause, Param):
        yield change
        return
    dated = clause.dated(day) or clause.values[0]
    change = replace(change, start=dated.start, source=dated.src or change.source)
    at = max(day, dated.start)
    zh, en = (values_text(resolved, place[1], at, lang) for lang in LANGS)
    yield replace(change, old=zh, old_en=en) if kind == "removed" else replace(change, new=zh, new_en=en)
    if kind == "added":
        yield from _later(place, clause, resolved, at)


def _later(place: tuple[str, str], clause: Param, resolved: Resolved, day: date) -> Iterator[Change]:
    """What a new parameter comes to on later days."""
    before = day
    for after in _days(place[1], day, resolved)[1:]:
        for word in _words_of(clause):
            found = [_on(resolved, place[1], on, clause, word) for on in (before, after)]
            yield from _moved(place, word, (found[0], found[1]), clause, resolved, after, first=False)
        before = after


def _change(kind: str, place: tuple[str, str], inner: str, resolved: Resolved, old: str, new: str) -> Change:
    """A change to a clause as it stands in an institution: from its own day, else its charter's."""
    layer, clause = resolved.clauses[place]
    path = ".".join(part for part in (*place, inner) if part)
    start, source = clause.start or layer.loaded.charter.in_force, clause.src or ""
    if isinstance(clause, Param) and not source:
        source = clause.values[-1].src or ""
    return Change(kind, path, clause.title.zh, clause.title.en, old, new, start, source)


def _inside(
    place: tuple[str, str], before: Clause, after: Clause, old: Resolved, new: Resolved, day: date
) -> list[Change]:
    """What differs in a clause; on what it rests, and how well, is told only where nothing else differs."""
    found = list(_differing(place, before, after, old, new, day))
    rests = {".".join((*place, part)) for part in ("src", "grounding")}
    told = [change for change in found if change.path not in rests]
    return told or found


def _differing(
    place: tuple[str, str], before: Clause, after: Clause, old: Resolved, new: Resolved, day: date
) -> Iterator[Change]:
    if isinstance(before, Param) and isinstance(after, Param):
        yield from _param_changes(place, before, after, old, new, day)
    if before.force is not after.force:
        kind = "strengthened" if Force(after.force).weight > Force(before.force).weight else "weakened"
        yield _change(kind, place, "", new, str(before.force), str(after.force))
    if before.bound is not after.bound:
        yield _change("bound", place, "", new, str(before.bound), str(after.bound))
    if before.title != after.title:
        named = _change("wording", place, "title", new, before.title.zh, after.title.zh)
        yield _one_sided(replace(named, old_en=before.title.en, new_en=after.title.en, part=NAME[0], part_en=NAME[1]))
    if before.text != after.text:
        yield _reworded(place, before, after, old, new, day)
    for part in parts(_side(before, old, day), _side(after, new, day)):
        yield _of_part(place, after, new, part)


def _side(clause: Clause, resolved: Resolved, day: date) -> Side:
    return Side(clause, (Voice(resolved, day, "zh"), Voice(resolved, day, "en")))


def _of_part(place: tuple[str, str], clause: Clause, resolved: Resolved, part: Part) -> Change:
    inner = ".".join(part.path)
    kind = next(kind for pattern, kind in KIND_OF_FIELD if re.match(pattern, inner))
    change = _change(kind, place, inner, resolved, part.old[0], part.new[0])
    change = replace(change, source=_own_source(clause, part.path) or change.source)
    change = replace(change, old_en=part.old[1], new_en=part.new[1], part=part.name[0], part_en=part.name[1])
    return _one_sided(change) if change.old else change


def _own_source(clause: Clause, path: tuple[str, ...]) -> str:
    """The paragraph that a task, target or indicator rests on by itself; empty where it is the clause's."""
    node: object = clause
    said = ""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else getattr(node, name, None)
        said = str(getattr(node, "src", None) or said)
    return said


def _reworded(place: tuple[str, str], before: Clause, after: Clause, old: Resolved, new: Resolved, day: date) -> Change:
    """Both sentences as they are read, their values filled in; as they are written where they read alike."""
    texts = [sentence(resolved, *place, day, lang) for lang in LANGS for resolved in (old, new)]
    if texts[0] == texts[1] and texts[2] == texts[3]:
        texts = [_text(clause, lang) for lang in LANGS for clause in (before, after)]
    change = _change("wording", place, "", new, *texts[:2])
    return _one_sided(replace(change, old_en=texts[2], new_en=texts[3]), SENTENCE)


def _text(clause: Clause, lang: Lang) -> str:
    return clause.text.text(lang) if clause.text else ""


def _one_sided(change: Change, part: tuple[str, str] = ("", "")) -> Change:
    """A change of words in one language alone says in which, and shows them to readers of both."""
    if (change.old == change.new) == (change.old_en == change.new_en):
        return change
    zh, en = (change.part, change.part_en) if change.part else part
    if change.old == change.new:
        shown = replace(change, old=change.old_en, new=change.new_en, only="en")
        return replace(shown, part=IN_ENGLISH[0].format(zh), part_en=IN_ENGLISH[1].format(en))
    shown = replace(change, old_en=change.old, new_en=change.new, only="zh")
    return replace(shown, part=IN_CHINESE[0].format(zh), part_en=IN_CHINESE[1].format(en))


def _param_changes(
    place: tuple[str, str], before: Param, after: Param, old: Resolved, new: Resolved, day: date
) -> Iterator[Change]:
    key = place[1]
    words = sorted({*_words_of(before), *_words_of(after)})
    for word in words:
        told: tuple[Found | None, Found | None] | None = None
        for at in _days(key, day, old, new):
            pair = _on(old, key, at, before, word), _on(new, key, at, after, word)
            if told is None or not all(_alike(*two) for two in zip(told, pair, strict=True)):
                yield from _moved(place, word, pair, after, new, at, first=at == day)
            told = pair


def _words_of(param: Param) -> list[str]:
    return sorted({word for dated in param.values for word, _ in dated.scalars()})


def _days(key: str, day: date, *institutions: Resolved) -> list[date]:
    """The day, and every later one on which some charter's word on a parameter begins."""
    told = (param for each in institutions for _, param in each.layers_of(key))
    return sorted({day, *(value.start for param in told for value in param.values if value.start > day)})


def _alike(one: Found | None, other: Found | None) -> bool:
    return all(text_of(one, lang) == text_of(other, lang) for lang in LANGS)


def _moved(
    place: tuple[str, str],
    word: str,
    pair: tuple[Found | None, Found | None],
    after: Param,
    new: Resolved,
    day: date,
    *,
    first: bool,
) -> Iterator[Change]:
    """What a value was and is from a day on; nothing where both read alike."""
    was, now = pair
    if _alike(was, now):
        return
    kind = "repealed" if now is None else _direction(was.value if was else None, now.value)
    dated = now.dated if now else [v for v in after.values if v.start <= day or v is after.values[0]][-1]
    change = _change(kind, place, word, new, text_of(was, "zh"), text_of(now, "zh"))
    change = replace(change, start=dated.start if first else day, source=dated.src or change.source)
    change = _one_sided(replace(change, old_en=text_of(was, "en"), new_en=text_of(now, "en")), VALUE)
    yield _of_word(change, new, now.param if now else after, word) if word else change


def _of_word(change: Change, resolved: Resolved, param: Param, word: str) -> Change:
    """The title says for which word a keyed value changes."""
    zh, en = (GIVEN[lang == "en"].format(resolved.word(param.by or "", word, lang)) for lang in LANGS)
    return replace(change, title=change.title + zh, title_en=change.title_en + en)


def _on(resolved: Resolved, key: str, day: date, param: Param, word: str) -> Found | None:
    found = resolved.param(key, day, {param.by: word} if param.by else {})
    return found if isinstance(found, Found) else None


def _direction(old: Value | None, new: Value) -> str:
    if isinstance(old, Figure) and isinstance(new, Figure) and old.unit == new.unit and old.value != new.value:
        return "raised" if new.value > old.value else "lowered"
    if isinstance(old, Limit) and isinstance(new, Limit) and old.unit == new.unit:
        return "lengthened" if new.number > old.number else "shortened"
    return "changed"


def text_of(found: Found | None, lang: Lang) -> str:
    """A parameter's value as it is read, empty where there is none."""
    return value_text(found, lang) if found else ""


def _worded(text: str, lang: Lang) -> str:
    for table in (FORCES, BOUNDS):
        if text in table:
            return table[text][lang == "en"]
    return text

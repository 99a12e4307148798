"""What two institutions differ in: typed changes, each with its path, old and new, from when, by which paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kaifaqu.kernel.charter.overlay import Found, Resolved, Value
from kaifaqu.kernel.charter.reading import sentence, value_text
from kaifaqu.kernel.charter.schema import Clause, Force
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.words import BOUNDS, FORCES, KINDS, NOUNS
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.figures.units import Lang

KIND_OF_FIELD: tuple[tuple[str, str], ...] = (
    (r"^force$", "force"),
    (r"^bound$", "bound"),
    (r"^(owner|holder|over|assists\.|members\.|led_by|mode)", "owner"),
    (r"^(holds|where|term|if)", "test"),
    (r"^(stages|route|outer|return|reopen|ladder|call|pauses)", "step"),
    (r"^(tasks|phases|goals|targets|approved|deadline)", "task"),
    (r"^indicators", "indicator"),
    (r"^(do|else|let|on)", "effect"),
    (r"^(src|grounding|reading|note)", "source"),
    (r"", "wording"),
)
"""Which kind a change of a field is: the first pattern that its path matches."""


UNSPOKEN = frozenset({"test", "step", "task", "indicator", "effect"})
"""Kinds whose parts are conditions and ids, which are shown where the clause is and not as old and new text."""
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True)
class Change:
    """One difference. `path` is noun.id and the part of it; `old` and `new` are as read; `start` from when."""

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

    def values(self, lang: Lang) -> tuple[str, str]:
        """Old and new as read in a language."""
        old, new = (self.old_en or self.old, self.new_en or self.new) if lang == "en" else (self.old, self.new)
        return _worded(old, lang), _worded(new, lang)

    def sentence(self, lang: Lang = "zh") -> str:
        """The change in one sentence."""
        noun = NOUNS[self.path.partition(".")[0]][lang == "en"]
        title = self.title_en if lang == "en" else self.title
        old, new = self.values(lang)
        words = KINDS[self.kind][lang == "en"].format(
            noun=noun,
            title=title,
            old=old,
            new=new,
            path=self.path.partition(".")[2],
        )
        return words.strip()

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
            changes.append(_whole("added", place, after[1], new, day))
        elif after is None and before is not None:
            changes.append(_whole("removed", place, before[1], old, day))
        elif before is not None and after is not None:
            changes += _inside(place, before[1], after[1], old, new, day)
    return changes


def _whole(kind: str, place: tuple[str, str], clause: Clause, resolved: Resolved, day: date) -> Change:
    shown = _param_text(resolved, place[1], day) if isinstance(clause, Param) else ""
    old, new = (shown, "") if kind == "removed" else ("", shown)
    return _change(kind, place, "", clause, old, new)


def _change(kind: str, place: tuple[str, str], inner: str, clause: Clause, old: str, new: str) -> Change:
    path = ".".join(part for part in (*place, inner) if part)
    start, source = clause.start, clause.src or ""
    if isinstance(clause, Param):
        start, source = clause.values[-1].start, clause.values[-1].src or source
    return Change(kind, path, clause.title.zh, clause.title.en, old, new, start, source)


def _inside(
    place: tuple[str, str], before: Clause, after: Clause, old: Resolved, new: Resolved, day: date
) -> Iterator[Change]:
    if isinstance(before, Param) and isinstance(after, Param):
        yield from _param_changes(place, before, after, old, new, day)
    was, now = _flat(before), _flat(after)
    seen: set[str] = set()
    for path in sorted({*was, *now}):
        if was.get(path) == now.get(path) or path.startswith(("values", "display", "waits", "topic")):
            continue
        kind = next(kind for pattern, kind in KIND_OF_FIELD if re.match(pattern, path))
        inner = ".".join(path.split(".")[:2]) if kind in ("step", "task", "indicator") else ""
        if (mark := f"{kind}.{inner}") in seen:
            continue
        seen.add(mark)
        if kind == "force":
            kind = "strengthened" if Force(after.force).weight > Force(before.force).weight else "weakened"
        if kind == "wording":
            yield _reworded(place, after, old, new, day)
        elif kind not in UNSPOKEN:
            yield _change(kind, place, inner, after, was.get(path, ""), now.get(path, ""))
        else:
            yield _change(kind, place, inner, after, "", "")


def _reworded(place: tuple[str, str], after: Clause, old: Resolved, new: Resolved, day: date) -> Change:
    """Both sentences as they are read, their values filled in."""
    texts = [sentence(resolved, *place, day, lang) for lang in LANGS for resolved in (old, new)]
    change = _change("wording", place, "", after, *texts[:2])
    return replace(change, old_en=texts[2], new_en=texts[3])


def _param_changes(
    place: tuple[str, str], before: Param, after: Param, old: Resolved, new: Resolved, day: date
) -> Iterator[Change]:
    words = sorted({w for p in (before, after) for v in p.values for w, _ in v.scalars()})
    for word in words:
        was, now = _on(old, place[1], day, before, word), _on(new, place[1], day, after, word)
        texts = text_of(was, "zh"), text_of(now, "zh")
        if texts[0] == texts[1]:
            continue
        kind = "repealed" if now is None else _direction(was.value if was else None, now.value)
        clause = now.param if now else after
        change = _change(kind, place, word, clause, *texts)
        yield replace(change, old_en=text_of(was, "en"), new_en=text_of(now, "en"))


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


def _param_text(resolved: Resolved, key: str, day: date) -> str:
    param = resolved.layers_of(key)[-1][1]
    words = sorted({w for v in param.values for w, _ in v.scalars()})
    texts = [(w, text_of(_on(resolved, key, day, param, w), "zh")) for w in words]
    return " ".join(f"{w} {text}".strip() for w, text in texts if text)


def _flat(clause: Clause) -> dict[str, str]:
    """A clause as path → text, so that two of them can be laid side by side."""
    found: dict[str, str] = {}

    def walk(value: Any, path: tuple[str, ...]) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, str(key)))
        elif isinstance(value, list):
            for i, inner in enumerate(value):
                walk(inner, (*path, str(i)))
        elif value is not None:
            found[".".join(path)] = str(value)

    walk(clause.model_dump(mode="json", by_alias=True, exclude_defaults=True), ())
    found.setdefault("force", str(clause.force))
    if isinstance(clause, Param):
        found.setdefault("bound", str(clause.bound))
    return found


def _worded(text: str, lang: Lang) -> str:
    for table in (FORCES, BOUNDS):
        if text in table:
            return table[text][lang == "en"]
    return text

"""What differs inside a clause, part by part, in words: a stage's limit, who owns a duty, what a test asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.kernel.charter import words as w
from kaifaqu.kernel.charter.rendering import part_said
from kaifaqu.kernel.charter.schema.base import Node, Title
from kaifaqu.kernel.charter.voice import Voice

Words = tuple[str, str]
BY_ID = frozenset({"stages", "tasks", "targets", "indicators", "below"})
"""Fields that hold parts by id, each of which has parts of its own."""


NOT_TOLD = frozenset({"title", "src"})
"""What need not be said again of a part that comes or goes as a whole."""


@dataclass(frozen=True)
class Part:
    """A part that differs: its path, what it is called, and what it was and is, in both languages; empty is none."""

    path: tuple[str, ...]
    name: Words
    old: Words
    new: Words


@dataclass(frozen=True)
class Side:
    """One of two institutions: the clause as it stands there, and its voices in Chinese and in English."""

    clause: Node
    voices: tuple[Voice, Voice]

    def says(self, node: Node, field: str) -> Words:
        """A part of the clause in both languages."""
        zh, en = (part_said(node, field, voice, self.clause) for voice in self.voices)
        return zh, en

    def whole(self, node: Node | None) -> Words:
        """A stage, task or indicator with all that is said of it."""
        if node is None:
            return "", ""
        told = [(name, self.says(node, field)) for field, name in fields_of(node).items() if field not in NOT_TOLD]
        said = [(name, words) for name, words in told if words[0]]
        zh = w.AND[0].join(name[0] + w.COLON[0] + words[0] for name, words in said)
        en = w.AND[1].join(name[1] + w.COLON[1] + words[1] for name, words in said)
        return zh, en


def fields_of(node: Node) -> dict[str, Words]:
    """The parts of a node that are spoken of, and what they are called."""
    return w.FIELDS[type(node).__name__]


def parts(old: Side, new: Side) -> Iterator[Part]:
    """Every part of two clauses of one kind that differs, but for titles, sentences, force, bound and values."""
    for field, name in {**w.CLAUSE_FIELDS, **fields_of(new.clause)}.items():
        yield from _Comparing(old, new).field(field, name, old.clause, new.clause, ())


@dataclass(frozen=True)
class _Comparing:
    old: Side
    new: Side

    def field(self, field: str, name: Words, before: Node, after: Node, path: tuple[str, ...]) -> Iterator[Part]:
        was, now = getattr(before, field), getattr(after, field)
        if was == now:
            return
        here = (*path, str(type(after).model_fields[field].alias or field))
        if field not in BY_ID:
            yield Part(here, name, self.old.says(before, field), self.new.says(after, field))
            return
        for key in dict.fromkeys([*was, *now]):
            yield from self.one(name, was.get(key), now.get(key), (*here, key))

    def one(self, name: Words, was: Node | None, now: Node | None, path: tuple[str, ...]) -> Iterator[Part]:
        """A stage, task, indicator or target: it was added or removed, or parts of it differ."""
        known = now or was
        if was == now or known is None:
            return
        title = getattr(known, "title", None) or Title(zh=path[-1], en=path[-1])
        called = (f"{name[0]}“{title.zh}”", f"{name[1]} “{title.en}”")
        if was is None or now is None:
            yield Part(path, called, self.old.whole(was), self.new.whole(now))
            return
        for field, inner in fields_of(known).items():
            joined = w.PART_OF[0].format(called[0], inner[0]), w.PART_OF[1].format(called[1], inner[1])
            yield from self.field(field, inner if field in BY_ID else joined, was, now, path)

"""The papers that an amendment needs, as docx in the layout of official documents (GB/T 9704), made of its changes.

Nothing is in them that the charter does not say: where nobody is named as answering for a matter, the paper says so.
How a reading is grounded and where its source stands is the software's own book-keeping and stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.kernel.charter.assignments import Touched, named, rows, users, whole
from kaifaqu.kernel.charter.diff import Change
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.paper_words import CHAPTER, HEADS, KINDS, MONTHS, NAMES, ORDINALS, SAID, SPACE_AFTER, Pair
from kaifaqu.kernel.charter.reading import basis, cited, dated_text, document, sentence
from kaifaqu.kernel.charter.schema.base import Clause
from kaifaqu.kernel.charter.schema.nouns import Constraint
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.charter.words import AND, COLON, JOINED, LISTED, STOP
from kaifaqu.kernel.documents.sheet import Sheet
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.subjects.lang import lang as reader_s

BOOK_KEEPING = frozenset({"src", "grounding", "reading", "note"})
"""Parts of clauses whose changes no paper tells."""


@dataclass(frozen=True)
class Below:
    """A place below whose charter says what the new one does not allow, a sentence for each."""

    place: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class Occasion:
    """What a paper is about: the amendment's title, whose charter, the document it rests on, from when.

    `first`: there was no charter here before. `below`: the places whose charters have to follow; None where the caller
    has not looked. `issuer` stands below the text, with a day left open to be filled in.
    """

    title: str
    place: str
    document: str
    in_force: date
    adopted: bool
    synthetic: bool = False
    issuer: str = ""
    below: tuple[Below, ...] | None = None
    first: bool = False


def TITLES() -> dict[str, str]:  # noqa: N802  a table, made when the language is known
    """The papers by name."""
    return {name: pair[reader_s() == "en"] for name, pair in NAMES.items() if name != "clauses"}


def _in_one(change: Change) -> Change:
    """A change of words in the paper's own language alone: there it is a change of words like any other."""
    return replace(change, part="", part_en="") if change.only else change


def write(
    name: str, occasion: Occasion, changes: Sequence[Change], new: Resolved, lang: Lang, old: Resolved | None = None
) -> bytes:
    """A paper as docx; dropped clauses are quoted from `old`, the institution before. KeyError for no paper."""
    told = [change for change in changes if change.path.split(".")[-1] not in BOOK_KEEPING]
    paper = _Paper(occasion, told, new, lang, old)
    making: dict[str, Callable[[], None]] = {
        "comparison": paper.comparison,
        "plan": paper.plan,
        "division": paper.division,
    }
    paper.head("clauses" if occasion.first and name == "comparison" else name)
    making[name]()
    return paper.sheet.saved()


class _Paper:
    def __init__(
        self, occasion: Occasion, changes: Sequence[Change], new: Resolved, lang: Lang, old: Resolved | None
    ) -> None:
        self.occasion, self.new, self.lang, self.old = occasion, new, lang, old
        self.changes = [_in_one(change) for change in changes if change.only in ("", lang)]
        self.voice = Voice(new, occasion.in_force, lang)
        self.sheet = Sheet()

    # ── The three papers ─────────────────────────────────────────────────────────────────────────────────────────────

    def head(self, name: str) -> None:
        self.sheet.title(self.occasion.title)
        self.sheet.title(self.pick(NAMES[name]))
        marks = [
            *([] if self.occasion.adopted else [self.said("draft")]),
            *([self.said("synthetic")] if self.occasion.synthetic else []),
        ]
        if marks:
            self.sheet.mark(self.pick(JOINED["inner"]).format(self.pick(LISTED).join(marks)))

    def comparison(self) -> None:
        """Old, new, what happened, source and day of every change, side by side; of a first charter its clauses."""
        self.sheet.turned()
        if self.occasion.first:
            self.sheet.table(self.heads("clauses"), list(self.clause_rows()), (11, 30, 36, 104, 40, 24))
            return
        found = []
        for i, change in enumerate(self.changes, 1):
            kind = self.pick(KINDS.get(change.kind, KINDS["changed"]))
            found.append(
                [str(i), self.title(change), *self.sides(change), kind, self.source(change), self.day_of(change)]
            )
        self.sheet.table(self.heads("comparison"), found, (11, 34, 64, 64, 18, 30, 24))

    def plan(self) -> None:
        """What it rests on, what changes, who has to do what, when, what lower charters have to follow, the checks."""
        parts: list[tuple[str, Callable[[], None]]] = [
            ("general", self.general),
            ("contents" if self.occasion.first else "changes", self.contents),
            ("work", self.division_table),
            ("times", self.times),
            *([] if self.occasion.below is None else [("below", self.below)]),
            ("checks", self.checks),
        ]
        for i, (name, make) in enumerate(parts):
            self.sheet.heading(self.pick(ORDINALS[i]) + self.said(name))
            make()
        self.sheet.closing([self.occasion.issuer or self.said("issuer"), self.said("issued")])

    def division(self) -> None:
        """Who leads and who assists in what the changes ask for, by when."""
        self.division_table()

    # ── The parts of the plan ────────────────────────────────────────────────────────────────────────────────────────

    def general(self) -> None:
        given = {
            "document": self.occasion.document,
            "place": self.occasion.place,
            "day": self.day(self.occasion.in_force),
        }
        makes = "first" if self.occasion.first else "amends"
        self.sheet.body(self.said(makes if self.occasion.document else f"{makes}_alone", **given))
        if self.occasion.first:
            own = sum(1 for _ in self.new.own.charter.clauses())
            self.sheet.body(self.said("first_in_force", n=own, **given))
        else:
            self.sheet.body(self.said("in_force", n=len(self.changes), **given))
        topics = self.topics()
        if topics:
            self.sheet.body(self.said("about", topics=self.pick(LISTED).join(topics)))

    def contents(self) -> None:
        """By chapter: the clauses of a first charter; else what each changed clause says now."""
        for i, (chapter, told) in enumerate(self.first_chapters() if self.occasion.first else self.chapters()):
            self.sheet.subheading(self.pick(CHAPTER).format(self.number(i), chapter))
            for n, text in enumerate(told, 1):
                self.sheet.body(f"{n}. {self.ended(text)}")

    def division_table(self) -> None:
        touched = whole(self.new, self.occasion.in_force) if self.occasion.first else list(self.touched())
        found = [[str(i), *vars(row).values()] for i, row in enumerate(rows(touched, self.voice), 1)]
        self.sheet.table(self.heads("work"), found, (11, 56, 28, 25, 22, 24))

    def times(self) -> None:
        """The day from which it is in force, and every value that begins on another one."""
        days: dict[date, list[str]] = {self.occasion.in_force: [self.said("takes_effect")]}
        for day, text in dict.fromkeys(self.dated()):
            days.setdefault(day, []).append(text)
        for day in sorted(days):
            self.sheet.body(self.said("on", day=self.day(day), what=self.ended(self.pick(AND).join(days[day]))))

    def dated(self) -> Iterator[tuple[date, str]]:
        keys = {noun_key[1] for noun_key in self.grouped() if noun_key[0] == "params"}
        for key in self.new.own.charter.params if self.occasion.first else sorted(keys):
            for _, param in self.new.layers_of(key)[-1:]:
                for value in param.values:
                    text = dated_text(self.new, param, value, self.lang) or self.said("repealed")
                    if value.start > self.occasion.in_force:
                        yield value.start, param.title.text(self.lang) + self.pick(COLON) + text

    def below(self) -> None:
        for each in self.occasion.below or ():
            self.sheet.body(self.said("follows", place=each.place))
            for n, text in enumerate(each.conflicts, 1):
                self.sheet.body(f"{n}. {self.ended(text)}")
        if not self.occasion.below:
            self.sheet.body(self.said("none_below"))

    def checks(self) -> None:
        checked = self.constraints()
        for constraint in checked:
            given = {"what": constraint.title.text(self.lang), "who": named(self.voice, constraint.tell)}
            self.sheet.body(self.said("check", **given))
        if not checked:
            self.sheet.body(self.said("no_checks"))

    # ── What they are made of ────────────────────────────────────────────────────────────────────────────────────────

    def pick(self, pair: Pair) -> str:
        return pair[self.lang == "en"]

    def said(self, name: str, **given: object) -> str:
        return self.pick(SAID[name]).format(**given)

    def heads(self, name: str) -> list[str]:
        return [self.pick(pair) for pair in HEADS[name]]

    def number(self, i: int) -> str:
        return str(i + 1) if self.lang == "en" else ORDINALS[i][0][:-1]

    def ended(self, text: str) -> str:
        """A sentence with a capital and one full stop."""
        return text[:1].upper() + text[1:].rstrip("".join(STOP)) + self.pick(STOP)

    def day(self, day: date) -> str:
        return self.said("day", year=day.year, month=day.month, day=day.day, written=MONTHS[day.month - 1])

    def day_of(self, change: Change) -> str:
        return self.start(change).isoformat()

    def start(self, change: Change) -> date:
        """From when a change holds: never before what it is part of, however old the clause."""
        return max(change.start or self.occasion.in_force, self.occasion.in_force)

    def title(self, change: Change) -> str:
        return change.title_en if self.lang == "en" else change.title

    def kind(self, change: Change) -> str:
        """What happened, as the column says it; of a part that it came, went or changed."""
        if not change.part:
            return change.kind if change.kind in KINDS else "changed"
        was, now = change.values(self.lang)
        return "changed" if bool(was) is bool(now) else "added" if now else "removed"

    def source(self, change: Change) -> str:
        return cited(self.new, change.source, self.lang) or self.said("no_source")

    def sides(self, change: Change) -> tuple[str, str]:
        """What stood and what stands: the whole sentence of a clause that comes or goes, the words of a part."""
        noun, key = change.path.split(".")[:2]
        if change.kind == "added" and not change.part:
            return self.said("new"), self.sentence(self.new, noun, key, change)
        if change.kind == "removed" and not change.part:
            old = self.sentence(self.old, noun, key, change) if self.old else change.values(self.lang)[0]
            return old or self.title(change), self.said("gone")
        part = change.part_en if self.lang == "en" else change.part
        was, now = change.values(self.lang)
        if not was and not now:
            return self.said("untold"), self.said("touched", part=part)
        told = [(part + self.pick(COLON) if part and text else "") + text for text in (was, now)]
        return told[0] or self.said("new"), told[1] or self.said("ended" if change.kind == "repealed" else "gone")

    def sentence(self, resolved: Resolved, noun: str, key: str, change: Change | None = None) -> str:
        day = self.start(change) if change else self.occasion.in_force
        known = (noun, key) in resolved.clauses
        return sentence(resolved, noun, key, day, self.lang) if known else self.title(change) if change else key

    def grouped(self) -> dict[tuple[str, str], list[Change]]:
        """The changes by the clause that they change."""
        found: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            noun, key = change.path.split(".")[:2]
            found.setdefault((noun, key), []).append(change)
        return found

    def clause(self, noun: str, key: str) -> Clause | None:
        stands = self.new.clauses.get((noun, key)) or (self.old.clauses.get((noun, key)) if self.old else None)
        return stands[1] if stands else None

    def touched(self) -> Iterator[Touched]:
        for (noun, key), changes in self.grouped().items():
            if (noun, key) in self.new.clauses:
                parts = tuple(tuple(change.path.split(".")[2:]) for change in changes if change.part)
                known = parts if len(parts) == len(changes) else ()
                yield Touched(noun, key, known, self.start(changes[0]), changes[0].source)

    def topics(self) -> list[str]:
        if self.occasion.first:
            keys = [topic for _, _, clause in self.new.own.charter.clauses() if (topic := clause.topic)]
        else:
            found = (self.clause(*at) for at in self.grouped())
            keys = [clause.topic for clause in found if clause and clause.topic]
        return [TOPICS[key].en if self.lang == "en" else TOPICS[key].zh for key in TOPICS if key in keys]

    def chapters(self) -> list[tuple[str, list[str]]]:
        found: dict[str, list[str]] = {}
        for (noun, key), changes in self.grouped().items():
            clause = self.clause(noun, key)
            topic = TOPICS.get(clause.topic) if clause else None
            found.setdefault(topic.chapter if topic else "", []).append(self.now(noun, key, changes))
        names = {**CHAPTERS, "": SAID["other"]}
        return [(self.pick(names[key]), found[key]) for key in [*CHAPTERS, ""] if key in found]

    def now(self, noun: str, key: str, changes: list[Change]) -> str:
        """What a changed clause says now, with what it or its parts were."""
        if (noun, key) not in self.new.clauses:
            return self.said("dropped", what=self.sides(changes[0])[0])
        ends = [self.ended_value(change) for change in changes if change.kind == "repealed"]
        if len(ends) == len(changes):
            return self.pick(AND).join(ends)
        told = [self.sentence(self.new, noun, key, changes[0]).rstrip("".join(STOP))]
        told += [text for change in changes if (text := self.was(change))]
        return self.pick(AND).join(told)

    def ended_value(self, change: Change) -> str:
        return self.said("repeals", title=self.title(change), old=change.values(self.lang)[0])

    def was(self, change: Change) -> str:
        """What a change replaces, after the sentence that holds now; empty where there was nothing."""
        was, now = change.values(self.lang)
        if change.part:
            part = change.part_en if self.lang == "en" else change.part
            form = {(1, 1): "part_changed", (0, 1): "part_added", (1, 0): "part_gone"}.get(
                (bool(was), bool(now)), "touched"
            )
            return self.said(form, part=part, old=was, new=now)
        if change.kind in ("strengthened", "weakened", "bound"):
            return self.said("force", old=was, new=now)
        if change.kind in ("added", "wording") or not was:
            return ""
        return self.said("was", of=self.word(change), old=was)

    def word(self, change: Change) -> str:
        """For which word a keyed value changes; empty for any other."""
        noun, key, *inner = change.path.split(".")
        clause = self.clause(noun, key)
        by = clause.by if isinstance(clause, Param) else None
        return self.new.word(by, inner[0], self.lang) + self.pick(SPACE_AFTER) if by and inner else ""

    def first_chapters(self) -> list[tuple[str, list[str]]]:
        read = document(self.new, self.occasion.in_force, self.lang)
        return [
            (chapter.title, ["".join(p.text for p in each.pieces) for _, found in chapter.sections for each in found])
            for chapter in read
        ]

    def clause_rows(self) -> Iterator[list[str]]:
        """Every clause of a first charter: its topic, title and sentence, on what it rests, from when."""
        read = document(self.new, self.occasion.in_force, self.lang)
        told = [(topic, each) for chapter in read for topic, found in chapter.sections for each in found]
        for n, (topic, each) in enumerate(told, 1):
            text = "".join(piece.text for piece in each.pieces)
            src = basis(self.new, each.noun, each.key, self.occasion.in_force)[0]
            start = (each.clause.start or self.occasion.in_force).isoformat()
            source = cited(self.new, src, self.lang) or self.said("no_source")
            yield [str(n), topic, each.clause.title.text(self.lang), text, source, start]

    def constraints(self) -> list[Constraint]:
        """The constraints that the changes touch: their own, and those that use a parameter which changes."""
        if self.occasion.first:
            return list(self.new.own.charter.constraints.values())
        keys = set(self.grouped())
        used = {at[:2] for noun, key in keys if noun == "params" for at in users(self.new, key)}
        named_ones = [self.new.clauses[at][1] for at in self.new.clauses if at in keys | used]
        return [clause for clause in named_ones if isinstance(clause, Constraint)]

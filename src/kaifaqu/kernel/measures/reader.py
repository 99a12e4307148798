"""Reading facts: the published figure where there is one for the subject and slot, else the registry as of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter

from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable
from kaifaqu.kernel.measures.facts import Fact, code_fact, fact
from kaifaqu.kernel.measures.members import members
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.subjects.models import Subject

ACTS_SHOWN = 20
Wanted = tuple[str, str | None]


@dataclass(frozen=True)
class Reading:
    """One fact of one subject in one slot, and where it comes from.

    `day` is set when it was read from the registry: `rows` rows, resting on `acts` (chain places, newest first, at
    most 20). Otherwise it is a published figure and `figure.src`, `figure.at` name document and paragraph.
    """

    fact: Fact
    subject: int
    slot: str | None
    figure: Figure | NotApplicable
    day: date | None = None
    rows: int = 0
    acts: tuple[tuple[int, int], ...] = ()


@dataclass
class FactReader:
    """Reads facts as of `on` (today), with `slots` bound to days, as known on `known_at`; `load` reads many.

    `periods` says which published period a slot stands for: before and after as 2023 and 2024, no slot as 2024.
    """

    slots: Mapping[str, date] = field(default_factory=dict)
    periods: Mapping[str | None, str] = field(default_factory=dict)
    known_at: date | None = None
    on: date | None = None
    _cache: dict[tuple[int, str, str | None], Reading] = field(default_factory=dict)
    _codes: dict[tuple[int, str], str] = field(default_factory=dict)

    def read(self, subject: int, key: str, slot: str | None = None) -> Reading:
        """One reading; loads it if `load` has not."""
        if (subject, key, slot) not in self._cache:
            self.load([subject], [(key, slot)])
        return self._cache[subject, key, slot]

    def give(self, reading: Reading) -> None:
        """Let a reading that the asker has worked out stand where nobody has published one."""
        self._cache[reading.subject, reading.fact.key, reading.slot] = reading

    def members(self, kind: str, subject: int) -> list[int]:
        """Who belongs to a kind, for a subject."""
        return members(kind, subject)

    def read_code(self, subject: int, key: str) -> str | NotApplicable:
        """What a subject is, by a fact whose values are words."""
        if (subject, key) not in self._codes:
            self.load_codes([subject], [key])
        return self._codes[subject, key] or NotApplicable("not_published", key)

    def load_codes(self, subjects: Collection[int], keys: Iterable[str]) -> None:
        """Fetch words of many subjects: one query for each."""
        for key in keys:
            told = code_fact(key).read(subjects)
            self._codes |= {(subject, key): told.get(subject, "") for subject in subjects}

    def load(self, subjects: Iterable[int], wanted: Iterable[Wanted]) -> None:
        """Fetch facts of many subjects: one query for published figures, one for each fact and day of the registry."""
        ids, pairs = set(subjects), list(wanted)
        self._load_published(ids, pairs)
        synthetic = set(Subject.objects.filter(id__in=ids, synthetic=True).values_list("id", flat=True))
        for key, slot in pairs:
            missing = {i for i in ids if (i, key, slot) not in self._cache}
            if missing:
                self._load_registered(missing, fact(key), slot, synthetic)

    def _load_published(self, ids: set[int], pairs: list[Wanted]) -> None:
        rows = Observation.objects.filter(subject__in=ids, fact__in={key for key, _ in pairs})
        if self.known_at is None:
            rows = rows.filter(superseded_by__isnull=True)
        else:
            rows = rows.filter(known_at__lte=self.known_at)
        published = {(o.subject_id, o.fact, o.period): o.figure for o in rows.order_by("id")}
        for key, slot in pairs:
            for subject in ids:
                figure = published.get((subject, key, self.periods.get(slot, slot or "")))
                if figure is not None:
                    self._cache[subject, key, slot] = Reading(fact(key), subject, slot, figure)

    def _load_registered(self, ids: set[int], what: Fact, slot: str | None, synthetic: set[int]) -> None:
        day = self.slots.get(slot) if slot else self.on or today()
        for subject in ids:
            unknown = NotApplicable("not_published")
            self._cache[subject, what.key, slot] = Reading(what, subject, slot, unknown)
        if what.rows is None or day is None:
            return
        rows = what.rows(day).filter(of__in=ids).order_by("of", "-act_seq")
        for subject, group in groupby(rows, key=itemgetter("of")):
            items = list(group)
            grounding = Grounding.SYNTHETIC if subject in synthetic else Grounding.SOURCED
            total = Figure(sum(r["value"] for r in items), what.unit, period=day.isoformat(), grounding=grounding)
            counted = [r for r in items if r["value"]] or items
            places = dict.fromkeys((r["act_subject"], r["act_seq"]) for r in counted if r["act_subject"])
            acts = tuple(places)[:ACTS_SHOWN]
            self._cache[subject, what.key, slot] = Reading(what, subject, slot, total, day, len(items), acts)

"""Reading the trail: a subject's history, and an organ's or the whole house's latest acts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry, Mention, MentionSpan

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One entry as it is read: where it stands in the chain, when, what, and its body."""

    subject: int
    seq: int
    at: str
    action: str
    body: dict[str, Any]
    hash: str
    id: int = 0

    @property
    def moment(self) -> datetime:
        """When it was recorded."""
        return datetime.fromisoformat(self.at)

    @classmethod
    def of(cls, entry: Entry) -> Line:
        """Read an entry's row."""
        return cls(entry.subject_id, entry.seq, entry.at, entry.action, json.loads(entry.body), entry.hash, entry.pk)


def history(subject: int, *, before: str = "", limit: int = PAGE) -> list[Line]:
    """A subject's entries and those of other subjects that mention it, newest first, recorded before `before`."""
    own = Entry.objects.filter(subject_id=subject)
    told = Mention.objects.filter(mentioned_id=subject)
    spanned = MentionSpan.objects.filter(first__lte=subject, last__gte=subject).exclude(subject_id=subject)
    if before:
        own, told, spanned = own.filter(at__lt=before), told.filter(at__lt=before), spanned.filter(at__lt=before)
    lines = [Line.of(e) for e in own.order_by("-seq")[:limit]]
    mentioned = told.values_list("at", "subject_id", "seq").union(spanned.values_list("at", "subject_id", "seq"))
    lines += lines_at((on, seq) for _at, on, seq in mentioned.order_by("-at")[:limit]).values()
    return sorted(lines, key=lambda line: (line.at, line.seq), reverse=True)[:limit]


def latest(subjects: QuerySet[Subject], *, limit: int = PAGE, before_id: int | None = None) -> list[Line]:
    """The newest entries on the given subjects."""
    entries = Entry.objects.filter(subject__in=subjects).order_by("-id")
    if before_id is not None:
        entries = entries.filter(id__lt=before_id)
    return [Line.of(e) for e in entries[:limit]]


def lines_at(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Line]:
    """The entries at the given (subject, seq) places: how a row written by an act finds its explanation."""
    wanted = Q(pk__in=[])
    for subject, seq in set(places):
        wanted |= Q(subject_id=subject, seq=seq)
    return {(e.subject_id, e.seq): Line.of(e) for e in Entry.objects.filter(wanted)}


def mentions_told() -> int:
    """How many mentions the entries themselves tell of: what the projection must hold."""
    return sum(len(body["mentions"]) for body in _bodies("mentions"))


def spans_told() -> int:
    """How many runs of mentions the entries themselves tell of."""
    return sum(len(body["spans"]) for body in _bodies("spans"))


def _bodies(key: str) -> Iterator[dict[str, Any]]:
    held = Entry.objects.filter(body__contains=f'"{key}":[').values_list("body", flat=True)
    bodies = (json.loads(body) for body in held.iterator(chunk_size=5000))
    return (body for body in bodies if key in body)

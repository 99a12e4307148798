"""Verification: read every chain once, in order, and name the first place that is not as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import link
from kaifaqu.kernel.trail.models import Entry, Seal, SealLeaf
from kaifaqu.kernel.trail.seals import Leaf, SealSheet, merkle_root

CHUNK = 5000
SPANS = '"spans":['
End = tuple[int | None, str]
# One statement, so that a verification beside running acts sees every chain and its head at the same moment; from the
# outer side, so that entries whose subject was deleted are missed as well.
ENTRIES = """
SELECT e.subject_id, e.seq, e.at, e.action, e.body, e.hash, s.seq, s.head
FROM trail_entry e LEFT JOIN subjects_subject s ON s.id = e.subject_id ORDER BY e.subject_id, e.seq
"""


@dataclass(frozen=True)
class Finding:
    """One place where the trail is broken: which subject, which entry (0: the whole chain), and what is wrong.

    `what` is one of: changed, gap, tail_removed, chain_removed, differs_from_seal, seal_forged, seal_missing.
    """

    subject: int
    seq: int
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """What a verification read and the first thing it found wrong, if any."""

    entries: int
    subjects: int
    seals: int
    finding: Finding | None

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.finding is None


class _Broken(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what)
        self.finding = finding


class _Reader:
    """Walks entries ordered by (subject, seq) beside the sealed leaves in the same order."""

    def __init__(self, leaves: Iterator[Leaf]) -> None:
        self.entries = 0
        self.subjects = 0
        self.spans: list[tuple[int, int]] = []
        self._leaves = leaves
        self._leaf = next(leaves, None)

    def walk(self) -> None:
        subject, expected, prev = 0, 1, ""
        end: End = (0, "")
        for row_subject, seq, at, action, body, stored, last, head in _entries():
            if row_subject != subject:
                self._close(subject, expected - 1, prev, end)
                subject, expected, prev, end = row_subject, 1, "", (last, head)
            if seq != expected:
                raise _Broken(Finding(subject, expected, "gap", f"entry {expected} is missing, next is {seq}"))
            prev = link(prev, subject, seq, at, action, body)
            if prev != stored:
                raise _Broken(Finding(subject, seq, "changed", action))
            self._pass_leaf(subject, seq, prev)
            if SPANS in body:
                self.spans += [(first, last) for first, last in json.loads(body).get("spans", [])]
            expected += 1
            self.entries += 1
        self._close(subject, expected - 1, prev, end)
        if self._leaf is not None:
            raise _Broken(Finding(self._leaf[0], self._leaf[1], "chain_removed", "sealed, but no longer there"))

    def _pass_leaf(self, subject: int, seq: int, head: str) -> None:
        if self._leaf is None or self._leaf[:2] > (subject, seq):
            return
        if self._leaf[:2] != (subject, seq):
            raise _Broken(Finding(self._leaf[0], self._leaf[1], "chain_removed", "sealed, but no longer there"))
        if self._leaf[2] != head:
            raise _Broken(Finding(subject, seq, "differs_from_seal"))
        self._leaf = next(self._leaves, None)

    def _close(self, subject: int, seq: int, head: str, end: End) -> None:
        if not subject:
            return
        self.subjects += 1
        if end[0] is None:
            raise _Broken(Finding(subject, 0, "chain_removed", "its row in the spine is gone, its entries are not"))
        if end != (seq, head):
            raise _Broken(Finding(subject, seq + 1, "tail_removed", f"the record counts {end[0]} entries"))
        if self._leaf is not None and self._leaf[0] == subject:
            raise _Broken(Finding(subject, self._leaf[1], "tail_removed", "sealed, but no longer there"))


def verify(sheets: Sequence[SealSheet] = ()) -> Report:
    """Read the whole trail, against the seals inside and those taken out earlier (`sheets`).

    Stops at the first bad place in the order of subjects and entries. The outside seals are read first: they are the
    ones that nobody inside can rewrite.
    """
    try:
        return _verify(sheets)
    except OperationalError:  # SQLite gave bytes that are no text: read them as what they are not, and name the place
        if connection.vendor != "sqlite":
            raise
        with _undecodable_replaced():
            return _verify(sheets)


def _verify(sheets: Sequence[SealSheet]) -> Report:
    reader = _Reader(_stored_leaves())
    finding = None
    try:
        _check_sheets(sheets)
        reader.walk()
        _check_vanished_chains()
        _check_spans(reader.spans)
        _check_stored_seals()
        _check_sealed_counts()
    except _Broken as broken:
        finding = broken.finding
    return Report(reader.entries, reader.subjects, Seal.objects.count(), finding)


@contextmanager
def _undecodable_replaced() -> Iterator[None]:
    database: Any = connection.connection
    kept, database.text_factory = database.text_factory, partial(str, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        database.text_factory = kept


def _entries() -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def verify_chain(subject: Subject) -> bool:
    """Whether one subject's own chain is as it was written, from its first entry to its head."""
    prev, count = "", 0
    columns = ("seq", "at", "action", "body", "hash")
    for seq, at, action, body, stored in Entry.objects.filter(subject=subject).order_by("seq").values_list(*columns):
        count += 1
        prev = link(prev, subject.pk, seq, at, action, body)
        if prev != stored or seq != count:
            return False
    return (count, prev) == (subject.seq, subject.head)


def _stored_leaves() -> Iterator[Leaf]:
    rows = SealLeaf.objects.order_by("subject_id", "seq").values_list("subject_id", "seq", "head")
    return iter(rows.iterator(chunk_size=CHUNK))


def _check_vanished_chains() -> None:
    empty = Subject.objects.filter(seq__gt=0).exclude(Exists(Entry.objects.filter(subject=OuterRef("pk"))))
    gone = empty.order_by("id").first()
    if gone is not None:
        raise _Broken(Finding(gone.pk, 0, "chain_removed", f"the record counts {gone.seq} entries"))


def _check_spans(spans: Sequence[tuple[int, int]]) -> None:
    """Whoever came into being in an import has no entry of his own at first: the import's entry says who was there."""
    for first, last in spans:
        there = Subject.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
        if there.count() != last - first + 1:
            left = {*there.values_list("pk", flat=True)}
            gone = next(pk for pk in range(first, last + 1) if pk not in left)
            raise _Broken(Finding(gone, 0, "chain_removed", "an import tells of it, but it is no longer there"))


def _check_sealed_counts() -> None:
    """A subject that claims more sealed entries than any seal holds would be left out of the next seal."""
    leaves = SealLeaf.objects.filter(subject_id=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    counted = Subject.objects.annotate(held=Coalesce(Subquery(leaves), 0)).exclude(sealed_seq=F("held"))
    odd = counted.order_by("id").first()
    if odd is not None:
        detail = f"the record counts {odd.sealed_seq} sealed entries, the seals {odd.held}"
        raise _Broken(Finding(odd.pk, min(odd.sealed_seq, odd.held) + 1, "differs_from_seal", detail))


def _check_stored_seals() -> None:
    seals = list(Seal.objects.order_by("number"))  # before their leaves: a seal made in between then has none missing
    rows = SealLeaf.objects.order_by("seal_id", "subject_id").values_list("seal_id", "subject_id", "seq", "head")
    leaves = {
        number: [(s, q, h) for _, s, q, h in group] for number, group in _by_seal(rows.iterator(chunk_size=CHUNK))
    }
    previous = ""
    for number, row in enumerate(seals, start=1):
        sheet = SealSheet(
            row.number, row.at, row.previous, row.root, row.key, row.signature, leaves.get(row.number, [])
        )
        if row.number != number or row.previous != previous or not sheet.is_genuine():
            raise _Broken(Finding(0, 0, "seal_forged", f"seal {number}"))
        previous = row.root


def _by_seal(rows: Iterable[tuple[int, int, int, str]]) -> Iterator[tuple[int, Iterator[tuple[int, int, int, str]]]]:
    return groupby(rows, key=lambda row: row[0])


def _check_sheets(sheets: Sequence[SealSheet]) -> None:
    for sheet in sheets:
        if sheet.root != merkle_root(sheet.leaves) or not sheet.is_genuine():
            raise _Broken(Finding(0, 0, "seal_forged", f"the seal file's own seal {sheet.number} is not genuine"))
        _check_leaves(sheet)
        stored = Seal.objects.filter(number=sheet.number).first()
        if stored is None:
            raise _Broken(Finding(0, 0, "seal_missing", f"seal {sheet.number}"))
        if (stored.root, stored.signature) != (sheet.root, sheet.signature):
            raise _Broken(Finding(0, 0, "seal_forged", f"seal {sheet.number} is not the one taken out"))


def _check_leaves(sheet: SealSheet) -> None:
    for start in range(0, len(sheet.leaves), 500):
        page = sheet.leaves[start : start + 500]
        heads = {
            (subject, seq): head
            for subject, seq, head in Entry.objects.filter(
                subject_id__in=[s for s, _, _ in page], seq__in={q for _, q, _ in page}
            ).values_list("subject_id", "seq", "hash")
        }
        for subject, seq, head in page:
            if heads.get((subject, seq)) is None:
                raise _Broken(Finding(subject, seq, "tail_removed", f"stands in seal {sheet.number}"))
            if heads[subject, seq] != head:
                raise _Broken(Finding(subject, seq, "differs_from_seal", f"seal {sheet.number} taken out"))

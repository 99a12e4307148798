"""The bytes that are hashed, and the one way to write entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.db import connection

from kaifaqu.kernel.trail import guard

ALGORITHM = "sm3"


def digest(text: str) -> str:
    """A hash that names its algorithm: `sm3:…` (GB/T 32905-2016), as OpenSSL 3 computes it."""
    return f"{ALGORITHM}:{hashlib.new(ALGORITHM, text.encode()).hexdigest()}"


def canonical(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, text as it is; numbers are integers. TypeError for anything else."""
    _refuse_floats((value,))
    return _ENCODER.encode(value)


def _refuse_floats(values: Iterable[object]) -> None:
    for each in values:
        if isinstance(each, dict):
            _refuse_floats(each.values())
        elif isinstance(each, list | tuple):
            _refuse_floats(each)
        elif isinstance(each, float):
            _refuse(each)


def _refuse(value: object) -> NoReturn:
    raise TypeError(f"{type(value).__name__} does not belong in the trail: record text, integers or lists of them")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse)


def link(prev: str, subject: int, seq: int, at: str, action: str, body: str) -> str:
    """The hash of an entry: over the one before it and every column of its own."""
    return digest(f"{prev}\n{subject}\n{seq}\n{at}\n{action}\n{body}")


@dataclass(frozen=True, slots=True)
class Record:
    """What is to be appended to one subject's chain; `seq` and `prev` come from the locked subject row."""

    subject: int
    seq: int
    prev: str
    at: str
    action: str
    body: dict[str, Any]
    mentions: Sequence[int] = field(default=())
    spans: Sequence[tuple[int, int]] = field(default=())


INSERT_ENTRY = "INSERT INTO trail_entry (subject_id, seq, at, action, body, hash) VALUES (%s, %s, %s, %s, %s, %s)"
UPDATE_HEAD = "UPDATE subjects_subject SET seq = %s, head = %s WHERE id = %s"
INSERT_MENTION = "INSERT INTO trail_mention (mentioned_id, at, subject_id, seq) VALUES (%s, %s, %s, %s)"
INSERT_SPAN = "INSERT INTO trail_mentionspan (first, last, at, subject_id, seq) VALUES (%s, %s, %s, %s, %s)"


def append_many(records: Sequence[Record]) -> list[str]:
    """Append entries, at most one per subject, in a statement a table; returns their hashes.

    The caller holds the locks on the subjects and the transaction. Two writers that forgot the lock meet in the
    unique (subject, seq): a chain cannot fork.
    """
    bodies = [canonical(r.body) for r in records]
    hashes = [link(r.prev, r.subject, r.seq, r.at, r.action, body) for r, body in zip(records, bodies, strict=True)]
    rows = zip(records, bodies, hashes, strict=True)
    with guard.lifted("the trail writes itself"), connection.cursor() as cursor:
        cursor.executemany(INSERT_ENTRY, [(r.subject, r.seq, r.at, r.action, body, h) for r, body, h in rows])
        cursor.executemany(UPDATE_HEAD, [(r.seq, h, r.subject) for r, h in zip(records, hashes, strict=True)])
        mentions = [(m, r.at, r.subject, r.seq) for r in records for m in r.mentions]
        if mentions:
            cursor.executemany(INSERT_MENTION, mentions)
        if spans := [(first, last, r.at, r.subject, r.seq) for r in records for first, last in r.spans]:
            cursor.executemany(INSERT_SPAN, spans)
    return hashes

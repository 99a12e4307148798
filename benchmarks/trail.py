"""The trail: appending in batches beside the bare commit rate, verifying beside bare hashing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable

from django.db import connection, transaction

from benchmarks.measure import Table, bare_commit, per_second
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.chain import ALGORITHM, INSERT_ENTRY, Record, append_many, canonical
from kaifaqu.kernel.trail.verify import verify

BATCH = 100
BODY = {
    "actor": {"person": 64, "post": 65, "organ": 62},
    "inputs": {"quota": 100, "on": "2020-08-15", "basis": "批复 2020-17"},
    "changes": [{"field": "headcount_quota", "old": 168, "new": 100}],
    "on": "2020-08-15",
}
TEXT = ("sm3:" + "0" * 64 + "\n1\n1\n2026-11-22T11:00:00.000000+08:00\nbench.act\n" + canonical(BODY)).encode()


def run() -> Table:
    """Append, then verify what was appended."""
    table = Table("trail")
    heads = _subjects()
    appended, bare, commits = per_second(lambda: _append(heads), _bare_insert(), bare_commit())
    _forget_the_bare()
    table.rate("append_many, 100 entries a commit", appended, "bare executemany", bare, "≥ 10,000/s")
    table.rate("commits of 100 entries", appended / BATCH, "bare commit", commits)
    report = verify()
    if not report.sound:
        raise RuntimeError(str(report.finding))
    verified, hashing, reading = per_second(lambda: verify().entries, _hash, _read)
    table.rate(f"verify {report.entries:,} entries", verified, "bare hashing", hashing, "≥ 100,000/s")
    table.rate("the same", verified, "bare reading of the rows", reading)
    return table


def _subjects() -> dict[int, tuple[int, str]]:
    with guard.lifted("a benchmark makes its own subjects"):
        Subject.objects.bulk_create([Subject(kind="zone", title=f"{i}", sort_key=f"{i}") for i in range(BATCH)])
    return dict.fromkeys(Subject.objects.values_list("pk", flat=True), (0, ""))


def _append(heads: dict[int, tuple[int, str]]) -> int:
    at = now().isoformat(timespec="microseconds")
    records = [Record(s, seq + 1, prev, at, "bench.act", BODY) for s, (seq, prev) in heads.items()]
    with transaction.atomic():
        hashes = append_many(records)
    for record, digest in zip(records, hashes, strict=True):
        heads[record.subject] = (record.seq, digest)
    return len(records)


def _bare_insert() -> Callable[[], int]:
    """The same rows by one executemany, with nothing computed."""
    first = Subject.objects.values_list("pk", flat=True)[0]
    numbers = itertools.count(10_000_000)
    body = canonical(BODY)

    def insert() -> int:
        rows = [(first, next(numbers), "2026", "bench.bare", body, "sm3:" + "0" * 64) for _ in range(BATCH)]
        with guard.lifted("the bare peer"), transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(INSERT_ENTRY, rows)
        return BATCH

    return insert


def _forget_the_bare() -> None:
    with guard.lifted("the bare peer leaves nothing"), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS trail_entry_no_delete")
        cursor.execute("DELETE FROM trail_entry WHERE action = 'bench.bare'")


def _read() -> int:
    """Read every row of the trail in its order, and nothing else."""
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT subject_id, seq, at, action, body, hash FROM trail_entry ORDER BY subject_id, seq")
        return sum(len(rows) for rows in iter(lambda: cursor.fetchmany(5000), []))


def _hash() -> int:
    """Hash as many bytes as an entry has, and nothing else."""
    for _ in range(1000):
        hashlib.new(ALGORITHM, TEXT).hexdigest()
    return 1000

"""The index by which subjects are found, a projection beside the spine: written with the subject, rebuilt at will.

SQLite keeps it as FTS5 without the text itself, PostgreSQL as a tsvector under GIN; both hold the words that
`words.kept` makes, so that no tokenizer of theirs decides what a Chinese word is. Newest first; whoever looks sees of
it what `visible_to` gives him. docs/decisions/0018.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.words import Term, kept, of_kind, sought

TABLE = "subjects_found"
WINDOWS = (500, 4_000, 20_000)
"""How many finds are looked at, one window after the other, before a page ends though it is not full."""
MANY = 2_000
NEWEST = 2**63 - 1

Words = Callable[[Sequence[int]], Mapping[int, str]]
_further: dict[str, Words] = {}


def found_also_by(kind: str, words: Words) -> None:
    """Say what subjects of a kind are found by besides their titles: given ids, the texts of each."""
    _further[kind] = words


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def enter(rows: Iterable[tuple[int, str, Sequence[str]]]) -> None:
    """Make subjects found: id, kind, texts. One statement, in the transaction that brings them into being."""
    written = [(pk, " ".join([of_kind(kind), *kept(texts)])) for pk, kind, texts in rows]
    if not written:
        return
    with connection.cursor() as cursor:
        cursor.executemany(ENTER[connection.vendor], written)


def found_too(subject: int, text: str) -> None:
    """Make a subject found by more: a number that it was given, a new name (under the old one it is still found)."""
    if words := kept([text]):
        with connection.cursor() as cursor:
            cursor.execute(ENTER[connection.vendor], [subject, " ".join(words)])


ENTER = {
    "sqlite": f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)",  # noqa: S608  (our own table)
    "postgresql": f"INSERT INTO {TABLE} AS t (rowid, words) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))"  # noqa: S608  (our own table)
    " ON CONFLICT (rowid) DO UPDATE SET words = t.words || excluded.words",
}
EMPTY = {
    "sqlite": f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')",  # noqa: S608  (our own table)
    "postgresql": f"DELETE FROM {TABLE}",  # noqa: S608  (our own table)
}


def empty() -> None:
    """Forget everything; `rebuild` follows."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY[connection.vendor])


def rebuild() -> int:
    """Make the index anew from the spine and from what kinds are found by besides; returns how many subjects."""
    empty()
    count = 0
    for many in _chunks(Subject.objects.order_by("pk").values_list("pk", "kind", "title", "title_en")):
        further: dict[int, str] = {}
        for kind, words in _further.items():
            if ids := [pk for pk, of, _title, _en in many if of == kind]:
                further |= words(ids)
        enter((pk, kind, (zh, en, further.get(pk, ""))) for pk, kind, zh, en in many)
        count += len(many)
    return count


Titled = tuple[int, str, str, str]


def _chunks(rows: QuerySet[Subject, Titled]) -> Iterator[list[Titled]]:
    each = rows.iterator(chunk_size=MANY)
    while many := list(islice(each, MANY)):
        yield many


def missing() -> dict[str, int]:
    """By kind, how many subjects more (or fewer) there are than the index holds; empty where they agree."""
    there = dict(Subject.objects.values_list("kind").annotate(n=Count("pk")).order_by())
    lacking: dict[str, int] = {}
    with connection.cursor() as cursor:
        for kind, count in there.items():
            where, asked = _match([Term(of_kind(kind))])
            cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE {where}", [asked])  # noqa: S608  (our own table)
            if count != (held := cursor.fetchone()[0]):
                lacking[kind] = count - held
    return lacking


# ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Finds:
    """A page of finds, the newest first, and between which ids the next pages lie (None: there is none).

    `exact`: whether `total`, the finds from the start on, is all; it stops at a window's end.
    """

    rows: list[Subject]
    older: int | None
    newer: int | None
    total: int
    exact: bool


def find(
    seen: QuerySet[Subject],
    text: str,
    *,
    kind: str = "",
    size: int = 25,
    older: int | None = None,
    newer: int | None = None,
) -> Finds:
    """Of what somebody sees, what has all the words of `text`: a page, the newest first, older or newer than an id.

    Finds are looked at in windows, so that one who sees little of much that is found gets an answer in bounded time:
    a page may end before it is full, and `older` leads on.
    """
    terms = sought(text)
    if not terms:
        return Finds([], None, None, 0, exact=True)
    if kind:
        terms.append(Term(of_kind(kind)))
    newest = _window(terms, NEWEST, WINDOWS[0], up=False)
    total = seen.filter(pk__in=_among(newest)).order_by().count()
    up = newer is not None
    start = newer if newer is not None else NEWEST if older is None else older
    rows, end = _gathered(seen, terms, start, size, up=up, first=newest if start == NEWEST else None)
    on = rows[size - 1].pk if len(rows) > size else end
    rows = rows[:size]
    if up:
        rows.reverse()
    first, last = (rows[0].pk, rows[-1].pk) if rows else (older, newer)
    begun = newer is None and older is None
    return Finds(
        rows,
        older=last if up else on,
        newer=on if up else None if begun else first,
        total=total,
        exact=len(newest) < WINDOWS[0],
    )


def _gathered(
    seen: QuerySet[Subject], terms: list[Term], start: int, size: int, *, up: bool, first: list[int] | None
) -> tuple[list[Subject], int | None]:
    """One row more than a page, and the end of the last window; None where everything was looked at."""
    rows: list[Subject] = []
    at = start
    for window in WINDOWS:
        ids, first = _window(terms, at, window, up=up) if first is None else first, None
        found = seen.filter(pk__in=_among(ids)).order_by("pk" if up else "-pk")
        rows += found[: size + 1 - len(rows)]
        if len(ids) < window:
            return rows, None
        at = ids[-1]
        if len(rows) > size:
            break
    return rows, at


def _among(ids: list[int]) -> RawSQL:
    """Ids as a table that the database reads: one parameter, however many there are."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [ids])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids)])


def _window(terms: list[Term], at: int, count: int, *, up: bool) -> list[int]:
    """The next so many finds from an id on, up or down; fewer where there are no more."""
    if connection.vendor != "postgresql":
        return _ids(terms, at, count, up=up)
    # PostgreSQL cannot tell a rare word from a common one where it looks for beginnings, and then reads a million rows
    # backward for the one that has it. What lies near says which it is: a common word is found there soon.
    near = _ids(terms, at, count, up=up, within=NEAR)
    if len(near) == count:
        return near
    return _ids(terms, at, count, up=up, by_index=len(near) < COMMON)


NEAR, COMMON = 20_000, 500


def _ids(
    terms: list[Term], at: int, count: int, *, up: bool, within: int | None = None, by_index: bool = False
) -> list[int]:
    """Finds beyond an id, in order; among so many ids only, or by the index of words and no other."""
    where, asked = _match(terms)
    beyond, until, order, sign = (">", "<=", "ASC", 1) if up else ("<", ">=", "DESC", -1)
    given: list[str | int] = [asked, at]
    sql = f"SELECT rowid FROM {TABLE} WHERE {where} AND rowid {beyond} %s"  # noqa: S608  (our own table)
    if within is not None:
        sql += f" AND rowid {until} least(%s, (SELECT max(rowid) + 1 FROM {TABLE})) + %s"  # noqa: S608  (our own table)
        given += [at, sign * within]
    if by_index:
        sql = f"SELECT rowid FROM ({sql} OFFSET 0) AS found"  # noqa: S608  (which PostgreSQL does not take apart)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY rowid {order} LIMIT %s", [*given, count])
        return [pk for (pk,) in cursor.fetchall()]


def _match(terms: Iterable[Term]) -> tuple[str, str]:
    """The condition that all terms are there, and its one parameter: terms are letters and digits, in quotes."""
    if connection.vendor == "postgresql":
        return "words @@ %s::tsquery", " & ".join(f"'{t.text}'{':*' if t.begins else ''}" for t in terms)
    return f"{TABLE} MATCH %s", " AND ".join(f'"{t.text}"{" *" if t.begins else ""}' for t in terms)

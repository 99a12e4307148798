"""The index by which subjects are found, a projection beside the spine: written with the subject, rebuilt at will.

SQLite keeps it as FTS5 without the text itself, PostgreSQL as a tsvector under GIN; both hold the words that
`words.kept` makes, so that no tokenizer of theirs decides what a Chinese word is. Newest first; whoever looks sees of
it what `visible_to` gives him. docs/decisions/0018.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.words import Term, kept, of_kind, sought

TABLE = "subjects_found"
WINDOWS = (500, 5_000, 50_000)
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
    up = newer is not None
    rows, end = _gathered(seen, terms, newer if up else older, size, up=up)
    more = rows[size].pk if len(rows) > size else None
    rows = rows[:size]
    on = _beyond(rows, more, end, up=up)
    if up:
        rows.reverse()
    total, exact = _counted(seen, terms)
    begun = newer is None and older is None
    first, last = (rows[0].pk, rows[-1].pk) if rows else (older, newer)
    return Finds(
        rows,
        older=last if up else on,
        newer=on if up else None if begun else first,
        total=total,
        exact=exact,
    )


def _beyond(rows: list[Subject], more: int | None, end: int | None, *, up: bool) -> int | None:
    """The id behind which the page after this one begins: its last row, or the end of what was looked at."""
    if more is not None:
        return rows[-1].pk
    if end is None:
        return None
    return end


def _gathered(
    seen: QuerySet[Subject], terms: list[Term], start: int | None, size: int, *, up: bool
) -> tuple[list[Subject], int | None]:
    """One row more than a page, and the end of the last window; None where everything was looked at."""
    rows: list[Subject] = []
    at = start if start is not None else (0 if up else NEWEST)
    for window in WINDOWS:
        end = _end(terms, at, window, up=up)
        within = _between(terms, at, end, up=up)
        found = seen.filter(pk__in=within).order_by("pk" if up else "-pk")
        rows += found[: size + 1 - len(rows)]
        if end is None or len(rows) > size:
            return rows, end
        at = end
    return rows, at


def _end(terms: list[Term], at: int, window: int, *, up: bool) -> int | None:
    """The last id of the next so many finds; None where there are fewer."""
    where, asked = _match(terms)
    beyond, order = (">", "ASC") if up else ("<", "DESC")
    sql = f"SELECT rowid FROM {TABLE} WHERE {where} AND rowid {beyond} %s ORDER BY rowid {order} LIMIT 1 OFFSET %s"  # noqa: S608  (our own table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, at, window - 1])
        row = cursor.fetchone()
    return row[0] if row else None


def _between(terms: list[Term], at: int, end: int | None, *, up: bool) -> RawSQL:
    """The ids of a window: beyond `at`, up to `end`."""
    where, asked = _match(terms)
    beyond, until = (">", "<=") if up else ("<", ">=")
    last = end if end is not None else (NEWEST if up else 0)
    sql = f"SELECT rowid FROM {TABLE} WHERE {where} AND rowid {beyond} %s AND rowid {until} %s"  # noqa: S608  (our own table)
    return RawSQL(sql, [asked, at, last])  # noqa: S611  (values are parameters)


def _counted(seen: QuerySet[Subject], terms: list[Term]) -> tuple[int, bool]:
    """How many finds are seen among the newest window, and whether that is all."""
    window = WINDOWS[0]
    end = _end(terms, NEWEST, window, up=False)
    return seen.filter(pk__in=_between(terms, NEWEST, end, up=False)).order_by().count(), end is None


def _match(terms: Iterable[Term]) -> tuple[str, str]:
    """The condition that all terms are there, and its one parameter: terms are letters and digits, in quotes."""
    if connection.vendor == "postgresql":
        return "words @@ %s::tsquery", " & ".join(f"'{t.text}'{':*' if t.begins else ''}" for t in terms)
    return f"{TABLE} MATCH %s", " AND ".join(f'"{t.text}"{" *" if t.begins else ""}' for t in terms)

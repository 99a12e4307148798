"""Which editions are in force where and when, and what a place's institution comes to by them.

A place is governed by its own edition and those of the places above it, as in force on the day. A superior's new
edition therefore holds below at once; what it came to is put on record for every place that it touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from kaifaqu.kernel.actions.frozen import frozen, in_place_of
from kaifaqu.kernel.charter.load import BadCharter, Loaded, Stamp, parse
from kaifaqu.kernel.charter.models import Edition, Resolution
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.chain import canonical, digest

KEPT = 64


def chain_on(place: Place, day: date) -> list[Edition]:
    """The editions in force on a day for a place, its own and its superiors', the highest first; without their text."""
    return in_force([int(part) for part in place.path.strip("/").split("/")], day)


def in_force(places: Sequence[int] | None, day: date) -> list[Edition]:
    """The edition in force on a day of each of the places that has one, in their order; of every place for None.

    Their text is not fetched with them.
    """
    rows = Edition.objects.filter(in_force__lte=day).select_related("place").defer("text")
    rows = rows if places is None else rows.filter(place__in=places)
    latest = {row.place_id: row for row in rows.order_by("in_force", "number")}
    return [latest[place] for place in (latest if places is None else places) if place in latest]


def latest(place: int) -> Edition | None:
    """The newest edition of a place, in force or still to be."""
    return Edition.objects.filter(place=place).select_related("place").order_by("-number").first()


def loaded(edition: Edition) -> Loaded:
    """An edition as a charter, read once. BadCharter where its text is not what was adopted."""
    return _loaded(edition.pk, edition.place.slug, edition.digest)


@lru_cache(maxsize=KEPT)
def _loaded(pk: int, slug: str, known: str) -> Loaded:
    edition = Edition.objects.get(pk=pk)
    stamp = Stamp(slug, edition.number, edition.in_force, known)
    return replace(parse(json.loads(edition.text)), edition=stamp)


def resolved(editions: Iterable[Edition]) -> Resolved | None:
    """A chain of editions, the highest first, as one institution; None for an empty chain."""
    return _resolved(tuple((e.pk, e.place.slug, e.digest) for e in editions))


@lru_cache(maxsize=KEPT)
def _resolved(chain: tuple[tuple[int, str, str], ...]) -> Resolved | None:
    return Resolved([_loaded(*each) for each in chain]) if chain else None


def governing(place: Place, day: date) -> Resolved | None:
    """The institution of a place on a day; None where neither it nor a superior has an edition in force."""
    return resolved(chain_on(place, day))


class Governing:
    """Which institution governs each place on a day: one query for the editions, one for the places asked of."""

    def __init__(self, day: date) -> None:
        self._editions = {edition.place_id: edition for edition in in_force(None, day)}
        self._paths: dict[int, str] = {}

    @property
    def editions(self) -> list[Edition]:
        """The edition in force of every place that has one."""
        return list(self._editions.values())

    def chain(self, path: str) -> tuple[Edition, ...]:
        """The editions in force along a path of places, the highest first."""
        above = [int(part) for part in path.strip("/").split("/") if part]
        return tuple(self._editions[place] for place in above if place in self._editions)

    def of(self, place: int) -> Resolved | None:
        """The institution of a place by its id; None where nothing is in force."""
        if not self._paths:
            self._paths = dict(Place.objects.values_list("pk", "path"))
        return resolved(self.chain(self._paths.get(place, "/")))


def resolution_on(path: str, day: date) -> Resolution | None:
    """What is on record of the institution of the nearest place upward that has one, as of a day; without its text."""
    above = [int(part) for part in path.strip("/").split("/")]
    put = in_place_of(above)

    def started() -> QuerySet[Resolution]:
        return Resolution.objects.filter(place__in=list(put), start__lte=day).defer("text").order_by("start", "id")

    latest = {row.place_id: row for row in frozen(("charter.resolution", len(above), day), started).rows(put)}
    return next((latest[place] for place in reversed(above) if place in latest), None)


@lru_cache(maxsize=KEPT)
def resolved_of(resolution: int, known: str) -> Resolved:
    """The institution that a resolution put on record, whatever has come into force since; by its id and digest.

    LookupError where an edition of it is gone.
    """
    named = [
        tuple(each) for each in Resolution.objects.values_list("editions", flat=True).get(pk=resolution, digest=known)
    ]
    found = Edition.objects.filter(digest__in=[each[2] for each in named]).select_related("place")
    by_name = {(e.place.slug, e.number, e.digest): e for e in found.defer("text")}
    institution = resolved([by_name[each] for each in named])
    if institution is None:
        raise LookupError(resolution)
    return institution


def write_edition(place: Place, files: dict[str, str], in_force: date) -> Edition:
    """Add an edition of a place; only inside acts. What places below it come to is then `resolve`'s to record."""
    text = canonical(files)
    number = (Edition.objects.filter(place=place).order_by("-number").values_list("number", flat=True).first() or 0) + 1
    return Edition.objects.create(place=place, number=number, in_force=in_force, text=text, digest=digest(text))


def resolve(place: Place, since: date) -> list[Resolution]:
    """Put on record what a place and every place below it that has editions come to from a day on; inside acts.

    One row for each day on which anything of the chain changes; nothing twice.
    """
    below = Place.objects.filter(path__startswith=place.path, pk__in=Edition.objects.values("place"))
    found: list[Resolution] = []
    for each in below.select_related("subject").order_by("path"):
        above = [int(part) for part in each.path.strip("/").split("/")]
        days = Edition.objects.filter(place__in=above, in_force__gte=since).values_list("in_force", flat=True)
        for day in sorted({since, *days}):
            chain = in_force(above, day)
            if chain and chain[-1].place_id == each.pk:
                found += _record(each, day, chain)
    return found


def _record(place: Place, day: date, chain: list[Edition]) -> list[Resolution]:
    named = [[e.place.slug, e.number, e.digest] for e in chain]
    if Resolution.objects.filter(place=place, start=day, editions=named).exists():
        return []
    institution = resolved(chain)
    if institution is None:
        return []
    text = canonical(as_record(institution))
    conflicts = [c.as_json() for c in institution.conflicts(day)]
    made = Resolution(place=place, start=day, editions=named, text=text, digest=digest(text), conflicts=conflicts)
    made.save()
    return [made]


def as_record(institution: Resolved) -> dict[str, Any]:
    """Everything in force in a form that can be hashed: each clause and whose it is; of parameters, every layer."""
    clauses: dict[str, Any] = {}
    for (noun, key), (layer, clause) in institution.clauses.items():
        if isinstance(clause, Param):
            clauses[f"{noun}.{key}"] = [[told.name, dumped(param)] for told, param in institution.layers_of(key)]
        else:
            clauses[f"{noun}.{key}"] = [[layer.name, dumped(clause)]]
    return {"place": institution.place, "clauses": clauses}


def dumped(clause: Any) -> dict[str, Any]:
    """A clause as it was written, typed."""
    found: dict[str, Any] = clause.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found


def to_adapt(day: date) -> list[Resolution]:
    """The latest resolution of each place, where it says something that a superior does not allow."""
    rows = Resolution.objects.filter(start__lte=day).select_related("place__subject").defer("text")
    current = {row.place_id: row for row in rows.order_by("start", "id")}
    return [row for row in current.values() if row.conflicts]


def unsound() -> list[str]:
    """Editions and resolutions whose text is not what its digest says, or that no longer come to what was recorded."""
    found = []
    for edition in Edition.objects.select_related("place").iterator():
        if digest(edition.text) != edition.digest:
            found.append(f"{edition.place.slug} #{edition.number}")
    for row in Resolution.objects.select_related("place").iterator():
        if digest(row.text) != row.digest or not _still(row):
            found.append(f"{row.place.slug} {row.start}")
    return found


def _still(row: Resolution) -> bool:
    by_name = {(e.place.slug, e.number): e for e in Edition.objects.select_related("place").defer("text")}
    chain = [by_name.get((slug, number)) for slug, number, _ in row.editions]
    if any(e is None or e.digest != said for e, (_, _, said) in zip(chain, row.editions, strict=True)):
        return False
    try:
        institution = resolved([e for e in chain if e is not None])
    except BadCharter:
        return False
    return institution is not None and canonical(as_record(institution)) == row.text

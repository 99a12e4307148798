"""Who a role is. First whoever the case itself names, then the organ that the registry knows by that role or kind.

Nobody is never an answer: where a role finds no organ, the supervisor of the ladder has it, else the reform office,
else whoever called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from kaifaqu.kernel.actions.frozen import frozen, in_place_of
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, Post
from kaifaqu.kernel.organs.since import ABOLISHED, STATUS, SUCCESSOR, as_of, in_being

CALLER, LEAD, ASSIST = "caller", "lead", "assist"
ALSO = {"zone": (OrganKind.COMMITTEE, OrganKind.ZONE_OFFICE), "territory": (OrganKind.SUBDISTRICT, OrganKind.TOWN)}
"""Roles that several kinds of organ answer to, the first that there is."""
OFFICE = "reform_office"
GENERATIONS = 8
"""How often an heir may itself have been taken over since."""

Parties = Mapping[str, Sequence[int]]


def find(role: str, parties: Parties, path: str, day: date) -> list[int]:
    """The organs that have a role in a case at a place: as named in it, else the nearest that the registry knows."""
    if named := parties.get(role):
        return list(named)
    for kind in ALSO.get(role, (role,)):
        if found := _nearest(kind, path, day):
            return [found]
    return []


def someone(role: str, fallbacks: Sequence[str], parties: Parties, path: str, day: date) -> list[int]:
    """The organs that have a role, or the first of the fallbacks that finds one; of those abolished, their heirs."""
    for each in (role, *fallbacks, OFFICE, CALLER):
        if found := living(find(each, parties, path, day), day):
            return found
    return []


def living(organs: Sequence[int], day: date) -> list[int]:
    """The organs themselves where they are in being, else whoever has taken them over; none for one without heir."""
    found = list(organs)
    for _generation in range(GENERATIONS):
        gone = _abolished(tuple(sorted(set(found))), day)
        if not gone:
            break
        heirs = dict(as_of(SUCCESSOR, day).filter(subject__in=gone).values_list("subject", "ref"))
        found = [heir for organ in found if (heir := heirs.get(organ) if organ in gone else organ)]
    return list(dict.fromkeys(found))


def _abolished(organs: tuple[int, ...], day: date) -> set[int]:
    if not organs:
        return set()
    known, asked = _found.get(), ("gone", str(organs), day)
    if known is not None and asked in known:
        return set()
    put = in_place_of(organs)
    shape = ("cases.abolished", len(organs), day)
    ids = [int(str(each)) for each in put]
    rows = frozen(shape, lambda: as_of(STATUS, day).filter(subject__in=ids, code=ABOLISHED)).rows(put)
    gone = {row.subject_id for row in rows}
    if known is not None and not gone:
        known[asked] = None
    return gone


_found: ContextVar[dict[tuple[str, str, date], int | None] | None] = ContextVar("kaifaqu_found", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask the registry once in this block who has a role at a place; `forget` where it may have changed."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def forget() -> None:
    """Ask the registry anew."""
    if (known := _found.get()) is not None:
        known.clear()


def _nearest(kind: str, path: str, day: date) -> int | None:
    known = _found.get()
    if known is None:
        return _asked(kind, path, day)
    if (kind, path, day) not in known:
        known[kind, path, day] = _asked(kind, path, day)
    return known[kind, path, day]


def _asked(kind: str, path: str, day: date) -> int | None:
    """The organ of a kind, or with a post of that role, in the nearest place upward that has just one of them."""
    above = [int(part) for part in path.strip("/").split("/")]
    put = in_place_of(above)

    def known() -> QuerySet[Organ, tuple[int, int | None]]:
        posted = Post.objects.filter(subject__organ=OuterRef("pk"), role=kind)
        alive = in_being(day).filter(subject=OuterRef("pk"))
        rows = Organ.objects.filter(Q(kind=kind) | Exists(posted), Exists(alive), subject__place__in=list(put))
        return rows.values_list("pk", "subject__place").order_by("pk")

    by_place: dict[int, list[int]] = {}
    for organ, place in frozen(("cases.nearest", kind, len(above), day), known).rows(put):
        by_place.setdefault(place or 0, []).append(organ)
    return next((by_place[place][0] for place in reversed(above) if len(by_place.get(place, [])) == 1), None)


def path_of(place: int | None) -> str:
    """The path of a place."""
    return Place.objects.filter(pk=place).values_list("path", flat=True).first() or ""

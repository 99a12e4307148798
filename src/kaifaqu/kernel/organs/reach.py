"""Who may do what on which subjects: roles, acts and scopes as data; the authority that actions ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from kaifaqu.kernel.actions.authority import VIEW, StandingIn
from kaifaqu.kernel.actions.frozen import frozen, number_in_place, text_in_place
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place, Post
from kaifaqu.kernel.organs.since import ABOLISHED, HOLDER, PROXY, STATUS, as_of
from kaifaqu.kernel.subjects.actor import Actor, Rule, Seat
from kaifaqu.kernel.subjects.models import Subject


class Scope(StrEnum):
    """How far a permission reaches: one's post, what one's organ has to do with, the organ, its place, or all."""

    OWN = "own"
    SHARED = "shared"
    ORGAN = "organ"
    PLACE = "place"
    ALL = "all"


@dataclass(frozen=True)
class PermissionTable:
    """Permissions as data: act → role → scope, rule → acts, route → roles. What it does not name is refused.

    `open` are the kinds of subject that every seat with the permission to view sees, wherever they lie; `closed` are
    those that only the named roles see by where they lie, and everybody else only where his organ has to do with them.
    """

    acts: Mapping[str, Mapping[str, Scope]]
    open: frozenset[str] = frozenset()
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Mapping[str, frozenset[str]] = field(default_factory=dict)
    routes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def scope(self, role: str, act: str) -> Scope | None:
        """How far a role's permission for an act reaches; None where it has none."""
        return self.acts.get(act, {}).get(role)

    def rule_may(self, rule: str, act: str) -> bool:
        """Whether a rule (the software itself) may do an act."""
        return bool({act, "*"} & self.rules.get(rule, frozenset()))


@dataclass(frozen=True)
class Standing:
    """What a seat stands for today: the post whose authority it uses, with its role, organ and place."""

    post: int
    role: str
    organ: int
    path: str


def living_posts(day: date) -> QuerySet[Post]:
    """The posts whose organ is not abolished on `day`."""
    gone = as_of(STATUS, day).filter(subject=OuterRef("subject__organ"), code=ABOLISHED)
    return Post.objects.filter(~Exists(gone), subject__organ__isnull=False)


_asked: ContextVar[dict[Seat, Standing | None] | None] = ContextVar("kaifaqu_standing", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask once in this block what a seat stands for: for a page that is read, where nothing can change it."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def standing(seat: Seat) -> Standing | None:
    """What a seat stands for today; see `_standing`."""
    known = _asked.get()
    if known is None:
        return _standing(seat)
    if seat not in known:
        known[seat] = _standing(seat)
    return known[seat]


def _standing(seat: Seat) -> Standing | None:
    """None where the person does not hold the post today, or may not act for the leader he names.

    A post of an abolished organ gives nothing, and nobody acts for a leader's post that nobody holds.
    """
    if seat.on_behalf_of and not seat.basis.strip():
        return None
    day = today()
    told, values = _in_place(seat)
    shape = ("standing", bool(seat.organ), bool(seat.on_behalf_of), day)
    row = next(frozen(shape, lambda: _posts_of(told, day)).rows(values), None)
    return Standing(row.pk, row.role, row.organ, row.path or "") if row else None


def _posts_of(seat: Seat, day: date) -> QuerySet[Post]:
    """The post whose authority a seat uses, with its organ and the path of its place; none where it has none."""
    own = living_posts(day).filter(Exists(as_of(HOLDER, day).filter(subject=seat.post, ref=seat.person)), pk=seat.post)
    if seat.organ:
        own = own.filter(subject__organ=seat.organ)
    posts = own
    if seat.on_behalf_of:
        proxy = as_of(PROXY, day).filter(subject=seat.on_behalf_of, ref=seat.post)
        led = as_of(HOLDER, day).filter(subject=seat.on_behalf_of, ref__isnull=False)
        posts = living_posts(day).filter(Exists(own), Exists(proxy), Exists(led), pk=seat.on_behalf_of)
    path = Place.objects.filter(pk=OuterRef("subject__organ__place")).values("path")[:1]
    return posts.annotate(organ=F("subject__organ"), path=Subquery(path))


class SeatAuthority:
    """The authority over seats and rules, by a permission table."""

    def __init__(self, table: PermissionTable) -> None:
        self.table = table

    def reaches(self, actor: Actor, acts: Iterable[str]) -> list[QuerySet[Subject]]:
        """For each act the subjects on which `actor` may do it; none where nothing says so."""
        if isinstance(actor, Rule):
            return [Subject.objects.all() if self.table.rule_may(actor.id, act) else _nothing() for act in acts]
        seat = standing(actor)
        return [self._reach(seat, act) for act in acts]

    def standing_in(self, actor: Actor) -> StandingIn:
        """Who `actor` is: for a seat its role and whether it has a place; its ids and its path have stand-ins."""
        if isinstance(actor, Rule):
            return StandingIn(actor, {}, lambda acts: self.reaches(actor, acts))
        seat = standing(actor)
        if seat is None:
            return StandingIn(None, {}, lambda acts: [_nothing() for _ in acts])
        told, values = _in_place(seat)
        shape = (seat.role, bool(seat.path), len(_sharing))
        return StandingIn(shape, values, lambda acts: [self._reach(told, act) for act in acts])

    def _reach(self, seat: Standing | None, act: str) -> QuerySet[Subject]:
        scope = self.table.scope(seat.role, act) if seat else None
        if seat is None or scope is None:
            return _nothing()
        reach = _within(scope, seat)
        if act == VIEW and (hidden := [kind for kind, roles in self.table.closed.items() if seat.role not in roles]):
            return Subject.objects.filter((reach & ~Q(kind__in=hidden)) | Q(kind__in=self.table.open) | _shared(seat))
        if act == VIEW and scope is not Scope.ALL:  # or-ing anything to "all", an empty Q, would narrow it
            reach |= Q(kind__in=self.table.open) | _shared(seat)
        return Subject.objects.filter(reach)

    def allows(self, actor: Actor, act: str) -> bool:
        """Whether `actor` may do an act that concerns no existing subject yet: rules only."""
        return isinstance(actor, Rule) and self.table.rule_may(actor.id, act)


S = TypeVar("S", Seat, Standing)


def _in_place(seat: S) -> tuple[S, dict[object, object]]:
    """A seat or a standing with stand-ins for its ids and its path, and what each stands for."""
    values: dict[object, object] = {}
    told: dict[str, Any] = {}
    for at, each in enumerate(fields(seat)):
        value = getattr(seat, each.name)
        if isinstance(value, int) and value:
            told[each.name] = number_in_place(BESIDE + at)
        elif each.name == "path" and value:
            told[each.name] = text_in_place(at)
        else:
            continue
        values[told[each.name]] = value
    return replace(seat, **told), values


BESIDE = 1_000
"""Stand-ins for the ids of a standing are others than those for the subjects of an act."""


def _nothing() -> QuerySet[Subject]:
    return Subject.objects.filter(pk__in=[])


Sharing = Callable[[int], Q]
_sharing: list[Sharing] = []


def share(subjects: Sharing) -> None:
    """Say which subjects an organ has to do with wherever they lie: what was asked of it, for one.

    What is said is a condition made of the organ's id alone: it is put together with a stand-in for it, once a day.
    """
    _sharing.append(subjects)


def _shared(seat: Standing) -> Q:
    found = Q(pk__in=[])
    for subjects in _sharing:
        found |= subjects(seat.organ)
    return found


def _within(scope: Scope, seat: Standing) -> Q:
    if scope is Scope.ALL:
        return Q()
    if scope is Scope.OWN:
        return Q(pk=seat.post)
    if scope is Scope.SHARED:
        return _shared(seat)
    if scope is Scope.ORGAN:
        return Q(pk=seat.organ) | Q(organ=seat.organ)
    if not seat.path:
        return Q(pk__in=[])
    places = Place.objects.filter(path__startswith=seat.path).values("pk")
    return Q(place__in=places) | Q(pk__in=places)

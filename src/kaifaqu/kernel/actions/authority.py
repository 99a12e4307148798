"""Who may: asked of an authority that the site puts in place. Without one nobody may do anything."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet

from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject

VIEW = "view"


@dataclass(frozen=True)
class StandingIn:
    """Somebody with stand-ins for what is his alone: `reaches` says of each act what such a one reaches.

    Two of the same shape reach by the same statement, each with his own `values` in place of the stand-ins.
    """

    shape: Hashable
    values: Mapping[object, object]
    reaches: Callable[[Iterable[str]], list[QuerySet[Subject]]]


class Authority(Protocol):
    """The only statement of who may do what."""

    def reaches(self, actor: Actor, acts: Iterable[str]) -> list[QuerySet[Subject]]:
        """For each act the subjects on which `actor` may do it; none where nothing says he may."""
        ...

    def standing_in(self, actor: Actor) -> StandingIn:
        """Who `actor` is, as a shape that many share and the values that are his."""
        ...

    def allows(self, actor: Actor, act: str) -> bool:
        """Whether `actor` may do an act that concerns no existing subject yet (the first of an empty city)."""
        ...


class _Nobody:
    def reaches(self, actor: Actor, acts: Iterable[str]) -> list[QuerySet[Subject]]:
        return [Subject.objects.none() for _ in acts]

    def standing_in(self, actor: Actor) -> StandingIn:
        return StandingIn(None, {}, lambda acts: self.reaches(actor, acts))

    def allows(self, actor: Actor, act: str) -> bool:
        return False


_authority: Authority = _Nobody()


def install(authority: Authority) -> None:
    """Put the authority in place (once, by the site)."""
    global _authority  # noqa: PLW0603  (one authority per process, set at start)
    _authority = authority


def reach(actor: Actor, act: str) -> QuerySet[Subject]:
    """The subjects on which `actor` may do `act`."""
    return _authority.reaches(actor, [act])[0]


def reach_of_all(actor: Actor, acts: Sequence[str]) -> QuerySet[Subject]:
    """The subjects on which `actor` may do every one of `acts`: one look at who he is."""
    first, *others = _authority.reaches(actor, acts)
    for other in others:
        first = first.filter(pk__in=other.values("pk"))
    return first


def standing_in(actor: Actor) -> StandingIn:
    """Who `actor` is; the shape names the authority that says so."""
    found = _authority.standing_in(actor)
    return StandingIn((_authority, found.shape), found.values, found.reaches)


def flags(who: StandingIn, act: str) -> dict[str, Exists]:
    """Annotations for subjects, or things of one model: whether `who` may do `act` on each, and may see each."""
    may, see = who.reaches([act, VIEW])
    return {"actor_may": Exists(may.filter(pk=OuterRef("pk"))), "actor_sees": Exists(see.filter(pk=OuterRef("pk")))}


def allows(actor: Actor, act: str) -> bool:
    """Whether `actor` may do an act that concerns no existing subject yet."""
    return _authority.allows(actor, act)


def visible_to(actor: Actor) -> QuerySet[Subject]:
    """The subjects that `actor` may see."""
    return reach(actor, VIEW)

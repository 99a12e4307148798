"""Who may: asked of an authority that the site puts in place. Without one nobody may do anything."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet

from kaifaqu.kernel.subjects import prepared
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject

VIEW = "view"
Reaches = Callable[[Iterable[str]], list[QuerySet[Subject]]]


@dataclass(frozen=True)
class Outline:
    """What an actor may, without who he is: a key for all of the same role, what `reaches` leaves open, and these.

    `reaches` is as the authority's, with places (`prepared`) where the numbers and texts go.
    """

    key: Hashable
    reaches: Reaches
    numbers: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


class Authority(Protocol):
    """The only statement of who may do what."""

    def reaches(self, actor: Actor, acts: Iterable[str]) -> list[QuerySet[Subject]]:
        """For each act the subjects on which `actor` may do it; none where nothing says he may."""
        ...

    def outline(self, actor: Actor) -> Outline:
        """What an actor may, for statements that are put together once for everybody of his role."""
        ...

    def allows(self, actor: Actor, act: str) -> bool:
        """Whether `actor` may do an act that concerns no existing subject yet (the first of an empty city)."""
        ...


class _Nobody:
    def reaches(self, actor: Actor, acts: Iterable[str]) -> list[QuerySet[Subject]]:
        return [Subject.objects.none() for _ in acts]

    def outline(self, actor: Actor) -> Outline:
        return Outline("nobody", lambda acts: [Subject.objects.none() for _ in acts])

    def allows(self, actor: Actor, act: str) -> bool:
        return False


_authority: Authority = _Nobody()


def install(authority: Authority) -> None:
    """Put the authority in place (once, by the site)."""
    global _authority  # noqa: PLW0603  (one authority per process, set at start)
    _authority = authority
    prepared.forget()


def reach(actor: Actor, act: str) -> QuerySet[Subject]:
    """The subjects on which `actor` may do `act`."""
    return _authority.reaches(actor, [act])[0]


def reach_of_all(actor: Actor, acts: Sequence[str]) -> QuerySet[Subject]:
    """The subjects on which `actor` may do every one of `acts`: one look at who he is."""
    first, *others = _authority.reaches(actor, acts)
    for other in others:
        first = first.filter(pk__in=other.values("pk"))
    return first


def outline(actor: Actor) -> Outline:
    """What an actor may, for statements that are put together once for everybody of his role."""
    return _authority.outline(actor)


def flags(of: Outline, act: str) -> dict[str, Exists]:
    """Annotations for subjects, or things of one model: whether one may do `act` on each, and may see each."""
    may, see = of.reaches([act, VIEW])
    return {"actor_may": Exists(may.filter(pk=OuterRef("pk"))), "actor_sees": Exists(see.filter(pk=OuterRef("pk")))}


def allows(actor: Actor, act: str) -> bool:
    """Whether `actor` may do an act that concerns no existing subject yet."""
    return _authority.allows(actor, act)


def visible_to(actor: Actor) -> QuerySet[Subject]:
    """The subjects that `actor` may see."""
    return reach(actor, VIEW)

"""What a place holds, read once for a whole file: its organs, posts and people with their days and holders."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from kaifaqu.kernel.imports.kinds import Judged, Line
from kaifaqu.kernel.organs.models import OrganKind, Place, Post, Since
from kaifaqu.kernel.organs.since import ACTIVE, HOLDER, STATUS
from kaifaqu.kernel.trail.chain import canonical, digest

ORGANS = frozenset(OrganKind.values)


@dataclass
class Held:
    """A thing of the place: what it is, whose part it is, since when it exists, and for a post who holds it."""

    id: int
    kind: str
    title: str
    organ: int | None
    days: list[tuple[str, str]] = field(default_factory=list)
    holders: list[tuple[str, int | None]] = field(default_factory=list)

    @property
    def ended(self) -> str:
        """The day from which it is no more; empty where it lives on."""
        return self.days[-1][0] if self.days and self.days[-1][1] != ACTIVE else ""

    def refuses(self, day: str, line: Line, column: str, judged: Judged) -> bool:
        """Whether it does not exist on the day, which is then told."""
        if not self.days:
            return False
        if day < self.days[0][0]:
            judged.refuse(line, column, "before_creation", cell=self.title, since=self.days[0][0])
            return True
        at = bisect_right(self.days, (day, "\uffff")) - 1
        if self.days[at][1] != ACTIVE:
            judged.refuse(line, column, "ended", cell=self.title, day=self.days[at][0])
            return True
        return False


def held_by(place: Place, kinds: Iterable[str]) -> dict[int, Held]:
    """Everything of those kinds that a place holds, and the place itself, by id: one query."""
    wanted = Q(subject=place.pk) | Q(subject__place=place.pk, subject__kind__in=list(kinds))
    columns = ("subject_id", "subject__kind", "subject__title", "subject__organ_id", "relation", "start", "ref", "code")
    rows = Since.objects.filter(wanted, relation__in=[STATUS.key, HOLDER.key])
    found: dict[int, Held] = {}
    for pk, kind, title, organ, relation, start, ref, code in rows.order_by("subject", "start").values_list(*columns):
        held = found.setdefault(pk, Held(pk, kind, title, organ))
        if relation == STATUS.key:
            held.days.append((start.isoformat(), code))
        else:
            held.holders.append((start.isoformat(), ref))
    return found


def stamp(found: dict[int, Held], roles: dict[int, str] | None = None) -> str:
    """A digest of what a place held: the act that rests on it asks again."""
    told = [[h.id, h.kind, h.title, h.organ, h.days, h.holders, (roles or {}).get(h.id, "")] for h in found.values()]
    return digest(canonical(told))


def roles_of(place: Place) -> dict[int, str]:
    """The role of every post of a place."""
    return dict(Post.objects.filter(subject__place=place.pk).values_list("pk", "role"))

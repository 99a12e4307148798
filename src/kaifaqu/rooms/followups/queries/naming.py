"""Organs by the names that people write: 市住建局, 住房和城乡建设局, several with 、 between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.actor import Actor

_BETWEEN = re.compile(r"[、，,;；\n]+")
_ASIDE = re.compile(r"（演示）|\(demo\)|\s")
MOST = 2_000


@dataclass(frozen=True)
class Read:
    """What a written name came to: the organ, or those it may mean; none where nothing is called so."""

    written: str
    organ: int | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organs:
    """The living organs that somebody may see: by id, the name in the reader's language, and the other one."""

    names: dict[int, str]
    others: dict[int, str] = field(default_factory=dict)

    def read(self, written: str) -> Read:
        """The organ of a name: of exactly that name, else the only one whose name the written one abbreviates."""
        plain = _plain(written)
        exact = [pk for pk, name in self.names.items() if plain in (_plain(name), _plain(self.others.get(pk, "")))]
        found = exact or [pk for pk, name in self._chinese() if abbreviates(plain, _plain(name))]
        if len(found) == 1:
            return Read(written, found[0])
        return Read(written, None, tuple(self.names[pk] for pk in found[:5]))

    def _chinese(self) -> Iterable[tuple[int, str]]:
        return ((pk, self.others.get(pk) or name) for pk, name in self.names.items())

    def read_several(self, written: str) -> list[Read]:
        """Several names, as they stand in a cell or a line."""
        return [self.read(part.strip()) for part in _BETWEEN.split(written) if part.strip()]


def organs_of(actor: Actor) -> Organs:
    """The organs that an actor may name."""
    rows = visible_to(actor).filter(kind__in=list(OrganKind), pk__in=in_being(today()).values("subject"))
    found = list(rows.order_by("sort_key", "pk")[:MOST])
    return Organs({each.pk: each.name for each in found}, {each.pk: each.title for each in found})


def _plain(name: str) -> str:
    return _ASIDE.sub("", name)


def abbreviates(short: str, name: str) -> bool:
    """Whether a short name (市住建局) is made of characters of the long one in their order, with its last one.

    At least two characters, so that 局 alone is none.
    """
    if len(short) < 2 or not name or short[-1] != name[-1]:
        return False
    letters = iter(name)
    return all(letter in letters for letter in short)


def told(unread: Iterable[Read], between: str) -> str:
    """The names that came to nothing, with what they may mean."""
    return between.join(
        f"{each.written}（{' / '.join(each.candidates)}）" if each.candidates else each.written for each in unread
    )

"""Which institution governs where and when: the one door to charters for pages, measures and commands.

Adopted editions govern. The charters of the folder are seeds: they can be read, compared and adopted, and where a place
has no edition of its own the seed of its name is shown as such.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.organs.models import Place


def seeds() -> Library:
    """The charters of the folder; read anew only when a file has changed. BadCharter where one is bad."""
    folder = Path(settings.CHARTERS_DIR)
    return _read(folder, max((f.stat().st_mtime_ns for f in folder.glob("*/*.yaml")), default=0))


@lru_cache(maxsize=2)
def _read(folder: Path, changed: int) -> Library:
    return read_library(folder)


def library(day: date) -> Library:
    """Every charter by the short name of its place: the edition in force on the day, else the seed."""
    adopted = {edition.place.slug: editions.loaded(edition) for edition in editions.in_force(None, day)}
    return Library({**seeds().charters, **adopted})


def institution(slug: str, day: date) -> Resolved | None:
    """The charter of a place with its superiors on a day; None where it has none of its own, adopted or seed."""
    place = Place.objects.filter(slug=slug).first()
    chain = editions.chain_on(place, day) if place else []
    if place and chain and chain[-1].place_id == place.pk:
        return editions.resolved(chain)
    charters = library(day)
    return Resolved(charters.chain(slug)) if slug in charters.charters else None

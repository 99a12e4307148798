"""Which institution governs where and when: the one door to charters for pages, measures and commands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.kernel.charter.overlay import Resolved


def library() -> Library:
    """The charters of this installation; read anew only when a file has changed. BadCharter where one is bad."""
    folder = Path(settings.CHARTERS_DIR)
    return _read(folder, max((f.stat().st_mtime_ns for f in folder.glob("*/*.yaml")), default=0))


@lru_cache(maxsize=2)
def _read(folder: Path, changed: int) -> Library:
    return read_library(folder)


def institution(place: str) -> Resolved | None:
    """The charter of a place with its superiors; None where it has none of its own."""
    charters = library()
    return Resolved(charters.chain(place)) if place in charters.charters else None

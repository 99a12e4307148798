"""Bringing subjects into being; only acts do."""

from __future__ import annotations

from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.sorting import sort_key


def new_subject(
    kind: str,
    title: str,
    *,
    title_en: str = "",
    place: int | None = None,
    organ: int | None = None,
    synthetic: bool = False,
    words: str = "",
) -> Subject:
    """Insert a row of the spine, and make it found by its titles and `words` (what it says, which number it has).

    The act under way must then be told of its birth.
    """
    made = Subject.objects.create(
        kind=kind,
        title=title,
        title_en=title_en,
        sort_key=sort_key(title),
        place_id=place,
        organ_id=organ,
        synthetic=synthetic,
    )
    search.enter([(made.pk, kind, (title, title_en, words))])
    return made

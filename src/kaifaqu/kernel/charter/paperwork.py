"""The papers of an amendment with all that is known of it: what stood before, who issues it, who has to follow."""

from __future__ import annotations

from collections.abc import Iterable

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.amendments import before, changes_of, place_of, proposed
from kaifaqu.kernel.charter.models import Amendment, Edition, Stage
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.papers import Below, Occasion, write
from kaifaqu.kernel.charter.reading import conflict_text
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.organs.models import Place


def paper(row: Amendment, name: str, lang: Lang) -> bytes:
    """A paper of an amendment as docx. KeyError for a name that is no paper, BadCharter for a draft that is none."""
    new = proposed(row)
    old = before(row) if row.base_id else None
    return write(name, occasion(row, new, lang), changes_of(row), new, lang, old)


def occasion(row: Amendment, new: Resolved, lang: Lang) -> Occasion:
    """What the papers of an amendment are about."""
    place = place_of(row)
    return Occasion(
        title=row.subject.name,
        place=_name(place, lang),
        document=row.document.get("title", ""),
        in_force=row.in_force,
        adopted=row.stage == Stage.ADOPTED,
        synthetic=row.subject.synthetic,
        issuer=row.document.get("by", ""),
        below=below(place, new, row, lang),
        first=row.base_id is None,
    )


def below(place: Place, new: Resolved, row: Amendment, lang: Lang) -> tuple[Below, ...]:
    """The places below whose own charters say what the new one does not allow, from its day on."""
    rows = Place.objects.filter(path__startswith=place.path, pk__in=Edition.objects.values("place"))
    found = []
    for each in rows.exclude(pk=place.pk).select_related("subject").order_by("path"):
        chain = [e for e in editions.chain_on(each, row.in_force) if e.place_id not in _above(place)]
        if chain and chain[-1].place_id == each.pk:
            institution = Resolved([*(layer.loaded for layer in new.layers), *map(editions.loaded, chain)])
            told = _told(institution, place, each, row, lang)
            found += [Below(_name(each, lang), told)] if told else []
    return tuple(found)


def _told(institution: Resolved, place: Place, below: Place, row: Amendment, lang: Lang) -> tuple[str, ...]:
    names = {place.slug: _name(place, lang)}
    conflicts = (
        c for c in institution.conflicts(row.in_force) if (c.above.charter, c.below.charter) == (place.slug, below.slug)
    )
    return tuple(dict.fromkeys(conflict_text(c, names, lang) for c in conflicts))


def _above(place: Place) -> Iterable[int]:
    return {int(part) for part in place.path.strip("/").split("/")}


def _name(place: Place, lang: Lang) -> str:
    return place.subject.title_en or place.subject.title if lang == "en" else place.subject.title

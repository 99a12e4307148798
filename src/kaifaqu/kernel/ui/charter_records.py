"""Changes of charters as records tell them: a clause by its title where it was changed, a value as it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.amendments import proposed
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import scalar_text
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import Line
from kaifaqu.kernel.ui.lang import lang

SPAN = re.compile(r"^(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)?$")
LIMITS = frozenset({"within", "at_most"})
VALUE, AFTER_ID = "value", 2


@dataclass(frozen=True)
class Told:
    """A changed clause: what it is called, and how its values are read."""

    title: str
    read: Callable[[str], str]


Clauses = dict[tuple[int, str], Told]
"""What is known of a changed path, by the subject on whose record it stands and the path."""


def changed_clauses(lines: list[Line], names: dict[int, Subject]) -> Clauses:
    """The clauses that lines change, as the institution of each line's own place has them; else any charter's."""
    changed = {(line.subject, str(change["field"])) for line in lines for change in line.body["changes"]}
    found: Clauses = {}
    near: dict[int, list[Resolved]] = {}
    far: dict[int, list[Resolved]] = {}
    for pk, path in sorted(changed):
        if path.partition(".")[0] in NOUNS and path.count("."):
            subject = names.get(pk)
            near[pk] = near.get(pk) or _near(subject)
            told = _told(path, near[pk])
            if told is None:
                far[pk] = far.get(pk) or _far(subject)
                told = _told(path, far[pk])
            found[pk, path] = told or Told(path.split(".")[1], _span)
    return found


def span_text(start: date | str, until: date | str | None) -> str:
    """From a day until another one, or for good."""
    return _("%(start)s 至 %(until)s") % {"start": start, "until": until or _("长期")}


def _near(subject: Subject | None) -> list[Resolved]:
    """What governs where the subject lies."""
    home = (subject.place_id or subject.pk) if subject else None
    place = Place.objects.filter(pk=home).first()
    governing = editions.governing(place, today()) if place else None
    return [governing] if governing else []


def _far(subject: Subject | None) -> list[Resolved]:
    """Where else a clause may be known: in the draft itself, then in any charter."""
    drafted = _draft(subject.pk) if subject is not None and subject.kind == Amendment.KIND else []
    return [*drafted, *(Resolved([each]) for each in library(today()).charters.values())]


def _draft(pk: int) -> list[Resolved]:
    row = Amendment.objects.select_related("subject").filter(pk=pk).first()
    try:
        return [proposed(row)] if row else []
    except BadCharter:
        return []


def _told(path: str, institutions: list[Resolved]) -> Told | None:
    noun, key, *inner = path.split(".")
    resolved = next((each for each in institutions if (noun, key) in each.clauses), None)
    if resolved is None:
        return None
    clause = resolved.clauses[noun, key][1]
    title = clause.title.text(lang())
    if isinstance(clause, Param):
        word = inner[-1] if clause.by and VALUE in inner and inner[-1] != VALUE else ""
        title = f"{title} · {resolved.word(clause.by or '', word, lang())}" if word else title
        return Told(title, lambda text: scalar_text(clause, text, lang()) if VALUE in inner else text)
    voice = Voice(resolved, today(), lang())
    return Told(title, lambda text: voice.limit(text) if inner and inner[-1] in LIMITS else _span(text))


def _span(text: str) -> str:
    """The days of an exemption as they are read; any other text as it is."""
    found = SPAN.match(text)
    return span_text(found[1], found[2]) if found else text

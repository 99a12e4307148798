"""A draft of a charter: the text it begins with, whose it is to be, and the institution it would make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from kaifaqu.kernel.charter import amend, editions
from kaifaqu.kernel.charter.amend import Files
from kaifaqu.kernel.charter.faults import Wrong, wrong
from kaifaqu.kernel.charter.load import BadCharter, Loaded, Problem, parse
from kaifaqu.kernel.charter.load import Place as At
from kaifaqu.kernel.charter.lookup import seeds
from kaifaqu.kernel.charter.models import Edition
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.chain import canonical, digest

MOST_FILES = 40
Pairs = tuple[tuple[str, str], ...]
TITLE = {"zh": "{name}开发区制度方案", "en": "Institution of the development zones of {name}"}


@dataclass(frozen=True)
class Texts:
    """The files of a charter on their way in, by name."""

    files: Files

    def as_record(self) -> str:
        """What the trail keeps of it: the digest, not the text."""
        return digest(canonical(self.files))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        named = core_schema.dict_schema(
            core_schema.str_schema(pattern=r"^[a-z0-9-]+/[a-z0-9_-]+\.yaml$"),
            core_schema.str_schema(max_length=1_000_000),
            min_length=1,
            max_length=MOST_FILES,
        )
        read = core_schema.no_info_after_validator_function(cls, named)
        return core_schema.union_schema([core_schema.is_instance_schema(cls), read], mode="left_to_right")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = {"type": "string", "maxLength": 1_000_000}
        return {"type": "object", "additionalProperties": text, "minProperties": 1, "maxProperties": MOST_FILES}


@dataclass(frozen=True)
class Draft:
    """A text for a place from a day, under the superiors that are in force there on that day."""

    files: Files
    superiors: tuple[Loaded, ...]

    @classmethod
    def of(cls, files: Files, place: Place, day: date) -> Draft:
        """A text as the place's charter. BadCharter where it cannot be read, or is somebody else's."""
        return cls.under(files, place, superiors(place, day))

    @classmethod
    def under(cls, files: Files, place: Place, above: tuple[Loaded, ...]) -> Draft:
        """A text as the place's charter under superiors that are known."""
        own = parse(files)
        known = [each.charter.charter for each in above]
        if own.charter.charter != place.slug:
            raise BadCharter([_at(own, "charter", wrong("other_place", place=place.slug))])
        if own.charter.parent and own.charter.parent not in known:
            found = wrong("no_superior", parent=own.charter.parent, known=tuple(known))
            raise BadCharter([_at(own, "parent", found)])
        return cls(files, above)

    def institution(self) -> Resolved:
        """What it would come to under its superiors."""
        return Resolved([*self.superiors, parse(self.files)])


def beginning(place: Place, base: Edition | None, day: date | None, template: str) -> Draft:
    """What a draft begins with: the latest edition; else a template's text, made this place's own; else a blank one.

    Without a day the template's own day stays. BadCharter for a template that nobody knows.
    """
    if base is not None:
        files: Files = json.loads(Edition.objects.values_list("text", flat=True).get(pk=base.pk))
        return Draft.of(files, place, day or base.in_force)
    charters = seeds()
    if not template:
        above = superiors(place, day or date.max)
        blank = {f"{place.slug}/charter.yaml": "charter: blank\n"}
        return Draft.under(amend.renamed(blank, _head(place, above, day)), place, above)
    if template not in charters.charters:
        raise BadCharter([Problem(At(template, 1), "", charters.unknown(template))])
    own = charters.charters[template]
    above = superiors(place, day or own.charter.in_force)
    files = own.source.files
    if template != place.slug:
        files = {_moved(name, place.slug): text for name, text in files.items()}
        files = amend.renamed(files, _head(place, above, day))
    return Draft.under(files, place, above)


def superiors(place: Place, day: date) -> tuple[Loaded, ...]:
    """The charters above a place that are in force on a day, the highest first."""
    return tuple(editions.loaded(e) for e in editions.chain_on(place, day) if e.place_id != place.pk)


def _moved(name: str, slug: str) -> str:
    return f"{slug}/{name.rpartition('/')[2]}"


def _head(place: Place, above: tuple[Loaded, ...], day: date | None) -> dict[str, Any]:
    """The lines at the head of a charter: whose it is, under whom, from when."""
    names = {"zh": place.subject.title, "en": place.subject.title_en or place.subject.title}
    return {
        "charter": place.slug,
        "title": {lang: TITLE[lang].format(name=name) for lang, name in names.items()},
        "parent": above[-1].charter.charter if above else None,
        "in_force": day.isoformat() if day else None,
    }


def _at(own: Loaded, key: str, found: Wrong) -> Problem:
    return Problem(own.source.place((key,)), key, found)


def document_of(raw: Mapping[str, str]) -> dict[str, str]:
    """A paper as it stands among a charter's sources."""
    return {key: value for key, value in raw.items() if key != "key" and value}


def headed(files: Files, paper: Mapping[str, str], in_force: date) -> Files:
    """A text with the paper among its sources, and the day from which it is in force."""
    return dict(_headed(tuple(files.items()), tuple(paper.items()), in_force))


@lru_cache(maxsize=64)  # a draft's text is headed anew whenever somebody looks at it, and rarely differs
def _headed(files: Pairs, paper: Pairs, in_force: date) -> Pairs:
    said = dict(paper)
    cited = amend.cite(dict(files), said["key"], document_of(said))
    return tuple(amend.renamed(cited, {"in_force": in_force.isoformat()}).items())

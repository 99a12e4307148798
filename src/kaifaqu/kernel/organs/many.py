"""Bringing organs, posts and people into being by the hundred thousand; inside an act only.

Each row points at the entry of the act under way, as a row written one by one does. Whether they may come into being
on their days was checked before, and is for the caller to make sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaifaqu.kernel.organs.models import Organ, Person, Place, Post, Since
from kaifaqu.kernel.organs.since import ACTIVE, HOLDER, STATUS
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.bulk import insert_many, reserve_ids

SPINE = ("id", "kind", "title", "title_en", "sort_key", "place_id", "organ_id", "synthetic")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A subject to be: part of an organ on record (`organ`), or of the newcomer at that place (`within`)."""

    kind: str
    title: str
    sort_key: str
    on: str
    title_en: str = ""
    organ: int | None = None
    within: int | None = None
    role: str = ""


def found_organs(place: Place, newcomers: Sequence[Newcomer]) -> list[int]:
    """Organs at a place, in order; returns their ids."""
    ids = _begin(place, newcomers)
    rows = [(pk, each.kind, _part_of(each, ids)) for pk, each in zip(ids, newcomers, strict=True)]
    insert_many(Organ, ("subject_id", "kind", "parent_id"), rows)
    return ids


def found_people(place: Place, newcomers: Sequence[Newcomer]) -> list[int]:
    """People of organs on record, in order; returns their ids."""
    ids = _begin(place, newcomers)
    insert_many(Person, ("subject_id",), [(pk,) for pk in ids])
    return ids


def found_posts(place: Place, newcomers: Sequence[Newcomer]) -> list[int]:
    """Posts of organs on record, in order; returns their ids."""
    ids = _begin(place, newcomers)
    insert_many(Post, ("subject_id", "role"), [(pk, each.role) for pk, each in zip(ids, newcomers, strict=True)])
    return ids


def appoint_first(rows: Iterable[tuple[int, int, str]]) -> None:
    """The first holder of posts that have had none: post, person, and the day."""
    holding = [(post, HOLDER.key, on, person) for post, person, on in rows]
    insert_many(Since, ("subject_id", "relation", "start", "ref_id"), holding)


def _begin(place: Place, newcomers: Sequence[Newcomer]) -> list[int]:
    ids = reserve_ids(len(newcomers))
    synthetic = place.subject.synthetic
    insert_many(
        Subject,
        SPINE,
        [
            (pk, each.kind, each.title, each.title_en, each.sort_key, place.pk, _part_of(each, ids), synthetic)
            for pk, each in zip(ids, newcomers, strict=True)
        ],
    )
    search.enter((pk, each.kind, (each.title, each.title_en)) for pk, each in zip(ids, newcomers, strict=True))
    existing = [(pk, STATUS.key, each.on, ACTIVE) for pk, each in zip(ids, newcomers, strict=True)]
    insert_many(Since, ("subject_id", "relation", "start", "code"), existing)
    return ids


def _part_of(newcomer: Newcomer, ids: Sequence[int]) -> int | None:
    return newcomer.organ if newcomer.within is None else ids[newcomer.within]

"""The shapes that reading endpoints answer in. Rooms use them too, so that a number looks the same everywhere."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class Row(Schema):
    """A subject's row in the spine. `place` and `organ` are subjects too; `head` is the hash of its last entry."""

    id: int
    kind: str
    title: str
    title_en: str
    place: int | None
    organ: int | None
    synthetic: bool
    seq: int
    head: str


class Attachment(Schema):
    """A file on a subject's record; its bytes are at `files/{id}`."""

    id: int
    name: str
    media_type: str
    size: int
    digest: str


class Detail(Row):
    """A subject with its newest files."""

    files: list[Attachment]


class Rows(Schema):
    """A page of subjects; `next` is what to send as `after` for the page behind it."""

    items: list[Row]
    next: int | None


class Changed(Schema):
    """One value that an act changed; `of` where it is not the act's own subject's."""

    field: str
    old: Any
    new: Any
    of: int | None = None


class Told(Schema):
    """An entry of the trail. `on` is the day on which it happened, `at` the moment of recording."""

    subject: int
    seq: int
    at: str
    action: str
    hash: str
    actor: dict[str, Any]
    on: str | None = None
    door: str | None = None
    inputs: dict[str, Any]
    changes: list[Changed]
    mentions: list[int] = []


class History(Schema):
    """A page of entries, newest first; `next` is what to send as `before` for the page behind it."""

    items: list[Told]
    next: str | None


class Described(Schema):
    """An action: where it is called and what it takes, as JSON schemas by media type."""

    name: str
    title: str
    about: str
    founds: bool
    path: str
    subject: str | None = Field(description="The kind of thing it is done to")
    takes: dict[str, dict[str, Any]]


class Number(Schema):
    """A figure, or the reason why there is none: then `value` is null and `reason` says why; it is never 0 instead."""

    value: int | float | str | None
    printed: str
    reason: str | None = None
    exact: str | None = Field(None, description="The amount as a fraction, before rounding")
    unit: str | None = None
    qualifier: str | None = None
    status: str | None = None
    grounding: str | None = None


class ActTold(Schema):
    """An entry that a fact rests on."""

    subject: int
    seq: int
    at: str
    action: str
    actor: dict[str, Any]
    hash: str


class FactOut(Number):
    """A fact with where it comes from: `source` for a published one, `as_of` and `acts` for one of the registry."""

    fact: str
    title: str
    slot: str | None
    source: str
    as_of: str | None
    rows: int
    acts: list[ActTold] = []


class MeasureOut(Number):
    """A measure with its definition, the facts it was computed from, the steps and the paragraph."""

    id: str
    title: str
    definition: str
    source: str
    inputs: list[FactOut]
    steps: list[str]

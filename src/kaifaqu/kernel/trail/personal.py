"""Personal values stay out of the chain: it holds a salted digest and a reference to an erasable row."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TypedDict

from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.kernel.trail.models import PersonalValue


class Reference(TypedDict):
    """What stands in an entry instead of a personal value."""

    personal: int
    digest: str


def keep(values: Mapping[str, str]) -> dict[str, Reference]:
    """Store personal values erasably, in one statement; returns what may stand in an entry instead of each."""
    rows = [PersonalValue(salt=secrets.token_hex(16), value=value) for value in values.values()]
    kept = PersonalValue.objects.bulk_create(rows)
    return {name: _reference(row) for name, row in zip(values, kept, strict=True)}


def _reference(row: PersonalValue) -> Reference:
    return {"personal": row.pk, "digest": digest(f"{row.salt}\n{row.value}")}


def read(reference: Reference) -> str | None:
    """The value behind a reference, or None once it is erased.

    Raises ValueError when the stored value is not the one that was recorded.
    """
    row = PersonalValue.objects.get(pk=reference["personal"])
    if row.value is None:
        return None
    if _reference(row) != reference:
        raise ValueError("the stored value is not the recorded one")
    return row.value


def erase(reference: Reference) -> None:
    """Erase value and salt: the digest left in the chain no longer leads back to the value."""
    with guard.lifted("erasure leaves no trace of what was erased"):
        PersonalValue.objects.filter(pk=reference["personal"]).update(salt="", value=None)

"""An act as a program sends it: on what, with which inputs, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.subjects.actor import Actor, Seat
from tests.kernel.actions.typical import Doing
from tests.kernel.imports import books


@dataclass(frozen=True)
class Example:
    """What is sent, and who may do it; nobody but the software itself where `by` is None."""

    subject: int | None
    inputs: dict[str, Any]
    by: Seat | None


def sent(doing: Doing, act: str) -> Example:
    """A doing as a program sends it."""
    inputs = {name: plain(value) for name, value in doing.inputs.items()}
    if act == "imports.import_rows":  # which a program names by the key of the review that a door keeps
        inputs["rows"] = books.kept(doing.to, books.ORGANS, by=doing.by).key
    return Example(doing.to or None, inputs, _at_his_post(doing.by))


def _at_his_post(by: Actor) -> Seat | None:
    """Who calls: a program acts for the holder of a post, never by proxy."""
    return Seat(by.person, by.post, by.organ) if isinstance(by, Seat) else None


def plain(value: Any) -> Any:
    """An input as a program sends it: things by their ids, files as files, days as written."""
    if isinstance(value, list) and value and isinstance(value[0], Upload):
        return [SimpleUploadedFile(file.name, file.stream.read()) for file in value]
    if isinstance(value, Ref):
        return value.id
    return value.isoformat() if isinstance(value, date) else value


def path_of(act: str, subject: int | None) -> str:
    """Where an act is called."""
    path = f"/api/acts/{act.replace('.', '/')}"
    return path if subject is None else f"{path}/{subject}"

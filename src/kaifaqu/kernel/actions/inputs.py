"""The types an action declares for what it is given."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.subjects.models import Subject

T = TypeVar("T")


class Ref(Generic[T]):
    """A thing by its subject id, and the version of it that the actor saw (its `seq`), where a form showed one.

    Inside an action `subject` is its row in the spine, locked, and `row` the thing itself. Of a further input that is
    declared `Among` kinds the thing is fetched only when `row` is asked for. No dataclass: of those Pydantic would
    read the fields and not ask how a Ref is to be read.
    """

    __slots__ = ("_load", "_subject", "id", "seen")

    def __init__(
        self, id: int, seen: int | None = None, subject: Subject | None = None, load: Callable[[], T] | None = None
    ) -> None:
        self.id = id
        self.seen = seen
        self._subject = subject
        self._load = load

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and (self.id, self.seen) == (other.id, other.seen)

    def __hash__(self) -> int:
        return hash((self.id, self.seen))

    def __repr__(self) -> str:
        return f"Ref({self.id})" if self.seen is None else f"Ref({self.id}, seen={self.seen})"

    @property
    def subject(self) -> Subject:
        """Its row in the spine; only inside an action."""
        if self._subject is None:
            raise RuntimeError("a Ref has its subject only inside an action")
        return self._subject

    @property
    def row(self) -> T:
        """The thing itself; only inside an action."""
        if self._load is None:
            raise RuntimeError("a Ref has its row only inside an action")
        return self._load()

    def bound(self, subject: Subject, load: Callable[[], T]) -> Ref[T]:
        """The same reference as the action gets it."""
        return Ref(self.id, self.seen, subject, load)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        from_id = core_schema.no_info_after_validator_function(cls, core_schema.int_schema(ge=1, le=2**63 - 1))
        return core_schema.union_schema([core_schema.is_instance_schema(cls), from_id], mode="left_to_right")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


@dataclass(frozen=True)
class Label:
    """How a person calls an input, with a hint where the name does not say enough. Pages, API and CLI show it."""

    words: Words
    hint: Words = ""
    long: bool = False

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        json_schema: dict[str, Any] = handler(schema)
        json_schema["title"] = str(self.words)
        if self.hint:
            json_schema["description"] = str(self.hint)
        return json_schema


@dataclass(frozen=True)
class Among:
    """Which kinds of subject a Ref input takes: what a form offers and what the act accepts."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Personal:
    """Marks an input as personal: the trail gets a salted digest and a reference to an erasable store."""


def refuse_guesses(declared: object, raw: object) -> object:
    """The raw value of an input of that type; refuses what Pydantic would guess at, and text that cannot be kept.

    Pydantic takes seconds since 1970 for a day, and `true` for 1. NUL and other control characters are refused by
    PostgreSQL, by the hash of the trail, or by an export years later.
    """
    kinds = {declared, *get_args(declared)}
    if date in kinds and not (
        raw is None or isinstance(raw, date) or (isinstance(raw, str) and ISO_DAY.fullmatch(raw))
    ):
        raise PydanticCustomError("date_parsing", "a day is written 2020-08-15")
    if isinstance(raw, bool) and bool not in kinds:
        raise PydanticCustomError("bool_unasked", "yes or no is no answer here")
    if not _storable(raw):
        raise PydanticCustomError("string_unicode", "a character that cannot be stored")
    return raw


ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _storable(value: object) -> bool:
    if isinstance(value, str):
        return not UNSTORABLE.search(value)
    if isinstance(value, BaseModel):
        return _storable(vars(value))
    if isinstance(value, dict):
        return all(_storable(each) for each in value.values())
    if isinstance(value, list | tuple):
        return all(_storable(each) for each in value)
    return True


def as_recorded(value: object) -> object:
    """An input in the form that the trail takes."""
    if isinstance(value, Ref):
        return value.id
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [as_recorded(item) for item in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if hasattr(value, "as_record"):
        return value.as_record()
    return value

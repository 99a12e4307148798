"""Facts that charters name and that no room offers yet: known by name and unit, so that charters can be checked."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.facts import CodeFact, Fact, register, register_codes

FILE = Path(__file__).with_name("awaited.yaml")


class _Awaited(Title):
    unit: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    facts: dict[str, _Awaited]
    words: dict[str, Title]
    kinds: list[str]


def read() -> _File:
    """The file, typed."""
    return _File.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))  # noqa: S506  text only


def register_awaited() -> None:
    """Make the awaited facts known; one that a room offers already is an error."""
    raw = read()
    register(*(Fact(key, Title(zh=f.zh, en=f.en), f.unit) for key, f in raw.facts.items()))
    register_codes(*(CodeFact(key, title, lambda subjects: {}) for key, title in raw.words.items()))
    for kind in raw.kinds:
        members.register(kind, lambda subject: [])

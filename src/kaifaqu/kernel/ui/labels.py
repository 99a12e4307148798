"""How changed fields and their values are called in records, where a room knows better than the field's own key."""

from __future__ import annotations

from collections.abc import Callable

from kaifaqu.kernel.actions.refusals import Words

Name = Callable[[str], str]

_fields: dict[str, Name] = {}
_values: dict[str, Name] = {}


def name_fields(prefix: str, label: Name, value: Name) -> None:
    """Say how fields that begin with `prefix` are called, and their values."""
    _fields[prefix], _values[prefix] = label, value


def _prefix(key: str) -> str:
    return key.partition(".")[0]


def label_of(key: str) -> str:
    """What a room calls a field; empty where none does."""
    label = _fields.get(_prefix(key))
    return label(key) if label else ""


def value_of(key: str, value: str) -> str:
    """What a room calls a value of a field; empty where none does."""
    name = _values.get(_prefix(key))
    return name(value) if name else ""


_hidden: set[str] = set()


def hide_fields(prefix: str) -> None:
    """Say that fields that begin with `prefix` are told on a page of their own, and not line by line in records."""
    _hidden.add(prefix)


def is_hidden(key: str) -> bool:
    """Whether a changed field is left out of records."""
    return _prefix(key) in _hidden


_kinds: dict[str, Words] = {}


def name_kind(kind: str, words: Words) -> None:
    """Say how people call a kind of subject of a room."""
    _kinds[kind] = words


def named_kinds() -> dict[str, str]:
    """What rooms call their kinds of subject."""
    return {kind: str(words) for kind, words in _kinds.items()}

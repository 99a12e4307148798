"""The roles that posts may carry. The site's permission table names them; the kernel only asks whether one is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Named(Protocol):
    """A name in the two languages."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


_roles: dict[str, Named] = {}
_apart: set[str] = set()


def register(roles: Mapping[str, Named], apart: Iterable[str] = ()) -> None:
    """Make roles known (once, by the site); those `apart` are never covered by a post of another role."""
    _roles.update(roles)
    _apart.update(apart)


def known() -> list[str]:
    """Every role, in order of its name."""
    return sorted(_roles)


def titles() -> dict[str, Named]:
    """Every role with what people call it."""
    return dict(_roles)


def may_cover(role: str, other: str) -> bool:
    """Whether a post of one role may stand in for one of another: keepers and auditors stay three people."""
    return role == other or not _apart & {role, other}

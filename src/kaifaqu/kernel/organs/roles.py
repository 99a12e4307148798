"""The roles that posts may carry. The site's permission table names them; the kernel only asks whether one is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Named(Protocol):
    """A name in the two languages."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


_roles: dict[str, Named] = {}


def register(roles: Mapping[str, Named]) -> None:
    """Make roles known (once, by the site)."""
    _roles.update(roles)


def known() -> list[str]:
    """Every role, in order of its name."""
    return sorted(_roles)


def titles() -> dict[str, Named]:
    """Every role with what people call it."""
    return dict(_roles)

"""The roles that posts may carry. The site's permission table names them; the kernel only asks whether one is known."""

from __future__ import annotations

from collections.abc import Iterable

_roles: set[str] = set()


def register(names: Iterable[str]) -> None:
    """Make roles known (once, by the site)."""
    _roles.update(names)


def known() -> list[str]:
    """Every role, in order of its name."""
    return sorted(_roles)

"""What facts are called, by key. Facts stand above charters, so they make their titles known here as they register."""

from __future__ import annotations

from kaifaqu.kernel.charter.schema import Title

_titles: dict[str, Title] = {}


def register(key: str, title: Title) -> None:
    """Make the title of a fact known."""
    _titles[key] = title


def title(key: str) -> Title | None:
    """The title of a fact; None where nobody offers it."""
    return _titles.get(key)

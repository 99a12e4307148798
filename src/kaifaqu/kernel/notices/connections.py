"""Secrets of gateways: in the environment or in one file of the installation's home, never in the database.

`KAIFAQU_HOME/secrets` has sections, each a connection that channels call by its name:

    [office_robot]
    key = …

The environment goes first: KAIFAQU_SECRET_OFFICE_ROBOT_KEY. Values are read when a message is sent, so that a changed
secret needs no restart.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from configparser import ConfigParser, Error
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

NAME = r"^[a-z][a-z0-9_]{0,39}$"
HIDDEN = "•••"
SHORTEST_HIDDEN = 4


@dataclass(frozen=True)
class Connection:
    """What the installation keeps under a name."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, key: str) -> str:
        """A value; empty where it is not set."""
        return os.environ.get(f"KAIFAQU_SECRET_{self.name}_{key}".upper(), "") or self.values.get(key, "")

    def lacks(self, *keys: str) -> list[str]:
        """Which of these are not set."""
        return [key for key in keys if not self.get(key)]

    def scrub(self, text: str) -> str:
        """A text in which none of the values stands: for the log."""
        for value in (*self.values.values(), *_of_environment(self.name)):
            if len(value) >= SHORTEST_HIDDEN:
                text = text.replace(value, HIDDEN)
        return text


def _of_environment(name: str) -> list[str]:
    prefix = f"KAIFAQU_SECRET_{name}_".upper()
    return [value for key, value in os.environ.items() if key.startswith(prefix)]


def connection(name: str) -> Connection:
    """The connection of that name; one without values where nothing is kept under it."""
    parser = ConfigParser(interpolation=None, default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep capitals
    path = Path(settings.KAIFAQU_HOME) / "secrets"
    try:
        parser.read_string(path.read_text(encoding="utf-8")) if path.is_file() else None
    except (Error, OSError, UnicodeDecodeError):
        return Connection(name)
    return Connection(name, dict(parser[name]) if parser.has_section(name) else {})

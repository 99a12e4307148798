"""A facts file as the demonstration reads it: published figures, with the English names beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kaifaqu.kernel.measures.observations import Published

Raw = Any  # a YAML value: every scalar is text


@dataclass
class Sheet:
    """One facts file: its document, the names in English, and the day it was out."""

    raw: dict[str, Raw]
    english: dict[str, dict[str, dict[str, str]]]
    known_at: date

    @property
    def src(self) -> str:
        """The document's key."""
        return str(self.raw["src"])

    def figure(self, fact: str, raw: Raw, unit: str, *, at: str = "", period: str = "", scope: str = "") -> Published:
        """A figure of the file: a plain number, or a map with qualifier, status, scope and paragraph."""
        said = raw if isinstance(raw, dict) else {"value": raw}
        return Published(
            fact=fact,
            value=str(said["value"]),
            unit=unit,
            period=period,
            qualifier=said.get("qualifier", ""),
            status=said.get("status", "actual"),
            scope=said.get("scope", scope),
            src=self.src,
            at=said.get("at", at),
        )


def read_facts(folder: Path, name: str, known_at: date) -> Sheet:
    """Read a facts file, every scalar as text, and the English names beside it."""
    with (folder / f"{name}.yaml").open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506  (makes text only, no objects)
    with (folder / "english.yaml").open(encoding="utf-8") as file:
        english = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506  (makes text only, no objects)
    return Sheet(raw, english, known_at)

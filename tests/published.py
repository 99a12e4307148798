"""The published figures as the facts files have them, read apart from the loader: every scalar is text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FACTS = Path(__file__).resolve().parents[1] / "facts"


def published(name: str) -> dict[str, Any]:
    """One facts file."""
    raw: dict[str, Any] = yaml.load((FACTS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return raw

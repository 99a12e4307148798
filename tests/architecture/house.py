"""The order of the house, read from the import contracts in pyproject.toml: the one place where it is written."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"


@cache
def contracts() -> dict[str, dict[str, Any]]:
    """The import contracts by their id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each for each in settings["tool"]["importlinter"]["contracts"]}


@cache
def heights() -> dict[str, int]:
    """How high each package stands: `kaifaqu.kernel.trail` above `kaifaqu.kernel.subjects`, side by side the same."""
    floors = []
    for contract in (contracts()["kernel"], contracts()["rooms"]):
        (container,) = contract["containers"]
        floors += [[f"{container}.{name}" for name in re.findall(r"\w+", layer)] for layer in contract["layers"][::-1]]
    return {name: height for height, floor in enumerate([*floors, ["kaifaqu.site"]]) for name in floor}

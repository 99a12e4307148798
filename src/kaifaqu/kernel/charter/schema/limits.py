"""Limits of time, their units kept apart: clock time, working hours, working days, calendar spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

UNITS: dict[str, tuple[str, str]] = {
    "min": ("分钟", "minutes"),
    "h": ("小时", "hours"),
    "d": ("天", "days"),
    "wh": ("个工作小时", "working hours"),
    "wd": ("个工作日", "working days"),
    "w": ("周", "weeks"),
    "m": ("个月", "months"),
    "y": ("年", "years"),
}
_FORM = re.compile(r"^(\d{1,5})([a-z]{1,3})$")


@dataclass(frozen=True)
class Limit:
    """So many of one unit: `30min`, `24h`, `15d`, `3wh`, `20wd`, `1y`. `1wd` is no number of hours."""

    number: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read a limit; ValueError says what is wrong and which units there are."""
        found = _FORM.match(text)
        if found is None:
            raise ValueError(f"{text!r} is no limit: write a number and a unit, as 20wd ({', '.join(UNITS)})")
        number, unit = int(found[1]), found[2]
        if unit not in UNITS:
            near = get_close_matches(unit, UNITS, n=1, cutoff=0)[0]
            raise ValueError(f"{text!r}: no unit {unit!r}; did you mean {number}{near}? ({', '.join(UNITS)})")
        return cls(number, unit)

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    def text(self, lang: str) -> str:
        """The limit as read: 20个工作日, 20 working days."""
        zh, en = UNITS[self.unit]
        if lang != "en":
            return f"{self.number}{zh}"
        return f"{self.number} {en if self.number != 1 else en.removesuffix('s')}"

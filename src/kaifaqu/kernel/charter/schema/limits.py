"""Limits of time, their units kept apart: clock time, working hours, working days, calendar spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaifaqu.kernel.charter.faults import SPANS, Fault, nearest, wrong
from kaifaqu.kernel.charter.words import TIMES

UNITS = TIMES
_FORM = re.compile(r"^(\d{1,5})([a-z]{1,3})$")


@dataclass(frozen=True)
class Limit:
    """So many of one unit: `30min`, `24h`, `15d`, `3wh`, `20wd`, `1y`. `1wd` is no number of hours."""

    number: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read a limit; a Fault says what is wrong and which units there are."""
        found = _FORM.match(text)
        if found is None:
            raise Fault(wrong("no_limit", given=text, units=SPANS))
        number, unit = int(found[1]), found[2]
        if unit not in UNITS:
            near = f"{number}{nearest(unit, UNITS, cutoff=0)}"
            raise Fault(wrong("no_time", given=text, unit=unit, near=near, units=SPANS))
        return cls(number, unit)

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    def text(self, lang: str) -> str:
        """The limit as read: 20个工作日, 20 working days."""
        zh, en = UNITS[self.unit]
        if lang != "en":
            return f"{self.number}{zh}"
        return f"{self.number} {en if self.number != 1 else en.removesuffix('s')}"

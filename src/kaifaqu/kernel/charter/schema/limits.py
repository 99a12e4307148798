"""Limits of time as charters write them: what is wrong with one is told as every fault of a charter is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaifaqu.kernel.charter.faults import SPANS, Fault, nearest, wrong
from kaifaqu.kernel.clock import limits

UNITS = limits.TIMES
_FORM = re.compile(r"^(\d{1,5})([a-z]{1,3})$")


@dataclass(frozen=True)
class Limit(limits.Limit):
    """So many of one unit, read from a charter."""

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

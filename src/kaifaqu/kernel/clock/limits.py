"""Limits of time, their units kept strictly apart: clock time, working hours, working days, calendar spans."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kaifaqu.kernel.clock.faults import BadTime

TIMES: dict[str, tuple[str, str]] = {
    "min": ("分钟", "minutes"),
    "h": ("小时", "hours"),
    "d": ("天", "days"),
    "wh": ("个工作小时", "working hours"),
    "wd": ("个工作日", "working days"),
    "w": ("周", "weeks"),
    "m": ("个月", "months"),
    "y": ("年", "years"),
}
"""The units of limits, as they follow a number."""
TIMES_TOO = {"日": "d", "个小时": "h", "月": "m"}
"""Other words for the units of limits, as people type them."""
COUNTER, MONTH = "个", "月"
MOST = {"min": 10_000, "h": 8_784, "wh": 2_000, "wd": 1_000, "d": 3_660, "w": 520, "m": 120, "y": 10}
"""The longest limit in each unit: what is longer is a slip of the keyboard, or no limit for handling a matter."""
_CODE = re.compile(r"(\d{1,9})([a-z]{1,3})")
_TYPED = re.compile(r"(\d{1,9})\s*(\D+?)\s*(?:之内|以内|内)?")


def _spans() -> dict[str, str]:
    names = {name: unit for unit, pair in TIMES.items() for name in pair}
    short = {name.removeprefix(COUNTER): unit for name, unit in names.items()}
    one = {name.removesuffix("s"): unit for name, unit in names.items() if name.isascii()}
    return {**one, **short, **names, **TIMES_TOO, **{unit: unit for unit in TIMES}}


SPANS = _spans()
"""How people write the units of limits."""


@dataclass(frozen=True)
class Limit:
    """So many of one unit: `30min`, `24h`, `15d`, `3wh`, `20wd`, `1y`. `1wd` is no number of hours."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    def text(self, lang: str) -> str:
        """The limit as read: 20个工作日, 20 working days."""
        zh, en = TIMES[self.unit]
        if lang != "en":
            return f"{self.number}{zh}"
        return f"{self.number} {en if self.number != 1 else en.removesuffix('s')}"


def bounded(limit: Limit) -> Limit:
    """The limit itself; BadTime where it is nothing, or longer than any limit for handling a matter is."""
    most = MOST[limit.unit]
    if not 1 <= limit.number <= most:
        least, longest = Limit(1, limit.unit), Limit(most, limit.unit)
        raise BadTime("out_of_bounds", "limit", given=str(limit), least=_both(least), most=_both(longest))
    return limit


def as_limit(text: str) -> Limit | None:
    """What was typed as a limit in numbers, `20wd`, 20个工作日, 15日内; None where it is no such thing.

    3月 is none: it may be March or three months.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _CODE.fullmatch(plain) or _TYPED.fullmatch(plain)
    if found is None or found[2] == MONTH:
        return None
    unit = SPANS.get(found[2].casefold())
    if unit is not None:
        return bounded(Limit(int(found[1]), unit))
    if found.re is _CODE:
        raise BadTime("no_unit", "limit", given=plain, unit=found[2], units="、".join(TIMES))
    return None


def _both(limit: Limit) -> tuple[str, str]:
    return limit.text("zh"), limit.text("en")

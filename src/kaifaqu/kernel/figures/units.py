"""The units in which figures are read, kept and printed. A row here is all that a new unit takes.

A figure is kept as an integer of its quantity's base: one thing, 分, 0.01 square metre, one day, a date's ordinal, a
kilogram, and one millionth for ratios. A millionth because sources print shares to a tenth of a per cent (0.546) and
laws to a thousandth: it keeps four decimals of a per cent, and multiples up to nine million million. Ratios that are
computed are not cut to it: a Figure also carries their exact value, so that they are rounded once, when printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal

from kaifaqu.kernel import areas, money

Lang = Literal["zh", "en"]


class UnknownUnit(KeyError):
    """A unit that the registry does not hold; names the nearest that it does."""

    def __init__(self, key: str) -> None:
        near = get_close_matches(key, UNITS, n=1, cutoff=0)
        super().__init__(f"unknown unit {key!r}: did you mean {near[0]!r}?")

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `scale` base integers make one of it; a computed amount prints to `digits` decimals.

    Where a `sign` follows the number, the amount prints `per_sign` times (0.3 as 30%). `en_power`: one Chinese unit
    is ten to this power English ones (亿元 prints as million yuan: 2); both print the same rounded amount.
    """

    key: str
    quantity: str
    zh: str
    en: str
    en_many: str
    scale: Fraction = Fraction(1)
    digits: int = 1
    sign: str = ""
    per_sign: int = 1
    en_power: int = 0

    def label(self, lang: Lang, *, one: bool = False) -> str:
        """The word beside the number, empty where a sign follows it; English has a singular."""
        if lang == "zh":
            return self.zh
        return self.en if one else self.en_many


def unit(key: str) -> Unit:
    """The unit of that key. UnknownUnit, naming the nearest, where there is none."""
    try:
        return UNITS[key]
    except KeyError:
        raise UnknownUnit(key) from None


_COUNTED = """
unit        个      unit        units
zone        个      zone        zones
park        个      park        parks
town        个      town        towns
place       个      place       places
body        个      body        bodies
platform    个      platform    platforms
post        个      post        posts
project     个      project     projects
group       个      group       groups
document    件      document    documents
person      人      person      people
staff       名      staff_member staff
scholar     名      scholar     scholars
adviser     名      adviser     advisers
leader      名      leader      leaders
company     家      company     companies
firm        家      firm        firms
agency      家      agency      agencies
item        项      item        items
function    项      function    functions
task        项      task        tasks
power       项      power       powers
title       项      title       titles
article     条      article     articles
category    类      category    categories
row         行      row         rows
map         张      map         maps
event       次      event       events
click       次      click       clicks
"""


def _counted() -> list[Unit]:
    rows = (line.split() for line in _COUNTED.split("\n") if line)
    return [Unit(key, "count", zh, one.replace("_", " "), many) for key, zh, one, many in rows]


def _money(code: str, zh: str, en: str, en_many: str) -> list[Unit]:
    quantity = f"money:{code}"
    yuan, wan, yi = (Fraction(money.SCALES[name]) for name in ("元", "万元", "亿元"))
    return [
        Unit(code, quantity, zh, en, en_many, yuan, digits=2),
        Unit(f"{code}_wan", quantity, f"万{zh}", en, en_many, wan, digits=2, en_power=4),
        Unit(f"{code}_yi", quantity, f"亿{zh}", f"million {en_many}", f"million {en_many}", yi, digits=2, en_power=2),
    ]


def _area(key: str, en: str, digits: int) -> Unit:
    return Unit(key, "area", areas.LABELS[key], en, en, areas.SCALES[key], digits)


_MILLIONTHS = Fraction(10**6)

UNITS: dict[str, Unit] = {
    row.key: row
    for row in [
        *_counted(),
        *_money("CNY", "元", "yuan", "yuan"),
        *_money("USD", "美元", "US dollar", "US dollars"),
        _area("km2", "km²", 2),
        _area("ha", "ha", 2),
        _area("mu", "mu", areas.MU_DIGITS),
        _area("m2", "m²", 2),
        Unit("ratio", "ratio", "", "", "", _MILLIONTHS, sign="%", per_sign=100),
        Unit("percent", "ratio", "", "", "", _MILLIONTHS / 100, sign="%"),
        Unit("times", "ratio", "倍", "times", "times", _MILLIONTHS, digits=2),
        Unit("day", "days", "天", "day", "days"),
        Unit("working_day", "working_days", "个工作日", "working day", "working days"),
        Unit("month", "months", "个月", "month", "months"),
        Unit("year", "years", "年", "year", "years"),
        Unit("date", "date", "", "", "", digits=0),
        Unit("tonne", "mass", "吨", "tonne", "tonnes", Fraction(1000)),
    ]
}
"""Every unit by its key."""

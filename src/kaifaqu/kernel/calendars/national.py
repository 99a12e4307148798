"""The national calendar that the package carries: what an empty database falls back on, and what is loaded into one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from kaifaqu.kernel.clock.calendar import Calendar, Mark, Notice, build

FILE = Path(__file__).with_name("national.yaml")
SOURCES = {False: "chinesecalendar 1.11.0", True: "holidays 0.109"}
"""The packages that the days come from, by whether they are provisional."""
TITLES = {
    "provisional": ("{year}年法定节假日（暂定）", "Statutory holidays of {year} (provisional)"),
    "confirmed later": ("{year}年节假日调整安排", "Change of the holidays of {year}"),
    "numbered": ("国务院办公厅关于{year}年部分节假日安排的通知", "State Council General Office: holidays of {year}"),
    "confirmed": ("{year}年部分节假日安排", "Holidays of {year}"),
}


@dataclass(frozen=True)
class Announced:
    """A notice and its days, each closed or worked, with the holiday's name."""

    notice: Notice
    days: tuple[tuple[date, bool, str, str], ...]


@cache
def table() -> tuple[Announced, ...]:
    """Every notice that the package carries, in order of years."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  (our own file; every scalar a text)
    names: dict[str, str] = raw["names"]
    found = []
    for each in raw["notices"]:
        days = [
            (day, working, zh, names[zh])
            for key, working in (("closed", False), ("worked", True))
            for zh, spans in each.get(key, {}).items()
            for day in _days(spans)
        ]
        found.append(Announced(_notice(each), tuple(sorted(days))))
    return tuple(found)


@cache
def calendar() -> Calendar:
    """The national calendar, with usual office hours."""
    marks = {day: mark(working, zh, en) for each in table() for day, working, zh, en in each.days}
    return build(years(), marks, [each.notice for each in table()])


def years() -> range:
    """The years that the package carries."""
    return range(table()[0].notice.year, table()[-1].notice.year + 1)


def statutory(year: int) -> set[date]:
    """The days that are closed by law in a year whose notice is not carried; empty for the others."""
    return {day for each in table() if each.notice.year == year and each.notice.provisional for day, *_ in each.days}


def english(name: str) -> str:
    """The English name of a holiday, or of several; empty where one is not known."""
    known = {zh: en for each in table() for _day, _working, zh, en in each.days}
    parts = [known.get(part, "") for part in re.split(r"\W+", name)]
    return ", ".join(parts) if all(parts) else ""


def mark(working: bool, zh: str, en: str, like: int = 0) -> Mark:
    """A day of a notice."""
    return Mark(working, zh, en or zh, like)


def _notice(each: dict[str, str]) -> Notice:
    year, status = int(each["year"]), each.get("status", "confirmed")
    published = date.fromisoformat(each["published"]) if "published" in each else None
    number = each.get("number", "")
    zh, en = TITLES["numbered" if number and status == "confirmed" else status]
    titles = (zh.format(year=year), en.format(year=year))
    return Notice(year, number, *titles, published=published, provisional=status == "provisional")


def _days(spans: str) -> Iterator[date]:
    for span in spans.split():
        first, _dots, last = span.partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += timedelta(days=1)

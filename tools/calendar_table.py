"""Writes the table of national holidays that the package carries: `python -m tools.calendar_table`.

Days until 2026 are those of the package chinesecalendar; later years have the statutory days that the package holidays
knows, without its guesses of make-up days, until a notice is published. A test holds the table against both.
Numbers and dates of notices stand here where their text was found; where not, nothing stands in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from chinese_calendar import Holiday, constants
from holidays import country_holidays

FILE = Path(__file__).resolve().parents[1] / "src" / "kaifaqu" / "kernel" / "calendars" / "national.yaml"
FIRST, LAST, LAST_PROVISIONAL = 2004, 2026, 2030
NAMES = {
    Holiday.new_years_day.value: ("元旦", "New Year's Day"),
    Holiday.spring_festival.value: ("春节", "Spring Festival"),
    Holiday.tomb_sweeping_day.value: ("清明节", "Tomb-Sweeping Day"),
    Holiday.labour_day.value: ("劳动节", "Labour Day"),
    Holiday.dragon_boat_festival.value: ("端午节", "Dragon Boat Festival"),
    Holiday.mid_autumn_festival.value: ("中秋节", "Mid-Autumn Festival"),
    Holiday.national_day.value: ("国庆节", "National Day"),
    Holiday.anti_fascist_70th_day.value: (
        "抗战胜利70周年纪念日",
        "70th anniversary of victory in the War of Resistance",
    ),
}
STATUTORY = {"农历除夕": "春节"}
YEARLY = {
    2010: ("国办发明电〔2009〕27号", "2009-12-07"),
    2012: ("国办发明电〔2011〕45号", "2011-12-05"),
    2014: ("国办发明电〔2013〕28号", "2013-12-11"),
    2016: ("国办发明电〔2015〕18号", "2015-12-10"),
    2017: ("国办发明电〔2016〕17号", "2016-12-01"),
    2018: ("国办发明电〔2017〕12号", "2017-11-30"),
    2019: ("国办发明电〔2018〕15号", "2018-12-04"),
    2020: ("国办发明电〔2019〕16号", "2019-11-21"),
    2021: ("国办发明电〔2020〕27号", "2020-11-25"),
    2022: ("国办发明电〔2021〕11号", "2021-10-25"),
    2023: ("国办发明电〔2022〕16号", "2022-12-08"),
    2024: ("国办发明电〔2023〕7号", "2023-10-25"),
    2025: ("国办发明电〔2024〕12号", "2024-11-12"),
    2026: ("国办发明电〔2025〕7号", "2025-11-04"),
}
LATER = {
    ("2019-04-28", "2019-05-05"): ("国办发明电〔2019〕3号", "2019-03-22"),
    ("2020-01-31", "2020-02-02"): ("国办发明电〔2020〕1号", ""),
    ("2015-09-03", "2015-09-06"): ("", ""),
}
"""Notices that changed a span of days when the year's own was out."""
Key = tuple[int, str, str, str]


def notices() -> dict[Key, dict[str, dict[str, list[date]]]]:
    """Days by notice (year, number, published, status), closed or worked, and holiday."""
    found: dict[Key, dict[str, dict[str, list[date]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for what, table in (("closed", constants.holidays), ("worked", constants.workdays)):
        for day, name in sorted(table.items()):
            if FIRST <= day.year <= LAST:
                found[_notice(day, name)][what][NAMES[name][0]].append(day)
    for year in range(LAST + 1, LAST_PROVISIONAL + 1):
        for day, names in sorted(country_holidays("CN", years=year, observed=False, language="zh_CN").items()):
            name = max(names.split("; "))
            found[year, "", "", "provisional"]["closed"][STATUTORY.get(name, name)].append(day)
    return found


def _notice(day: date, name: str) -> Key:
    for (first, last), (number, published) in LATER.items():
        if first <= day.isoformat() <= last:
            return day.year, number, published, "confirmed later"
    new_year = name == Holiday.new_years_day.value and day.month == 12
    year = day.year + 1 if new_year else day.year
    return year, *YEARLY.get(year, ("", "")), "confirmed"


def text() -> str:
    """The whole file."""
    used = {name for days in notices().values() for table in days.values() for name in table}
    lines = [
        "# National holidays and make-up working days. Made by `python -m tools.calendar_table`; do not edit by hand.",
        "# Source of the days: chinesecalendar (MIT) to 2026; from 2027 on the statutory days alone (holidays, MIT):",
        "# provisional until the year's notice is published, whose make-up days nobody can know before.",
        "names:",
        *(f"  {zh}: {en}" for zh, en in NAMES.values() if zh in used),
        "notices:",
    ]
    for (year, number, published, status), days in sorted(notices().items()):
        lines.append(f"  - year: {year}")
        lines += [f"    {key}: {value}" for key, value in (("number", number), ("published", published)) if value]
        if status != "confirmed":
            lines.append(f"    status: {status}")
        for what, table in sorted(days.items()):
            lines.append(f"    {what}: {{{', '.join(f'{name}: {_runs(each)}' for name, each in table.items())}}}")
    return "\n".join([*lines, ""])


def _runs(days: Iterable[date]) -> str:
    """Days as spans: 2026-01-01..2026-01-03 2026-01-05."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day == spans[-1][1] + timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return " ".join(f"{first}..{last}" if first != last else f"{first}" for first, last in spans)


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()

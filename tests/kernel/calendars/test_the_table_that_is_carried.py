from __future__ import annotations

from datetime import date, timedelta

from holidays import country_holidays

from kaifaqu.kernel.calendars import national
from tests.kernel.calendars.notices import working_days
from tools import calendar_table


def test_the_table_is_what_the_tool_makes_of_its_two_sources() -> None:
    assert national.FILE.read_text(encoding="utf-8") == calendar_table.text()


def test_it_has_the_working_days_of_chinesecalendar() -> None:
    carried = {day for n in national.calendar().days if (day := date.fromordinal(n)).year <= 2026}
    assert carried == set().union(*(working_days(year) for year in range(2004, 2027)))


def test_later_years_are_the_statutory_days_and_no_guess_of_make_up_days() -> None:
    calendar = national.calendar()
    assert calendar.provisional == {2027, 2028, 2029, 2030}
    for year in sorted(calendar.provisional):
        closed = set(country_holidays("CN", years=year, observed=False))
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        plain = {day for day in days if day.year == year and day.weekday() < 5 and day not in closed}
        assert {day for n in calendar.days if (day := date.fromordinal(n)).year == year} == plain
        assert len(closed) in (12, 13)  # 13 since 2025; 12 where Mid-Autumn falls on a day of National Day


def test_every_year_has_its_notice_and_no_number_is_given_twice() -> None:
    notices = [each.notice for each in national.table()]
    assert {notice.year for notice in notices} == set(range(2004, 2031))
    numbers = [notice.number for notice in notices if notice.number]
    assert len(numbers) == len(set(numbers))
    assert all(
        notice.published is None or notice.published.year in (notice.year - 1, notice.year) for notice in notices
    )

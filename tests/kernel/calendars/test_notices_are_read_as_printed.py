from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.calendars.announcement import read_announcement
from tests.kernel.calendars.notices import LABOUR_2019, PRINTED, working_days


@pytest.mark.parametrize("year", sorted(PRINTED))
def test_a_published_notice_comes_to_the_days_of_the_year(year: int) -> None:
    told = read_announcement(PRINTED[year], year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    read = {day for day in days if (told[day][0] if day in told else day.weekday() < 5)}
    in_year = {day for day in read if day.year == year}
    last = date(year, 12, 29)  # the notice of the next year may name the last days of this one
    assert {day for day in in_year if day < last} == {day for day in working_days(year) if day < last}


def test_days_have_the_names_of_their_holidays() -> None:
    told = read_announcement(PRINTED[2026], 2026)
    assert told[date(2026, 1, 1)] == (False, "元旦")
    assert told[date(2026, 10, 10)] == (True, "国庆节")
    assert read_announcement(PRINTED[2017], 2017)[date(2017, 10, 4)] == (False, "中秋节、国庆节")


def test_a_notice_that_changes_one_holiday_is_read_too() -> None:
    told = read_announcement(LABOUR_2019, 2019)
    closed = {day for day, (working, _name) in told.items() if not working}
    assert closed == {date(2019, 5, day) for day in (1, 2, 3, 4)}
    assert {day for day in told if day not in closed} == {date(2019, 4, 28), date(2019, 5, 5)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("各地要做好节假日值班工作，确保安全。", "nothing"),
        ("一、元旦：1月1日（周四）放假，共1天。", "weekday"),  # of 2027 it is a Friday
        ("一、元旦：1月1日至3日放假，共4天。", "count"),
        ("一、元旦：1月1日至3日放假，1月3日上班。", "both"),
        ("一、元旦：1月32日放假。", "no_day"),
        ("一、元旦：1日放假。", "no_day"),
        ("一、元旦：12月31日至1月2日放假。", "span"),
        ("一、元旦：9999年12月31日至1月2日放假。", "span"),
        ("一、元旦：1月1日放假，1月2日。", "unsaid"),
        ("延长春节假期至2月2日，2月3日起正常上班。", "unread"),
        ("一、元旦：12月29日（星期六）公休日调至12月31日，12月29日上班。", "unread"),
    ],
)
def test_what_cannot_be_read_to_the_end_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_announcement(text, 2027)
    assert (refused.value.code, refused.value.field) == (code, "text")

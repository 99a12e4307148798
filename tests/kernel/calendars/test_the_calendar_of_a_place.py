from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.calendars.actions import (
    DayKind,
    Weekday,
    import_notice,
    load_calendar,
    override_day,
    set_office_hours,
)
from kaifaqu.kernel.calendars.asking import asked
from kaifaqu.kernel.calendars.lookup import calendar_of, unsettled
from kaifaqu.kernel.calendars.models import CalendarDay, HolidayNotice
from kaifaqu.kernel.clock.calendar import Calendar
from kaifaqu.kernel.clock.deadlines import Due
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.site.installation import SETUP, open_country
from tests.cast import Cast
from tests.kernel.calendars.notices import MADE_UP_2027, PRINTED, TITLE_2027
from tests.kernel.trail.forger import sql

pytestmark = pytest.mark.django_db


def worked(calendar: Calendar, day: date) -> bool:
    return calendar.is_working(day.toordinal())


def notice(cast: Cast, **changed: object) -> Place:
    given = {"year": 2027, "title": TITLE_2027, "text": MADE_UP_2027, "number": "国办发明电〔2026〕0号"} | changed
    return import_notice(Ref(cast.city.pk), by=cast.clerk, **given)  # type: ignore[arg-type]  # named by the test


def due(place: Place, start: str, limit: str) -> Due:
    return asked(calendar_of(place), start, limit)


@pytest.fixture
def zone(cast: Cast) -> Place:
    return Place.objects.get(pk=cast.zone_a.pk)


def test_an_empty_database_falls_back_on_what_is_carried(zone: Place) -> None:
    assert calendar_of(zone) is national.calendar()
    assert calendar_of(None) is national.calendar()


@pytest.mark.database
def test_a_country_is_opened_with_its_calendar_on_record(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        country = open_country(SETUP)
    days = [q for q in queries.captured_queries if "calendars_calendarday" in q["sql"]]
    assert len(days) == 1
    carried, loaded = national.calendar(), calendar_of(country)
    assert loaded.days == carried.days
    assert [(n.year, n.number, n.provisional) for n in loaded.notices] == [
        (n.year, n.number, n.provisional) for n in carried.notices
    ]
    assert {row.known_at for row in CalendarDay.objects.all()} == {row.known_at for row in HolidayNotice.objects.all()}
    assert CalendarDay.objects.filter(known_at__lte=clock.now()).count() == CalendarDay.objects.count() > 700
    with pytest.raises(Refusal, match="与现状相同"):
        load_calendar(Ref(country.pk), by=SETUP)
    assert verify().sound


@pytest.mark.database
def test_a_notice_settles_its_year(cast: Cast, zone: Place) -> None:
    before = due(zone, "2027-01-29T16:00", "20wd")
    assert before.provisional
    notice(cast)
    after = due(zone, "2027-01-29T16:00", "20wd")
    assert not after.provisional
    assert [n.number for n in after.notices] == ["国办发明电〔2026〕0号"]
    assert (before.due, after.due) == (clock_at("2027-03-02T17:30"), clock_at("2027-03-03T17:30"))
    assert calendar_of(zone).provisional == {2028, 2029, 2030}
    assert (HolidayNotice.objects.count(), CalendarDay.objects.count()) == (1, 33)


def clock_at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


def test_a_second_notice_changes_only_the_days_that_it_names(cast: Cast, zone: Place) -> None:
    notice(cast)
    text = "一、劳动节：5月6日放假，共1天。5月15日（周六）上班。"
    notice(cast, title="关于调整2027年劳动节假期安排的通知", text=text, number="")
    calendar = calendar_of(zone)
    assert [worked(calendar, date(2027, 5, day)) for day in (5, 6, 7, 8, 15)] == [False, False, True, True, True]


def test_a_notice_issued_below_holds_below_and_settles_nothing(cast: Cast, zone: Place) -> None:
    text = "一、三月三：4月8日至9日放假，共2天。"
    import_notice(Ref(zone.pk), by=cast.clerk, year=2027, title="关于三月三放假的通知", text=text)
    calendar, other = calendar_of(zone), calendar_of(Place.objects.get(pk=cast.zone_b.pk))
    assert (worked(calendar, date(2027, 4, 8)), worked(other, date(2027, 4, 8))) == (False, True)
    assert 2027 in calendar.provisional
    assert [n.local for n in calendar.by_year[2027]] == [False, True]


def test_a_single_day_is_decided_and_lifted_again(cast: Cast, zone: Place) -> None:
    day = date(2026, 8, 12)
    override_day(Ref(cast.city.pk), by=cast.clerk, day=day, kind=DayKind.CLOSED, name="台风停工")
    assert not worked(calendar_of(zone), day)
    override_day(Ref(zone.pk), by=cast.clerk, day=day, kind=DayKind.WORKING, name="照常办公")
    assert worked(calendar_of(zone), day)
    assert not worked(calendar_of(cast.city), day)
    override_day(Ref(zone.pk), by=cast.clerk, day=day, kind=DayKind.LIFTED)
    assert not worked(calendar_of(zone), day)
    override_day(Ref(cast.city.pk), by=cast.clerk, day=day, kind=DayKind.LIFTED)
    assert worked(calendar_of(zone), day)


def test_a_rest_day_that_is_worked_has_the_hours_of_the_weekday_named(cast: Cast, zone: Place) -> None:
    set_office_hours(
        Ref(zone.pk), by=cast.clerk, windows="周一至周四 9:00-12:00 13:00-17:00\n周五 9:00-12:00", on=date(2026, 1, 1)
    )
    override_day(
        Ref(zone.pk), by=cast.clerk, day=date(2026, 8, 15), kind=DayKind.WORKING, name="换休", like=Weekday.FRIDAY
    )
    assert due(zone, "2026-08-14T10:00", "1wd").due == clock_at("2026-08-15T12:00")
    assert due(zone, "2026-01-03T10:00", "1wd").due == clock_at("2026-01-04T17:00")  # a make-up day is a Monday


def test_office_hours_hold_from_their_day_below_their_place(cast: Cast, zone: Place) -> None:
    summer, winter = "周一至周五 8:30-12:00 14:00-18:00", "周一至周五 8:30-12:00 13:30-17:30"
    set_office_hours(Ref(cast.city.pk), by=cast.clerk, windows=summer, on=date(2026, 5, 1))
    set_office_hours(Ref(cast.city.pk), by=cast.clerk, windows=winter, on=date(2026, 10, 1))
    set_office_hours(Ref(zone.pk), by=cast.clerk, windows="周一至周五 9:00-17:00", on=date(2026, 7, 1))
    other = Place.objects.get(pk=cast.zone_b.pk)
    starts = ("2026-04-27T09:00", "2026-06-01T09:00", "2026-07-06T09:00", "2026-11-02T09:00")
    ends = [[f"{found:%H:%M}" for s in starts if (found := due(place, s, "1wd").due)] for place in (other, zone)]
    assert ends == [["17:30", "18:00", "18:00", "17:30"], ["17:30", "18:00", "17:00", "17:00"]]


@pytest.mark.database
def test_what_was_known_before_can_be_asked_again(cast: Cast, zone: Place) -> None:
    first = clock.now()
    with clock.at(first + timedelta(days=1)):
        notice(cast)
    with clock.at(first + timedelta(days=2)):
        override_day(Ref(zone.pk), by=cast.clerk, day=date(2027, 3, 1), kind=DayKind.CLOSED, name="台风停工")
    known = [calendar_of(zone, first + timedelta(days=n, hours=1)) for n in range(3)]
    assert [2027 in calendar.provisional for calendar in known] == [True, False, False]
    assert [worked(calendar, date(2027, 3, 1)) for calendar in known] == [True, True, False]


def test_asking_again_costs_one_look_up(cast: Cast, zone: Place) -> None:
    notice(cast)
    first = calendar_of(zone)
    with CaptureQueriesContext(connection) as queries:
        assert calendar_of(zone) is first
    assert len(queries) == 1


def test_places_without_rows_of_their_own_share_one_calendar(cast: Cast, zone: Place) -> None:
    notice(cast)
    assert calendar_of(zone) is calendar_of(Place.objects.get(pk=cast.zone_b.pk))


def test_the_record_tells_what_changed(cast: Cast) -> None:
    notice(cast)
    body = Entry.objects.filter(action="calendars.import_notice").latest("pk").body
    assert "国办发明电〔2026〕0号" in body
    assert "2027-02-05..2027-02-11" in body
    assert verify().sound


@pytest.mark.database
@pytest.mark.parametrize("table", ["holidaynotice", "calendarday", "officehours"])
@pytest.mark.parametrize("statement", ["UPDATE calendars_{} SET place_id = place_id", "DELETE FROM calendars_{}"])
def test_what_was_put_on_record_is_never_changed(cast: Cast, table: str, statement: str) -> None:
    notice(cast)
    hours(cast, "周一至周五 9:00-17:00")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement.format(table))


def test_from_november_on_the_next_year_should_be_known() -> None:
    calendar = national.calendar()
    assert unsettled(calendar, date(2026, 10, 31)) == []
    assert unsettled(calendar, date(2026, 11, 1)) == [2027]
    assert unsettled(calendar, date(2027, 1, 2)) == [2027]
    assert unsettled(calendar, date(2030, 12, 1)) == [2030, 2031]


REFUSED: dict[str, Callable[[Cast], object]] = {
    "known": lambda c: [notice(c) for _ in range(2)],
    "incomplete": lambda c: notice(c, text="一、元旦：1月1日（周五）至3日（周日）放假，共3天。"),
    "other_year": lambda c: notice(c, text=MADE_UP_2027 + "\n八、其他：2028年6月1日放假。"),
    "no_make_up": lambda c: notice(c, text=MADE_UP_2027 + "\n八、其他：3月1日上班。"),
    "weekday": lambda c: notice(c, text=PRINTED[2026]),
    "year": lambda c: notice(c, year=2040, text="一、元旦：1月1日放假。"),
    "no_name": lambda c: override_day(Ref(c.city.pk), by=c.clerk, day=date(2026, 8, 12), kind=DayKind.CLOSED),
    "as_it_is": lambda c: override_day(
        Ref(c.city.pk), by=c.clerk, day=date(2026, 8, 12), kind=DayKind.WORKING, name="照常办公"
    ),
    "none_to_lift": lambda c: override_day(Ref(c.city.pk), by=c.clerk, day=date(2026, 8, 12), kind=DayKind.LIFTED),
    "beyond": lambda c: override_day(
        Ref(c.city.pk), by=c.clerk, day=date(2040, 1, 2), kind=DayKind.CLOSED, name="停工"
    ),
    "rest_day": lambda c: hours(c, "周一至周六 9:00-17:00"),
    "day_missing": lambda c: hours(c, "周一至周四 9:00-17:00"),
    "day_twice": lambda c: hours(c, "周一至周五 9:00-17:00\n周三 9:00-12:00"),
    "hours_order": lambda c: hours(c, "周一至周五 9:00-12:00 11:00-17:00"),
    "no_hour": lambda c: hours(c, "周一至周五 9:00-25:00"),
    "no_hours": lambda c: hours(c, "周一至周五 全天"),
    "nothing_changes": lambda c: [hours(c, windows) for windows in ("周一至周五 9:00-17:00", "mon-fri 9:00-17:00")],
}


def hours(cast: Cast, windows: str) -> Place:
    return set_office_hours(Ref(cast.city.pk), by=cast.clerk, windows=windows, on=date(2026, 1, 1))


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_is_refused_in_plain_words(cast: Cast, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        REFUSED[code](cast)
    assert refused.value.code == code
    assert str(refused.value)

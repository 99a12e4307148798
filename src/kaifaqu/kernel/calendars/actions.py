"""What changes the calendar of working time: notices, single days, office hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.calendars.announcement import read_announcement
from kaifaqu.kernel.calendars.lookup import calendar_of, is_root
from kaifaqu.kernel.calendars.models import CalendarDay, HolidayNotice, OfficeHours
from kaifaqu.kernel.calendars.windows import as_text, read_windows
from kaifaqu.kernel.clock.calendar import SATURDAY, Calendar
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import Basis
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.bulk import insert_many

EARTHLY = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY_UNIT, PlaceKind.ZONE)
"""Places that have offices; a group of zones is a way of counting."""
DAY_COLUMNS = ("place_id", "notice_id", "day", "working", "name", "name_en", "like", "known_at")


class DayKind(models.TextChoices):
    CLOSED = "closed", _("不上班")
    WORKING = "working", _("上班")
    LIFTED = "lifted", _("恢复原来的安排")


class Weekday(models.TextChoices):
    MONDAY = "0", _("周一")
    TUESDAY = "1", _("周二")
    WEDNESDAY = "2", _("周三")
    THURSDAY = "3", _("周四")
    FRIDAY = "4", _("周五")


@action(title=_("载入全国工作日历"))
def load_calendar(country: Annotated[Ref[Place], Among(EARTHLY)], *, by: Actor) -> Place:
    """Put on record what the package carries: every notice with its days, of the years that the country has none of.

    The country is the root of the tree, whose notices hold everywhere.

    Of later years only the statutory days are known: they are provisional (decree 795 of 2024).
    """
    if not is_root(country.row):
        raise Refusal("not_root", _("全国工作日历只载入最上一级。"))
    known = set(HolidayNotice.objects.filter(place=country.id).values_list("year", flat=True))
    missing = [each for each in national.table() if each.notice.year not in known]
    if not missing:
        return country.row
    at = acts.current().at
    rows = HolidayNotice.objects.bulk_create(
        HolidayNotice(
            place_id=country.id,
            year=each.notice.year,
            number=each.notice.number,
            title=each.notice.zh,
            title_en=each.notice.en,
            published=each.notice.published,
            provisional=each.notice.provisional,
            source=national.SOURCES[each.notice.provisional],
            known_at=at,
        )
        for each in missing
    )
    known_at = CalendarDay._meta.get_field("known_at").get_db_prep_save(at, connection)
    days = [
        (country.id, row.pk, day.isoformat(), working, zh, en, 0, known_at)
        for row, each in zip(rows, missing, strict=True)
        for day, working, zh, en in each.days
    ]
    insert_many(CalendarDay, DAY_COLUMNS, days)
    acts.current().changed("calendar.years", old=None, new=f"{missing[0].notice.year}–{missing[-1].notice.year}")
    return country.row


@action(title=_("登记放假安排通知"))
def import_notice(
    place: Annotated[Ref[Place], Among(EARTHLY)],
    *,
    by: Actor,
    year: Annotated[int, Field(ge=2004, le=2100), Label(_("年份"))],
    title: Annotated[str, Field(min_length=2, max_length=200), Label(_("通知名称"))],
    text: Annotated[
        str,
        Field(min_length=8, max_length=5000),
        Label(_("通知正文"), _("原文粘贴，如：一、元旦：1月1日（周四）至3日（周六）放假调休，共3天"), long=True),
    ],
    number: Annotated[str, Field(max_length=80), Label(_("文号"), _("如 国办发明电〔2025〕7号"))] = "",
    published: Annotated[date | None, Label(_("发布日期"))] = None,
    source: Annotated[str, Field(max_length=200), Label(_("出处"), _("网址或收文号"))] = "",
) -> Place:
    """The holidays and make-up days of a year as its notice has them; on the country's calendar it settles the year.

    A later notice on the same year changes the days that it names. One issued lower holds below its place.
    """
    told = read_announcement(text, year)
    calendar = calendar_of(place.row)
    _require_sound(year, told, calendar, settling=is_root(place.row) and year in calendar.provisional)
    if HolidayNotice.objects.filter(place=place.id, year=year, provisional=False, title=title, number=number).exists():
        raise Refusal("known", _("这份通知已经登记过。"), field="number" if number else "title")
    at = acts.current().at
    row = HolidayNotice.objects.create(
        place_id=place.id, year=year, number=number, title=title, published=published, source=source, known_at=at
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            place_id=place.id,
            notice=row,
            day=day,
            working=working,
            name=name or title[:80],
            name_en=national.english(name),
            known_at=at,
        )
        for day, (working, name) in sorted(told.items())
    )
    _tell("calendar.notice", None, f"{year} {number or title}")
    _tell("calendar.closed", None, _listed(day for day, (working, _name) in told.items() if not working))
    _tell("calendar.make_up", None, _listed(day for day, (working, _name) in told.items() if working))
    return place.row


def _require_sound(year: int, told: dict[date, tuple[bool, str]], calendar: Calendar, *, settling: bool) -> None:
    if not calendar.first.year <= year <= calendar.last.year + 1:
        given = {"first": calendar.first.year, "last": calendar.last.year + 1}
        raise Refusal("year", _("年份须在 %(first)s 至 %(last)s 之间。") % given, field="year")
    for day, (working, _name) in sorted(told.items()):
        if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
            raise Refusal("other_year", _("%(day)s 不在 %(year)s 年。") % {"day": day, "year": year}, field="text")
        if working and day.weekday() < SATURDAY:
            raise Refusal("no_make_up", _("%(day)s 本来就是工作日，不必调休上班。") % {"day": day}, field="text")
    closed = {day for day, (working, _name) in told.items() if not working}
    if settling and (missing := sorted(national.statutory(year) - closed)):
        days = _listed(missing)
        raise Refusal("incomplete", _("通知不全，缺少这些法定节假日：%(days)s。") % {"days": days}, field="text")


@action(title=_("单日安排"))
def override_day(
    place: Annotated[Ref[Place], Among(EARTHLY)],
    *,
    by: Actor,
    day: Annotated[date, Label(_("日期"))],
    kind: Annotated[DayKind, Label(_("安排"))],
    name: Annotated[str, Field(max_length=80), Label(_("事由"), _("如 台风停工、承办赛事调休"))] = "",
    name_en: Annotated[str, Field(max_length=80), Label(_("事由（英文）"))] = "",
    like: Annotated[Weekday, Label(_("按周几的时段"), _("休息日上班时用"))] = Weekday.MONDAY,
    basis: Basis = "",
) -> Place:
    """One day that is worked or closed at a place and below it otherwise than the notices have it; or as they do."""
    calendar = calendar_of(place.row)
    if not calendar.first <= day <= calendar.last:
        given = {"first": calendar.first.isoformat(), "last": calendar.last.isoformat()}
        raise Refusal("beyond", _("工作日历只有 %(first)s 至 %(last)s。") % given, field="day")
    last = CalendarDay.objects.filter(place=place.id, day=day, notice=None).order_by("-pk").first()
    standing = last if last is not None and last.working is not None else None
    working = {DayKind.CLOSED: False, DayKind.WORKING: True, DayKind.LIFTED: None}[kind]
    if working is None and standing is None:
        raise Refusal("none_to_lift", _("这一天没有单日安排。"), field="kind")
    if working is not None and not name:
        raise Refusal("no_name", _("请写明事由。"), field="name")
    if working is not None and standing is None and calendar.is_working(day.toordinal()) is working:
        raise Refusal("as_it_is", _("这一天原来就是这样安排的。"), field="kind")
    CalendarDay.objects.create(
        place_id=place.id,
        day=day,
        working=working,
        name=name,
        name_en=name_en,
        like=int(like.value),
        known_at=acts.current().at,
    )
    old = f"{day} {'+' if standing.working else '−'} {standing.name}" if standing else None
    new = f"{day} {'+' if working else '−'} {name}" if working is not None else None
    _tell("calendar.day", old, new)
    return place.row


@action(title=_("设定办公时间"))
def set_office_hours(
    place: Annotated[Ref[Place], Among(EARTHLY)],
    *,
    by: Actor,
    windows: Annotated[
        str,
        Field(min_length=4, max_length=500),
        Label(_("办公时段"), _("如 周一至周五 8:30-12:00 13:00-17:30；各天不同就一行写一种"), long=True),
    ],
    on: Annotated[date, Label(_("自何日起"))],
    basis: Basis = "",
) -> Place:
    """From a day on the offices of a place, and below it, are open within these windows; lunch lies between two.

    They say when a working day ends and which hours are working hours; which days are worked they do not change.
    """
    week = read_windows(windows)
    since.require_near(on, "on")
    since.require_each_in_being([place.id], on)
    calendar = calendar_of(place.row)
    if not calendar.first <= on <= calendar.last:
        given = {"first": calendar.first.isoformat(), "last": calendar.last.isoformat()}
        raise Refusal("beyond", _("工作日历只有 %(first)s 至 %(last)s。") % given, field="on")
    before = calendar.week(on.toordinal())
    own = OfficeHours.objects.filter(place=place.id, start__lte=on).exists()
    if before == week and own:
        return place.row
    OfficeHours.objects.create(place_id=place.id, start=on, week=week, known_at=acts.current().at)
    _tell("calendar.hours", as_text(before, "zh"), as_text(week, "zh"))
    return place.row


def _tell(field: str, old: str | None, new: str | None) -> None:
    if old or new:
        acts.current().changed(field, old=old, new=new)


def _listed(days: Iterable[date]) -> str:
    """Days as 2027-01-01..03 would be too short to be read: each in full, but spans as spans."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and (day - spans[-1][1]).days == 1:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return " ".join(f"{first}..{last}" if first != last else f"{first}" for first, last in spans)

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.calendars.actions import DayKind, import_notice, override_day, set_office_hours
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.site.doctor import examine
from tests.cast import Cast
from tests.kernel.api.callers import account_of
from tests.kernel.calendars.notices import MADE_UP_2027, TITLE_2027
from tests.site.test_translations import read, wrong

pytestmark = pytest.mark.django_db
NOVEMBER, JULY = (datetime(2026, month, 22, 10, tzinfo=clock.ZONE) for month in (11, 7))
NAMES = {"测试市", "开发区A", "开发区B", "王敏", "王敏的岗位", "改革办", "台风停工", "听证", "月底前"}
LATE = "2027 年放假安排通知尚未登记"


def visitor(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def page(cast: Cast, language: str = "zh-hans", **given: str) -> str:
    client = visitor(cast.clerk)
    client.cookies["django_language"] = language
    answer = client.get(reverse("calendar"), given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_year_stands_there_with_its_holidays_make_up_days_and_notice(cast: Cast) -> None:
    html = page(cast, year="2026")
    assert (html.count('class="month"'), html.count("<sup>休</sup>"), html.count("<sup>班</sup>")) == (12, 33, 6)
    assert "国办发明电〔2025〕7号" in html


@pytest.mark.parametrize(("year", "shown"), [("", "2026"), ("1066", "2004"), ("9999", "2030"), ("二〇", "2026")])
def test_any_year_that_is_asked_for_leads_to_one_that_there_is(cast: Cast, year: str, shown: str) -> None:
    with clock.at(JULY):
        assert f"{shown} 年" in page(cast, year=year, place="nowhere")


def test_a_year_without_its_notice_says_that_it_is_provisional(cast: Cast) -> None:
    assert "调休上班日要等通知发布" in page(cast, year="2027")


def test_a_deadline_is_worked_out_with_its_steps(cast: Cast) -> None:
    given = {"start": "2025-09-30T16:00", "limit": "20wd", "from": "2025-10-09", "to": "2025-10-15", "ground": "听证"}
    html = page(cast, **given)
    assert "<b>2025-11-12 17:30</b>" in html
    assert "中止（听证），不计 6个工作日" in html
    assert 'value="听证"' in html


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(cast: Cast) -> None:
    html = page(cast, start="2025-09-30T16:00", limit="有空时", extend="10wd")
    assert "读不出时限" in html
    assert all(f'value="{typed}"' in html for typed in ("2025-09-30T16:00", "有空时", "10wd"))


def test_from_november_on_the_missing_notice_is_on_the_desk_and_in_the_doctor_s_list(cast: Cast) -> None:
    def told() -> tuple[bool, bool]:
        home = visitor(cast.clerk).get(reverse("home")).content.decode()
        return LATE in home, next(check.ok for check in examine() if check.key == "calendar")

    with clock.at(JULY):
        assert told() == (False, True)
    with clock.at(NOVEMBER):
        assert told() == (True, False)
        import_notice(Ref(cast.city.pk), by=cast.clerk, year=2027, title=TITLE_2027, text=MADE_UP_2027)
        assert told() == (False, True)


def test_the_notice_is_entered_from_the_page_and_the_record_tells_it(cast: Cast) -> None:
    client = visitor(cast.clerk)
    form = reverse("act", args=["calendars", "import_notice", cast.city.pk])
    assert form in page(cast, year="2027")
    sent = {"year": "2027", "title": TITLE_2027, "text": MADE_UP_2027.replace("周五", "周六", 1)}
    assert "2027-01-01 是周五" in client.post(form, sent).content.decode()
    answer = client.post(form, {**sent, "text": MADE_UP_2027}, follow=True)
    assert answer.status_code == 200
    assert "调休上班日要等通知发布" not in page(cast, year="2027")
    history = client.get(reverse("history", args=[cast.city.pk])).content.decode()
    assert "放假安排通知" in history


def test_who_may_not_change_the_calendar_is_not_offered_it(cast: Cast) -> None:
    html = visitor(cast.zone_clerk).get(reverse("calendar"), {"year": "2027"}).content.decode()
    assert "calendars/" not in html


def test_the_page_is_english_throughout(cast: Cast) -> None:
    zone = Place.objects.get(pk=cast.zone_a.pk)
    override_day(Ref(zone.pk), by=cast.clerk, day=date(2027, 8, 12), kind=DayKind.CLOSED, name="台风停工")
    set_office_hours(Ref(zone.pk), by=cast.clerk, windows="周一至周四 9:00-17:00；周五 9:00-12:00", on=date(2020, 1, 1))
    given = {"place": "zone-a", "year": "2027", "start": "2026-12-24T16:00", "limit": "10wd", "from": "2026-12-29"}
    for more in ({"to": "2026-12-30", "ground": "听证"}, {"limit": "月底前"}, {"limit": "0wd"}):
        found = page(cast, "en", **given, **more) if "to" in more else page(cast, "en", **{**given, **more, "from": ""})
        assert wrong("en", read(found)) - NAMES == set()
    assert "Mon–Thu 9:00–17:00; Fri 9:00–12:00" in page(cast, "en", **given)
    history = visitor(cast.clerk)
    history.cookies["django_language"] = "en"
    told = history.get(reverse("history", args=[zone.pk])).content.decode()
    assert "Office hours" in told
    assert "Mon–Thu 9:00–17:00" in told

"""The bell and the list: one's own organ and post, what was not seen first, old ones gone from the list only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.notices import reading
from kaifaqu.kernel.notices.models import Notice, Seen, SeenUpTo
from kaifaqu.kernel.organs.models import Account
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, called, scene
from tests.kernel.notices.telling import WORKDAY, tell_department

pytestmark = pytest.mark.django_db


def signed_in(seat: Seat) -> Client:
    account = Account.objects.create(username=f"p{seat.person}", person_id=seat.person)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_each_sees_what_his_organ_and_post_were_told(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
        tell_department(cast, "urged", post=cast.officer.post)
        tell_department(cast, "ended", post=cast.secretary.post)
        assert [row.kind for row in reading.told(cast.officer)] == ["urged", "asked"]
        assert reading.count_unseen(cast.officer) == 2
        assert reading.count_unseen(cast.clerk) == 0


def test_what_was_seen_is_one_person_s_own(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
        reading.see(cast.officer, [Notice.objects.get().pk])
        assert reading.count_unseen(cast.officer) == 0
        other = Seat(cast.clerk.person, cast.officer.post, cast.department.pk)
        assert reading.count_unseen(other) == 1


def test_nobody_marks_what_he_was_not_told(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
        reading.see(cast.clerk, [Notice.objects.get().pk])
    assert not Seen.objects.exists()


def test_all_is_one_mark_for_what_is_settled_and_single_ones_for_the_last_minutes(cast: Cast) -> None:
    with clock.at(WORKDAY - timedelta(hours=1)):
        for _n in range(3):
            tell_department(cast)
    with clock.at(WORKDAY):
        tell_department(cast, "urged")
        for _time in range(2):
            reading.see_all(cast.officer)
        assert reading.count_unseen(cast.officer) == 0
    assert SeenUpTo.objects.count() == 1
    assert Seen.objects.count() == 1


def test_after_ninety_days_a_notice_leaves_the_list_and_stays_on_record(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
    with clock.at(WORKDAY + timedelta(days=91)):
        assert not reading.told(cast.officer).exists()
    assert Notice.objects.count() == 1


def test_the_bell_is_one_statement(cast: Cast) -> None:
    with clock.at(WORKDAY), CaptureQueriesContext(connection) as queries:
        tell_department(cast)
        before = len(queries.captured_queries)
        reading.count_unseen(cast.officer)
        assert len(queries.captured_queries) == before + 1


def test_the_bell_answers_nothing_where_nothing_has_changed(cast: Cast) -> None:
    with clock.at(WORKDAY):
        client = signed_in(cast.officer)
        tell_department(cast)
        assert client.get("/notices/bell/?n=1").status_code == 204
        answer = client.get("/notices/bell/?n=0")
        assert 'id="bell"' in answer.text
        assert "1 条未看" in answer.text


def test_the_list_shows_what_was_not_seen_first_and_opening_marks_it(cast: Cast) -> None:
    with clock.at(WORKDAY):
        client = signed_in(cast.officer)
        tell_department(cast, words="请尽快")
        tell_department(cast, "urged")
        older, newer = Notice.objects.order_by("pk").values_list("pk", flat=True)
        client.get(f"/notices/{newer}/")
        page = client.get("/notices/").text
        assert page.index(f"/notices/{older}/") < page.index(f"/notices/{newer}/")
        assert "请尽快" in page
        client.post("/notices/see/", {"all": "1"})
        assert reading.count_unseen(cast.officer) == 0
        assert "没有未看的通知" in client.get("/notices/?new").text


def test_another_organ_s_notice_cannot_be_opened(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
        assert signed_in(cast.zone_clerk).get(f"/notices/{Notice.objects.get().pk}/").status_code == 404


def test_a_name_that_looks_like_a_formula_is_text_in_the_table(cast: Cast) -> None:
    with clock.at(WORKDAY):
        client = signed_in(cast.clerk)
        tell_department(cast, "urged", number="=1+1")
        table = client.get("/notices/call-list.csv").content.decode("utf-8-sig")
        assert "'=1+1" in table
        page = client.get("/notices/call-list/").text
        assert "打过了" in page
        assert "spoke_to=" in page


def test_channels_and_their_log_are_for_whoever_looks_after_them(cast: Cast) -> None:
    for path in ("channels/", "log/", "call-list/"):
        assert signed_in_once(cast.clerk).get(f"/notices/{path}").status_code == 200
        assert signed_in_once(cast.officer).get(f"/notices/{path}").status_code == 404


def signed_in_once(seat: Seat) -> Client:
    Account.objects.filter(person=seat.person).delete()
    return signed_in(seat)


def test_a_case_s_page_offers_one_line_for_the_group(cast: Cast) -> None:
    here = scene(cast)
    with clock.at(MONDAY):
        case = called(here)
        page = signed_in(here.lead).get(f"/cases/{case.pk}/").text
    assert "【办件】路口塌陷，请甲局于6月9日" in page
    assert f"/cases/{case.pk}/</textarea>" in page
    assert "data-copy" in page

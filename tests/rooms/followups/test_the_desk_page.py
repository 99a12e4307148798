"""The desk shows each what he may see, by week, with its numbers; units, leader and duty officer have their view."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.rooms.followups.actions import explain_delay, report_item
from kaifaqu.rooms.followups.models import FollowUp, Order, Report
from tests.cast import sit
from tests.followups import MONDAY, Desk, fresh
from tests.kernel.api.callers import account_of


def visitor(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def read(seat: Seat, path: str) -> str:
    answer = visitor(seat).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def later(days: int) -> Any:
    return clock.at(MONDAY + timedelta(days=days))


def test_the_desk_lists_what_is_open_with_its_numbers(desk: Desk) -> None:
    desk.assigned("改造北门路口排水", limit="月底前")
    done = desk.claimed(words="清理边沟")
    desk.says(done, desk.second, "verified")
    page = read(desk.clerk, "/followups/")
    assert "改造北门路口排水" in page
    assert "清理边沟" not in page
    assert "月底前" in page
    assert "清理边沟" in read(desk.clerk, "/followups/?show=all")
    assert "清理边沟" in read(desk.clerk, "/followups/?light=verified")


def test_filters_narrow_and_what_nothing_fits_says_so(desk: Desk) -> None:
    desk.assigned("改造北门路口排水")
    assert "改造北门路口排水" in read(desk.clerk, f"/followups/?lead={desk.lead.organ}&origin=instruction&q=北门")
    for query in ("origin=meeting", "light=late", "show=silent", "q=西门"):
        assert "改造北门路口排水" not in read(desk.clerk, f"/followups/?{query}")


@pytest.mark.parametrize("query", ["light=blue", "lead=x", "older=zzz", "order=-title", "show=1;drop", "q=%00"])
def test_what_no_filter_takes_changes_nothing(desk: Desk, query: str) -> None:
    desk.assigned("改造北门路口排水")
    assert visitor(desk.clerk).get(f"/followups/?{query}").status_code == 200


def test_another_zone_sees_nothing_of_it(desk: Desk) -> None:
    case = desk.assigned("改造北门路口排水")
    stranger = sit(desk.cast.committee_b, "邻区", "zone_clerk")[0]
    assert "改造北门路口排水" not in read(stranger, "/followups/")
    for path in (f"/followups/{case.pk}/why/", f"/followups/{case.pk}/sign/", f"/followups/orders/{desk.order.id}/"):
        assert visitor(stranger).get(path).status_code == 404


def test_a_light_opens_its_reason(desk: Desk) -> None:
    case = desk.assigned(limit="月底前")
    page = read(desk.clerk, f"/followups/{case.pk}/why/")
    assert "月底前" in page
    assert "本月最后一日" in page
    assert "2025-06-30" in page


def test_a_matter_is_assigned_on_the_page_of_its_paper(desk: Desk) -> None:
    path = f"/followups/orders/{desk.order.id}/"
    given = {"words": "改造排水", "kind": "ordinary", "lead": "住建局", "assists": "水务局", "limit": "月底前"}
    client = visitor(desk.clerk)
    assert client.post(path, {**given, "lead": "没有的局"}).status_code == 422
    assert client.post(path, {**given, "limit": "择日"}).status_code == 422
    assert Order.objects.get(pk=desk.order.id).split == 0
    assert client.post(path, given).status_code == 302
    case = Case.objects.get(origin="instruction")
    assert case.parties == {"caller": [desk.clerk.organ], "lead": [desk.lead.organ], "assist": [desk.helper.organ]}
    assert FollowUp.objects.get(case=case.pk).limit == "月底前"


def test_the_duty_officer_signs_reports_and_claims_from_his_own_page(desk: Desk) -> None:
    case = desk.assigned()
    page, client = read(desk.lead, "/followups/mine/"), visitor(desk.lead)
    assert "签收" in page
    assert client.post(f"/followups/{case.pk}/sign/", {}).status_code == 302
    path = f"/followups/{case.pk}/report/?from=mine"
    assert client.post(path, {"done": ""}).status_code == 422
    answer = client.post(path, {"done": "已开挖", "stuck": "水管未迁", "need": "迁改", "need_from": "水务局"})
    assert (answer.status_code, answer["Location"]) == (302, "/followups/mine/")
    assert Report.objects.get().need_from_id == desk.helper.organ
    assert client.post(f"/followups/{case.pk}/claim/", {"words": "已办"}).status_code == 422
    assert client.post(f"/followups/{case.pk}/claim/", {"words": "已办", "evidence": "现场"}).status_code == 302
    assert visitor(desk.second).post(f"/followups/{case.pk}/verify/", {}).status_code == 302
    assert fresh(case).outcome == "verified"


def test_the_desk_answers_an_objection_with_a_limit_in_words(desk: Desk) -> None:
    case = desk.assigned()
    about = {"about": "limit", "words": "汛期无法施工"}
    assert visitor(desk.lead).post(f"/followups/{case.pk}/objection/", about).status_code == 302
    client = visitor(desk.clerk)
    assert client.post(f"/followups/{case.pk}/new_limit/", {"limit": "下月底前"}).status_code == 302
    assert FollowUp.objects.get(case=case.pk).limit == "下月底前"
    assert "2025-07-31" in read(desk.clerk, "/followups/")


def test_what_others_wait_for_stands_under_stuck_on_you(desk: Desk) -> None:
    case = desk.handled()
    needed: Ref[Any] = Ref(desk.helper.organ)
    report_item(Ref(case.pk), by=desk.lead, done="已开挖", need="迁改水管", need_from=needed)
    assert "迁改水管" in read(desk.clerk, f"/followups/units/{desk.helper.organ}/")
    report_item(Ref(case.pk), by=desk.lead, done="水管已迁")
    assert "迁改水管" not in read(desk.clerk, f"/followups/units/{desk.helper.organ}/")


def test_the_leader_sees_what_is_red_and_what_he_is_asked_for(desk: Desk) -> None:
    case = desk.handled(limit="3wd")
    desk.assigned("不急的事", limit="月底前")
    with later(30):
        page = read(desk.clerk, "/followups/leader/")
        assert "请定：是否召集" in page
        report_item(Ref(case.pk), by=desk.lead, done="已开挖", need="资金", need_from=Ref(desk.helper.organ))
        assert "请定：请水务局支持" in read(desk.clerk, "/followups/leader/")
    with later(1):
        assert "今天没有需要领导定的事" in read(desk.clerk, "/followups/leader/")


def test_the_unit_s_words_stand_beside_the_light(desk: Desk) -> None:
    case = desk.handled(limit="3wd")
    with later(4):
        assert "逾期待说明" in read(desk.clerk, "/followups/")
        explain_delay(Ref(case.pk), by=desk.lead, words="管材未到货")
        page = read(desk.clerk, "/followups/")
    assert "有说明" in page


def test_several_matters_of_one_unit_are_urged_with_one_message(desk: Desk) -> None:
    cases = [desk.handled(words=f"第{n}件事") for n in range(3)]
    client = visitor(desk.clerk)
    page = client.post("/followups/urge/", {"pick": [case.pk for case in cases]}).content.decode()
    assert page.count("【催办】") == 1
    assert [fresh(case).kept.get("urged") for case in cases] == [None] * 3
    sent = {"pick": [case.pk for case in cases], "confirm": "1", "next": "/followups/"}
    assert client.post("/followups/urge/", sent).status_code == 302
    assert [fresh(case).kept.get("urged") for case in cases] == [1] * 3
    assert client.post("/followups/urge/", {"pick": ["x", "999999999999"]}).status_code == 302


def test_the_desk_costs_the_same_however_long_it_is(desk: Desk) -> None:
    desk.assigned()
    client = visitor(desk.clerk)
    client.get("/followups/")
    with CaptureQueriesContext(connection) as short:
        client.get("/followups/")
    for n in range(6):
        desk.assigned(f"第{n}件事", assists=[desk.helper.organ])
    with CaptureQueriesContext(connection) as long:
        client.get("/followups/")
    assert len(long) == len(short) <= 26

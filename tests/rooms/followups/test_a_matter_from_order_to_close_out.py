"""A paper is taken in, split and assigned; the unit signs, reports, claims; another officer closes it out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.cases.models import Ask, Case, Status
from kaifaqu.kernel.cases.worker import drain
from kaifaqu.kernel.clock import local
from kaifaqu.rooms.followups.actions import assign, report_item, split_item, take_in_order
from kaifaqu.rooms.followups.models import FollowUp, Kind, Order, Report
from tests.cast import sit
from tests.followups import MONDAY, WORDS, Desk, fresh
from tests.records import refused


def due(case: Case) -> date:
    found = fresh(case).limit_at
    assert found is not None
    return local(found).date()


def test_an_order_keeps_its_words_and_counts_its_matters(desk: Desk) -> None:
    first, second = desk.assigned(), desk.assigned("清理边沟", kind=Kind.URGENT)
    row = Order.objects.get(pk=desk.order.id)
    assert (row.words, row.split) == (WORDS, 2)
    assert [first.number, second.number] == ["2025-001-01", "2025-001-02"]
    assert (first.origin, first.procedure, first.parties["lead"]) == ("instruction", "follow_up", [desk.lead.organ])


@pytest.mark.parametrize(
    ("kind", "limit", "day", "kept"),
    [
        (Kind.URGENT, "", date(2025, 6, 16), ""),  # 5 days end on Saturday the 14th: the next working day
        (Kind.ORDINARY, "", date(2025, 6, 24), ""),  # 15 days
        (Kind.LONG, "", date(2026, 6, 9), ""),
        (Kind.ORDINARY, "月底前", date(2025, 6, 30), "月底前"),
        (Kind.ORDINARY, "5个工作日", date(2025, 6, 16), "5个工作日"),
        (Kind.ORDINARY, "2025年7月1日前", date(2025, 7, 1), "2025年7月1日前"),
    ],
)
def test_a_limit_keeps_its_words_and_comes_to_a_day(desk: Desk, kind: Kind, limit: str, day: date, kept: str) -> None:
    case = desk.assigned(kind=kind, limit=limit)
    assert (due(case), FollowUp.objects.get(case=case.pk).limit) == (day, kept)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("0d", "limit"),
        ("10000wd", "limit"),
        ("择日", "limit"),
        ("2025-06-01", "limit_before"),
        ("2099-01-01", "limit_far"),
    ],
)
def test_a_limit_that_is_none_is_refused(desk: Desk, limit: str, code: str) -> None:
    with refused(code, field="limit"):
        desk.assigned(limit=limit)


def test_it_is_signed_handled_claimed_and_closed_out_by_another_officer(desk: Desk) -> None:
    case = desk.claimed()
    assert (fresh(case).stage, fresh(case).holder_id) == ("verify", desk.clerk.organ)
    done = desk.says(case, desk.second, "verified")
    assert (done.status, done.outcome) == (Status.ENDED, "verified")


def test_silence_signs(desk: Desk) -> None:
    case = desk.assigned()
    with clock.at(MONDAY + timedelta(days=3)):
        drain()
    assert fresh(case).stage == "handle"
    assert Ask.objects.get(case=case.pk, stage="sign").verdict == "sign"


def test_nobody_verifies_his_own_claim(desk: Desk) -> None:
    own = desk.assigned(lead=Ref(desk.clerk.organ))
    desk.says(own, desk.clerk, "sign")
    desk.says(own, desk.clerk, "claimed_done", words="已办", given={"evidence": "会议纪要"})
    with refused("second_officer"):
        desk.says(own, desk.clerk, "verified")
    assert desk.says(own, desk.second, "verified").status == Status.ENDED


def test_a_claim_brings_its_evidence(desk: Desk) -> None:
    case = desk.handled()
    with refused("evidence", field="evidence"):
        desk.says(case, desk.lead, "claimed_done", words="已改造")
    with refused("words", field="words"):
        desk.says(case, desk.lead, "claimed_done", given={"evidence": "现场"})


def test_what_is_returned_says_what_is_missing_and_keeps_its_limit(desk: Desk) -> None:
    case = desk.claimed(limit="月底前")
    with refused("words", field="words"):
        desk.says(case, desk.clerk, "returned")
    back = desk.says(case, desk.clerk, "returned", words="缺验收单")
    assert (back.stage, due(case)) == ("handle", date(2025, 6, 30))


def test_an_objection_is_in_writing_and_ends_in_another_lead(desk: Desk) -> None:
    case = desk.assigned()
    with refused("words", field="words"):
        desk.says(case, desk.lead, "objection", given={"about": "lead"})
    desk.says(case, desk.lead, "objection", words="排水归水务局", given={"about": "lead"})
    assert fresh(case).holder_id == desk.clerk.organ
    moved = desk.says(case, desk.clerk, "reassigned", lead=Ref(desk.helper.organ))
    assert (moved.stage, moved.parties["lead"], moved.holder_id) == ("sign", [desk.helper.organ], desk.helper.organ)


def test_an_objection_to_the_limit_moves_it_and_its_words(desk: Desk) -> None:
    case = desk.assigned(limit="月底前")
    desk.says(case, desk.lead, "objection", words="汛期无法施工", given={"about": "limit"})
    with refused("limit", field="limit"):
        desk.says(case, desk.clerk, "limit_changed")
    desk.says(case, desk.clerk, "limit_changed", limit="2025-07-31", given={"limit_words": "7月底前"})
    assert (due(case), FollowUp.objects.get(case=case.pk).limit) == (date(2025, 7, 31), "7月底前")


def test_more_time_is_asked_for_and_granted_or_refused_by_the_desk(desk: Desk) -> None:
    case = desk.handled(limit="月底前")
    desk.says(case, desk.lead, "more_time", words="管材未到货", given={"suggested": "7月10日"})
    with refused("not_yours"):
        desk.says(case, desk.lead, "granted", limit="2025-07-10")
    desk.says(case, desk.clerk, "granted", limit="2025-07-10")
    assert (fresh(case).stage, due(case)) == ("handle", date(2025, 7, 10))
    desk.says(case, desk.lead, "more_time", words="又下雨")
    desk.says(case, desk.clerk, "refused", words="已延过一次")
    assert (fresh(case).stage, due(case)) == ("handle", date(2025, 7, 10))


def test_a_unit_may_not_change_its_own_limit(desk: Desk) -> None:
    case = desk.handled()
    with refused("not_settable", field="limit"):
        desk.says(case, desk.lead, "more_time", words="来不及", limit="2025-12-31")


def test_a_report_is_kept_as_it_was_sent_and_says_whom_it_needs(desk: Desk) -> None:
    case = desk.handled()
    ref: Ref[Case] = Ref(case.pk)
    with refused("from_whom", field="need_from"):
        report_item(ref, by=desk.lead, done="已开挖", need="协调迁改水管")
    report_item(
        ref, by=desk.lead, done="已开挖", stuck="水管未迁", need="协调迁改水管", need_from=Ref(desk.helper.organ)
    )
    report_item(ref, by=desk.lead, done="已回填")
    assert list(Report.objects.order_by("id").values_list("done", "stuck")) == [("已开挖", "水管未迁"), ("已回填", "")]


def test_only_those_who_have_to_do_with_it_report(desk: Desk) -> None:
    case = desk.handled()
    with pytest.raises(NotFound):
        report_item(Ref(case.pk), by=desk.helper, done="看了看")
    with refused("not_yours"):
        report_item(Ref(case.pk), by=desk.clerk, done="代报")


def test_what_is_closed_is_not_reported_on(desk: Desk) -> None:
    case = desk.claimed()
    desk.says(case, desk.second, "verified")
    with refused("closed"):
        report_item(Ref(case.pk), by=desk.lead, done="还在办")


def test_a_part_is_given_to_another_unit_and_is_due_with_the_whole(desk: Desk) -> None:
    case = desk.handled(limit="月底前")
    child = split_item(Ref(case.pk), by=desk.lead, words="迁改水管", lead=Ref(desk.helper.organ))
    assert (child.parent_id, child.number, due(child)) == (case.pk, f"{case.number}-1", date(2025, 6, 30))
    with pytest.raises(NotFound):
        split_item(Ref(case.pk), by=desk.helper, words="再分", lead=Ref(desk.lead.organ))


def test_lead_and_assist_are_different_units_in_being(desk: Desk) -> None:
    with refused("twice", field="assists"):
        desk.assigned(assists=[desk.lead.organ])
    with refused("gone", field="lead"):
        desk.assigned(assists=[999_999])


def test_an_order_is_not_of_tomorrow_and_not_of_a_place_out_of_reach(desk: Desk) -> None:
    given = {"origin": "meeting", "words": "专题会议议定事项"}
    with refused("in_future", field="day"):
        take_in_order(Ref(desk.cast.city.pk), by=desk.clerk, day=date(2025, 6, 10), **given)  # type: ignore[arg-type]  # inputs as a form has them
    with pytest.raises(NotFound):
        take_in_order(Ref(desk.cast.city.pk), by=desk.lead, day=date(2025, 6, 9), **given)  # type: ignore[arg-type]  # inputs as a form has them
    stranger = sit(desk.cast.committee_b, "邻区", "zone_clerk")[0]
    with pytest.raises(NotFound):
        assign(desk.order, by=stranger, words="别人的", lead=Ref(desk.lead.organ))


def test_an_old_matter_is_entered_with_the_day_on_which_it_was_given(desk: Desk) -> None:
    case = desk.assigned(given=date(2025, 6, 8), limit="2025-06-09")
    assert due(case) == date(2025, 6, 9)
    with refused("dates", field="given"):
        desk.assigned(given=date(2025, 6, 7))

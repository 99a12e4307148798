"""The office visits, puts down what it finds, and closes it once somebody else than the claimant has seen it mended."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.cases.actions import answer_case, withdraw_case
from kaifaqu.kernel.cases.models import Case, Origin
from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Since
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.reform.actions import (
    close_finding,
    record_finding,
    record_visit,
    rectify_finding,
    return_finding,
)
from kaifaqu.rooms.reform.models import Finding, Outcome, Visit
from kaifaqu.rooms.reform.queries.supervision import findings, steps
from kaifaqu.rooms.reform.queries.todo import Wanted, programme_todo
from kaifaqu.rooms.reform.rules import Light
from tests import programmes
from tests.cast import Cast, sit
from tests.records import refused
from tests.rooms.reform.conftest import Driven

BEEN, MENDED, SEEN, DUE, AFTER = (date(2020, 8, day) for day in (15, 20, 22, 30, 31))


@pytest.fixture
def visit(cast: Cast, driven: Driven) -> Ref[Visit]:
    return programmes.visited(cast, driven.pk, BEEN)


@pytest.fixture
def finding(cast: Cast, visit: Ref[Visit]) -> Ref[Case]:
    return programmes.found(cast, visit)


def lights(driven: Driven, day: date) -> list[Light]:
    return [each.light for each in findings(driven.row, Subject.objects.all(), day)]


def wanted(seat: Seat, day: date) -> list[Wanted]:
    return [todo.wanted for todo in programme_todo(seat, day) if todo.finding]


def test_a_finding_is_put_right_and_closed_and_every_day_is_known(
    cast: Cast, driven: Driven, finding: Ref[Case]
) -> None:
    assert Finding.objects.get(pk=finding.id).due == DUE
    rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")
    close_finding(finding, by=cast.clerk, on=SEEN)
    days = (BEEN, MENDED, SEEN, AFTER)
    assert [lights(driven, day) for day in days] == [
        [Light.UNDER_WAY],
        [Light.CLAIMED],
        [Light.VERIFIED],
        [Light.VERIFIED],
    ]


def test_it_turns_amber_and_red_by_the_charter_s_days(driven: Driven, finding: Ref[Case]) -> None:
    assert lights(driven, date(2020, 8, 16)) == [Light.UNDER_WAY]
    assert lights(driven, date(2020, 8, 17)) == [Light.SOON]
    assert lights(driven, DUE) == [Light.SOON]
    assert lights(driven, AFTER) == [Light.LATE]


def test_what_is_sent_back_says_what_is_missing_and_everything_stays(cast: Cast, finding: Ref[Case]) -> None:
    rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")
    return_finding(finding, by=cast.clerk, on=MENDED, words="缺第三页")
    rectify_finding(finding, by=cast.zone_clerk, on=SEEN, words="已补第三页")
    told = [(step.outcome, step.words) for step in steps(Finding.objects.get(pk=finding.id))]
    assert told == [
        (Outcome.CLAIMED, "已补第三页"),
        (Outcome.NOT_VERIFIED, "缺第三页"),
        (Outcome.CLAIMED, "已补齐"),
        (Outcome.FOUND, ""),
    ]


def test_nobody_closes_what_he_claimed_himself(cast: Cast, finding: Ref[Case]) -> None:
    rectify_finding(finding, by=cast.clerk, on=MENDED, words="代填")
    with refused("second_officer"):
        close_finding(finding, by=cast.clerk, on=SEEN)
    close_finding(finding, by=sit(cast.office, "林芳", "reform_office")[0], on=SEEN)


def test_steps_come_in_their_order(cast: Cast, finding: Ref[Case]) -> None:
    with refused("stage"):
        close_finding(finding, by=cast.clerk, on=SEEN)
    with refused("evidence", field="words"):
        rectify_finding(finding, by=cast.zone_clerk, on=MENDED)
    rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")
    with refused("order", field="on"):
        close_finding(finding, by=cast.clerk, on=BEEN)
    with refused("in_future", field="on"):
        close_finding(finding, by=cast.clerk, on=date(2099, 1, 1))
    with refused("words", field="words"):
        return_finding(finding, by=cast.clerk, on=SEEN, words="")
    close_finding(finding, by=cast.clerk, on=SEEN)
    with refused("stage"):
        rectify_finding(finding, by=cast.zone_clerk, on=SEEN, words="又来")


def test_an_earlier_day_may_be_set_and_no_later_one(cast: Cast, visit: Ref[Visit]) -> None:
    given = {"by": cast.clerk, "words": "台账缺页", "organ": Ref(cast.committee_a.pk)}
    row = record_finding(visit, rectify_by=MENDED, **given)  # type: ignore[arg-type]  # typed by its own Input
    assert row.due == MENDED
    with refused("too_late", field="rectify_by"):
        record_finding(visit, rectify_by=AFTER, **given)  # type: ignore[arg-type]  # the same
    with refused("dates", field="rectify_by"):
        record_finding(visit, rectify_by=date(2020, 8, 14), **given)  # type: ignore[arg-type]  # the same
    with refused("unknown", field="task"):
        record_finding(visit, task="slimm", **given)  # type: ignore[arg-type]  # the same


def test_a_zone_that_has_ended_is_not_visited(cast: Cast, driven: Driven) -> None:
    with guard.lifted("the zone ends"):
        row = Since.objects.filter(subject=cast.zone_a.pk, relation=since.STATUS.key).get()
        Since.objects.create(
            subject_id=cast.zone_a.pk,
            relation=since.STATUS.key,
            start=BEEN,
            code=since.ABOLISHED,
            act_subject=row.act_subject,
            act_seq=row.act_seq,
        )
    with refused("abolished", field="on"):
        record_visit(Ref(cast.zone_a.pk), by=cast.clerk, programme=driven.ref, on=MENDED, who="王敏", seen="看了管委会")
    with refused("abolished", field="on"):
        driven.say("under_way", MENDED)  # type: ignore[arg-type]  # as a form sends it


def test_another_zone_s_clerk_neither_sees_it_nor_puts_it_right(cast: Cast, driven: Driven, finding: Ref[Case]) -> None:
    other, _ = sit(cast.committee_b, "邻区", "zone_clerk")
    with pytest.raises(NotFound):
        rectify_finding(finding, by=other, on=MENDED, words="已补齐")
    with pytest.raises(NotFound):
        close_finding(finding, by=cast.zone_clerk, on=MENDED)
    assert wanted(other, BEEN) == []


def test_it_waits_for_the_unit_then_for_the_office(cast: Cast, finding: Ref[Case]) -> None:
    assert wanted(cast.zone_clerk, BEEN) == [Wanted.RECTIFY]
    assert wanted(cast.clerk, BEEN) == []
    assert wanted(cast.clerk, AFTER) == [Wanted.OVERDUE_FINDING]
    rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")
    assert wanted(cast.zone_clerk, MENDED) == []
    assert wanted(cast.clerk, MENDED) == [Wanted.CLOSE]


def test_a_department_puts_right_what_it_is_to(cast: Cast, visit: Ref[Visit]) -> None:
    organ: Ref[object] = Ref(cast.department.pk)
    row = record_finding(visit, by=cast.clerk, words="批复没有下发", organ=organ)  # type: ignore[arg-type]  # an organ
    rectify_finding(Ref(row.pk), by=cast.officer, on=MENDED, words="已下发")
    assert getattr(steps(row)[0].person, "pk", None) == cast.officer.person


# ── The finding is a case ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_a_case_that_the_unit_holds_until_the_charter_s_day(cast: Cast, finding: Ref[Case]) -> None:
    case = Case.objects.get(pk=finding.id)
    assert (case.origin, case.stage, case.words) == (Origin.FINDING, "rectify", "台账缺页")
    assert (case.holder_id, case.caller_id) == (cast.committee_a.pk, cast.office.pk)
    assert case.due_at is not None
    assert local(case.due_at).date() == date(2020, 8, 31)  # the 30th is a Sunday
    assert case.subject.title_en.endswith("finding-1")


def test_it_is_answered_as_any_case_is_and_the_day_is_that_of_the_answer(
    cast: Cast, driven: Driven, finding: Ref[Case]
) -> None:
    answer_case(Ref(finding.id), by=cast.zone_clerk, verdict="claimed", given={"evidence": "已补的台账"})
    assert lights(driven, AFTER) == [Light.LATE]
    assert lights(driven, today()) == [Light.CLAIMED]
    answer_case(Ref(finding.id), by=cast.clerk, verdict="not_verified", words="缺第三页")
    assert lights(driven, today()) == [Light.LATE]
    rectify_finding(finding, by=cast.zone_clerk, on=today(), words="已补第三页")
    answer_case(Ref(finding.id), by=cast.clerk, verdict="verified")
    assert lights(driven, today()) == [Light.VERIFIED]


def test_nobody_closes_what_he_claimed_himself_by_that_way_either(cast: Cast, finding: Ref[Case]) -> None:
    rectify_finding(finding, by=cast.clerk, on=MENDED, words="代填")
    with refused("second_officer"):
        answer_case(Ref(finding.id), by=cast.clerk, verdict="verified")


def test_the_days_stop_while_it_is_claimed_and_go_on_when_it_comes_back(cast: Cast, finding: Ref[Case]) -> None:
    due = Case.objects.get(pk=finding.id).due_at
    rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")
    assert Case.objects.get(pk=finding.id).due_at is None
    return_finding(finding, by=cast.clerk, on=SEEN, words="缺第三页")
    assert Case.objects.get(pk=finding.id).due_at == due


def test_one_that_was_put_down_by_mistake_is_withdrawn_and_gone(cast: Cast, driven: Driven, finding: Ref[Case]) -> None:
    withdraw_case(finding, by=cast.clerk, words="重复登记")
    assert lights(driven, AFTER) == []
    with refused("stage"):
        rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")


def test_no_other_case_is_put_right_as_a_finding(cast: Cast, finding: Ref[Case]) -> None:
    with guard.lifted("the finding goes, its case stays"):
        Finding.objects.filter(pk=finding.id).delete()
    with refused("no_finding"):
        rectify_finding(finding, by=cast.zone_clerk, on=MENDED, words="已补齐")

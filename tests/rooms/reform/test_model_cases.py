"""A model case goes from material to the places that copy it, step by step; unknown days stay unknown. YT-20, HY-12."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.institutions.actions import register_zone
from kaifaqu.rooms.reform.actions import copy_case, decline_case, submit_case, write_case
from kaifaqu.rooms.reform.demo.cases import load_cases
from kaifaqu.rooms.reform.models import CaseStep, Level, ModelCase, Step
from kaifaqu.rooms.reform.queries import cases as queries
from kaifaqu.rooms.reform.queries.cases import Told
from kaifaqu.rooms.reform.rules.cases import may_follow, state
from tests import programmes
from tests.cast import SETUP, Cast
from tests.records import refused

LATER = date(2020, 9, 1)


def told(case: int) -> Told:
    return queries.told(queries.cases(Subject.objects.all()).get(pk=case))


def test_a_case_is_written_submitted_adopted_and_copied(cast: Cast) -> None:
    case = programmes.taken_up(cast)
    copy_case(Ref(case), by=cast.clerk, place=Ref(cast.zone_b.pk), on=LATER, basis="调度会议定")
    row = told(case)
    assert [step.step for step in row.steps] == ["written", "submitted", "adopted", "copied"]
    assert (row.state, row.pending) == (Step.ADOPTED, False)
    assert row.level is not None
    assert row.level.level == Level.PROVINCIAL
    assert [step.place_id for step in row.copies] == [cast.zone_b.pk]
    found = queries.copied_at(queries.cases(Subject.objects.all()), cast.zone_b.pk)
    assert [row.pk for row in found] == [case]


def test_after_one_body_has_adopted_it_a_higher_one_may_be_asked(cast: Cast) -> None:
    case = programmes.taken_up(cast)
    submit_case(Ref(case), by=cast.clerk, body="中央改革办", on=LATER)
    assert (told(case).state, told(case).pending) == (Step.ADOPTED, True)
    decline_case(Ref(case), by=cast.clerk, reason="未入选", on=LATER)
    assert (told(case).state, told(case).pending) == (Step.ADOPTED, False)


def test_one_that_was_declined_is_at_its_end(cast: Cast) -> None:
    case = programmes.sent(cast)
    decline_case(Ref(case), by=cast.clerk, reason="已有同类案例", on=LATER)
    assert told(case).state is Step.DECLINED
    with refused("order"):
        submit_case(Ref(case), by=cast.clerk, body="省委改革办", on=LATER)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"source": ""}, "material", "file"),
        ({"on": date(2099, 1, 1)}, "in_future", "on"),
    ],
)
def test_a_case_without_material_or_of_a_day_to_come_is_refused(
    cast: Cast, given: dict[str, Any], code: str, field: str
) -> None:
    told_of: dict[str, Any] = {"title": "经验", "theme": "体制", "source": "a-source", **given}
    with refused(code, field=field):
        write_case(Ref(cast.zone_a.pk), by=cast.clerk, **told_of)


def test_steps_keep_their_order_and_their_days(cast: Cast) -> None:
    case = Ref[ModelCase](programmes.written(cast))
    with refused("order"):
        decline_case(case, by=cast.clerk, reason="未报送")
    with refused("order"):
        copy_case(case, by=cast.clerk, place=Ref(cast.zone_b.pk))
    with refused("order", field="on"):
        submit_case(case, by=cast.clerk, body="省委改革办", on=date(2020, 7, 1))


def test_a_case_is_copied_elsewhere_and_once(cast: Cast) -> None:
    case = Ref[ModelCase](programmes.taken_up(cast))
    with refused("own", field="place"):
        copy_case(case, by=cast.clerk, place=Ref(cast.zone_a.pk))
    copy_case(case, by=cast.clerk, place=Ref(cast.zone_b.pk))
    with refused("twice", field="place"):
        copy_case(case, by=cast.clerk, place=Ref(cast.zone_b.pk))


def test_a_zone_writes_its_own_cases_and_the_office_takes_them_further(cast: Cast) -> None:
    given: dict[str, Any] = {"title": "经验", "theme": "体制", "source": "a-source"}
    case = write_case(Ref(cast.zone_a.pk), by=cast.zone_clerk, **given)
    with refused("not_found"):
        submit_case(Ref(case.pk), by=cast.zone_clerk, body="省委改革办")
    with refused("not_found"):
        write_case(Ref(cast.zone_b.pk), by=cast.zone_clerk, **given)


def test_states_and_levels_find_their_cases(cast: Cast) -> None:
    adopted, sent, written = programmes.taken_up(cast), programmes.sent(cast), programmes.written(cast)
    rows = queries.cases(Subject.objects.all())
    by_state = {step: [row.pk for row in queries.in_state(rows, step)] for step in ("adopted", "submitted", "written")}
    assert by_state == {"adopted": [adopted], "submitted": [sent], "written": [written]}
    assert [row.pk for row in queries.at_level(rows, "provincial")] == [adopted]
    assert not queries.at_level(rows, "national").exists()


@pytest.mark.database
def test_a_step_cannot_be_taken_back(cast: Cast) -> None:
    programmes.taken_up(cast)
    with guard.lifted("a forger"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CaseStep.objects.update(level="national")


def test_what_the_sources_tell_is_loaded_and_what_they_leave_out_stays_unknown(cast: Cast) -> None:
    """yantai-2020 (一), (十一); hengyang-mianyang-2022 四."""
    for slug in ("yantai-hitech", "laishan-zone"):
        register_zone(Ref(cast.city.pk), by=SETUP, title=slug, slug=slug)
    load_cases(settings.FACTS_DIR, "yantai", cast.city, SETUP)
    load_cases(settings.FACTS_DIR, "hengyang", cast.city, SETUP)
    rows = {row.case.subject.title: row for row in map(queries.told, queries.cases(Subject.objects.all()))}
    fund, park, code = (rows[title] for title in ("组建运营公司、设立引导基金", "建设特色国别产业园", "赋“码”保护机制"))
    levels = [(row.level.level, row.level.inferred) for row in (fund, park, code) if row.level]
    assert levels == [("provincial", False), ("", False), ("national", True)]
    assert {step.day for row in (fund, park, code) for step in row.steps} == {None}
    assert (fund.pending, park.pending) == (True, False)
    assert fund.level is not None
    assert fund.level.document == "全省20个改革典型案例之一"


def test_rules_of_steps() -> None:
    assert state(["written", "submitted", "declined"]) == "declined"
    assert may_follow(["written"], "adopted")
    assert not may_follow(["written", "submitted"], "submitted")
    assert not may_follow(["written"], "written")

"""Who is told what at each step of a matter: nobody of his own doing, nobody twice of one thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases import actions, worker
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.notices.models import Notice
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from tests import charters
from tests.cast import Cast
from tests.kernel.cases.matters import MONDAY, PROCEDURES, Scene, called, say, scene

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def fresh(since: list[int]) -> list[tuple[str, str]]:
    """Who was told what since the last look, by name."""
    rows = Notice.objects.filter(pk__gt=since[-1]).order_by("pk")
    told = [(str(row.organ.title), str(row.kind)) for row in rows.select_related("organ")]
    since.append(Notice.objects.order_by("pk").values_list("pk", flat=True).last() or 0)
    return told


def name(seat: Seat) -> str:
    return Subject.objects.get(pk=seat.organ).title


def test_a_matter_from_call_to_end_and_back(here: Scene) -> None:
    seen, zone = [0], name(here.caller)
    with clock.at(MONDAY):
        case = called(here, here.helper)
        assert fresh(seen) == [("甲局", "asked")]
        say(case, here.lead, "sign")
        assert fresh(seen) == [("丙局", "asked")]
        actions.copy_case(Ref(case.pk), by=here.lead, organ=Ref(here.other.organ))
        assert fresh(seen) == [("乙局", "copied")]
        actions.urge_case(Ref(case.pk), by=here.caller, words="请抓紧")
        assert fresh(seen) == [("甲局", "urged")]
        assert Notice.objects.latest("pk").words == "请抓紧"
        say(case, here.helper, "done", words="已配合")
        say(case, here.lead, "resolved", words="已回填")
        assert fresh(seen) == [(zone, "asked")]
        say(case, here.caller, "confirmed")
        assert fresh(seen) == [("甲局", "ended")]
        actions.reopen_case(Ref(case.pk), by=here.caller, words="又塌了")
    assert sorted(fresh(seen)) == [("丙局", "reopened"), ("甲局", "reopened")]


def test_sent_back_to_the_caller_then_given_to_another(here: Scene) -> None:
    seen, zone = [0], name(here.caller)
    with clock.at(MONDAY):
        case = called(here)
        fresh(seen)
        say(case, here.lead, "contest", words="清单第三条")
        assert fresh(seen) == [(zone, "returned")]
        assert Notice.objects.latest("pk").words == "清单第三条"
        say(case, here.caller, "assigned", lead=Ref(here.other.organ))
    assert fresh(seen) == [("乙局", "asked")]


def test_given_to_another_organ_and_to_one_post(here: Scene) -> None:
    seen = [0]
    with clock.at(MONDAY):
        case = called(here)
        fresh(seen)
        actions.transfer_case(Ref(case.pk), by=here.lead, to=Ref(here.other.organ), words="归乙局")
        assert fresh(seen) == [("乙局", "asked")]
        actions.delegate_case(Ref(case.pk), by=here.other, to=Ref(here.other.post))
    assert fresh(seen) == []  # he gave it to himself


def test_taken_back_everybody_who_still_had_it_is_told(here: Scene) -> None:
    seen = [0]
    with clock.at(MONDAY):
        case = called(here, here.helper)
        say(case, here.lead, "sign")
        fresh(seen)
        actions.withdraw_case(Ref(case.pk), by=here.caller, words="已自行解决")
    assert sorted(fresh(seen)) == [("丙局", "withdrawn"), ("甲局", "withdrawn")]


def test_the_ladder_tells_the_holder_and_then_his_superior_too(here: Scene) -> None:
    seen = [0]
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
        fresh(seen)
    for at, wanted in (
        (5, [("甲局", "warned")]),
        (8, [("甲局", "urged")]),
        (10, [("甲局", "followed_up"), ("改革办", "followed_up")]),
    ):
        with clock.at(MONDAY + timedelta(days=at)):
            worker.drain()
        assert sorted(fresh(seen)) == sorted(wanted)


def test_more_time_is_told_to_whoever_did_not_ask_for_it(here: Scene) -> None:
    seen = [0]
    with clock.at(MONDAY):
        case = called(here, here.helper)
        say(case, here.lead, "sign")
        fresh(seen)
        actions.extend_case(Ref(case.pk), by=here.lead, limit="2wd", ground="情况复杂")
    assert fresh(seen) == [("丙局", "recalculated")]


@pytest.mark.parametrize(("quiet", "urgent"), [("never", True), ("night", False)])
def test_where_nothing_is_quiet_it_is_danger(cast: Cast, quiet: str, urgent: bool) -> None:
    of = scene(cast)
    text = (charters.CITY + PROCEDURES).replace("quiet: night", f"quiet: {quiet}").replace("2024-01-01", "2025-01-01")
    charters.adopted(cast, cast.city.pk, datetime(2025, 1, 1, tzinfo=clock.ZONE).date(), text)
    with clock.at(MONDAY):
        called(of)
    assert Notice.objects.get().urgent is urgent


def test_being_told_costs_one_statement(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        with CaptureQueriesContext(connection) as queries:
            actions.urge_case(Ref(case.pk), by=here.caller)
    assert len([q for q in queries.captured_queries if "notices_notice" in q["sql"]]) == 1


def test_what_is_refused_tells_nobody(here: Scene) -> None:
    with clock.at(MONDAY):
        case: Case = called(here)
        before = Notice.objects.count()
        given: dict[str, Any] = {"verdict": "never_heard_of"}
        with pytest.raises(Exception, match="答复"):
            say(case, here.lead, **given)
    assert Notice.objects.count() == before

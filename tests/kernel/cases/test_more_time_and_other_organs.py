"""More time is asked of whoever grants it; what an abolished organ was asked goes to its heir; the books are mended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.cases import doctor, worker
from kaifaqu.kernel.cases.actions import extend_case, move_case, pause_case, resume_case, transfer_case, urge_case
from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.organs.actions import abolish_organ
from kaifaqu.kernel.trail.guard import lifted
from kaifaqu.kernel.trail.models import Entry
from tests import charters
from tests.cast import SETUP, Cast
from tests.kernel.cases.matters import (
    EXTENDABLE,
    MONDAY,
    PROCEDURES,
    Scene,
    at,
    called,
    moment,
    now_of,
    say,
    scene,
    waiting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def granted_by_the_caller(here: Scene) -> Case:
    text = charters.CITY.replace("2024-01-01", "2025-01-01") + EXTENDABLE
    charters.adopted(here.cast, here.cast.city.pk, date(2025, 1, 1), text)
    case = called(here)
    say(case, here.lead, "sign")
    return case


def more(here: Scene, case: Case, limit: str = "2wd") -> Case:
    return extend_case(Ref(case.pk), by=here.lead, limit=limit, ground="管线复杂")


def test_more_time_is_granted_by_whom_the_procedure_names(here: Scene) -> None:
    with clock.at(MONDAY):
        case = granted_by_the_caller(here)
        refused("too_long", more, here, case, "6wd")
        refused("too_long", more, here, case, "9d")
        more(here, case)
        assert now_of(case).due_at == moment(2025, 6, 16, 17, 30)
        refused("requested", more, here, case)
        refused("verdict", say, case, here.caller, "done")
        say(case, here.caller, "granted")
        assert now_of(case).due_at == moment(2025, 6, 18, 17, 30)
        assert list(doctor.drifted()) == []


def test_more_time_that_is_not_granted_changes_nothing_and_may_be_asked_for_again_in_bounds(here: Scene) -> None:
    with clock.at(MONDAY):
        case = granted_by_the_caller(here)
        more(here, case)
        say(case, here.caller, "refused", words="抓紧")
        assert now_of(case).due_at == moment(2025, 6, 16, 17, 30)
        for _ in range(2):
            more(here, case)
            say(case, here.caller, "granted")
        assert now_of(case).due_at == moment(2025, 6, 20, 17, 30)
        refused("extended", more, here, case)


def test_a_request_is_over_when_the_stage_is(here: Scene) -> None:
    with clock.at(MONDAY):
        case = granted_by_the_caller(here)
        more(here, case)
        say(case, here.lead, "resolved", words="已回填")
    assert waiting(case) == [(here.caller.organ, "confirm")]
    assert "extension" not in now_of(case).kept


def test_who_urged_when_and_with_which_words_is_on_record(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        urge_case(Ref(case.pk), by=here.caller, words="抓紧")
        urge_case(Ref(case.pk), by=here.caller, words="还要多久")
    kept = now_of(case).kept
    assert kept["urged"] == 2
    first = {"at": "2025-06-09 09:00", "organ": here.caller.organ, "asks": [1], "words": "抓紧"}
    assert kept["urges"] == [first, {**first, "words": "还要多久"}]


def test_what_is_sent_back_to_an_organ_that_was_taken_over_goes_to_its_heir_and_says_so(here: Scene) -> None:
    case = called(here)
    heir = here.other.organ
    abolish_organ(Ref(here.cast.committee_a.pk), by=SETUP, on=clock.today(), into=Ref(heir))
    say(case, here.lead, "contest", words="职责规定（三）")
    assert waiting(case) == [(heir, "return")]
    last = Entry.objects.filter(subject=case.pk).order_by("-seq")[0]
    assert f'{{"field":"case.party.caller","new":[{heir}],"old":[{here.caller.organ}]}}' in last.body


def test_without_an_heir_it_goes_to_whoever_has_what_nobody_owns(here: Scene) -> None:
    case = called(here)
    abolish_organ(Ref(here.cast.committee_a.pk), by=SETUP, on=clock.today())
    say(case, here.lead, "contest", words="职责规定（三）")
    assert waiting(case) == [(here.office.organ, "return")]


def test_where_no_lead_is_named_whoever_has_what_nobody_owns_has_it(here: Scene) -> None:
    from kaifaqu.kernel.cases.actions import open_case  # noqa: PLC0415  (matters name a lead)

    given: dict[str, Any] = {"procedure": "whistle", "title": "路口塌陷", "words": "请来处置"}
    case = open_case(Ref(here.cast.zone_a.pk), by=here.caller, **given)
    assert waiting(case) == [(here.office.organ, "sign")]


def test_a_stage_that_the_new_rules_have_not_is_refused_with_those_that_they_have(here: Scene) -> None:
    case = called(here)
    text = charters.CITY.replace("2024-01-01", "2025-01-01") + PROCEDURES.replace("sign:", "accept:").replace(
        "from: sign", "from: accept"
    )
    charters.adopted(here.cast, here.cast.city.pk, date(2025, 1, 1), text)
    told = refused("stage", move_case, Ref(case.pk), by=here.office)
    assert [key for key, _title in told.choices] == ["accept", "resolve", "planned", "confirm"]
    move_case(Ref(case.pk), by=here.office, stage="accept")
    assert waiting(case) == [(here.lead.organ, "accept")]


def test_when_the_machine_s_clock_goes_back_nothing_breaks_and_nothing_happens_twice(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        pause_case(Ref(case.pk), by=here.lead, ground="专家评审")
    with clock.at(MONDAY - timedelta(hours=3)):
        resume_case(Ref(case.pk), by=here.lead)
        say(case, here.lead, "sign")
        assert worker.drain().done == 0
    with at(2025, 6, 13, 18):
        assert worker.drain().done == 1
    with at(2025, 6, 9, 8):
        assert worker.drain().done == 0
        transfer_case(Ref(case.pk), by=here.lead, to=Ref(here.other.organ), words="归乙局")
    minutes = Ask.objects.filter(case=case.pk, answered_at__isnull=False).values_list("minutes", flat=True)
    assert all(each is not None and each >= 0 for each in minutes)
    assert list(doctor.drifted()) == []


def test_when_the_clock_jumps_ahead_everything_happens_in_its_order_and_once(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
    with at(2026, 3, 2):
        assert worker.drain().done == 3
        assert worker.drain().done == 0
    assert now_of(case).kept["climbed"] == ["0@80%", "0@100%", "0@+1wd"]


def test_what_a_case_shows_wrongly_is_put_right_from_its_asks_and_clocks(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        shown = now_of(case)
        with lifted("a test breaks it"):
            Case.plain.filter(pk=case.pk).update(holder=here.caller.organ, next_at=None)
            Ask.objects.filter(case=case.pk).update(due_at=None)
        assert doctor.rebuild() == 1
        assert list(doctor.drifted()) == []
    again = now_of(case)
    assert (again.holder_id, again.next_at, again.due_at) == (shown.holder_id, shown.next_at, shown.due_at)


def test_no_case_waits_for_more_than_two_pages_of_younger_ones(here: Scene) -> None:
    cases = []
    for hour in range(6):
        with clock.at(MONDAY + timedelta(hours=hour)):
            cases.append(called(here))
    with at(2025, 6, 20, 18):
        worker.drain(pace=worker.Pace(size=2, pause=lambda _seconds: None))
    done = Entry.objects.filter(action="cases.run_due").order_by("id").values_list("subject", flat=True)
    first = [list(done).index(case.pk) for case in cases]
    assert first == sorted(first)
    assert max(first) < 2 * len(cases)  # no second rung of another comes before anybody's first but in its turn

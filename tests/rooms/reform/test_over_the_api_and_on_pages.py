"""The board and the findings as data, the pages of supervision, and the forms with tasks by their names."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.rooms.reform.actions import rectify_finding
from kaifaqu.rooms.reform.models import State
from tests import programmes
from tests.cast import Cast, sit
from tests.kernel.api.callers import caller
from tests.rooms.reform.conftest import Driven, visitor

DAY, AFTER = date(2020, 9, 1), date(2020, 9, 2)


@pytest.fixture
def levels(cast: Cast) -> Driven:
    return Driven(cast, programmes.under_way(cast, programmes.LEVELS))


def test_the_board_is_told_some_places_at_a_time_with_totals_over_all(cast: Cast, levels: Driven) -> None:
    levels.lead(cast.department, DAY)
    levels.say(State.CLAIMED, DAY)
    client = caller(cast.clerk)
    told = client.get(f"/api/reform/board/{levels.pk}?on=2020-09-02&limit=2").json()
    assert [place["id"] for place in told["places"]] == [cast.city.pk, cast.zone_a.pk]
    slim, area = told["lines"]
    assert (slim["lead"], slim["due"], slim["totals"]) == (
        "住房和城乡建设局",
        "2020-11-30",
        {"claimed": 1, "not_started": 2},
    )
    assert [cell["light"] for cell in slim["cells"]] == ["not_started", "claimed"]
    assert [cell["light"] for cell in area["cells"]] == ["not_started", "city_level"]
    assert (told["phase"], told["next"]) == (1, 2)
    rest = client.get(f"/api/reform/board/{levels.pk}?start=2&limit=2").json()
    assert ([place["id"] for place in rest["places"]], rest["next"]) == ([cast.zone_b.pk], None)


def test_a_zone_s_clerk_is_told_of_her_zone_alone(cast: Cast, driven: Driven) -> None:
    told = caller(cast.zone_clerk).get(f"/api/reform/board/{driven.pk}").json()
    assert [place["id"] for place in told["places"]] == [cast.zone_a.pk]
    assert all(len(line["cells"]) == 1 for line in told["lines"])


def test_findings_are_told_to_those_who_see_the_place(cast: Cast, driven: Driven) -> None:
    finding = programmes.found(cast, programmes.visited(cast, driven.pk))
    path = f"/api/reform/findings/{driven.pk}?on=2020-09-02"
    [told] = caller(cast.clerk).get(path).json()["items"]
    assert (told["id"], told["light"], told["stage"], told["days_left"]) == (finding.id, "late", "rectify", -3)
    other, _ = sit(cast.committee_b, "邻区", "zone_clerk")
    assert caller(other).get(path).json()["items"] == []


def test_no_programme_is_no_board(cast: Cast, driven: Driven) -> None:
    for path in ("board", "findings"):
        assert caller(cast.clerk).get(f"/api/reform/{path}/{cast.zone_a.pk}").status_code == 404


def shown(seat: Seat, name: str, *args: object) -> str:
    return visitor(seat).get(reverse(f"reform:{name}", args=args)).content.decode()


def test_supervision_is_listed_and_each_page_offers_the_next_step(cast: Cast, driven: Driven) -> None:
    visit = programmes.visited(cast, driven.pk)
    finding = programmes.found(cast, visit)
    listed = shown(cast.clerk, "supervision", driven.pk)
    assert "台账缺页" in listed
    assert "逾期未整改" in listed
    assert "看了管委会" in shown(cast.clerk, "visit", visit.id)
    assert "台账缺页" in shown(cast.clerk, "cell", driven.pk, "slim", cast.zone_a.pk)
    mine = f"/do/reform/rectify_finding/{finding.id}/"
    assert mine in shown(cast.zone_clerk, "finding", finding.id)
    rectify_finding(finding, by=cast.zone_clerk, on=DAY, words="已补齐")
    close = f"/do/reform/close_finding/{finding.id}/"
    assert close in shown(cast.clerk, "finding", finding.id)
    assert close not in shown(cast.zone_clerk, "finding", finding.id)


def test_what_waits_is_a_page_of_its_own(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, DAY)
    assert "待我核验" in shown(cast.clerk, "todo")
    assert "没有等您办理的改革事项" in shown(cast.officer, "todo")


def form(client: Client, verb: str, subject: int, query: str = "") -> str:
    return client.get(f"/do/reform/{verb}/{subject}/{query}").content.decode()


def test_forms_offer_tasks_states_and_phases_by_their_names(cast: Cast, driven: Driven) -> None:
    client = visitor(cast.clerk)
    report = form(client, "report_progress", cast.zone_a.pk, f"?programme={driven.pk}&task=slim")
    assert '<option value="slim" selected>瘦身强体</option>' in report
    assert '<option value="verified">' not in report
    assert '<option value="2">2 · 显现成效</option>' in form(client, "begin_phase", driven.pk)


def test_a_verdict_is_offered_where_there_is_a_claim_and_to_whom_it_belongs(cast: Cast, driven: Driven) -> None:
    verdict = f"/do/reform/verify_progress/{cast.zone_a.pk}/"
    where = ("cell", driven.pk, "slim", cast.zone_a.pk)
    assert verdict not in shown(cast.clerk, *where)
    driven.say(State.CLAIMED, DAY)
    assert verdict in shown(cast.clerk, *where)
    assert verdict not in shown(cast.officer, *where)
    driven.lead(cast.department, AFTER)
    assert verdict in shown(cast.officer, *where)

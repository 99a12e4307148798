from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.demo import load_yantai
from kaifaqu.rooms.institutions.queries import reform_json
from tests.cast import FOUNDED, QUOTA, SETUP, Cast
from tests.kernel.api.callers import JSON, As
from tests.kernel.api.examples import path_of


def quota(client: Client, zone: int, number: int, on: str) -> None:
    path = path_of("institutions.change_quota", zone)
    assert client.post(path, {"quota": number, "on": on}, content_type=JSON).status_code == 201


def walk(client: Client, path: str) -> list[Any]:
    """Every item of a paged list, page by page."""
    items, after = [], ""
    while True:
        told = client.get(path + after).json()
        items += told["items"]
        if told["next"] is None:
            return items
        after = f"&after={told['next']}"


def test_pages_tell_every_visible_subject_once_in_order(cast: Cast, clerk: Client) -> None:
    told = [item["id"] for item in walk(clerk, "/api/subjects?limit=3")]
    assert told == list(visible_to(cast.clerk).order_by("sort_key", "id").values_list("pk", flat=True))


def test_a_page_costs_the_same_however_long_it_is(cast: Cast, clerk: Client) -> None:
    with CaptureQueriesContext(connection) as short:
        clerk.get("/api/subjects?limit=1")
    with CaptureQueriesContext(connection) as long:
        clerk.get("/api/subjects?limit=200")
    assert len(long) == len(short) <= 6


def test_subjects_are_found_by_kind_place_and_part_of_a_title(cast: Cast, clerk: Client) -> None:
    assert {item["id"] for item in walk(clerk, "/api/subjects?kind=zone")} == {cast.zone_a.pk, cast.zone_b.pk}
    assert {i["id"] for i in walk(clerk, f"/api/subjects?place={cast.zone_a.pk}&kind=duty")} == {cast.duty_a.pk}
    assert [item["id"] for item in walk(clerk, "/api/subjects?q=审计")] != []


def test_a_page_behind_what_one_may_not_see_is_not_found(cast: Cast, as_seat: As) -> None:
    assert as_seat(cast.zone_clerk).get(f"/api/subjects?after={cast.zone_b.pk}").status_code == 404


def test_a_subject_is_its_row_in_the_spine(cast: Cast, clerk: Client) -> None:
    row = Subject.objects.get(pk=cast.duty_a.pk)
    assert clerk.get(f"/api/subjects/{row.pk}").json() == {
        "id": row.pk,
        "kind": "duty",
        "title": row.title,
        "title_en": "",
        "place": cast.zone_a.pk,
        "organ": cast.committee_a.pk,
        "synthetic": True,
        "seq": row.seq,
        "head": row.head,
        "files": [],
    }


@pytest.mark.parametrize("path", ["subjects/{}", "subjects/{}/history", "facts/{}?fact=area", "institutions/zones/{}"])
def test_what_lies_out_of_sight_is_absent(path: str, cast: Cast, as_seat: As) -> None:
    in_zone_a = as_seat(cast.zone_clerk)
    assert in_zone_a.get("/api/" + path.format(cast.zone_a.pk)).status_code == 200
    refused = in_zone_a.get("/api/" + path.format(cast.zone_b.pk))
    assert refused.status_code == 404
    assert refused.content == in_zone_a.get("/api/" + path.format(10**12)).content


def test_history_tells_the_newest_first_and_pages_back_to_the_founding(cast: Cast, clerk: Client) -> None:
    quota(clerk, cast.zone_a.pk, 100, "2020-08-15")
    path = f"/api/subjects/{cast.zone_a.pk}/history?limit=2"
    told = clerk.get(path).json()
    newest = told["items"][0]
    assert (newest["action"], newest["on"], newest["door"]) == ("institutions.change_quota", "2020-08-15", "api")
    assert newest["changes"] == [{"field": "headcount_quota", "old": QUOTA, "new": 100}]
    assert newest["actor"] == {"person": cast.clerk.person, "post": cast.clerk.post, "organ": cast.clerk.organ}

    seen = told["items"]
    while told["next"]:
        told = clerk.get(path, {"limit": 2, "before": told["next"]}).json()
        seen += told["items"]
    assert seen[-1]["action"] == "institutions.register_zone"
    assert len({(line["subject"], line["seq"]) for line in seen}) == len(seen)


def test_history_leaves_out_entries_on_what_one_may_not_see(cast: Cast, clerk: Client, as_seat: As) -> None:
    path = path_of("institutions.hand_over_duty", cast.duty_b.pk)
    clerk.post(path, {"to": cast.committee_a.pk, "on": "2020-08-15"}, content_type=JSON)
    history = f"/api/subjects/{cast.committee_a.pk}/history"
    assert clerk.get(history).json()["items"][0]["subject"] == cast.duty_b.pk
    in_zone_a = as_seat(cast.zone_clerk).get(history).json()["items"]
    assert cast.duty_b.pk not in {line["subject"] for line in in_zone_a}


def test_a_fact_comes_with_the_act_that_it_rests_on(cast: Cast, clerk: Client) -> None:
    quota(clerk, cast.zone_a.pk, 100, "2020-08-15")
    path = f"/api/facts/{cast.zone_a.pk}?fact=headcount_quota"
    before, after = clerk.get(path + "&on=2020-08-14").json(), clerk.get(path + "&on=2020-08-15").json()
    assert (before["value"], after["value"]) == (QUOTA, 100)
    (act,) = after["acts"]
    assert (act["action"], act["actor"]["person"]) == ("institutions.change_quota", cast.clerk.person)
    assert after["as_of"] == "2020-08-15"


def test_a_fact_that_nobody_published_is_not_nought(cast: Cast, clerk: Client) -> None:
    told = clerk.get(f"/api/facts/{cast.zone_a.pk}?fact=administered_towns").json()
    assert (told["value"], told["reason"]) == (None, "not_published")


def test_a_fact_that_there_is_not_is_a_fault(cast: Cast, clerk: Client) -> None:
    answer = clerk.get(f"/api/facts/{cast.zone_a.pk}?fact=nonsense")
    assert (answer.status_code, list(answer.json()["faults"])) == (422, ["fact"])


def test_the_catalogue_says_where_and_with_what_an_act_is_called(clerk: Client) -> None:
    told = {act["name"]: act for act in clerk.get("/api/acts").json()}
    assert told.keys() == all_actions().keys()
    change = told["institutions.change_quota"]
    assert (change["title"], change["subject"]) == ("调整员额", "zone")
    assert change["path"] == "acts/institutions/change_quota/{subject}"
    assert "file" not in change["takes"]["application/json"]["properties"]
    assert "file" in change["takes"]["multipart/form-data"]["properties"]


def test_the_reform_is_told_as_the_command_tells_it(cast: Cast, clerk: Client) -> None:
    load_yantai(settings.FACTS_DIR, cast.city, SETUP)
    told = clerk.get("/api/institutions/reform/test").json()
    assert told == reform_json("test", "zh")
    values = {key: measure["value"] for key, measure in told["measures"].items()}
    assert values["internal_units_cut"] == 0.3
    assert values["headcount_quota_cut"] == 0.546
    assert values["area_cut"] == 0.328
    assert values["programme_lead_days"] == 30


def test_a_reform_that_is_not_on_record_is_not_found(cast: Cast, clerk: Client) -> None:
    assert clerk.get("/api/institutions/reform/test").status_code == 404
    assert clerk.get("/api/institutions/reform/nowhere").status_code == 404


def test_a_zone_is_compared_between_any_two_days(cast: Cast, clerk: Client) -> None:
    quota(clerk, cast.zone_a.pk, 84, "2020-08-15")
    path = f"/api/institutions/zones/{cast.zone_a.pk}"
    told = clerk.get(f"{path}?before=2020-08-14&after=2020-08-15").json()
    cut = told["measures"]["headcount_quota_cut"]
    assert (cut["value"], [i["value"] for i in cut["inputs"]]) == (0.5, [QUOTA, 84])
    assert cut["inputs"][1]["acts"][0]["actor"]["person"] == cast.clerk.person
    assert clerk.get(path).json()["before"] == "2020-08-14"
    assert clerk.get(f"{path}?before=2020-08-15&after=2020-08-14").json()["faults"].keys() == {"after"}


def test_the_ledger_tells_every_zone_on_a_day(cast: Cast, clerk: Client, as_seat: As) -> None:
    rows = walk(clerk, "/api/institutions/ledger?limit=1&on=2020-08-15")
    assert [row["zone"]["id"] for row in rows] == [cast.zone_a.pk, cast.zone_b.pk]
    assert {row["facts"]["headcount_quota"]["value"] for row in rows} == {QUOTA}
    day_before = clerk.get(f"/api/institutions/ledger?on={FOUNDED - timedelta(days=1)}").json()["items"]
    assert {row["facts"]["headcount_quota"]["value"] for row in day_before} == {None}
    assert [row["zone"]["id"] for row in walk(as_seat(cast.zone_clerk), "/api/institutions/ledger?on=2020-08-15")] == [
        cast.zone_a.pk
    ]

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from kaifaqu.kernel.api import paging
from kaifaqu.kernel.subjects.models import Subject
from tests.cast import Cast
from tests.kernel.api.callers import JSON
from tests.kernel.api.examples import path_of

GOOD = {"quota": 100, "on": "2020-08-15"}
NESTED = '{"quota":' + "[" * 20_000 + "]" * 20_000 + "}"


def send(client: Client, cast: Cast, body: object) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(path_of("institutions.change_quota", cast.zone_a.pk), text, content_type=JSON)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quota", -1),
        ("quota", 10**30),
        ("quota", "1e5"),
        ("quota", True),
        ("quota", None),
        ("on", "2020-02-30"),
        ("on", 20200815),
        ("on", "1597449600"),
        ("basis", "批\x00复"),
        ("basis", "\ud800"),
        ("basis", "长" * 501),
        ("basis", [["x"]]),
        ("file", "x.pdf"),
        ("seen", -1),
        ("seen", 2**63),
        ("seen", "x"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(field: str, value: object, cast: Cast, clerk: Client) -> None:
    seq = Subject.objects.get(pk=cast.zone_a.pk).seq
    answer = send(clerk, cast, {**GOOD, field: value})
    assert answer.status_code == 422, answer.content.decode()
    assert list(answer.json()["faults"]) == [field]
    assert Subject.objects.get(pk=cast.zone_a.pk).seq == seq


@pytest.mark.parametrize(
    "body", ["{", "[]", "1", '"x"', '{"quota": NaN}', "\ufeff{}", NESTED, '{"quota": ' + "9" * 5000 + "}"]
)
def test_what_is_no_json_object_is_refused(body: str, cast: Cast, clerk: Client) -> None:
    answer = send(clerk, cast, body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_in_another_form_is_told_which_forms_there_are(cast: Cast, clerk: Client) -> None:
    answer = clerk.post(path_of("organs.abolish_organ", cast.unit_a.pk), {"on": "2020-08-15"})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


def test_a_body_of_six_megabytes_is_too_large(cast: Cast, clerk: Client) -> None:
    answer = send(clerk, cast, {**GOOD, "basis": "x" * 6_000_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("after=0", "after"),
        (f"after={2**63}", "after"),
        ("after=" + "9" * 5000, "after"),
        ("q=%00", "q"),
        ("q=" + "x" * 51, "q"),
        ("kind=Zone", "kind"),
    ],
)
def test_a_parameter_out_of_its_bounds_is_refused(query: str, field: str, clerk: Client) -> None:
    answer = clerk.get(f"/api/subjects?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["faults"]) == [field]


@pytest.mark.parametrize("path", ["/api/", "/api/nowhere", "/api/subjects/x", f"/api/subjects/{'9' * 5000}"])
def test_an_address_that_leads_nowhere_says_so_as_a_problem(path: str, clerk: Client) -> None:
    answer = clerk.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_an_id_beyond_any_database_is_refused(clerk: Client) -> None:
    assert clerk.get(f"/api/subjects/{2**63}").status_code == 422


def test_a_method_that_an_address_does_not_know_is_told_which_it_does(clerk: Client) -> None:
    answer = clerk.delete("/api/subjects")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET", "method")


def test_a_fault_of_ours_tells_nothing_from_inside(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("secret table name")

    monkeypatch.setattr(paging, "page", broken)
    answer = clerk.get("/api/subjects")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.content.decode()


def test_a_problem_says_what_rfc_9457_asks(cast: Cast, clerk: Client) -> None:
    told = clerk.get("/api/subjects/1000000000").json()
    assert told.keys() == {"type", "title", "status", "detail", "code"}
    assert (told["type"], told["status"]) == ("urn:kaifaqu:problem:not_found", 404)


def test_chinese_is_sent_as_it_is_written(cast: Cast, clerk: Client) -> None:
    assert "开发区" in clerk.get("/api/subjects?kind=zone").content.decode()


def test_the_language_is_the_one_asked_for(cast: Cast, clerk: Client) -> None:
    path = f"/api/facts/{cast.zone_a.pk}?fact=headcount_quota"
    assert clerk.get(path).json()["title"] == "员额"
    assert clerk.get(path, headers={"accept-language": "en"}).json()["title"] == "Headcount quota"


@pytest.fixture(autouse=True)
def _told_apart(settings: Settings) -> None:
    settings.DEBUG = False

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.fixtures import Made
from tests.kernel.actions.typical import TYPICAL
from tests.kernel.api.callers import As
from tests.kernel.api.examples import Example, path_of, sent

NO_SUCH = 10**12
ACTS = all_actions()
ON_SUBJECTS = [name for name, act in ACTS.items() if act.subject_parameter]
OF_THE_SOFTWARE = {"calendars.load_calendar", "cases.run_due", "cases.recount_case"}
"""Done by the software itself: nobody has seen a version before."""
STALEABLE = [name for name in ON_SUBJECTS if not ACTS[name].founds and name not in OF_THE_SOFTWARE]
each_act = pytest.mark.parametrize("name", ACTS)


def call(client: Client, name: str, example: Example, **more: Any) -> Any:
    path = path_of(name, more.pop("subject", example.subject))
    body = {**example.inputs, **more}
    if "files" in body:  # which JSON cannot hold
        return client.post(path, body)
    return client.post(path, body, content_type="application/json")


@each_act
def test_nobody_signed_in_is_told_to_sign_in(name: str, made: Made) -> None:
    answer = call(Client(), name, sent(made.doing, name))
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@each_act
def test_who_may_not_is_told_what_one_is_told_about_nothing(name: str, made: Made, as_seat: As) -> None:
    auditor, example = as_seat(made.cast.auditor), sent(made.doing, name)
    refused = call(auditor, name, example)
    absent = call(auditor, name, example, **({"subject": NO_SUCH} if example.subject else {}))
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content


@each_act
def test_who_may_does_it_and_gets_the_entry(name: str, made: Made, as_seat: As) -> None:
    example = sent(made.doing, name)
    answer = call(as_seat(example.by or made.cast.clerk), name, example)
    if example.by is None:
        assert answer.status_code == 404
        return
    assert answer.status_code == 201, answer.content.decode()
    done = answer.json()
    entry = Entry.objects.latest("id")
    recorded = {"subject": entry.subject_id, "seq": entry.seq, "hash": entry.hash, "at": entry.at, "action": name}
    assert done["act"] == recorded
    row = Subject.objects.get(pk=entry.subject_id)
    assert done["subject"] == {"id": row.pk, "kind": row.kind, "title": row.title, "seq": row.seq}
    assert ACTS[name].founds is (row.seq == 1 and row.pk != example.subject)
    assert '"door":"api"' in entry.body


@pytest.mark.parametrize("name", STALEABLE)
def test_who_saw_an_earlier_version_is_refused(name: str, made: Made, as_seat: As) -> None:
    example = sent(made.doing, name)
    assert example.by
    answer = call(as_seat(example.by), name, example, seen=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")


@pytest.mark.parametrize("name", STALEABLE)
def test_who_saw_the_present_version_is_not(name: str, made: Made, as_seat: As) -> None:
    example = sent(made.doing, name)
    assert example.by
    seen = Subject.objects.values_list("seq", flat=True).get(pk=example.subject or 0)
    assert call(as_seat(example.by), name, example, seen=seen).status_code == 201


@each_act
def test_every_fault_of_the_input_is_told_at_once(name: str, made: Made, as_seat: As) -> None:
    example = sent(made.doing, name)
    required = {i.name for i in ACTS[name].inputs if i.required}
    answer = as_seat(example.by or made.cast.clerk).post(
        path_of(name, example.subject), {"by": 1, "没有": 2}, content_type="application/json"
    )
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "bad_input")
    assert told["faults"] == {**dict.fromkeys(required, "必填。"), "by": "没有这一项。", "没有": "没有这一项。"}


def test_a_rule_of_the_house_is_a_conflict_that_names_its_field(cast: Cast, clerk: Client) -> None:
    before_founding = sent(TYPICAL["institutions.change_quota"](cast), "institutions.change_quota")
    answer = call(clerk, "institutions.change_quota", before_founding, on="2001-01-01")
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["field"]) == ("before_creation", "on")


def test_the_same_act_twice_changes_nothing_twice(cast: Cast, clerk: Client) -> None:
    example = sent(TYPICAL["institutions.change_quota"](cast), "institutions.change_quota")
    assert call(clerk, "institutions.change_quota", example).status_code == 201
    again = call(clerk, "institutions.change_quota", example)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_changes")


def test_an_organ_of_another_zone_is_not_found(cast: Cast, as_seat: As) -> None:
    answer = as_seat(cast.zone_clerk).post(
        path_of("institutions.hand_over_duty", cast.duty_b.pk),
        {"to": cast.committee_a.pk, "on": "2020-08-15"},
        content_type="application/json",
    )
    assert answer.status_code == 404


def test_an_act_over_the_api_keeps_to_its_budget(cast: Cast, clerk: Client) -> None:
    example = sent(TYPICAL["institutions.change_quota"](cast), "institutions.change_quota")
    call(clerk, "institutions.change_quota", example)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert call(clerk, "institutions.change_quota", example, quota=99).status_code == 201
    statements = [q["sql"] for q in told if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 14, "\n".join(statements)  # the act's 12, its token, its entry read back

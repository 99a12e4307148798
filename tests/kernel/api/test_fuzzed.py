"""Schemathesis tries what nobody thought of: as the reform office, on the demonstration, within this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.organs.models import Account, Place
from kaifaqu.kernel.organs.seats import chairs_of
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.models import Zone
from kaifaqu.site import demo
from kaifaqu.site.wsgi import application
from tests.kernel.api.callers import token_of

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODELS = {"institutions_zone": Zone, "import": Place}
NAMES = {"place": "yantai", "kind": "organs"}
WITHIN_BOUNDS = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A WSGI server may drop the connection after each request; here it holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def office(demonstration: None) -> str:
    """A token of the demonstration's reform office."""
    person = Account.objects.values_list("person", flat=True).get(username=demo.DOORS["office"].username)
    assert person
    return token_of(chairs_of(person)[0].seat())


def test_no_endpoint_breaks_or_answers_what_it_does_not_declare(office: str) -> None:
    statuses = {operation.label: tried(operation, office) for operation in operations()}
    assert any(201 in seen for seen in statuses.values()), "no try ever did an act"
    assert all(401 not in seen for seen in statuses.values())


def tried(operation: Any, token: str) -> set[int]:
    """Try one operation; which statuses it answered with."""
    seen: set[int] = set()

    @WITHIN_BOUNDS
    @given(case=operation.as_strategy(), real=st.booleans(), nth=st.integers(0, 10_000))
    def attempt(case: Any, real: bool, nth: int) -> None:
        if real:
            aim(case, nth)
        with transaction.atomic():  # every try finds the demonstration as it was loaded
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    attempt()
    return seen


def operations() -> Iterator[Any]:
    """Every operation of the served document."""
    schema: Any = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for found in schema.get_all_operations():
        yield found.ok()


def aim(case: Any, nth: int) -> None:
    """Point a try at things and facts that there are: few invented ids, names and days are."""
    name = case.operation.definition.raw["operationId"]
    act = all_actions().get(name)
    kind: Any = act.subject_model if act else MODELS.get(name, Subject)
    for parameter in case.path_parameters:
        case.path_parameters[parameter] = NAMES.get(parameter) or _pick(kind, nth)
    if "fact" in case.query:
        case.query["fact"] = sorted(all_facts())[nth % len(all_facts())]
    if act and isinstance(case.body, dict):
        for declared in act.inputs:
            if declared.of and declared.name in case.body:
                case.body[declared.name] = _pick(declared.of, nth)
            elif declared.type is date:
                case.body[declared.name] = today().isoformat()


def _pick(model: Any, nth: int) -> int:
    ids = model._default_manager.order_by("pk").values_list("pk", flat=True)
    picked: int = ids[nth % ids.count()] if ids else nth + 1
    return picked

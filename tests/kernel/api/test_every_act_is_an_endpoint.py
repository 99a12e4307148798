from __future__ import annotations

import pytest
from django.urls import reverse

from kaifaqu.kernel.actions import all_actions
from tests.kernel.api.examples import path_of
from tests.kernel.api.snapshot import document

ACTS = all_actions()


def documented() -> set[str]:
    return {
        operation["operationId"]
        for path, operations in document()["paths"].items()
        for operation in operations.values()
        if path.startswith("/api/acts/")
    }


def test_every_act_of_the_catalogue_has_an_endpoint() -> None:
    assert ACTS.keys() - documented() == set()


def test_every_act_endpoint_stands_in_the_catalogue() -> None:
    assert documented() - ACTS.keys() == set()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_has_a_url_name_and_a_stable_address(name: str) -> None:
    kwargs = {"subject": 7} if ACTS[name].subject_parameter else {}
    assert reverse(f"api:{name}", kwargs=kwargs) == path_of(name, kwargs.get("subject"))

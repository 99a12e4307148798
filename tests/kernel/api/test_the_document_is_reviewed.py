from __future__ import annotations

from django.test import Client

from tests.kernel.api.snapshot import FILE, document, written

HOW = "The API has changed. Where that is meant: python -m tests.kernel.api.snapshot, read the difference, commit it."


def test_the_api_is_the_one_that_was_reviewed() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), HOW


def test_anyone_may_read_what_could_be_asked() -> None:
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert "调整员额" in answer.content.decode()


def test_every_endpoint_declares_its_refusals_as_problems() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            expected = {"401", "404", "422"} | ({"403", "409", "413", "415"} if method == "post" else set())
            assert expected <= operation["responses"].keys(), path
            for status in expected:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


def test_every_number_and_text_that_is_sent_has_a_bound() -> None:
    unbounded = []
    for path, operations in document()["paths"].items():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                kinds = parameter["schema"].get("anyOf", [parameter["schema"]])
                unbounded += [(path, parameter["name"]) for kind in kinds if not _bounded(kind)]
    assert unbounded == []


def _bounded(kind: dict[str, object]) -> bool:
    """A number between two, a text of a length or pattern; what is one of a few words is bounded by them."""
    if kind["type"] == "integer":
        return {"minimum", "maximum"} <= kind.keys()
    words = {"maxLength", "pattern", "format", "enum", "const"}
    return kind["type"] in ("null", "boolean") or bool(words & kind.keys())

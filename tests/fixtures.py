"""Fixtures for tests with a database: the standing cast, and how a test that commits leaves an empty house behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import Settings

from kaifaqu.kernel.trail import guard
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """The small city with its people."""
    return assemble()


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home of the test's own for whatever is kept outside the database."""
    settings.KAIFAQU_HOME = tmp_path / "home"
    return tmp_path / "home"


@contextmanager
def without_triggers() -> Iterator[None]:
    """SQLite empties a table by DELETE, which append-only ones refuse; PostgreSQL truncates, which no trigger sees."""
    if connection.vendor != "sqlite":
        yield
        return
    with guard.lifted("a test database is emptied"), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _, sql in triggers:
                cursor.execute(sql)


@pytest.fixture(autouse=True, scope="session")
def _committed_tests_can_be_emptied() -> Iterator[None]:
    emptied = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # the stubs leave it out

    def teardown(self: Any) -> None:
        with guard.lifted("a test database is emptied"), without_triggers():
            emptied(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield

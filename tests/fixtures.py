"""Fixtures for tests with a database: the standing cast, and how a test that commits leaves an empty house behind."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from typing import cast as typed

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import Settings

from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.trail import guard
from kaifaqu.site import demo
from tests.cast import Cast, assemble
from tests.kernel.actions.typical import TYPICAL, Doing


@dataclass(frozen=True)
class Copy:
    """The rows of a database and what was built from them, to be put into an empty one again."""

    built: bytes
    tables: dict[str, list[tuple[Any, ...]]]

    @classmethod
    def of(cls, built: object) -> Copy:
        """What stands in the house's tables now."""
        return cls(pickle.dumps(built), {table: rows for table in _tables() if (rows := _rows(table))})

    def put_back(self) -> Any:
        """Insert the rows as they were; returns what was built from them."""
        reason = "a test begins with what an earlier one built by acts"
        with guard.lifted(reason), transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.tables.items():
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
            search.rebuild()
        return pickle.loads(self.built)


def _tables() -> list[str]:
    """The house's own, those too that acts do not write."""
    return sorted(m._meta.db_table for m in apps.get_models() if m.__module__.startswith("kaifaqu."))


def _rows(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return [tuple(_bindable(value) for value in row) for row in cursor.fetchall()]


def _bindable(value: object) -> object:
    """SQLite reads a time of day, and takes none."""
    return value.isoformat() if isinstance(value, time) else value


@pytest.fixture(scope="session")
def _copies() -> dict[str, Copy]:
    return {}


@pytest.fixture
def cast(db: None, _copies: dict[str, Copy]) -> Cast:
    """The small city with its people: built by acts for the first test that asks, then put back row by row."""
    if "cast" in _copies:
        return typed(Cast, _copies["cast"].put_back())
    built = assemble()
    _copies["cast"] = Copy.of(built)
    return built


@dataclass(frozen=True)
class Made:
    """The cast, and the typical doing of an act with everything that it needs."""

    cast: Cast
    doing: Doing


@pytest.fixture
def made(db: None, name: str, _copies: dict[str, Copy]) -> Made:
    """The typical doing of the act by which a test is parametrized; made once, then put back row by row."""
    if name in _copies:
        return typed(Made, _copies[name].put_back())
    cast = assemble()
    built = Made(cast, TYPICAL[name](cast))
    _copies[name] = Copy.of(built)
    return built


@pytest.fixture
def demonstration(db: None, _copies: dict[str, Copy]) -> None:
    """The demonstration: loaded for the first test that asks, then put back row by row."""
    if "demonstration" in _copies:
        _copies["demonstration"].put_back()
    else:
        demo.load(lambda words: None)
        _copies["demonstration"] = Copy.of(None)


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home of the test's own for whatever is kept outside the database."""
    settings.KAIFAQU_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _each_test_begins_in_chinese() -> Iterator[None]:
    """A page that an earlier test asked for in English leaves the thread speaking English."""
    with translation.override(configured.LANGUAGE_CODE):
        yield


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
            search.empty()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield

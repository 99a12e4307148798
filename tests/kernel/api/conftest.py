"""The API alone in front of the standing cast."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from tests.kernel.api.callers import As, caller


@pytest.fixture(autouse=True)
def _mounted(settings: Settings, home: Path) -> None:
    settings.ROOT_URLCONF = "tests.kernel.api.urls"
    home.mkdir()


@pytest.fixture
def as_seat(db: None) -> As:
    """A client that calls from a seat, by token."""
    return caller


@pytest.fixture
def clerk(cast: Cast) -> Client:
    """The reform office's clerk."""
    return caller(cast.clerk)

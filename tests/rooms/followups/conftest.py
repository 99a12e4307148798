"""The desk on a Monday in June, for this room's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast as typed

import pytest

from kaifaqu.kernel import clock
from tests import followups
from tests.cast import Cast
from tests.fixtures import Copy
from tests.followups import Desk


@pytest.fixture
def monday() -> Iterator[None]:
    with clock.at(followups.MONDAY):
        yield


@pytest.fixture
def desk(request: pytest.FixtureRequest, db: None, _copies: dict[str, Copy], monday: None) -> Desk:
    """Built by acts for the first test that asks, then put back row by row."""
    if "follow-up desk" in _copies:
        return typed(Desk, _copies["follow-up desk"].put_back())
    built = followups.opened(typed(Cast, request.getfixturevalue("cast")))
    _copies["follow-up desk"] = Copy.of(built)
    return built

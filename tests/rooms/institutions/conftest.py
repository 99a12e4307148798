from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.organs.actions import found_place
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.rooms.institutions.demo import Scene, build_synthetic, load_yantai
from tests.cast import SETUP
from tests.published import FACTS


@pytest.fixture
def yantai(db: None) -> Place:
    """Yantai with everything that is published of it."""
    city = found_place(by=SETUP, kind=PlaceKind.CITY, title="烟台市", slug="yantai", on=date(1949, 10, 1))
    load_yantai(FACTS, city, SETUP)
    return city


@pytest.fixture
def scene(yantai: Place) -> Scene:
    """The synthetic county unit and its two zones."""
    return build_synthetic(yantai, SETUP)

"""A zone's kind, class and way of assessment are called the same by charters and by the pages of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.rooms.institutions.models import Assessed, ZoneClass, ZoneKind

CHARTERS = Path(__file__).parents[3] / "charters"
CHOICES = {"zone_kind": ZoneKind.choices, "zone_class": ZoneClass.choices, "assessed": Assessed.choices}


@pytest.mark.parametrize(("lang", "language"), [("zh", "zh-hans"), ("en", "en")])
@pytest.mark.parametrize("name", CHOICES)
def test_the_names_agree(name: str, lang: str, language: str) -> None:
    words = Resolved(read_library(CHARTERS).chain("cn")).words[name]
    with translation.override(language):
        assert {key: title.text(lang) for key, title in words.items()} == {
            value: str(label) for value, label in CHOICES[name]
        }

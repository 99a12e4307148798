"""A zone's kind, class and way of assessment are called the same by charters and by the pages of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import TextChoices
from django.utils import translation

from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.rooms.institutions.models import Assessed, ZoneClass, ZoneKind

CHARTERS = Path(__file__).parents[3] / "charters"
LISTS = {"zone_kind": ZoneKind, "zone_class": ZoneClass, "assessed": Assessed}


@pytest.mark.parametrize(("lang", "language"), [("zh", "zh-hans"), ("en", "en")])
@pytest.mark.parametrize("name", LISTS)
def test_the_names_agree(name: str, lang: str, language: str) -> None:
    choices: type[TextChoices] = LISTS[name]
    words = Resolved(read_library(CHARTERS).chain("cn")).words[name]
    with translation.override(language):
        assert {key: title.text(lang) for key, title in words.items()} == {c.value: str(c.label) for c in choices}

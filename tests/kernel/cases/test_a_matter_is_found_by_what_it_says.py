"""A matter is found by its name and by its words, and only by whoever has to do with it."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast
from tests.kernel.cases.matters import called, scene

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(by: Seat, text: str) -> list[int]:
    return [row.pk for row in search.find(visible_to(by), text, kind="case").rows]


def test_its_words_find_it_for_those_who_have_to_do_with_it_and_no_others(cast: Cast) -> None:
    here = scene(cast)
    case = called(here)  # 路口塌陷: 园区北门路口塌陷，请来处置
    assert found(here.lead, "北门") == found(here.caller, "处置 路口") == [case.pk]
    assert found(cast.auditor, "塌陷") == [case.pk], "who sees all"
    assert found(cast.nobody, "北门") == []
    assert found(here.lead, "南门") == []


def test_it_is_still_found_when_the_index_was_made_anew(cast: Cast) -> None:
    here = scene(cast)
    case = called(here)
    search.found_too(case.pk, "督办〔2026〕12号")
    assert found(here.lead, "督办 12") == [case.pk]
    search.rebuild()
    assert found(here.lead, "北门") == [case.pk]

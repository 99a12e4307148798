"""An inbox: the most pressing first, what has no limit last, a page at a time, and one count everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import copy_case, delegate_case
from kaifaqu.kernel.cases.inbox import Narrowed, counts, waiting
from kaifaqu.kernel.cases.listing import Cut, tab
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.subjects.actor import Seat
from tests.cast import Cast, sit
from tests.kernel.cases.matters import MONDAY, Scene, at, called, say, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def read(seat: Seat, narrowed: Narrowed, size: int) -> list[int]:
    """The cases of an inbox, page by page."""
    found: list[int] = []
    after: str | None = ""
    while after is not None:
        rows, after = tab("todo", seat, narrowed, Cut.read(after), size)
        assert len(rows) <= size
        found += [row.case.pk for row in rows]
    return found


def test_pages_of_one_give_the_order_of_the_whole(here: Scene) -> None:
    with clock.at(MONDAY):
        first, helped = called(here), called(here, here.lead)
        resolved = called(here)
        say(resolved, here.lead, "sign")
    with at(2025, 6, 9, 10, 0):
        second = called(here)
        say(helped, here.lead, "sign")  # now asked twice: to resolve, and to assist
    with at(2025, 6, 9, 11, 0):
        found = read(here.lead, Narrowed(), 1)
        assert found == read(here.lead, Narrowed(), 50)
        assert found[:2] == [first.pk, second.pk]  # to sign within hours; the rest is due with the whole
        assert sorted(found[2:]) == sorted([helped.pk, helped.pk, resolved.pk])
        assert counts(here.lead).waiting == len(found)
        assert counts(here.lead) == (5, False, 0, 0)


def test_what_has_no_limit_of_its_own_is_late_with_the_whole(here: Scene) -> None:
    with clock.at(MONDAY):
        case = called(here)
        say(case, here.lead, "sign")
    with at(2025, 6, 20):
        [row], _more = tab("todo", here.lead, Narrowed())
        assert (row.left.light, row.left.words) == ("late", "已超 3个工作日")  # due at the end of Monday the 16th
        assert counts(here.lead).late == 1


def test_what_was_given_to_a_post_waits_for_it_and_not_for_the_others(here: Scene, cast: Cast) -> None:
    colleague, post = sit(Organ.objects.get(pk=here.lead.organ), "另一经办", "department_officer")
    case, other = called(here), called(here)
    delegate_case(Ref(case.pk), by=here.lead, to=Ref(post.pk))
    assert read(here.lead, Narrowed(), 50) == [other.pk]
    assert read(colleague, Narrowed(), 50) == [case.pk, other.pk]
    assert read(colleague, Narrowed(whose="post"), 50) == [case.pk]
    assert sorted(read(here.lead, Narrowed(whose="organ"), 50)) == [case.pk, other.pk]
    assert (counts(here.lead).waiting, counts(colleague).waiting) == (1, 2)


def test_the_list_is_narrowed_by_kind_stage_and_words(here: Scene) -> None:
    case, other = called(here), called(here)
    say(other, here.lead, "sign")
    assert read(here.lead, Narrowed(procedure="whistle", stage="resolve"), 50) == [other.pk]
    assert read(here.lead, Narrowed(kind="sign"), 50) == []
    assert sorted(read(here.lead, Narrowed(words="塌陷"), 50)) == [case.pk, other.pk]
    assert read(here.lead, Narrowed(words="没有这样的"), 50) == []


def test_done_started_and_copied_stand_newest_first(here: Scene) -> None:
    case, other = called(here), called(here)
    say(case, here.lead, "sign")
    say(other, here.lead, "sign")
    copy_case(Ref(case.pk), by=here.lead, organ=Ref(here.other.organ))
    done, _more = tab("done", here.lead, Narrowed())
    assert [(row.case.pk, row.verdict) for row in done] == [(other.pk, "Sign"), (case.pk, "Sign")]
    started, following = tab("started", here.caller, Narrowed(), None, 1)
    assert [row.case.pk for row in started] == [other.pk]
    rest, _more = tab("started", here.caller, Narrowed(), Cut.read(following or ""), 1)
    assert [row.case.pk for row in rest] == [case.pk]
    copied, _more = tab("copied", here.other, Narrowed())
    assert [row.case.pk for row in copied] == [case.pk]
    assert counts(here.other).waiting == 0


@pytest.mark.parametrize("sent", ["", "~", "x~1", "2025-01-01~1", "~99999999999999999999", "1"])
def test_a_place_that_is_none_is_the_first_page_or_harmless(here: Scene, sent: str) -> None:
    called(here)
    assert len(waiting(here.lead, Narrowed(), Cut.read(sent))[0]) <= 1


def test_a_page_takes_the_same_few_statements_however_long_the_list(
    here: Scene, django_assert_max_num_queries: Any
) -> None:
    for _each in range(3):
        called(here)
    covering = 2  # from whose posts one answers
    with django_assert_max_num_queries(2 * len(Narrowed().kinds) + covering):
        waiting(here.lead, Narrowed())

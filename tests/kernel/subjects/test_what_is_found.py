"""Search: what is found by which words, by whom, and that nothing typed is syntax."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.organs.actions import add_place, establish_organ
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.words import Term, kept, sought
from tests.cast import FOUNDED, SETUP, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def named(cast: Cast, *titles: str, title_en: str = "") -> list[int]:
    return [
        establish_organ(
            Ref(cast.city.pk), by=SETUP, kind=OrganKind.DEPARTMENT, title=title, title_en=title_en, on=FOUNDED
        ).pk
        for title in titles
    ]


def found(text: str, kind: str = "") -> list[int]:
    return [row.pk for row in search.find(Subject.objects.all(), text, kind=kind).rows]


def test_a_word_of_two_characters_is_found_in_the_middle_of_a_title(cast: Cast) -> None:
    [one, _other] = named(cast, "市企业服务中心", "市民政局")
    assert found("企业") == [one]


def test_a_single_character_is_found_at_the_end_too(cast: Cast) -> None:
    ends, begins = named(cast, "跨海大桥", "桥梁管理处")
    assert found("桥") == [begins, ends]


def test_all_words_must_be_there_in_any_order(cast: Cast) -> None:
    both, _one = named(cast, "东港企业服务中心", "企业服务中心")
    assert found("企业 东港") == [both]


def test_english_is_found_by_the_beginning_of_words_in_either_case(cast: Cast) -> None:
    [one] = named(cast, "应急局", title_en="Bureau of Emergency Management")
    assert found("EMERG bureau") == [one]
    assert found("mergency") == []


def test_full_width_figures_are_plain_ones_and_a_number_is_whole(cast: Cast) -> None:
    [one] = named(cast, "督办〔2026〕12号件")
    assert found("督办〔２０２６〕12号") == found("2026 12") == [one]
    assert found("督办 202") == []


@pytest.mark.parametrize(
    "typed", ['"企业', "企业*", "企业 NOT 民政", "(企业", "words:企业", "企业'); --", "企业 & !", "企业:*"]
)
def test_nothing_typed_is_syntax(cast: Cast, typed: str) -> None:
    [one] = named(cast, "企业民政服务 not words")
    assert found(typed) == [one]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_looked_for_as_letters_and_digits(typed: str) -> None:
    syntax = {*string.punctuation, *string.whitespace, "\x00"}
    assert not any(syntax & {*term.text} for term in sought(typed))
    assert {term.text for term in sought(typed) if not term.begins} <= {*kept([typed])}


@pytest.mark.parametrize("typed", ["***", "。，", "   ", "\x00", "_"])
def test_what_holds_no_word_finds_nothing(cast: Cast, typed: str) -> None:
    assert found(typed) == []


def test_a_run_is_cut_into_its_pairs(db: None) -> None:
    assert kept(["企业厂房 A2厂"]) == ["企业", "业厂", "厂房", "房", "a2", "厂"]
    assert sought("12号 3号楼") == [Term("12"), Term("3"), Term("号楼")], "what a number counts says little"
    assert sought("企业厂 a2") == [Term("企业"), Term("业厂"), Term("a2", begins=True)]


def test_what_one_may_not_see_is_not_found(cast: Cast) -> None:
    here = add_place(Ref(cast.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="县", slug="county", on=FOUNDED)
    unit = OrganKind.INTERNAL_UNIT
    theirs = establish_organ(Ref(here.pk), by=SETUP, kind=unit, title="企业服务科", on=FOUNDED)
    ours = establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=unit, title="企业服务科", on=FOUNDED)
    assert [row.pk for row in search.find(visible_to(cast.zone_clerk), "企业").rows] == [ours.pk]
    assert [row.pk for row in search.find(visible_to(cast.clerk), "企业").rows] == [ours.pk, theirs.pk]


def test_pages_go_on_and_back(cast: Cast) -> None:
    made = named(cast, *(f"第{n}企业局" for n in range(7)))[::-1]
    seen = Subject.objects.all()
    first = search.find(seen, "企业", size=3)
    second = search.find(seen, "企业", size=3, older=first.older)
    third = search.find(seen, "企业", size=3, older=second.older)
    assert [[row.pk for row in page.rows] for page in (first, second, third)] == [made[:3], made[3:6], made[6:]]
    assert (first.newer, third.older, first.total, first.exact) == (None, None, 7, True)
    back = search.find(seen, "企业", size=3, newer=third.newer)
    assert [row.pk for row in back.rows] == made[3:6]
    again = search.find(seen, "企业", size=3, newer=back.newer)
    assert ([row.pk for row in again.rows], again.newer) == (made[:3], None)


def test_who_sees_little_of_much_is_led_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WINDOWS", (2, 3))
    made = named(cast, *(f"第{n}企业局" for n in range(9)))
    seen = Subject.objects.filter(pk=made[0])
    first = search.find(seen, "企业")
    assert (first.rows, first.older, first.exact) == ([], made[4], False)
    second = search.find(seen, "企业", older=first.older)
    assert [row.pk for row in second.rows] == [made[0]]


def test_a_kind_is_part_of_what_is_looked_for(cast: Cast) -> None:
    named(cast, "开发区建设局")
    assert found("开发区", kind="zone") == [cast.zone_b.pk, cast.zone_a.pk]


def test_it_can_be_made_anew_and_says_what_it_lacks(cast: Cast) -> None:
    [one] = named(cast, "企业局")
    search.found_too(one, "市监〔2026〕7号")
    assert found("企业 市监") == [one]
    assert search.missing() == {}
    search.empty()
    assert search.missing()["department"] > 0
    assert search.rebuild() == Subject.objects.count()
    assert search.missing() == {}
    assert found("企业") == [one]

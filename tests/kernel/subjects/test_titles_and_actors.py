from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.subjects.actor import Rule, Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.sorting import sort_key


def test_titles_stand_in_the_order_of_their_sound() -> None:
    titles = [
        "烟台高新区",
        "莱山开发区",
        "海阳开发区",
        "龙口开发区",
        "蓬莱开发区",
        "牟平开发区",
        "莱阳开发区",
        "Beta",
        "招远开发区",
    ]
    shorter = [title.removesuffix("开发区") for title in sorted(titles, key=sort_key)]
    assert shorter == ["Beta", "海阳", "莱山", "莱阳", "龙口", "牟平", "蓬莱", "烟台高新区", "招远"]


def test_what_is_numbered_by_stems_stands_in_their_order() -> None:
    titles = [f"开发区{stem}（演示）" for stem in "甲乙丙丁戊己庚辛壬癸"]
    assert sorted(set(titles), key=sort_key) == titles
    assert sort_key("甲醇厂").startswith("jia3")


def test_titles_of_one_sound_stand_in_an_order_nevertheless() -> None:
    assert sort_key("莱山") != sort_key("来山")
    assert sort_key("莱山").split()[:2] == sort_key("来山").split()[:2]


@given(st.text(max_size=200))
def test_whatever_the_title_its_key_fits_the_column(title: str) -> None:
    assert len(sort_key(title)) <= 200


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "改革办"), ("en", "Reform Office"), ("en-gb", "Reform Office")]
)
def test_the_name_is_in_the_reader_s_language(language: str, name: str) -> None:
    with translation.override(language):
        assert str(Subject(title="改革办", title_en="Reform Office")) == name
        assert Subject(title="改革办").name == "改革办"


def test_whose_authority_is_used() -> None:
    assert Seat(1, 2, 3).acting_post == 2
    assert Seat(1, 2, 3, on_behalf_of=9, basis="批示").acting_post == 9


def test_what_the_trail_holds_of_an_actor() -> None:
    assert Seat(1, 2, 3).as_record() == {"person": 1, "post": 2, "organ": 3}
    assert Seat(1, 2, 3, 9, "批示").as_record() == {
        "person": 1,
        "post": 2,
        "organ": 3,
        "on_behalf_of": 9,
        "basis": "批示",
    }
    assert Rule("demo", "cn@1").as_record() == {"rule": "demo", "edition": "cn@1"}

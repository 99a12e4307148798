"""The board narrows to what is asked for, keeps its totals, says what waits, and asks little of the database."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import add_place
from kaifaqu.kernel.organs.models import PlaceKind
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.rooms.institutions.actions import register_zone
from kaifaqu.rooms.reform.actions import explain_delay
from kaifaqu.rooms.reform.models import State
from kaifaqu.rooms.reform.pages.words import shortened
from tests import programmes
from tests.cast import FOUNDED, SETUP, Cast
from tests.rooms.reform.conftest import Driven, visitor

CLAIMED, LATE = date(2020, 9, 1), date(2020, 12, 5)
LARGEST, MOST = 100_000, 32


def page(driven: Driven, query: str = "", *, seat: Seat | None = None) -> str:
    client = visitor(seat or driven.cast.clerk)
    found = client.get(f"{reverse('reform:board', args=[driven.pk])}?on={LATE.isoformat()}{query}")
    assert found.status_code == 200
    return found.content.decode()


def test_a_light_narrows_rows_and_columns_and_leaves_the_totals(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, CLAIMED)
    whole, narrow = page(driven), page(driven, "&light=claimed")
    assert whole.count('role="rowheader"') == 2
    assert narrow.count('role="rowheader"') == 1
    assert narrow.count('class="zone"') == 1
    for each in (whole, narrow):
        assert "0/2" in each


def test_a_total_leads_to_its_cells_alone(driven: Driven) -> None:
    assert "light=late&amp;task=slim" in page(driven).replace("on=2020-12-05&amp;", "").replace(
        "&amp;on=2020-12-05", ""
    )
    assert page(driven, "&light=late&task=slim").count('role="rowheader"') == 1


def test_mine_are_the_tasks_that_my_organ_leads(cast: Cast, driven: Driven) -> None:
    driven.lead(cast.department, CLAIMED)
    assert "本单位牵头的任务" not in page(driven)
    assert page(driven, "&mine=1", seat=cast.officer).count('role="rowheader"') == 1


def test_what_is_no_filter_is_none(driven: Driven) -> None:
    assert page(driven, "&light=green&task=x&mine=2").count('role="rowheader"') == 2
    assert "没有这样的任务" in page(driven, "&light=verified")


def test_the_unit_s_words_stand_at_its_red_light_and_in_the_cell(cast: Cast, driven: Driven) -> None:
    told = {"by": cast.zone_clerk, "programme": driven.ref, "task": "slim", "on": date(2020, 12, 1)}
    explain_delay(Ref(cast.zone_a.pk), words="等待批复", **told)  # type: ignore[arg-type]  # typed by its own Input
    assert "单位说明：等待批复" in page(driven)
    cell = reverse("reform:cell", args=[driven.pk, "slim", cast.zone_a.pk])
    shown = visitor(cast.clerk).get(f"{cell}?on={LATE.isoformat()}").content.decode()
    assert "等待批复" in shown
    assert "2020-12-01 起亮红灯，单位已作说明" in shown


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2020-10-01", "2020-11-17 起亮黄灯；到 2020-11-30 未完成的，2020-12-02 前可作说明，2020-12-02 起亮红灯"),
        ("2020-11-20", "到 2020-11-30 未完成的，2020-12-02 前可作说明"),
        ("2020-12-01", "2020-12-02 起亮红灯；此前可作说明"),
        ("2020-12-02", "2020-12-02 起亮红灯，单位还没有说明"),
    ],
)
def test_a_cell_says_what_comes_next_and_when(cast: Cast, driven: Driven, day: str, words: str) -> None:
    cell = reverse("reform:cell", args=[driven.pk, "slim", cast.zone_a.pk])
    assert words in visitor(cast.clerk).get(f"{cell}?on={day}").content.decode()


def test_a_cell_of_a_place_that_has_no_part_in_it_is_not_there(cast: Cast, driven: Driven) -> None:
    cell = reverse("reform:cell", args=[driven.pk, "slim", cast.city.pk])
    assert visitor(cast.clerk).get(cell).status_code == 404
    other = reverse("reform:cell", args=[driven.pk, "slim", cast.zone_b.pk])
    assert visitor(cast.zone_clerk).get(other).status_code == 404


@pytest.mark.parametrize("many", [25, 100])
def test_a_page_of_many_zones_is_light_and_asks_little(cast: Cast, many: int) -> None:
    county = add_place(Ref(cast.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="某区", slug="county", on=FOUNDED)
    for n in range(many - 2):
        register_zone(Ref(county.pk), by=SETUP, title=f"开发区第{n}", slug=f"many-{n}", on=FOUNDED)
    driven = Driven(cast, programmes.under_way(cast))
    for place in (cast.zone_a.pk, cast.zone_b.pk):
        driven.say(State.CLAIMED, CLAIMED, place=place, by=cast.clerk)
    client = visitor(cast.clerk)
    address = f"{reverse('reform:board', args=[driven.pk])}?on={LATE.isoformat()}"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address).content
    assert len(queries) <= MOST
    assert len(gzip.compress(body)) < LARGEST
    assert body.decode().count('class="zone"') == 25


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["示例开发区甲（演示）", "示例开发区乙（演示）"], ["甲", "乙"]),
        (["海阳经济开发区", "莱山经济开发区"], ["海阳", "莱山"]),
        (["Sample Zone A (demo)", "Sample Zone B (demo)"], ["A", "B"]),
        (["开发区", "开发区A"], ["开发区", "A"]),
        (["海阳"], ["海阳"]),
        ([], []),
    ],
)
def test_names_are_shown_without_what_they_share(names: list[str], short: list[str]) -> None:
    assert shortened(names) == short

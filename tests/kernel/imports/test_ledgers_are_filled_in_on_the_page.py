"""A kind of import as a sheet on the page: what stands, what is to be seen at a glance, where a cell comes from."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports.grids import Grid, register
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.rooms.institutions.actions import change_quota, register_zone
from tests.cast import Cast
from tests.kernel.api.callers import account_of
from tests.site.test_translations import read, wrong

pytestmark = pytest.mark.django_db
NAMES = {"开发区A", "开发区B", "开发区", "测试市", "改革办", "王敏", "王敏的岗位"}


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    home.mkdir()


def visitor(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def get(seat: Seat, place: int, query: str = "", kind: str = "zones") -> str:
    response = visitor(seat).get(f"/grid/{kind}/{place}/{query}")
    assert response.status_code == 200, response
    return response.content.decode()


def rows(seat: Seat, place: int, query: str = "") -> list[dict[str, object]]:
    told = visitor(seat).get(f"/api/grid/zones/{place}{query}").json()
    return [row["cells"] for row in told["rows"]]


def settings(page: str) -> dict[str, object]:
    start = page.index('data-settings="') + len('data-settings="')
    found: dict[str, object] = json.loads(unescape(page[start : page.index('"', start)]))
    return found


# ── What stands ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_rows_stand_on_the_page_and_in_the_api_in_the_unit_asked_for(cast: Cast) -> None:
    page = get(cast.clerk, cast.city.pk)
    assert all(words in page for words in ("台账：员额和面积", "开发区A", "开发区B", "62.4", "336", "124.8"))
    assert rows(cast.clerk, cast.city.pk)[0] == {"zone": "开发区A", "quota": "168", "area": "62.4", "on": "2006-04-01"}
    in_mu = rows(cast.clerk, cast.city.pk, "?units=area=mu")[0]["area"]
    assert in_mu == "93,600"
    assert "93,600" in get(cast.clerk, cast.city.pk, "?unit_area=mu")


def test_what_took_effect_this_month_what_is_missing_and_the_filter_are_views_in_the_address(cast: Cast) -> None:
    change_quota(Ref(cast.zone_b.pk), by=cast.clerk, quota=150, on=today())
    register_zone(Ref(cast.city.pk), by=cast.clerk, title="开发区C", slug="zone-c", on=date(2020, 1, 1))
    shown = {view: _shown(get(cast.clerk, cast.city.pk, f"?view={view}")) for view in ("all", "changed", "missing")}
    assert shown == {"all": ["开发区C", "开发区A", "开发区B"], "changed": ["开发区B"], "missing": ["开发区C"]}
    assert _shown(get(cast.clerk, cast.city.pk, "?q=区b")) == ["开发区B"]
    page = get(cast.clerk, cast.city.pk)
    assert "待补：员额、管辖面积" in page
    assert 'class="c-num fresh">150' in page


def _shown(page: str) -> list[str]:
    body = page[page.index("<tbody") : page.index("</tbody>")]
    lines = [line for line in body.split("<tr")[1:] if not line.split("><")[0].endswith(" hidden")]
    return [name for line in lines for name in ("开发区A", "开发区B", "开发区C") if f">{name}<" in line]


def test_as_of_a_day_before_a_change_the_old_value_stands(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=120, on=date(2021, 1, 1))
    assert rows(cast.clerk, cast.city.pk, "?on=2020-12-31")[0]["quota"] == "168"
    assert rows(cast.clerk, cast.city.pk)[0]["quota"] == "120"


def test_who_may_not_import_there_sees_what_lies_within_his_sight_and_cannot_type(cast: Cast) -> None:
    assert settings(get(cast.clerk, cast.city.pk))["may"] is True
    page = get(cast.officer, cast.city.pk)
    assert settings(page)["may"] is False
    assert 'data-do="save"' not in page
    own = get(cast.zone_clerk, cast.city.pk)
    assert ("开发区A" in own, ">开发区B<" in own) == (True, False)
    assert [row["zone"] for row in rows(cast.zone_clerk, cast.city.pk)] == ["开发区A"]


@pytest.mark.parametrize("address", ["/grid/nothing/{city}/", "/grid/zones/999999/", "/grid/zones/{city}/export.pdf"])
def test_what_is_no_ledger_is_not_found(cast: Cast, address: str) -> None:
    assert visitor(cast.clerk).get(address.format(city=cast.city.pk)).status_code == 404


def test_a_ledger_out_of_sight_is_not_found(cast: Cast) -> None:
    client = visitor(cast.zone_clerk)
    for path in (f"/grid/zones/{cast.zone_b.pk}/", f"/api/grid/zones/{cast.zone_b.pk}"):
        assert client.get(path).status_code == 404
    query = f"cell/?row={cast.zone_b.pk}&column=quota"
    assert client.get(f"/grid/zones/{cast.city.pk}/{query}").status_code == 404


def test_without_scripts_the_paste_box_leads_to_the_import(cast: Cast) -> None:
    page = get(cast.clerk, cast.city.pk)
    start = reverse("imports:start", args=["zones", cast.city.pk])
    assert f'<form class="form" method="post" action="{start}">' in page
    given = {
        "pasted": "开发区\t管辖面积\t生效日期\n开发区A\t9360\t2021/1/1\n",
        "unit_area": "mu",
        "unit_quota": "person",
    }
    assert "每一行都能导入。" in visitor(cast.clerk).post(start, given, follow=True).content.decode()


def test_the_ways_in_stand_on_the_pages_that_people_start_from(cast: Cast) -> None:
    client = visitor(cast.clerk)
    way = reverse("grid:page", args=["zones", cast.city.pk])
    assert way in client.get(reverse("institutions:ledger")).content.decode()
    assert way in client.get(reverse("imports:start", args=["zones", cast.city.pk])).content.decode()
    assert (
        reverse("grid:page", args=["zones", cast.zone_a.pk])
        in client.get(reverse("institutions:zone", args=[cast.zone_a.pk])).content.decode()
    )


# ── A cell's past ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cell_says_who_set_it_when_and_on_what_basis(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=120, on=date(2021, 1, 1), basis="某市编〔2021〕7 号")
    part = get(cast.clerk, cast.city.pk, f"cell/?row={cast.zone_a.pk}&column=quota&unit=person")
    assert part.index("120") < part.index("168")
    assert all(words in part for words in ("王敏", "改革办", "2021-01-01", "〔2021〕7 号", "调整员额", "人"))
    assert "这一格没有登记过" in get(cast.clerk, cast.city.pk, f"cell/?row={cast.zone_a.pk}&column=zone")


@pytest.mark.parametrize("query", ["", "?row=x&column=quota", "?row=1&column=nothing", f"?row={'9' * 40}&column=quota"])
def test_a_cell_that_is_none_is_not_found(cast: Cast, query: str) -> None:
    assert visitor(cast.clerk).get(f"/grid/zones/{cast.city.pk}/cell/{query}").status_code == 404


# ── In the asker's columns ───────────────────────────────────────────────────────────────────────────────────────────


def exported(cast: Cast, ending: str, **query: str) -> list[list[Any]]:
    response = visitor(cast.clerk).get(f"/grid/zones/{cast.city.pk}/export.{ending}", query)
    data = b"".join(response)
    if ending == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_asker_s_header_keeps_its_words_and_order_and_says_what_is_unknown(cast: Cast, ending: str) -> None:
    made = exported(cast, ending, header="序号\t园区名称\t联系电话\t面积（亩）\t员额", on="2020-01-01")
    lines = [[str(cell).removesuffix(".0") for cell in line] for line in made]
    assert lines[0][0] == "员额和面积 · 测试市 · 截至 2020-01-01"
    assert lines[1][0] == "这些列登记中没有，留空：联系电话"
    assert "演示数据" in lines[2][0]
    assert lines[3] == ["序号", "园区名称", "联系电话", "面积（亩）", "员额"]
    assert lines[4] == ["单位", "", "", "亩", "人"]
    assert lines[5] == ["1", "开发区A", "", "93600", "168"]


def test_without_a_header_the_file_can_be_imported_again(cast: Cast) -> None:
    made = exported(cast, "xlsx", unit_area="ha")
    header = next(at for at, line in enumerate(made) if line[0] == "开发区*" or line[0] == "开发区")
    assert made[header] == ["开发区", "员额（人）", "管辖面积（公顷）", "生效日期"]
    assert made[header + 1][:3] == ["开发区A", 168.0, 6240.0]


def test_words_that_excel_would_compute_stay_words(cast: Cast) -> None:
    title = "=HYPERLINK(1)"
    register_zone(Ref(cast.city.pk), by=cast.clerk, title=title, slug="zone-x", on=date(2020, 1, 1))
    assert f"'{title}" in {str(line[0]) for line in exported(cast, "csv")}
    assert title in {str(line[0]) for line in exported(cast, "xlsx")}


# ── The rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kind_has_one_ledger(cast: Cast) -> None:
    kind = all_kinds()["zones"]
    with pytest.raises(ValueError, match="zones"):
        register(Grid(kind, ("zone",), lambda place, day: [], lambda place, key, column: []))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_its_reader_s_language(cast: Cast, language: str) -> None:
    client = visitor(cast.clerk)
    client.cookies["django_language"] = language
    for query in ("", f"cell/?row={cast.zone_a.pk}&column=quota&unit=person"):
        page = client.get(f"/grid/zones/{cast.city.pk}/{query}").content.decode()
        assert wrong(language, read(page)) - NAMES == set()

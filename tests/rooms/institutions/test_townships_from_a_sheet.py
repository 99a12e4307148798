from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.imports.grids import all_grids, read
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import add_place
from kaifaqu.kernel.organs.models import PlaceKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import administer_township, register_township
from kaifaqu.rooms.institutions.models import ADMINISTERED_BY, AREA, FARMLAND_SHARE, RESTRICTED, Township, TownshipForm
from tests.cast import SETUP, Cast
from tests.kernel.imports.books import Rows, checked, reviewed, the, told

pytestmark = pytest.mark.django_db
BEGUN, DAY = date(2018, 1, 1), date(2021, 1, 1)
HEADER = (
    "镇街",
    "街道、镇还是乡",
    "所在区市",
    "代管的开发区",
    "面积（平方公里）",
    "基本农田面积（亩）",
    "基本农田占比（%）",
    "限制和禁止开发区域面积（公顷）",
    "生效日期",
)


def row(title: str, *cells: object, form: str = "镇", county: str = "", on: date = DAY) -> tuple[object, ...]:
    return (title, form, county, *cells, *[""] * (5 - len(cells)), on)


def book(*rows: tuple[object, ...]) -> Rows:
    return [HEADER, *rows]


def standing(cast: Cast) -> Township:
    """A township on record, administered by zone A."""
    row = register_township(Ref(cast.city.pk), by=cast.clerk, title="山前镇", form=TownshipForm.TOWN, on=BEGUN)
    administer_township(Ref(row.pk), by=cast.clerk, zone=Ref(cast.zone_a.pk), on=BEGUN)
    return row


def number(township: int, which: since.Relation) -> int | None:
    found = since.value_on(township, which, DAY)
    return found.number if found else None


def keeper(township: int) -> int | None:
    found = since.value_on(township, ADMINISTERED_BY, DAY)
    return found.ref_id if found else None


def test_new_ones_are_registered_and_those_on_record_changed_each_in_its_unit(cast: Cast) -> None:
    old = standing(cast)
    rows = book(
        row("山前镇", "属地", "40", "", "55.5"),
        row("滨海街道", "开发区B", "20", "15000", "", "250", form="街道"),
    )
    ready = reviewed(cast.city.pk, rows, "townships", by=cast.clerk)
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=ready, basis="批复")
    new = Township.objects.get(form=TownshipForm.SUBDISTRICT)
    assert (keeper(old.pk), keeper(new.pk)) == (None, cast.zone_b.pk)
    assert (number(old.pk, AREA), number(old.pk, FARMLAND_SHARE)) == (Area.km2(40).units, 555_000)
    assert (number(new.pk, FARMLAND_SHARE), number(new.pk, RESTRICTED)) == (500_000, Area.ha(250).units)
    assert history(new.pk, limit=1)[0].action == "imports.import_rows"
    assert history(cast.zone_b.pk, limit=1)[0].action == "imports.import_rows"
    assert verify().sound


def test_an_empty_cell_changes_nothing_and_what_is_so_already_is_unchanged(cast: Cast) -> None:
    old = standing(cast)
    rows = book(row("山前镇", "", "40"))
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=reviewed(cast.city.pk, rows, "townships", by=cast.clerk))
    assert keeper(old.pk) == cast.zone_a.pk
    assert checked(cast.city.pk, rows, "townships").counts["unchanged"] == 1
    found = checked(cast.city.pk, book(row("山前镇", "开发区A"), row("某镇")), "townships")
    assert (found.counts["unchanged"], found.counts["new"]) == (1, 1)


def test_one_of_another_county_unit_is_another_one(cast: Cast) -> None:
    standing(cast)
    county = add_place(Ref(cast.city.pk), by=SETUP, kind=PlaceKind.COUNTY_UNIT, title="某区", slug="county", on=BEGUN)
    rows = book(row("山前镇", county="某区"))
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=reviewed(cast.city.pk, rows, "townships", by=cast.clerk))
    assert Township.objects.filter(subject__place=county.pk).count() == 1
    assert told(checked(cast.city.pk, book(row("山前镇")), "townships")) == [(2, "title", "several")]


def test_everything_that_cannot_be_is_told_row_by_row(cast: Cast) -> None:
    standing(cast)
    rows = book(
        row("山前镇", form="乡"),
        row("甲镇", "开发区丙", "1", "3000"),
        row("乙镇", "", "1", "3000", "20"),
        row("丙镇", "", "", "3000"),
        row("丁镇", "", "1", "3000"),
        row("戊镇", "", "1", "", "", "200"),
        row("己镇", "", "1", county="无此县"),
        row("己镇", "开发区A", on=date(1999, 1, 1)),
        row("庚镇", "", "-1", "", "120"),
        row("辛镇"),
        row("辛镇", "", "3"),
    )
    assert told(checked(cast.city.pk, rows, "townships")) == [
        (2, "title", "exists_otherwise"),
        (3, "zone", "unknown_here"),
        (4, "share", "both"),
        (5, "area", "area_needed"),
        (6, "farmland", "more_than_area"),
        (7, "restricted", "more_than_area"),
        (8, "county", "unknown_here"),
        (9, "zone", "before_creation"),
        (10, "area", "below"),
        (10, "share", "above"),
        (12, "title", "twice"),
    ]


def test_what_is_wrong_is_said_in_words(cast: Cast) -> None:
    found = checked(cast.city.pk, book(row("乙镇", "", "1", "3000", "20"), row("丁镇", "", "1", "3000")), "townships")
    assert [fault.words() for fault in found.faults] == ["与“基本农田面积”只填一个。", "大于“面积”。"]


def test_the_ledger_shows_them_in_the_words_that_the_import_takes(cast: Cast) -> None:
    township = standing(cast)
    rows = book(row("山前镇", "", 62.4, 9360))
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=reviewed(cast.city.pk, rows, "townships", by=cast.clerk))
    grid = all_grids()["townships"]
    ledger = read(grid, the(cast.city.pk), DAY, sight=Subject.objects.all(), units={"farmland": "mu"})
    (found,) = ledger.rows
    assert ledger.cells(found) == [
        "山前镇",
        "",
        "镇",
        "测试市",
        "开发区A",
        "62.4",
        "9,360",
        "10",
        "",
        "2021-01-01",
    ]
    assert found.fresh == {"area", "farmland", "share"}
    zones = grid.past(the(cast.city.pk), str(township.pk), "zone")
    assert [(past.value, past.day) for past in zones] == [("开发区A", BEGUN)]
    rows = [[column.key for column in grid.kind.columns], ["山前镇", "", "镇", "测试市", *[""] * 4, "30", "2021-02-01"]]
    units = {"area": "km2", "farmland": "km2", "share": "percent", "restricted": "ha"}
    assert checked(cast.city.pk, rows, "townships", **units).counts["changed"] == 1

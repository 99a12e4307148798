from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.areas import Area
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.models import AREA, HEADCOUNT_QUOTA
from tests.cast import QUOTA, Cast
from tests.kernel.imports.books import Rows, checked, reviewed, told

pytestmark = pytest.mark.django_db
DAY = date(2021, 1, 1)
HEADER = ("开发区", "员额（人）", "管辖面积（亩）", "生效日期")
ROWS: Rows = [HEADER, ("开发区A", 120, "9,360", DAY), ("开发区B", "", 15000, DAY)]


def test_each_is_kept_in_its_base_whatever_the_unit_of_the_sheet(cast: Cast) -> None:
    ready = reviewed(cast.city.pk, ROWS, "zones", by=cast.leader)
    import_rows(Ref(cast.city.pk), by=cast.leader, rows=ready, basis="批复")
    values = [since.value_on(cast.zone_a.pk, which, DAY) for which in (HEADCOUNT_QUOTA, AREA)]
    assert [row.number for row in values if row] == [120, Area.mu(9360).units]
    other = since.value_on(cast.zone_b.pk, HEADCOUNT_QUOTA, DAY)
    assert other is not None
    assert other.number == QUOTA
    assert verify().sound


def test_old_and_new_values_stand_in_the_record_and_on_the_zone_s_history(cast: Cast) -> None:
    ready = reviewed(cast.city.pk, ROWS, "zones", by=cast.clerk)
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=ready)
    line = history(cast.zone_a.pk, limit=1)[0]
    assert (line.subject, line.action) == (cast.city.pk, "imports.import_rows")
    assert {"field": "headcount_quota", "old": QUOTA, "new": 120, "of": cast.zone_a.pk} in line.body["changes"]


def test_what_is_so_already_changes_nothing(cast: Cast) -> None:
    rows = [("开发区", "员额", "面积", "生效日期"), ("开发区A", "168人", "", DAY)]
    found = checked(cast.city.pk, rows, "zones", quota="person")
    assert (found.counts["unchanged"], found.unknown) == (1, ["面积"])


def test_wrong_units_are_told(cast: Cast) -> None:
    rows: Rows = [HEADER, ("开发区A", 1, 1, DAY)]
    found = checked(cast.city.pk, rows, "zones", area="km2")
    assert told(found) == [(1, "area", "unit_differs")]
    assert found.faults[0].words() == "表头写的单位是亩，选的是平方公里。请改成一致。"
    rows = [("开发区", "管辖面积（顷）", "生效日期"), ("开发区A", 1, DAY)]
    assert told(checked(cast.city.pk, rows, "zones")) == [(1, "area", "unit_unknown")]


def test_rows_that_cannot_be_are_told(cast: Cast) -> None:
    rows = [
        HEADER,
        ("开发区丙", 1, 1, DAY),
        ("开发区A", "", "", DAY),
        ("开发区B", 1, 1, date(1999, 1, 1)),
        ("开发区B", 1, 1, DAY),
        ("开发区B", 2, 1, DAY),
        ("开发区A", -1, "12公顷", DAY),
    ]
    assert told(checked(cast.city.pk, rows, "zones")) == [
        (2, "zone", "unknown_here"),
        (3, "quota", "required"),
        (4, "on", "before_creation"),
        (6, "zone", "twice"),
        (7, "quota", "below"),
        (7, "area", "cell_unit"),
    ]

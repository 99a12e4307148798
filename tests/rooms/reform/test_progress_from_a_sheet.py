"""Many reports at once: judged row by row as the single act judges, the good ones written in one act."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import translation

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.imports.grids import Glance, Ledger, all_grids, read
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import change_quota
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.actions import adopt_programme, report_progress, verify_progress
from kaifaqu.rooms.reform.models import Programme, Report, State
from kaifaqu.rooms.reform.rules import Light
from tests import programmes
from tests.cast import Cast
from tests.kernel.imports.books import Rows, checked, reviewed, the, told

pytestmark = pytest.mark.django_db
DAY, LATER = date(2020, 9, 1), date(2020, 9, 20)
HEADER = ("开发区", "任务", "情况", "日期", "进展")
ROWS: Rows = [
    HEADER,
    ("开发区A", "瘦身强体", "报完成", DAY, "三定方案已印发"),
    ("开发区A", "Area", "Under way", DAY, ""),
    ("开发区B", "瘦身强体", "推进中", DAY, "正在起草"),
]


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return Programme.objects.get(pk=programmes.under_way(cast))


def ledger(place: int, day: date = LATER) -> Ledger:
    return read(all_grids()["progress"], the(place), day, sight=Subject.objects.all(), units={})


def claimed(cast: Cast, programme: Programme, by: Seat) -> None:
    report_progress(
        Ref(cast.zone_a.pk), by=by, programme=Ref(programme.pk), task="slim", state=State.CLAIMED, on=DAY, words="好"
    )


def test_the_good_rows_are_written_in_one_act_and_the_board_shows_them(cast: Cast, programme: Programme) -> None:
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=reviewed(cast.city.pk, ROWS, "progress", by=cast.clerk))
    board = queries.board(programme, DAY)
    assert board is not None
    lights = [[cell.light for cell in line.cells.values()] for line in board.lines]
    assert lights == [[Light.CLAIMED, Light.UNDER_WAY], [Light.UNDER_WAY, Light.NOT_STARTED]]
    line = history(cast.zone_b.pk, limit=1)[0]
    assert (line.subject, line.action) == (cast.city.pk, "imports.import_rows")
    change = {"field": "task.reform.slim", "old": None, "new": "under_way", "of": cast.zone_b.pk}
    assert change in line.body["changes"]
    assert {report.person_id for report in Report.objects.all()} == {cast.clerk.person}
    assert verify().sound


def test_whoever_imported_a_claim_cannot_verify_it(cast: Cast, programme: Programme) -> None:
    import_rows(Ref(cast.city.pk), by=cast.clerk, rows=reviewed(cast.city.pk, ROWS, "progress", by=cast.clerk))
    with pytest.raises(Exception, match="另一人"):
        verify_progress(
            Ref(cast.zone_a.pk),
            by=cast.clerk,
            programme=Ref(programme.pk),
            task="slim",
            verdict=State.VERIFIED,
            on=LATER,
        )


@pytest.mark.usefixtures("programme")
def test_every_row_that_cannot_be_is_told_by_row_and_column(cast: Cast) -> None:
    rows: Rows = [
        HEADER,
        ("开发区A", "瘦身强体", "报完成", "十一月", ""),
        ("开发区A", "瘦身", "推进中", DAY, ""),
        ("开发区A", "瘦身强体", "核验通过", DAY, ""),
        ("开发区A", "瘦身强体", "推进中", DAY, "长" * 501),
        ("开发区A", "瘦身强体", "推进中", date(2020, 7, 31), ""),
        ("开发区A", "瘦身强体", "推进中", date.fromisoformat("2027-01-01"), ""),
        ("开发区丙", "瘦身强体", "推进中", DAY, ""),
        ("", "瘦身强体", "推进中", DAY, ""),
        ("开发区B", "瘦身强体", "推进中", DAY, ""),
        ("开发区B", "瘦身强体", "报完成", DAY, ""),
    ]
    found = checked(cast.city.pk, rows, "progress")
    assert told(found) == [
        (2, "on", "not_a_date"),
        (3, "task", "not_a_choice"),
        (4, "state", "not_a_choice"),
        (5, "words", "too_long"),
        (6, "on", "refused"),
        (7, "on", "refused"),
        (8, "zone", "unknown_here"),
        (9, "zone", "required"),
        (11, "task", "twice"),
    ]
    words = next(fault for fault in found.faults if fault.row == 6)
    assert words.words() == "日期早于方案启动之日（2020-08-01）。"
    with translation.override("en"):
        assert words.words() == "The day is before the programme began (2020-08-01)."


def test_what_is_verified_is_refused_and_what_was_said_already_changes_nothing(
    cast: Cast, programme: Programme
) -> None:
    claimed(cast, programme, cast.zone_clerk)
    again: Rows = [HEADER, ("开发区A", "瘦身强体", "报完成", DAY, "好")]
    assert checked(cast.city.pk, again, "progress").counts["unchanged"] == 1
    verify_progress(
        Ref(cast.zone_a.pk), by=cast.clerk, programme=Ref(programme.pk), task="slim", verdict=State.VERIFIED, on=LATER
    )
    assert told(checked(cast.city.pk, again, "progress")) == [(2, "state", "refused")]


@pytest.mark.usefixtures("programme")
def test_a_zone_s_clerk_reports_for_his_own_zone_only(cast: Cast) -> None:
    kind = all_kinds()["progress"]
    assert [kind.may(cast.zone_clerk, place) for place in (cast.zone_a.pk, cast.zone_b.pk, cast.city.pk)] == [
        True,
        False,
        False,
    ]
    rows: Rows = [HEADER, ("", "瘦身强体", "推进中", DAY, ""), ("开发区B", "规范面积", "推进中", DAY, "")]
    found = checked(cast.zone_a.pk, rows, "progress")
    assert told(found) == [(3, "zone", "unknown_here")]
    import_rows(
        Ref(cast.zone_a.pk),
        by=cast.zone_clerk,
        rows=reviewed(cast.zone_a.pk, rows, "progress", by=cast.zone_clerk),
        leave_bad=True,
    )
    assert list(Report.objects.values_list("place", "task", "state")) == [(cast.zone_a.pk, "slim", "under_way")]


def test_where_a_zone_is_in_several_programmes_the_row_says_which(cast: Cast, programme: Programme) -> None:
    adopt_programme(Ref(cast.city.pk), by=cast.clerk, key="reform", on=date(2020, 8, 20))
    assert told(checked(cast.city.pk, ROWS, "progress"))[0] == (2, "programme", "several")
    rows: Rows = [("改革方案", *HEADER), ("没有的方案", *ROWS[1])]
    assert told(checked(cast.city.pk, rows, "progress")) == [(2, "programme", "not_a_choice")]
    assert programme.key == "reform"


@pytest.mark.usefixtures("programme")
def test_a_report_between_check_and_save_is_noticed(cast: Cast, programme: Programme) -> None:
    ready = reviewed(cast.city.pk, ROWS, "progress", by=cast.clerk)
    before = ledger(cast.city.pk).stamp
    claimed(cast, programme, cast.zone_clerk)
    assert ledger(cast.city.pk).stamp != before
    with pytest.raises(Exception, match="核对之后登记有了变化"):
        import_rows(Ref(cast.city.pk), by=cast.clerk, rows=ready)
    assert Report.objects.count() == 1


# ── The ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_has_a_row_for_every_task_of_every_zone(cast: Cast, programme: Programme) -> None:
    claimed(cast, programme, cast.zone_clerk)
    found = ledger(cast.city.pk)
    cells = [found.cells(row)[1:6] for row in found.rows]
    assert cells == [
        ["开发区A", "瘦身强体", "报完成", "2020-09-01", "好"],
        ["开发区A", "规范面积", "", "", ""],
        ["开发区B", "瘦身强体", "", "", ""],
        ["开发区B", "规范面积", "", "", ""],
    ]
    assert [sorted(row.fresh) for row in found.rows][:2] == [["on", "state", "words"], []]
    assert len(ledger(cast.zone_b.pk).rows) == 2


def test_what_nobody_reported_on_last_month_what_is_due_and_what_the_facts_deny_is_marked(
    cast: Cast, programme: Programme
) -> None:
    claimed(cast, programme, cast.zone_clerk)
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=400, on=date(2020, 8, 1))
    marks = {row.key: row.marks.get("state") for row in ledger(cast.zone_a.pk, date(2020, 10, 5)).rows}
    slim, area = (marks[f"{programme.pk}.{task}.{cast.zone_a.pk}"] for task in ("slim", "area"))
    assert (slim.glance if slim else None) == Glance.CONTRADICTS
    assert (area.words if area else "") == "上月没有报进展"
    late = ledger(cast.zone_b.pk, date(2020, 12, 15)).rows[0].marks["state"]
    assert (late.glance, late.words) == (Glance.LATE, "已逾期")


def test_a_cell_tells_everything_that_was_reported_of_it(cast: Cast, programme: Programme) -> None:
    claimed(cast, programme, cast.zone_clerk)
    key = f"{programme.pk}.slim.{cast.zone_a.pk}"
    past = all_grids()["progress"].past(the(cast.zone_a.pk), key, "state")
    assert [(each.value, each.day, each.words) for each in past] == [("claimed", DAY, "好")]
    assert past[0].act[0] == cast.zone_a.pk
    assert not all_grids()["progress"].past(the(cast.zone_a.pk), "1.2", "state")


def test_a_month_that_is_closed_asks_for_a_reason_row_by_row(cast: Cast) -> None:
    programmes.under_way(cast, programmes.CLOSING)
    rows: Rows = [
        (*HEADER, "补录理由"),
        ("开发区A", "瘦身强体", "推进中", DAY, "", ""),
        ("开发区B", "瘦身强体", "推进中", DAY, "", "经办更换"),
        ("开发区B", "规范面积", "推进中", date(2020, 10, 2), "", "没有必要"),
    ]
    with clock.at(datetime(2020, 10, 6, 10, tzinfo=clock.ZONE)):
        assert told(checked(cast.city.pk, rows, "progress")) == [(2, "late_reason", "refused")]
        ready = reviewed(cast.city.pk, rows, "progress", by=cast.clerk)
        import_rows(Ref(cast.city.pk), by=cast.clerk, rows=ready, leave_bad=True)
        late = {row.key.split(".")[1]: row.marks.get("state") for row in ledger(cast.zone_a.pk, today()).rows}
    assert list(Report.objects.values_list("task", "late_reason")) == [("slim", "经办更换"), ("area", "")]
    assert {key: mark.words if mark else "" for key, mark in late.items()} == dict.fromkeys(late, "上月没有报进展")


def test_until_the_cut_off_nothing_is_late(cast: Cast) -> None:
    programmes.under_way(cast, programmes.CLOSING)
    with clock.at(datetime(2020, 9, 5, 10, tzinfo=clock.ZONE)):
        assert all(not row.marks for row in ledger(cast.zone_a.pk, today()).rows)

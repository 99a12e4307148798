from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.organs.actions import abolish_organ, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.models import Entry, Mention, MentionSpan
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.site.doctor import examine
from tests.cast import SETUP, Cast
from tests.kernel.imports.books import DAY, HEADER, ORGANS, checked, reviewed, told
from tests.records import everything, refused

pytestmark = pytest.mark.django_db
UNIT = "内设机构"


def organ(cast: Cast, title: str) -> Organ:
    return Organ.objects.select_related("subject").get(subject__title=title, subject__place=cast.zone_a.pk)


# ── Checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_writes_nothing(cast: Cast) -> None:
    before = everything()
    found = checked(cast.zone_a.pk, ORGANS)
    assert (found.counts, told(found)) == ({"new": 2, "changed": 0, "unchanged": 0, "bad": 0}, [])
    assert everything() == before


def test_who_is_on_record_stays_as_he_is(cast: Cast) -> None:
    rows = [
        HEADER,
        ("开发区A管委会", "管委会", "", DAY),
        ("招商一部", UNIT, "开发区A管委会", DAY),
        ("招商一部", UNIT, "", DAY),
    ]
    found = checked(cast.zone_a.pk, rows)
    assert (found.counts["unchanged"], found.counts["new"], told(found)) == (2, 1, [])


def test_rows_that_cannot_be_are_told(cast: Cast) -> None:
    abolish_organ(Ref(cast.unit_a.pk), by=cast.clerk, on=date(2019, 1, 1))
    rows = [
        HEADER,
        ("开发区A管委会", "公司", "", DAY),
        ("甲", UNIT, "没有的", DAY),
        ("乙", UNIT, "招商一部", DAY),
        ("丙", UNIT, "丁", DAY),
        ("丁", UNIT, "丙", DAY),
        ("戊", UNIT, "戊", DAY),
        ("己", UNIT, "开发区A管委会", "1999-01-01"),
        ("庚", UNIT, "", DAY),
        ("庚", UNIT, "", "2021-01-01"),
        ("辛", UNIT, "庚", "2019-01-01"),
        ("壬", UNIT, "甲", DAY),
    ]
    assert told(checked(cast.zone_a.pk, rows)) == [
        (2, "title", "exists_otherwise"),
        (3, "parent", "unknown_name"),
        (4, "parent", "ended"),
        (5, "parent", "circle"),
        (6, "parent", "circle"),
        (7, "parent", "itself"),
        (8, "parent", "before_creation"),
        (10, "title", "twice"),
        (11, "on", "before_creation"),
        (12, "parent", "bad_above"),
    ]


def test_of_two_organs_of_one_name_neither_is_taken_for_the_other(cast: Cast) -> None:
    establish_organ(Ref(cast.zone_a.pk), by=SETUP, kind=OrganKind.COMPANY, title="招商一部", on=date(2019, 1, 1))
    rows = [HEADER, ("科", UNIT, "招商一部", DAY)]
    assert told(checked(cast.zone_a.pk, rows)) == [(2, "parent", "several")]


def test_an_organ_may_come_back_after_its_end(cast: Cast) -> None:
    abolish_organ(Ref(cast.unit_a.pk), by=cast.clerk, on=date(2019, 1, 1))
    rows = [HEADER, ("招商一部", UNIT, "开发区A管委会", DAY)]
    assert checked(cast.zone_a.pk, rows).counts["new"] == 1


def test_the_example_of_the_template_is_passed_over(cast: Cast) -> None:
    rows = [HEADER, ("（示例）招商局", UNIT, "（示例）管委会", DAY), *ORGANS[1:]]
    assert checked(cast.zone_a.pk, rows).total == 2


# ── The act ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_rows_come_in_one_act(cast: Cast) -> None:
    entries = Entry.objects.count()
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk), basis="批复")
    unit, section = organ(cast, "规划部"), organ(cast, "规划一科")
    assert (unit.kind, unit.parent_id, section.parent_id) == (UNIT_KEY, cast.committee_a.pk, unit.pk)
    assert (section.subject.organ_id, section.subject.synthetic, section.subject.sort_key[:5]) == (
        unit.pk,
        True,
        "gui1 ",
    )
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count() - entries, entry.subject_id) == (1, cast.zone_a.pk)
    rows = Since.objects.filter(subject__in=[unit.pk, section.pk])
    assert set(rows.values_list("act_subject", "act_seq", "start", "code")) == {
        (cast.zone_a.pk, entry.seq, date(2020, 8, 15), "active")
    }


UNIT_KEY = OrganKind.INTERNAL_UNIT


def test_its_entry_says_what_came_without_listing_it(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk)
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows)
    line = history(cast.zone_a.pk, limit=1)[0]
    first, last = organ(cast, "规划部").pk, organ(cast, "规划一科").pk
    assert line.body["spans"] == [[first, last]]
    assert line.body["inputs"]["rows"] == {"kind": "organs", "file": "名单.xlsx", "digest": rows.digest}
    assert {c["field"]: c["new"] for c in line.body["changes"]} == {
        "import_kind": "organs",
        "import_file": "名单.xlsx",
        "rows_new": 2,
    }
    assert "规划" not in str(line.body)


def test_each_history_begins_with_the_import_and_goes_on_by_itself(cast: Cast) -> None:
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk))
    section = organ(cast, "规划一科")
    assert [line.action for line in history(section.pk)] == ["imports.import_rows"]
    abolish_organ(Ref(section.pk), by=cast.clerk, on=date(2021, 1, 1))
    assert [line.action for line in history(section.pk)] == ["organs.abolish_organ", "imports.import_rows"]
    assert len(history(cast.zone_a.pk, limit=100)) == len(
        {(x.subject, x.seq) for x in history(cast.zone_a.pk, limit=100)}
    )
    assert Mention.objects.filter(mentioned=section.pk).count() == 0


def test_the_record_stays_sound(cast: Cast) -> None:
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk))
    assert verify().sound
    assert {check.key: check.ok for check in examine()}["mentions"]
    with guard.lifted("somebody meddles"):
        MentionSpan.objects.all().delete()
    assert not {check.key: check.ok for check in examine()}["mentions"]


def test_whoever_disappears_from_an_import_is_missed(cast: Cast) -> None:
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk))
    gone = organ(cast, "规划一科").pk
    with guard.lifted("somebody meddles"):
        Since.objects.filter(subject=gone).delete()
        Organ.objects.filter(pk=gone).delete()
        Subject.objects.filter(pk=gone).delete()
    finding = verify().finding
    assert finding is not None
    assert (finding.subject, finding.what) == (gone, "chain_removed")


def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    def statements(count: int, *, first: int) -> int:
        rows = [HEADER, *((f"{n}号部", UNIT, "开发区A管委会", DAY) for n in range(first, first + count))]
        ready = reviewed(cast.zone_a.pk, rows, by=cast.clerk)
        with CaptureQueriesContext(connection) as queries:
            import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=ready)
        return len(queries)

    assert statements(3, first=0) == statements(500, first=10)


# ── Refused, with nothing written ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_with_a_bad_row_is_refused_as_a_whole(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, [*ORGANS, ("", UNIT, "", DAY)], by=cast.clerk)
    with refused("bad_rows", field="rows"):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows)
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows, leave_bad=True)
    assert {"field": "rows_left_out", "old": None, "new": 1} in history(cast.zone_a.pk, limit=1)[0].body["changes"]


def test_what_was_checked_must_still_hold(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk)
    establish_organ(Ref(cast.zone_a.pk), by=cast.clerk, kind=UNIT_KEY, title="规划部", on=date(2020, 1, 1))
    with refused("moved_on", field="rows"):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows)


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk)
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows)
    with refused("moved_on", field="rows"):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows)
    again = reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk)
    assert again.to_write == 0
    with refused("nothing_changes"):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=again)


def test_what_another_checked_or_for_another_place_is_not_his_to_import(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk)
    with refused("review_gone", field="rows"):
        import_rows(Ref(cast.zone_b.pk), by=cast.clerk, rows=rows)
    with refused("review_gone", field="rows"):
        import_rows(Ref(cast.zone_a.pk), by=cast.leader, rows=rows)


def test_whoever_may_not_establish_one_may_not_import_many(cast: Cast) -> None:
    """The leader may import what he may change, quotas; organs he may not establish."""
    rows = replace(reviewed(cast.zone_a.pk, ORGANS, by=cast.clerk), owner=f"person:{cast.leader.person}")
    with pytest.raises(NotFound):
        import_rows(Ref(cast.zone_a.pk), by=cast.leader, rows=rows)


def test_a_file_of_which_no_row_was_looked_at_is_refused(cast: Cast) -> None:
    rows = reviewed(cast.zone_a.pk, [["甲"], ["乙"]], by=cast.clerk)
    with refused("bad_rows", field="rows"):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=rows, leave_bad=True)

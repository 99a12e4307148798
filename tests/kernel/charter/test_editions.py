"""A charter is drafted, submitted, adopted by a second officer, and governs from its day; a superior's at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.actions import (
    adopt_amendment,
    begin_amendment,
    return_amendment,
    submit_amendment,
    undo_change,
    withdraw_amendment,
)
from kaifaqu.kernel.charter.models import Amendment, Edition, Resolution
from kaifaqu.kernel.charter.overlay import Found
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.timeline import history
from tests.cast import Cast
from tests.charters import CITY, EXIT, FIRST, SECOND, THIRD, adopted, amended, change, drafted

ZONE = """\
charter: zone-a
title: {zh: 甲区制度方案, en: Charter of Zone A}
parent: test
in_force: 2024-01-01
sources:
  own: {title: 甲区的文件}
params:
  bottom_exit_min:
    title: {zh: 年度末位淘汰率, en: Yearly bottom exit}
    topic: bottom_exit
    unit: ratio
    bound: floor
    values:
      - {from: 2024-01-01, value: 0.03, src: own 一}
"""


def exit_rate(place: int, day: date) -> str:
    institution = editions.governing(Place.objects.get(pk=place), day)
    found = institution.param("bottom_exit_min", day) if institution else NotApplicable("no_rule")
    return (
        f"{found.value.text('zh')} {found.charter}"
        if isinstance(found, Found) and isinstance(found.value, Figure)
        else "—"
    )


def test_an_edition_governs_its_place_and_those_below_from_its_day(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    assert exit_rate(cast.zone_a.pk, date(2023, 12, 31)) == "—"
    assert exit_rate(cast.zone_a.pk, FIRST) == "不低于2% test"
    assert exit_rate(cast.city.pk, THIRD) == "不低于2% test"


def test_an_amendment_becomes_the_next_edition_and_the_old_value_stays_for_its_days(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    second = amended(cast, cast.city.pk, SECOND, "0.02", "0.04")
    assert second.edition is not None
    assert second.edition.number == 2
    assert exit_rate(cast.zone_a.pk, date(2024, 12, 31)) == "不低于2% test"
    assert exit_rate(cast.zone_a.pk, SECOND) == "不低于4% test"
    assert "# two in a hundred" in second.edition.text


def test_a_superior_s_stricter_edition_prevails_at_once_and_what_is_to_be_adapted_is_named(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, FIRST, ZONE)
    assert exit_rate(cast.zone_a.pk, FIRST) == "3% zone-a"
    assert editions.to_adapt(THIRD) == []
    amended(cast, cast.city.pk, SECOND, "0.02", "0.05")
    assert exit_rate(cast.zone_a.pk, date(2024, 12, 31)) == "3% zone-a"
    assert exit_rate(cast.zone_a.pk, SECOND) == "不低于5% test"
    [row] = editions.to_adapt(THIRD)
    assert (row.place_id, row.start) == (cast.zone_a.pk, SECOND)
    assert [c["path"] for c in row.conflicts] == ["params.bottom_exit_min"]


def test_what_was_to_be_adapted_is_done_with_once_the_lower_place_follows(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, FIRST, ZONE)
    amended(cast, cast.city.pk, SECOND, "0.02", "0.05")
    amended(cast, cast.zone_a.pk, THIRD, "0.03", "0.06")
    assert editions.to_adapt(THIRD) == []
    assert exit_rate(cast.zone_a.pk, THIRD) == "6% zone-a"


def test_a_superior_adopted_later_for_an_earlier_day_still_holds_from_that_day(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    adopted(cast, cast.zone_a.pk, THIRD, ZONE.replace("in_force: 2024", "in_force: 2026"))
    amended(cast, cast.city.pk, SECOND, "0.02", "0.05")
    starts = Resolution.objects.filter(place=cast.zone_a.pk).order_by("start", "id").values_list("start", flat=True)
    assert list(starts) == [THIRD, THIRD]
    assert [r.start for r in editions.to_adapt(THIRD)] == [THIRD]


def test_the_one_who_submits_cannot_adopt_not_even_for_a_leader(cast: Cast) -> None:
    ref = drafted(cast, cast.city.pk, FIRST, CITY)
    submit_amendment(ref, by=cast.clerk)
    with pytest.raises(Refusal, match="另一人"):
        adopt_amendment(ref, by=cast.clerk)
    assert not Edition.objects.exists()
    adopt_amendment(ref, by=cast.leader)
    assert Edition.objects.count() == 1


def test_an_amendment_to_an_edition_no_longer_current_is_refused_and_kept(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    slow = drafted(cast, cast.city.pk, THIRD)
    change(slow, cast, "0.02", "0.03")
    amended(cast, cast.city.pk, SECOND, "0.02", "0.04")
    with pytest.raises(Refusal, match="第 2 版"):
        submit_amendment(slow, by=cast.clerk)
    assert Amendment.objects.get(pk=slow.id).changes[0]["new"] == "0.03"


def test_a_value_that_was_not_as_seen_is_refused_with_what_stands_there(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.city.pk, SECOND)
    with pytest.raises(Refusal, match=r"“0\.02”"):
        change(ref, cast, "0.03", "0.04")


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (EXIT, "0.02", "两成", "bottom_exit_min"),
        ("params.bottom_exit_mim.value", "", "0.02", "方案里没有这一处"),
        ("params.bottom_exit_min.bound", "floor", "flor", "bound"),
        (EXIT, "0.02", "0.02", "没有变化"),
        ("params.bottom_exit_min", "", "title: x", "已有同名"),
        ("params.new_one", "", "{title: [", "读不出来"),
        ("nouns.x", "", "y", "方案里没有这一处"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_words(
    cast: Cast, path: str, old: str, new: str, words: str
) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.city.pk, SECOND)
    before = Amendment.objects.get(pk=ref.id).text
    with pytest.raises(Refusal, match=words):
        change(ref, cast, old, new, path)
    assert Amendment.objects.get(pk=ref.id).text == before


def test_what_a_superior_does_not_allow_cannot_be_submitted_and_both_places_are_named(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.zone_a.pk, FIRST, ZONE.replace("0.03", "0.01"))
    with pytest.raises(Refusal, match=r"zone-a/charter.yaml:\d+.*上位：test/charter.yaml:\d+"):
        submit_amendment(ref, by=cast.clerk)


def test_a_superior_s_clause_can_be_tightened_below_by_value_alone(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.zone_a.pk, SECOND)
    change(ref, cast, "", "0.08")
    submit_amendment(ref, by=cast.clerk)
    adopt_amendment(ref, by=cast.leader)
    assert exit_rate(cast.zone_a.pk, SECOND) == "不低于8% zone-a"
    assert exit_rate(cast.zone_b.pk, SECOND) == "不低于2% test"


def test_a_change_can_be_made_again_taken_back_returned_and_withdrawn(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    ref = drafted(cast, cast.city.pk, SECOND)
    change(ref, cast, "0.02", "0.03")
    change(ref, cast, "0.03", "0.05")
    row = Amendment.objects.get(pk=ref.id)
    assert [(c["old"], c["new"]) for c in row.changes] == [("0.02", "0.05")]
    undo_change(ref, by=cast.clerk, path=EXIT)
    row = Amendment.objects.get(pk=ref.id)
    assert (row.changes, row.text) == ([], row.origin)
    with pytest.raises(Refusal, match="没有改动任何一处"):
        submit_amendment(ref, by=cast.clerk)
    change(ref, cast, "0.02", "0.03")
    submit_amendment(ref, by=cast.clerk)
    with pytest.raises(Refusal, match="待复核"):
        change(ref, cast, "0.03", "0.04")
    return_amendment(ref, by=cast.leader, reason="请补充依据")
    withdraw_amendment(ref, by=cast.clerk, reason="不再需要")
    assert [line.action for line in history(ref.id)][:2] == ["charter.withdraw_amendment", "charter.return_amendment"]


def test_a_city_may_begin_with_another_city_s_charter_made_its_own(cast: Cast) -> None:
    row = begin_amendment(Ref(cast.city.pk), by=cast.clerk, document="关于印发的通知", in_force=SECOND, template="cn")
    head = next(text for name, text in row.text.items() if "charter: test" in text)
    assert all(name.startswith("test/") for name in row.text)
    assert "in_force: 2025-01-01" in head
    assert "测试市开发区制度方案" in head
    with pytest.raises(Refusal, match="yantai"):
        begin_amendment(Ref(cast.city.pk), by=cast.clerk, document="通知", in_force=SECOND, template="yantaj")


def test_a_blank_charter_can_be_begun_and_filled_clause_by_clause(cast: Cast) -> None:
    ref = drafted(cast, cast.city.pk, SECOND)
    clause = (
        "title: {zh: 副职, en: Deputies}\ntopic: leaders\nunit: leader\nbound: ceiling\n"
        "values:\n  - {from: 2025-01-01, value: 3, grounding: assumed}"
    )
    change(ref, cast, "", clause, "params.deputies")
    submit_amendment(ref, by=cast.clerk)
    adopt_amendment(ref, by=cast.leader)
    institution = editions.governing(Place.objects.get(pk=cast.zone_a.pk), SECOND)
    assert institution is not None
    assert list(institution.of("params")) == ["deputies"]


@pytest.mark.database
def test_editions_cannot_be_changed_and_forged_ones_are_found(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST, CITY)
    assert editions.unsound() == []
    with guard.lifted("a forger"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Edition.objects.update(text="{}")
    with guard.lifted("a forger"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Resolution.objects.all().delete()
    with guard.lifted("a forger"):
        Edition.objects.create(
            place_id=cast.city.pk, number=9, in_force=THIRD, text="{}", digest="sm3:0", act_subject=1, act_seq=1
        )
    assert editions.unsound() == ["test #9"]

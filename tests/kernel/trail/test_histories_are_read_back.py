from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.timeline import Line, history, latest, lines_at
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)


@pytest.fixture
def after(cast: Cast) -> Cast:
    for quota in (150, 140, 130):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=quota, on=DAY)
    hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.department.pk), on=DAY)
    return cast


def test_a_history_is_ones_own_acts_and_those_that_mention_one_newest_first(after: Cast) -> None:
    actions = [line.action for line in history(after.zone_a.pk)]
    assert actions[:4] == ["institutions.hand_over_duty", *["institutions.change_quota"] * 3]
    assert actions[-1] == "institutions.register_zone"
    moments = [line.at for line in history(after.zone_a.pk)]
    assert moments == sorted(moments, reverse=True)


def test_it_does_not_show_what_was_done_to_others(after: Cast) -> None:
    assert "institutions.change_quota" not in {line.action for line in history(after.duty_a.pk)}
    assert {line.subject for line in history(after.unit_a.pk)} == {after.unit_a.pk}


def test_read_page_by_page_it_is_the_same(after: Cast) -> None:
    whole = history(after.zone_a.pk)
    pages: list[Line] = []
    while page := history(after.zone_a.pk, before=pages[-1].at if pages else "", limit=3):
        pages += page
    assert pages == whole
    assert len(whole) > 6


def test_the_latest_acts_are_those_on_what_the_actor_sees(after: Cast) -> None:
    seen = {line.subject for line in latest(visible_to(after.zone_clerk))}
    assert {after.zone_a.pk, after.duty_a.pk} <= seen
    assert not {after.zone_b.pk, after.duty_b.pk} & seen
    assert latest(visible_to(after.nobody)) == []


def test_a_row_finds_the_entry_that_explains_it(after: Cast) -> None:
    entry = Entry.objects.filter(subject=after.zone_a.pk).latest("seq")
    found = lines_at([(after.zone_a.pk, entry.seq), (after.zone_a.pk, 999)])
    assert found.keys() == {(after.zone_a.pk, entry.seq)}
    assert found[after.zone_a.pk, entry.seq].body["inputs"] == {"quota": 130, "on": "2020-08-15"}
    assert lines_at([]) == {}

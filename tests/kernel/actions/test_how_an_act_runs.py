from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref, through
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.acts import Act, OutsideAnAct
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty
from tests.cast import Cast
from tests.records import everything

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)


def test_the_door_is_recorded_and_only_where_there_is_one(cast: Cast) -> None:
    with through("page"):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY)
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=90, on=DAY)
    entries = Entry.objects.filter(subject=cast.zone_a.pk).order_by("-seq")[:2]
    assert [json.loads(entry.body).get("door") for entry in entries] == [None, "page"]


def test_acts_do_not_nest_and_the_outer_one_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def inner(zone: Ref[object], **inputs: object) -> None:
        Subject.objects.filter(pk=zone.id).update(title="x")
        hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.department.pk), on=DAY)

    change_quota.read({"quota": 1, "on": DAY})  # the declaration is read before it is exchanged
    before = everything()
    monkeypatch.setattr(change_quota, "function", inner)
    with pytest.raises(RuntimeError, match="cannot run inside another act"):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=DAY)
    assert everything() == before
    assert not acts.under_way()


def test_subjects_are_locked_first_all_at_once_in_the_order_of_their_ids(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        hand_over_duty(Ref(cast.duty_a.pk), by=cast.clerk, to=Ref(cast.department.pk), on=DAY)
    reads = [str(query["sql"]) for query in queries.captured_queries if "SELECT" in str(query["sql"])]
    locking = next(sql for sql in reads if 'FROM "subjects_subject"' in sql.replace("\n", " ").split(" WHERE ")[0])
    assert 'ORDER BY "subjects_subject"."id" ASC' in locking
    if connection.features.has_select_for_update:
        assert [sql for sql in reads if "FOR NO KEY UPDATE" in sql] == [locking]


@pytest.mark.parametrize("reads", [acts.current, acts.current_subject, acts.current_seq])
def test_outside_an_act_there_is_none_to_ask(reads: object) -> None:
    assert callable(reads)
    with pytest.raises(OutsideAnAct):
        reads()


def test_a_founding_act_has_no_subject_before_its_first_birth(cast: Cast) -> None:
    act = Act("x.y", cast.clerk, at=clock.now())
    with acts.under(act), pytest.raises(OutsideAnAct):
        acts.current_subject()
    act.born(5)
    act.born(6)
    act.mention(5)
    act.changed("title", old=None, new="x", of=7)
    assert (act.subject, act.mentions) == (5, {6, 7})


def test_a_ref_has_its_row_and_subject_inside_an_action_only(cast: Cast) -> None:
    ref: Ref[object] = Ref(cast.zone_a.pk)
    with pytest.raises(RuntimeError, match="only inside an action"):
        _ = ref.row
    with pytest.raises(RuntimeError, match="only inside an action"):
        _ = ref.subject


def test_an_action_takes_a_ref_and_nothing_that_looks_like_one(cast: Cast) -> None:
    with pytest.raises(TypeError, match="takes a Ref"):
        change_quota(cast.zone_a.pk, by=cast.clerk, quota=100, on=DAY)

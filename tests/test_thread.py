"""The thread: one figure followed through the whole house. Later work lengthens it; it stays green.

Act → history → fact → ratio → explanation that names the act, the actor, both facts and the paragraph.
"""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import NotFound, Ref, Stale
from kaifaqu.kernel.figures import Figure, Grounding
from kaifaqu.kernel.measures.evaluate import Evaluation, evaluate
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs.models import Account
from kaifaqu.kernel.organs.seats import chairs_of
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty
from kaifaqu.rooms.institutions.models import Zone

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BEFORE, ON, AFTER = date(2020, 8, 14), date(2026, 11, 1), date(2026, 11, 2)


def seat(username: str, *, leader: bool = False) -> Seat:
    person = Account.objects.get(username=username).person_id
    assert person is not None
    chair = next(c for c in chairs_of(person) if (c.leader is not None) == leader)
    return chair.seat("批示" if leader else "")


def cut(zone: Zone) -> Evaluation:
    measure = queries.measure("headcount_quota_cut")
    assert measure is not None
    return evaluate(measure, zone.pk, FactReader(slots={"before": BEFORE, "after": AFTER}))


def value(evaluation: Evaluation) -> str:
    assert isinstance(evaluation.figure, Figure)
    return evaluation.figure.text()


@pytest.fixture
def zone(demonstration: None) -> Zone:
    return Zone.objects.get(subject__title_en="Sample Zone A (demo)")


def test_an_act_is_in_the_history_and_moves_the_ratio_which_names_it(zone: Zone) -> None:
    first = value(cut(zone))
    change_quota(Ref(zone.pk), by=seat("wangmin", leader=True), quota=42, on=ON, basis="核定批复")

    line = history(zone.pk)[0]
    assert line.action == "institutions.change_quota"
    assert line.body["actor"] == seat("wangmin", leader=True).as_record()
    assert line.body["inputs"]["basis"] == "核定批复"
    assert line.body["changes"][0]["new"] == 42

    evaluation = cut(zone)
    before, after = (reading.figure for reading in evaluation.readings)
    assert isinstance(before, Figure)
    assert isinstance(after, Figure)
    assert after.value == 42
    assert evaluation.figure == Figure.of((before.amount - 42) / before.amount, "ratio", grounding=Grounding.SYNTHETIC)
    assert value(evaluation) != first

    told = explain(evaluation).as_json()
    act = told["inputs"][1]["acts"][0]
    assert told["source"] == "yantai-2020 二·二"
    assert [given["fact"] for given in told["inputs"]] == ["headcount_quota", "headcount_quota"]
    assert (act["action"], act["subject"], act["seq"]) == (line.action, line.subject, line.seq)
    assert act["actor"] == line.body["actor"]
    assert told["grounding"] == "synthetic"


def test_a_second_window_and_somebody_without_the_right_are_told(zone: Zone) -> None:
    seen = Subject.objects.get(pk=zone.pk).seq
    change_quota(Ref(zone.pk, seen), by=seat("wangmin"), quota=42, on=ON)
    with pytest.raises(Stale):
        change_quota(Ref(zone.pk, seen), by=seat("wangmin"), quota=43, on=ON)
    with pytest.raises(NotFound):
        change_quota(Ref(zone.pk), by=seat("sunqian"), quota=44, on=ON)
    assert len(history(zone.pk)) == len({(line.subject, line.seq) for line in history(zone.pk)})


def test_a_function_handed_over_is_counted_and_stands_on_the_zones_timeline(zone: Zone) -> None:
    count = queries.compare(zone, BEFORE, AFTER).handed_over.figure
    rows = queries.duties(zone, AFTER)
    duty = next(row.duty for row in rows if not row.outside)
    taker = next(row.owner for row in rows if row.outside)
    assert taker is not None
    hand_over_duty(Ref(duty.pk), by=seat("sunqian"), to=Ref(taker.pk), on=ON)
    now = queries.compare(zone, BEFORE, AFTER).handed_over.figure
    assert isinstance(count, Figure)
    assert isinstance(now, Figure)
    assert now.value == count.value + 1
    assert history(zone.pk)[0].subject == duty.pk


def test_the_published_reform_stands_beside_it_and_the_whole_record_verifies(zone: Zone) -> None:
    report = queries.reform_json("yantai", "zh")
    assert report is not None
    assert report["measures"]["headcount_quota_cut"]["printed"] == "54.6%"
    assert verify().sound

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import Ref, batch
from kaifaqu.kernel.actions.run import PAGE
from kaifaqu.kernel.organs.actions import abolish_organ, establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import change_quota
from kaifaqu.rooms.institutions.models import Zone
from tests.cast import SETUP, Cast
from tests.records import everything

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)


def test_what_may_be_done_is_done_and_the_rest_is_refused_each_for_its_own_reason(cast: Cast) -> None:
    rows: list[Ref[Zone]] = [
        Ref(cast.zone_a.pk),
        Ref(10**9),
        Ref(cast.zone_b.pk),
        Ref(cast.unit_a.pk),
        Ref(cast.zone_a.pk, seen=1),
    ]
    each = {0: {"quota": 90}, 2: {"quota": -1}}
    done = batch(change_quota, rows, by=cast.clerk, each=each, quota=100, on=DAY)
    assert [zone.pk for zone in done.done] == [cast.zone_a.pk]
    assert sorted((ref.id, refusal.code) for ref, refusal in done.refused) == sorted(
        [
            (10**9, "not_found"),
            (cast.zone_b.pk, "bad_input"),
            (cast.unit_a.pk, "not_found"),
            (cast.zone_a.pk, "stale"),
        ]
    )
    assert Entry.objects.filter(subject=cast.zone_a.pk).latest("seq").body.count('"quota":90') == 1
    assert verify().sound


def test_a_refused_row_leaves_nothing_behind(cast: Cast) -> None:
    before = everything()
    batch(change_quota, [Ref(cast.zone_a.pk), Ref(cast.zone_b.pk)], by=cast.clerk, quota=100, on=date(1999, 1, 1))
    assert everything() == before


def test_the_same_row_twice_is_done_once(cast: Cast) -> None:
    each = {0: {"quota": 90}, 1: {"quota": 80}}
    done = batch(change_quota, [Ref(cast.zone_a.pk)] * 2, by=cast.clerk, each=each, on=DAY)
    assert (len(done.done), [refusal.code for _, refusal in done.refused]) == (1, ["twice"])
    assert verify().sound


def test_by_who_may_not_nothing_is_done(cast: Cast) -> None:
    before = everything()
    done = batch(change_quota, [Ref(cast.zone_a.pk), Ref(cast.zone_b.pk)], by=cast.zone_clerk, quota=100, on=DAY)
    assert (done.done, len(done.refused)) == ([], 2)
    assert everything() == before


@pytest.fixture
def units(cast: Cast) -> list[Ref[Organ]]:
    """A page and a half of internal units."""
    titles = {n: {"title": f"{n}部"} for n in range(PAGE * 3 // 2)}
    place: list[Ref[Place]] = [Ref(cast.zone_a.pk)] * len(titles)
    done = batch(establish_organ, place, by=SETUP, each=titles, kind=OrganKind.INTERNAL_UNIT, on=date(2020, 1, 1))
    return [Ref(unit.pk) for unit in done.done]


@pytest.fixture
def fails_on(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ids on which abolishing an organ meets an error that nobody foresaw."""
    ids: set[int] = set()
    original: Any = abolish_organ.function

    @wraps(original)
    def function(organ: Ref[Organ], **inputs: object) -> Any:
        if organ.id in ids:
            raise ZeroDivisionError
        return original(organ, **inputs)

    monkeypatch.setattr(abolish_organ, "function", function)
    return ids


def test_an_unforeseen_error_undoes_its_page_only(cast: Cast, units: list[Ref[Organ]], fails_on: set[int]) -> None:
    fails_on.add(units[PAGE + 20].id)
    with pytest.raises(ZeroDivisionError):
        batch(abolish_organ, units, by=cast.clerk, on=DAY)
    done = Subject.objects.filter(pk__in=[u.id for u in units], seq=2).values_list("pk", flat=True)
    assert set(done) == {unit.id for unit in units[:PAGE]}
    assert verify().sound


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_each_page_is_one_transaction(cast: Cast, units: list[Ref[Organ]]) -> None:
    with CaptureQueriesContext(connection) as queries:
        batch(abolish_organ, units, by=cast.clerk, on=DAY)
    statements = [str(query["sql"]).split()[0] for query in queries.captured_queries]
    assert (statements.count("BEGIN"), statements.count("COMMIT")) == (2, 2)

"""A relation as of any day is the last row that began by then: against a list of every day, kept by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel import clock
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Since
from kaifaqu.kernel.trail import acts, guard
from kaifaqu.rooms.institutions.models import HEADCOUNT_QUOTA
from tests.cast import QUOTA, SETUP, Cast

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)
SPAN = 14
DAY, VALUE = st.integers(0, SPAN - 1), st.integers(1, 4)


def put(zone: int, day: int, value: int) -> None:
    """One act that says what the quota is from that day on."""
    act = acts.Act("x.y", SETUP, at=clock.now(), subject=zone, seq=9)
    with acts.under(act):
        since.put(zone, HEADCOUNT_QUOTA, FIRST + timedelta(day), number=value)


def by_hand(rows: list[tuple[int, int]]) -> list[int]:
    """The value of every day of the span, counted day by day: a row holds until the next one that has begun."""
    starts: dict[int, int] = {}
    for day, value in rows:
        in_force = [starts[d] for d in sorted(starts) if d <= day]
        if not in_force or in_force[-1] != value:
            starts[day] = value
    values, current = [], QUOTA
    for day in range(SPAN):
        current = starts.get(day, current)
        values.append(current)
    return values


@pytest.mark.database
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows=st.lists(st.tuples(DAY, VALUE), max_size=8))
def test_whatever_the_order_of_entry(cast: Cast, rows: list[tuple[int, int]]) -> None:
    with transaction.atomic():
        save = transaction.savepoint()
        for day, value in rows:
            put(cast.zone_a.pk, day, value)
        found = [as_of(cast.zone_a.pk, FIRST + timedelta(day)) for day in range(SPAN)]
        transaction.savepoint_rollback(save)
    assert found == [[value] for value in by_hand(rows)]


def as_of(zone: int, day: date) -> list[int | None]:
    """Every value that is said to hold on that day: a gap would give none, an overlap two."""
    together = list(since.as_of(HEADCOUNT_QUOTA, day).filter(subject=zone).values_list("number", flat=True))
    one = since.value_on(zone, HEADCOUNT_QUOTA, day)
    assert together == ([one.number] if one else [])
    return together


def test_two_values_from_the_same_day_cannot_be_written(cast: Cast) -> None:
    row = Since.objects.get(subject=cast.zone_a.pk, relation=HEADCOUNT_QUOTA.key)
    with guard.lifted("a mistake"), pytest.raises(IntegrityError), transaction.atomic():
        Since.objects.create(
            subject_id=row.subject_id, relation=row.relation, start=row.start, number=1, act_subject=1, act_seq=1
        )


def test_a_late_entry_changes_what_was_and_not_what_is(cast: Cast) -> None:
    put(cast.zone_a.pk, 12, 3)
    put(cast.zone_a.pk, 10, 1)
    days = [as_of(cast.zone_a.pk, FIRST + timedelta(day)) for day in (0, 9, 10, 11, 12, SPAN)]
    assert days == [[QUOTA], [QUOTA], [1], [1], [3], [3]]


def test_the_end_of_a_row_is_the_start_of_the_next(cast: Cast) -> None:
    put(cast.zone_a.pk, 12, 3)
    put(cast.zone_a.pk, 10, 1)
    rows = since.ended_on(Since.objects.filter(subject=cast.zone_a.pk, relation=HEADCOUNT_QUOTA.key))
    told = [(row.number, getattr(row, "until")) for row in rows]  # noqa: B009  an annotation, no attribute
    assert told == [(3, None), (1, FIRST + timedelta(12)), (QUOTA, FIRST + timedelta(10))]


def test_a_row_says_by_which_act_it_was_written(cast: Cast) -> None:
    put(cast.zone_a.pk, 10, 1)
    row = since.value_on(cast.zone_a.pk, HEADCOUNT_QUOTA, FIRST + timedelta(10))
    assert row
    assert (row.act_subject, row.act_seq) == (cast.zone_a.pk, 9)


def test_two_relations_cannot_share_a_key() -> None:
    with pytest.raises(ValueError, match="headcount_quota"):
        since.register(since.Relation("headcount_quota", "另一个", "code"))
    assert since.relation("headcount_quota") is HEADCOUNT_QUOTA

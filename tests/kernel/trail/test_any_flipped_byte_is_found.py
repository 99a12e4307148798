"""Flip one byte of one column of one entry: verification names that entry, or the first that no longer fits."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import Cast
from tests.kernel.trail import forger

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HASHED = ("at", "action", "body", "hash")


def flip(text: str, place: int, bit: int) -> bytes:
    raw = bytearray(text.encode())
    raw[place % len(raw)] ^= 1 << bit
    return bytes(raw)


@pytest.fixture
def zone(cast: Cast) -> int:
    for quota in (150, 140, 130):
        change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=quota, on=date(2020, 8, 15), basis="批复")
    forger.drop_triggers()
    return int(cast.zone_a.pk)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(column=st.sampled_from(HASHED), seq=st.integers(1, 6), place=st.integers(0, 999), bit=st.integers(0, 7))
def test_in_what_is_written(zone: int, column: str, seq: int, place: int, bit: int) -> None:
    flipped = flip(getattr(Entry.objects.get(subject=zone, seq=seq), column), place, bit)
    with transaction.atomic():
        save = transaction.savepoint()
        if connection.vendor == "sqlite":  # takes bytes that are no text, as a disk may
            forger.sql(
                f"UPDATE trail_entry SET {column} = CAST(%s AS TEXT) WHERE subject_id = %s AND seq = %s",
                flipped, zone, seq,
            )  # fmt: skip
        else:
            forger.change(zone, seq, column, flipped.decode(errors="replace").replace("\0", "\ufffd"))
        finding = verify().finding
        transaction.savepoint_rollback(save)
    assert finding is not None
    assert (finding.subject, finding.seq, finding.what) == (zone, seq, "changed")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(column=st.sampled_from(["seq", "subject_id"]), seq=st.integers(1, 6), bit=st.integers(0, 40))
def test_in_its_place_in_the_chain(zone: int, column: str, seq: int, bit: int) -> None:
    stands = {"seq": seq, "subject_id": zone}[column]
    with transaction.atomic(), connection.constraint_checks_disabled():
        save = transaction.savepoint()
        taken = forger.sql("SELECT 1 FROM trail_entry WHERE subject_id = %s AND seq = %s", zone ^ (1 << bit), seq)
        if column == "seq":
            taken = forger.sql("SELECT 1 FROM trail_entry WHERE subject_id = %s AND seq = %s", zone, seq ^ (1 << bit))
        if not taken:  # else the database refuses it already
            forger.change(zone, seq, column, stands ^ (1 << bit))
        finding = verify().finding
        transaction.savepoint_rollback(save)
    assert (finding is None) is bool(taken)


def test_before_any_of_it_the_trail_verifies(zone: int) -> None:
    assert verify().sound
    assert Entry.objects.filter(subject=zone).count() == 6

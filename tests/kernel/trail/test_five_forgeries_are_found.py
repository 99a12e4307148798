"""Each by somebody with raw SQL who drops the triggers first; the fifth leaves nothing inside that does not agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.seals import read_sheets, seal, signing_key
from kaifaqu.kernel.trail.verify import Finding, verify
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import FOUNDED, Cast
from tests.kernel.trail import forger

pytestmark = pytest.mark.database


@dataclass
class Sealed:
    """A trail sealed twice, its seals taken out to a file, an act after the last seal, and the triggers dropped."""

    zone: int
    last: int
    open_zone: int
    """Has an entry after the last seal."""
    outside: Path
    key: Ed25519PrivateKey


@pytest.fixture
def sealed(cast: Cast, tmp_path: Path) -> Sealed:
    key, outside = signing_key(tmp_path / "key.pem"), tmp_path / "seals.jsonl"
    sheets = [seal(key)]
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=120, on=FOUNDED)
    sheets.append(seal(key))
    outside.write_text("\n".join(sheet.as_line() for sheet in sheets if sheet), encoding="utf-8")
    change_quota(Ref(cast.zone_b.pk), by=cast.clerk, quota=120, on=FOUNDED)
    forger.drop_triggers()
    return Sealed(cast.zone_a.pk, Subject.objects.get(pk=cast.zone_a.pk).seq, cast.zone_b.pk, outside, key)


def found(trail: Sealed, *, outside: bool = False) -> tuple[int, int, str] | None:
    finding: Finding | None = verify(read_sheets(trail.outside) if outside else ()).finding
    return (finding.subject, finding.seq, finding.what) if finding else None


def test_the_trail_verifies_as_long_as_nobody_forges(sealed: Sealed) -> None:
    report = verify(read_sheets(sealed.outside))
    assert report.sound
    assert (report.seals, report.entries) == (2, sum(Subject.objects.values_list("seq", flat=True)))


def test_a_changed_byte_is_found_where_it_stands(sealed: Sealed) -> None:
    forger.change(sealed.zone, 2, "body", forger.sql("SELECT body FROM trail_entry WHERE seq = 1 LIMIT 1")[0][0])
    assert found(sealed) == (sealed.zone, 2, "changed")


def test_a_removed_last_entry_is_found_although_the_head_was_rolled_back(sealed: Sealed) -> None:
    removed = forger.remove_last(sealed.zone)
    assert found(sealed) == (sealed.zone, removed, "tail_removed")


def test_a_removed_last_entry_is_found_before_it_is_sealed_where_the_head_stayed(sealed: Sealed) -> None:
    last = Subject.objects.get(pk=sealed.open_zone).seq
    forger.sql("DELETE FROM trail_entry WHERE subject_id = %s AND seq = %s", sealed.open_zone, last)
    assert found(sealed) == (sealed.open_zone, last, "tail_removed")


def test_a_head_that_is_not_the_last_entry_s_hash_is_found(sealed: Sealed) -> None:
    forger.sql("UPDATE subjects_subject SET head = 'sm3:0' WHERE id = %s", sealed.open_zone)
    finding = found(sealed)
    assert finding
    assert (finding[0], finding[2]) == (sealed.open_zone, "tail_removed")


def test_a_removed_chain_is_found_although_its_counters_were_reset(sealed: Sealed) -> None:
    forger.remove_chain(sealed.zone)
    finding = found(sealed)
    assert finding
    assert (finding[0], finding[2]) == (sealed.zone, "chain_removed")


def test_a_chain_hashed_anew_after_a_change_is_found_by_the_seal(sealed: Sealed) -> None:
    forger.change(sealed.zone, 2, "body", "{}")
    forger.rehash(sealed.zone)
    finding = found(sealed)
    assert finding
    assert (finding[0], finding[2]) == (sealed.zone, "differs_from_seal")


def test_what_was_sealed_anew_is_found_only_with_the_seals_taken_out(sealed: Sealed) -> None:
    forger.change(sealed.zone, 2, "body", "{}")
    forger.rehash(sealed.zone)
    forger.reseal(sealed.key)
    assert found(sealed) is None
    finding = found(sealed, outside=True)
    assert finding
    assert (finding[0], finding[2]) == (sealed.zone, "differs_from_seal")


def test_a_seal_of_another_key_in_the_database_is_found_with_the_seals_taken_out(sealed: Sealed) -> None:
    forger.reseal(Ed25519PrivateKey.generate())
    assert found(sealed) is None
    assert found(sealed, outside=True) == (0, 0, "seal_forged")


def test_a_seal_that_does_not_follow_from_its_leaves_is_found(sealed: Sealed) -> None:
    forger.sql("UPDATE trail_seal SET at = '2020-01-01' WHERE number = 2")
    assert found(sealed) == (0, 0, "seal_forged")


def test_a_removed_seal_is_found_with_the_seals_taken_out(sealed: Sealed) -> None:
    forger.sql("DELETE FROM trail_sealleaf WHERE seal_id = 2")
    forger.sql("DELETE FROM trail_seal WHERE number = 2")
    forger.sql("UPDATE subjects_subject SET sealed_seq = sealed_seq - 1 WHERE id = %s", sealed.zone)
    assert found(sealed) is None
    assert found(sealed, outside=True) == (0, 0, "seal_missing")


def test_an_entry_removed_from_the_middle_is_a_gap(sealed: Sealed) -> None:
    forger.sql("DELETE FROM trail_entry WHERE subject_id = %s AND seq = 2", sealed.zone)
    assert found(sealed) == (sealed.zone, 2, "gap")


def test_a_chain_that_is_no_longer_there_but_counted_is_found(sealed: Sealed) -> None:
    forger.sql("DELETE FROM trail_sealleaf WHERE subject_id = %s", sealed.zone)
    forger.sql("DELETE FROM trail_entry WHERE subject_id = %s", sealed.zone)
    assert found(sealed) == (sealed.zone, 0, "chain_removed")


def test_a_subject_that_claims_to_be_sealed_further_than_it_is_is_found(sealed: Sealed) -> None:
    """Else the next seal would leave its new entries out."""
    forger.sql("UPDATE subjects_subject SET sealed_seq = sealed_seq + 9 WHERE id = %s", sealed.zone)
    assert found(sealed) == (sealed.zone, sealed.last + 1, "differs_from_seal")


def test_entries_whose_subject_was_deleted_are_found(sealed: Sealed) -> None:
    with connection.constraint_checks_disabled():
        forger.sql("UPDATE trail_entry SET subject_id = 999999 WHERE subject_id = %s", sealed.zone)
        forger.sql("DELETE FROM trail_sealleaf WHERE subject_id = %s", sealed.zone)
        forger.sql("UPDATE subjects_subject SET seq = 0, sealed_seq = 0 WHERE id = %s", sealed.zone)
        finding = found(sealed)
        forger.sql("UPDATE trail_entry SET subject_id = %s WHERE subject_id = 999999", sealed.zone)
    assert finding
    assert finding[0] == 999999

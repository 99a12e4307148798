from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.kernel.trail.seals import SealSheet, merkle_root, read_sheets, seal, signing_key
from kaifaqu.rooms.institutions.actions import change_quota
from tests.cast import Cast

LEAF = st.tuples(st.integers(1, 99), st.integers(1, 99), st.text("abc", min_size=1))
LEAVES = st.lists(LEAF, min_size=1, max_size=9)


@pytest.fixture
def key(tmp_path: Path) -> Ed25519PrivateKey:
    return signing_key(tmp_path / "new" / "key.pem")


@pytest.mark.django_db
def test_the_first_seal_stands_for_every_subject_with_a_history(cast: Cast, key: Ed25519PrivateKey) -> None:
    sheet = seal(key)
    assert sheet
    assert sheet.leaves == list(Subject.objects.filter(seq__gt=0).order_by("id").values_list("id", "seq", "head"))
    assert (sheet.number, sheet.previous) == (1, "")
    assert sheet.is_genuine()


@pytest.mark.django_db
def test_the_next_seal_stands_for_what_has_grown_and_names_the_one_before(cast: Cast, key: Ed25519PrivateKey) -> None:
    first = seal(key)
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=date(2020, 8, 15))
    second = seal(key)
    assert first
    assert second
    assert [subject for subject, _, _ in second.leaves] == [cast.zone_a.pk]
    assert (second.number, second.previous) == (2, first.root)


@pytest.mark.django_db
def test_where_nothing_has_grown_nothing_is_sealed(cast: Cast, key: Ed25519PrivateKey) -> None:
    assert seal(key)
    assert seal(key) is None


@pytest.mark.django_db
def test_a_seal_read_back_from_its_file_is_the_same(cast: Cast, key: Ed25519PrivateKey, tmp_path: Path) -> None:
    sheet = seal(key)
    assert sheet
    (tmp_path / "seals").write_text(sheet.as_line() + "\n\n", encoding="utf-8")
    assert read_sheets(tmp_path / "seals") == [sheet]


@pytest.mark.parametrize("line", ["{", "[]", '"x"', "{}", '{"leaves": [[1, 2]]}', '{"leaves": [], "number": 1}', "1"])
def test_a_line_that_is_no_seal_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "seals").write_text(line, encoding="utf-8")
    with pytest.raises(ValueError):  # noqa: PT011  whatever JSON or we say of it
        read_sheets(tmp_path / "seals")


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["number", "at", "previous", "root", "key", "signature"])
def test_a_seal_with_another_word_in_it_is_not_genuine(cast: Cast, key: Ed25519PrivateKey, field: str) -> None:
    sheet = seal(key)
    assert sheet
    raw = json.loads(sheet.as_line())
    raw[field] = 7 if field == "number" else raw[field][:-1] + ("0" if raw[field][-1:] != "0" else "1")
    assert not SealSheet.from_line(json.dumps(raw)).is_genuine()


@given(LEAVES, LEAVES)
def test_other_leaves_have_another_root(one: list[tuple[int, int, str]], other: list[tuple[int, int, str]]) -> None:
    assert (merkle_root(one) == merkle_root(other)) is (one == other)


def test_the_root_is_a_tree_of_leaves_and_nodes_that_cannot_be_taken_for_one_another() -> None:
    one, two, three = (digest(f"leaf\n{n}\n1\nh") for n in (1, 2, 3))
    node = digest(f"node\n{one}\n{two}")
    assert merkle_root([(n, 1, "h") for n in (1, 2, 3)]) == digest(f"node\n{node}\n{three}")


def test_the_key_is_made_once_and_readable_by_its_owner_only(key: Ed25519PrivateKey, tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.pem"
    assert signing_key(path).private_bytes_raw() == key.private_bytes_raw()
    assert path.stat().st_mode & 0o077 == 0

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import Record, append_many, canonical, digest, link
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty
from tests.cast import Cast

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
LINE = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))
ENTRY = st.tuples(LINE, st.integers(1), st.integers(1), LINE, LINE, JSON)


def test_the_hash_is_sm3() -> None:
    """GB/T 32905-2016, example 1."""
    assert digest("abc") == "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.django_db
def test_each_entry_holds_the_hash_of_the_one_before_and_the_spine_the_last(cast: Cast) -> None:
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=date(2020, 8, 15))
    prev, entries = "", list(Entry.objects.filter(subject=cast.zone_a.pk).order_by("seq"))
    for number, entry in enumerate(entries, start=1):
        assert entry.seq == number
        assert entry.hash == link(prev, entry.subject_id, entry.seq, entry.at, entry.action, entry.body)
        prev = entry.hash
    subject = Subject.objects.get(pk=cast.zone_a.pk)
    assert (subject.seq, subject.head) == (len(entries), prev)
    assert len(entries) > 3


@pytest.mark.django_db
def test_an_entry_says_who_did_what_from_which_day_with_which_change_and_what_else_it_touched(cast: Cast) -> None:
    hand_over_duty(
        Ref(cast.duty_a.pk), by=cast.for_leader, to=Ref(cast.department.pk), on=date(2020, 8, 15), basis="协议"
    )
    entry = Entry.objects.filter(subject=cast.duty_a.pk).order_by("-seq")[0]
    assert entry.action == "institutions.hand_over_duty"
    assert json.loads(entry.body) == {
        "actor": {
            "person": cast.secretary.person,
            "post": cast.secretary.post,
            "organ": cast.office.pk,
            "on_behalf_of": cast.leader.post,
            "basis": cast.for_leader.basis,
        },
        "inputs": {"to": cast.department.pk, "on": "2020-08-15", "basis": "协议"},
        "changes": [
            {"field": "owner", "old": {"subject": cast.committee_a.pk}, "new": {"subject": cast.department.pk}}
        ],
        "mentions": sorted([cast.zone_a.pk, cast.department.pk]),
        "on": "2020-08-15",
    }
    assert entry.body == canonical(json.loads(entry.body))


@given(JSON)
def test_canonical_bytes_read_back_and_written_again_are_the_same(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_canonical_text_is_short_and_keeps_chinese_as_it_is() -> None:
    assert canonical({"b": [1, None], "a": "员额"}) == '{"a":"员额","b":[1,null]}'


@pytest.mark.parametrize("value", [0.5, float("nan"), [1, {"a": 1.0}], date(2020, 8, 15), Decimal(1), b"x", {1, 2}])
def test_what_has_no_single_written_form_does_not_enter(value: object) -> None:
    with pytest.raises(TypeError, match="does not belong in the trail"):
        canonical(value)


@given(ENTRY, ENTRY)
def test_different_entries_have_different_hashes(
    one: tuple[str, int, int, str, str, object], other: tuple[str, int, int, str, str, object]
) -> None:
    hashes = {link(*entry[:5], canonical(entry[5])) for entry in (one, other)}
    bodies = {(*entry[:5], canonical(entry[5])) for entry in (one, other)}
    assert len(hashes) == len(bodies)


@pytest.mark.database
@pytest.mark.django_db
def test_a_chain_cannot_fork_even_where_a_writer_forgot_the_lock(cast: Cast) -> None:
    subject = Subject.objects.get(pk=cast.zone_a.pk)
    record = Record(subject.pk, subject.seq, "sm3:fork", "2020-08-15", "institutions.change_quota", {})
    with pytest.raises(IntegrityError), transaction.atomic():
        append_many([record])
    assert verify().sound

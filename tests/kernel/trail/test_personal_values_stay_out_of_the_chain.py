from __future__ import annotations

import json
from typing import cast as typed

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.actions import add_person
from kaifaqu.kernel.trail import guard, personal
from kaifaqu.kernel.trail.models import Entry, PersonalValue
from kaifaqu.kernel.trail.verify import verify
from tests.cast import FOUNDED, SETUP, Cast

pytestmark = pytest.mark.django_db
NAME, LATIN = "欧阳某某", "Ouyang Moumou"


@pytest.fixture
def reference(cast: Cast) -> personal.Reference:
    """What the trail holds of a name, in its Chinese form."""
    person = add_person(Ref(cast.office.pk), by=SETUP, name=NAME, name_en=LATIN, on=FOUNDED)
    body = json.loads(Entry.objects.get(subject=person.pk).body)
    return typed(personal.Reference, body["inputs"]["name"])


def test_no_entry_contains_the_name(reference: personal.Reference) -> None:
    bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert bodies
    assert NAME not in bodies
    assert LATIN not in bodies


def test_the_reference_leads_to_the_name(reference: personal.Reference) -> None:
    assert personal.read(reference) == NAME


def test_the_same_name_twice_leaves_two_digests(cast: Cast, reference: personal.Reference) -> None:
    namesake = add_person(Ref(cast.office.pk), by=SETUP, name=NAME, on=FOUNDED)
    other = json.loads(Entry.objects.get(subject=namesake.pk).body)["inputs"]["name"]
    assert other["digest"] != reference["digest"]


def test_an_erased_name_is_gone_with_its_salt_and_the_trail_still_verifies(reference: personal.Reference) -> None:
    personal.erase(reference)
    assert personal.read(reference) is None
    assert PersonalValue.objects.get(pk=reference["personal"]).salt == ""
    assert verify().sound


def test_a_name_put_in_place_of_the_recorded_one_is_noticed(reference: personal.Reference) -> None:
    with guard.lifted("a forger asks nobody"):
        PersonalValue.objects.filter(pk=reference["personal"]).update(value="张三")
    with pytest.raises(ValueError, match="not the recorded one"):
        personal.read(reference)

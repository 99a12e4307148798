"""Two officers of one organ send letters at the same instant: no number is given twice, none is left out."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.kernel.letters.models import Letter
from kaifaqu.kernel.trail.verify import verify
from tests.cast import Cast
from tests.database.test_acts_at_the_same_time import ROUNDS, together
from tests.kernel.cases.matters import called, scene
from tests.kernel.letters.mail import sent

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_numbers_without_a_gap_and_without_a_twin(cast: Cast) -> None:
    here = scene(cast)
    cases = [called(here) for _ in range(2)]

    def send(which: int, number: int) -> None:
        given: dict[str, Any] = {"kind": "slip"} if number % 3 == 2 else {"kind": "assist"}  # a slip without its colour
        sent(here, cases[which], **given)

    refused = together(lambda n: send(0, n), lambda n: send(1, n))
    assert refused == ["colour"] * 2 * len(range(2, ROUNDS, 3))
    numbers = sorted(int(letter.number.partition("〕")[2].rstrip("号")) for letter in Letter.objects.all())
    assert numbers == list(range(1, 2 * ROUNDS - len(refused) + 1))
    assert verify().sound

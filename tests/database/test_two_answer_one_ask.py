"""Two people of one organ answer the same ask, and the worker comes in between: one wins, the other is told."""

from __future__ import annotations

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases import worker
from kaifaqu.kernel.cases.actions import answer_case
from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.trail.verify import verify
from tests.cast import Cast, sit
from tests.database.test_acts_at_the_same_time import ROUNDS, together
from tests.kernel.cases.matters import at, called, scene

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_wins_and_the_other_is_told(cast: Cast) -> None:
    here = scene(cast)
    organ = cast.office.__class__.objects.get(pk=here.lead.organ)
    second, _ = sit(organ, "另一人", "department_officer")
    cases = [called(here).pk for _ in range(ROUNDS)]
    refused = together(
        lambda n: answer_case(Ref[Case](cases[n]), by=here.lead, verdict="sign", ask=1),
        lambda n: answer_case(Ref[Case](cases[n]), by=second, verdict="sign", ask=1),
    )
    assert refused == ["answered"] * ROUNDS
    assert Ask.objects.filter(case__in=cases, stage="sign", verdict="sign").count() == ROUNDS
    assert verify().sound


def test_two_workers_do_what_is_due_once(cast: Cast) -> None:
    here = scene(cast)
    with at(2025, 6, 9):
        cases = [called(here).pk for _ in range(5)]

    def drain(_number: int) -> None:
        with at(2025, 6, 30):
            worker.drain()

    together(drain, drain)
    for case in Case.objects.filter(pk__in=cases):
        assert case.kept["climbed"] == ["0@80%", "0@100%", "0@+1wd"]
    assert verify().sound

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.imports.reviews import Gone
from kaifaqu.kernel.organs.models import Organ
from tests.cast import Cast
from tests.kernel.imports.books import ORGANS, kept

pytestmark = pytest.mark.django_db
BAD = [*ORGANS, ("", "内设机构", "", "")]


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    home.mkdir()


def left(home: Path) -> list[str]:
    return [path.name for path in (home / "imports").glob("*")]


def test_what_was_checked_is_imported_without_a_second_upload(cast: Cast, home: Path) -> None:
    made = kept(cast.zone_a.pk, ORGANS, by=cast.clerk)
    service.carry_out(reviews.find(made.key, cast.clerk), by=cast.clerk)
    assert Organ.objects.filter(subject__title="规划一科").exists()
    assert left(home) == []
    with pytest.raises(Gone):
        reviews.find(made.key, cast.clerk)


def test_rows_left_out_can_be_fetched_but_not_imported_again(cast: Cast) -> None:
    made = kept(cast.zone_a.pk, BAD, by=cast.clerk)
    service.carry_out(made, by=cast.clerk, leave_bad=True)
    found = reviews.find(made.key, cast.clerk)
    assert (found.done, found.bad) == (True, 1)
    assert service.given_back(found)
    with pytest.raises(Gone):
        service.carry_out(found, by=cast.clerk, leave_bad=True)


def test_it_is_forgotten_whichever_door_it_came_through(
    cast: Cast, home: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    ready = kept(cast.zone_a.pk, ORGANS, by=cast.clerk)
    assert (home / "imports" / ready.key).is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=reviews.load(ready.key))
    assert not (home / "imports" / ready.key).exists()


def test_nobody_else_finds_it_not_even_by_its_key(cast: Cast) -> None:
    made = kept(cast.zone_a.pk, ORGANS, by=cast.clerk)
    for other in (cast.leader, cast.auditor):
        with pytest.raises(Gone):
            reviews.find(made.key, other)


@pytest.mark.parametrize("key", ["", "x", "../../../../../etc/passwd", "A" * 22, "A" * 21 + "/"])
def test_a_key_that_never_was(cast: Cast, key: str) -> None:
    with pytest.raises(Gone):
        reviews.find(key, cast.clerk)


def test_it_is_gone_after_a_day(cast: Cast, home: Path) -> None:
    made = kept(cast.zone_a.pk, ORGANS, by=cast.clerk)
    with clock.shifted(timedelta(hours=25)):
        with pytest.raises(Gone):
            reviews.find(made.key, cast.clerk)
        kept(cast.zone_a.pk, ORGANS, by=cast.clerk)
    assert made.key not in left(home)
    assert len(left(home)) == 1


def test_progress_is_told_to_its_owner_alone(cast: Cast, home: Path) -> None:
    ticket, owner = "A" * 22, reviews.owner_of(cast.clerk)
    reviews.report(ticket, owner, "stage", 2_000)
    assert reviews.progress(ticket, owner) == {"stage": "stage", "done": 2_000}
    assert reviews.progress(ticket, reviews.owner_of(cast.leader)) == {}
    reviews.finished(ticket)
    assert (reviews.progress(ticket, owner), left(home)) == ({}, [])
    reviews.report("../../outside", owner, "stage", 1)
    assert left(home) == []

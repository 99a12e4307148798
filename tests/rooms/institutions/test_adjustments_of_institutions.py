"""An adjustment goes from proposal to completion; only then are the organs that it names changed. YT-08, GZ-01."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.actions import advance_adjustment, name_part, propose_adjustment
from kaifaqu.rooms.institutions.models import LEVEL, SUCCESSOR, Adjustment, AdjustmentKind, Side, Stage
from tests.cast import Cast
from tests.kernel.api.callers import account_of

PROPOSED, SUBMITTED, DONE = date(2022, 11, 1), date(2023, 3, 1), date(2023, 11, 23)


def office(cast: Cast, title: str) -> Organ:
    return establish_organ(Ref(cast.city.pk), by=cast.clerk, kind=OrganKind.ZONE_OFFICE, title=title)


def proposed(cast: Cast, kind: AdjustmentKind, **given: Any) -> Ref[Adjustment]:
    row = propose_adjustment(Ref(cast.city.pk), by=cast.clerk, kind=kind, title="机构调整", on=PROPOSED, **given)
    return Ref(row.pk)


def absorbing(cast: Cast, *names: str) -> tuple[Ref[Adjustment], list[Organ], Organ]:
    ref, into = proposed(cast, AdjustmentKind.ABSORB), office(cast, "省级园区")
    bodies = [office(cast, name) for name in names]
    for body in bodies:
        name_part(ref, by=cast.clerk, body=Ref(body.pk))
    name_part(ref, by=cast.clerk, body=Ref(into.pk), side=Side.INTO)
    return ref, bodies, into


def status(organ: Organ, day: date) -> str | None:
    row = since.value_on(organ.pk, since.STATUS, day)
    return row.code if row else None


def removed(cast: Cast, day: date) -> object:
    figure = FactReader(on=day).read(cast.city.pk, "bodies_removed").figure
    return figure.amount if isinstance(figure, Figure) else None


def test_nothing_is_changed_before_it_is_done(cast: Cast) -> None:
    ref, [first, second], into = absorbing(cast, "甲管理处", "乙管理处")
    advance_adjustment(ref, by=cast.clerk, stage=Stage.SUBMITTED, on=SUBMITTED)
    assert [status(first, DONE), removed(cast, DONE)] == [None, 0]
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    assert [status(body, DONE) for body in (first, second)] == [since.ABOLISHED, since.ABOLISHED]
    assert [status(body, SUBMITTED) for body in (first, second, into)] == [None, None, None]
    successor = since.value_on(first.pk, SUCCESSOR, DONE)
    assert successor is not None
    assert successor.ref_id == into.pk
    assert [removed(cast, day) for day in (SUBMITTED, DONE)] == [0, 2]


def test_it_only_goes_forward_and_not_after_it_is_done(cast: Cast) -> None:
    ref = proposed(cast, AdjustmentKind.CUT_POSTS, count=8)
    advance_adjustment(ref, by=cast.clerk, stage=Stage.APPROVED, on=SUBMITTED)
    with pytest.raises(Refusal, match="往前推进"):
        advance_adjustment(ref, by=cast.clerk, stage=Stage.SUBMITTED, on=DONE)
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    with pytest.raises(Refusal, match="已经完成"):
        name_part(ref, by=cast.clerk, body=Ref(cast.unit_a.pk))


def test_the_page_offers_what_can_still_be_done(cast: Cast) -> None:
    ref, client = proposed(cast, AdjustmentKind.CUT_POSTS, count=8), Client()
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    page = reverse("institutions:adjustment", args=[ref.id])
    offered = reverse("act", args=["institutions", "advance_adjustment", ref.id])
    assert offered in client.get(page).content.decode()
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    assert offered not in client.get(page).content.decode()


def test_a_count_is_kept_as_a_count_and_spread_over_nobody(cast: Cast) -> None:
    ref = proposed(cast, AdjustmentKind.ABOLISH, count=3, inferred=True, source="jiangxi-2023")
    with pytest.raises(Refusal, match="只有总数"):
        name_part(ref, by=cast.clerk, body=Ref(cast.unit_a.pk))
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    assert removed(cast, DONE) == 3
    assert status(Organ.objects.get(pk=cast.unit_a.pk), DONE) == since.ACTIVE
    [told] = queries.adjustments(Subject.objects.all(), DONE)
    assert (told.adjustment.inferred, told.bodies) == (True, ())


def test_a_merger_takes_away_one_body_fewer_than_it_names(cast: Cast) -> None:
    ref = proposed(cast, AdjustmentKind.MERGE)
    for name in ("原开发区", "工业园"):
        name_part(ref, by=cast.clerk, body=Ref(office(cast, name).pk))
    with pytest.raises(Refusal, match="承接的一方"):
        advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    name_part(ref, by=cast.clerk, body=Ref(cast.zone_a.pk), side=Side.INTO)
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    assert removed(cast, DONE) == 1


def test_a_zone_that_is_lowered_has_its_level_from_that_day(cast: Cast) -> None:
    with pytest.raises(Refusal, match="级别"):
        proposed(cast, AdjustmentKind.LOWER)
    ref = proposed(cast, AdjustmentKind.LOWER, level="正处级")
    name_part(ref, by=cast.clerk, body=Ref(cast.zone_a.pk))
    advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)
    assert since.value_on(cast.zone_a.pk, LEVEL, SUBMITTED) is None
    level = since.value_on(cast.zone_a.pk, LEVEL, DONE)
    assert level is not None
    assert level.code == "正处级"


def test_an_adjustment_of_nobody_cannot_be_done(cast: Cast) -> None:
    ref = proposed(cast, AdjustmentKind.ABOLISH)
    with pytest.raises(Refusal, match="还没有列入调整对象"):
        advance_adjustment(ref, by=cast.clerk, stage=Stage.DONE, on=DONE)


def test_between_two_days_the_totals_name_the_adjustments_that_made_the_difference(cast: Cast) -> None:
    early, late = proposed(cast, AdjustmentKind.CUT_POSTS, count=3), proposed(cast, AdjustmentKind.CUT_POSTS, count=5)
    advance_adjustment(early, by=cast.clerk, stage=Stage.DONE, on=SUBMITTED)
    advance_adjustment(late, by=cast.clerk, stage=Stage.DONE, on=DONE)
    rows = queries.adjustments(Subject.objects.all(), DONE)
    [told] = queries.changed_between(rows, SUBMITTED, DONE, "zh")
    assert (told.key, told.before, told.after) == ("leader_posts_less", 3, 8)
    assert [made.adjustment.pk for made in told.made_by] == [late.id]
    client = Client()
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("institutions:adjustments"), {"before": SUBMITTED.isoformat(), "on": DONE.isoformat()})
    assert "精简的领导职数" in page.content.decode()

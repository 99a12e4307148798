"""Whoever is away has a deputy in his organ: what was given to his post waits there too, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaifaqu.kernel.actions import NotFound, Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import appoint
from kaifaqu.kernel.organs.deputies import answered_from, away_for, deputy_of, leaves, stands_in_for
from kaifaqu.kernel.organs.leave import end_deputy, set_deputy
from kaifaqu.kernel.organs.models import Post, Since
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail import guard
from tests.cast import SETUP, Cast, sit
from tests.records import refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(days: int) -> date:
    return today() + days * DAY


def covered(cast: Cast, first: int = 0, last: int = 5, *, by: Seat | None = None) -> Ref[Post]:
    post: Ref[Post] = Ref(cast.clerk.post)
    set_deputy(post, by=by or cast.clerk, deputy=Ref(cast.secretary.post), start=at(first), last=at(last))
    return Ref(cast.clerk.post)


def test_from_the_first_day_to_the_last_and_not_longer(cast: Cast) -> None:
    covered(cast, 1, 3)
    taken = [stands_in_for(cast.secretary.post, at(n)) for n in range(6)]
    assert taken == [[], [cast.clerk.post], [cast.clerk.post], [cast.clerk.post], [], []]
    [leave] = leaves([cast.clerk.post], today())
    assert (leave.start, leave.last) == (at(1), at(3))
    assert leave.holder is not None
    assert (leave.holder.title, leave.deputy.pk) == ("王敏", cast.secretary.post)


def test_the_deputy_takes_what_was_given_to_the_post_and_the_holder_keeps_seeing_it(cast: Cast) -> None:
    covered(cast)
    assert answered_from(cast.office.pk, cast.secretary.post, today()) == sorted([cast.clerk.post, cast.secretary.post])
    assert answered_from(cast.office.pk, cast.clerk.post, today()) == [cast.clerk.post]
    assert answered_from(cast.office.pk, cast.leader.post, today()) == [cast.leader.post]
    assert list(away_for(cast.office.pk, today())) == [cast.clerk.post]
    assert away_for(cast.office.pk, at(6)) == {}


def test_deputies_of_deputies_do_not_chain(cast: Cast) -> None:
    covered(cast, 0, 5)
    third, post = sit(cast.office, "丁", "reform_office")
    with refused("deputising", field="start"):
        set_deputy(Ref(cast.secretary.post), by=cast.guardian, deputy=Ref(post.pk), start=at(5), last=at(8))
    set_deputy(Ref(cast.secretary.post), by=cast.guardian, deputy=Ref(post.pk), start=at(6), last=at(8))
    with refused("away", field="deputy"):
        set_deputy(Ref(cast.leader.post), by=cast.guardian, deputy=Ref(cast.secretary.post), start=at(8), last=at(9))
    assert stands_in_for(third.post, at(6)) == [cast.secretary.post]


def test_what_nobody_holds_and_nobody_covers_is_everybody_s_in_the_organ(cast: Cast) -> None:
    _, empty = sit(cast.office, "将走", "reform_office")
    with guard.lifted("its holder has left"):
        Since.objects.filter(subject=empty.pk, relation=since.HOLDER.key).delete()
    for seat in (cast.clerk, cast.secretary, cast.leader):
        assert answered_from(cast.office.pk, seat.post, today()) == sorted([seat.post, empty.pk])
    assert answered_from(cast.department.pk, cast.officer.post, today()) == [cast.officer.post]


def test_a_post_that_falls_vacant_while_covered_stays_with_its_deputy(cast: Cast) -> None:
    covered(cast)
    with guard.lifted("its holder has left"):
        Since.objects.filter(subject=cast.clerk.post, relation=since.HOLDER.key).delete()
    assert cast.clerk.post in answered_from(cast.office.pk, cast.secretary.post, today())
    assert cast.clerk.post not in answered_from(cast.office.pk, cast.leader.post, today())


def test_back_early_or_not_gone_at_all(cast: Cast) -> None:
    post = covered(cast, 0, 5)
    end_deputy(post, by=cast.clerk, back=at(2))
    assert [bool(deputy_of(post.id, at(n))) for n in (0, 1, 2, 5)] == [True, True, False, False]
    covered(cast, 3, 4)
    end_deputy(post, by=cast.clerk, back=at(2))
    assert not any(deputy_of(post.id, at(n)) for n in (2, 3, 4, 5))
    with refused("no_deputy", field="back"):
        end_deputy(post, by=cast.clerk, back=at(2))
    with refused("past", field="back"):
        end_deputy(post, by=cast.clerk, back=at(-1))


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    post, other = Ref[Post](cast.clerk.post), Ref[Post](cast.secretary.post)
    with refused("past", field="start"):
        set_deputy(post, by=cast.clerk, deputy=other, start=at(-1), last=at(2))
    with refused("dates", field="last"):
        set_deputy(post, by=cast.clerk, deputy=other, start=at(2), last=at(1))
    with refused("too_far_ahead", field="last"):
        set_deputy(post, by=cast.clerk, deputy=other, start=at(2), last=at(400))
    with refused("self", field="deputy"):
        set_deputy(post, by=cast.clerk, deputy=post, start=at(0), last=at(1))
    with refused("other_organ", field="deputy"):
        set_deputy(post, by=cast.clerk, deputy=Ref(cast.officer.post), start=at(0), last=at(1))
    covered(cast, 2, 4)
    for first, last in ((0, 2), (4, 9), (3, 3), (0, 9)):
        with refused("overlap", field="start"):
            covered(cast, first, last)
    covered(cast, 5, 6)


def test_somebody_who_holds_both_posts_is_no_deputy_of_his_own(cast: Cast) -> None:
    appoint(Ref(cast.secretary.post), by=SETUP, person=Ref(cast.clerk.person), on=today())
    with refused("self", field="deputy"):
        covered(cast)


def test_keepers_and_auditors_stay_three_people(cast: Cast) -> None:
    organ_mate, post = sit(cast.department, "同室", "department_officer")
    keeper, kept = sit(cast.department, "钥匙", "security_officer")
    with refused("apart", field="deputy"):
        set_deputy(Ref(keeper.post), by=cast.guardian, deputy=Ref(post.pk), start=at(0), last=at(1))
    with refused("apart", field="deputy"):
        set_deputy(Ref(organ_mate.post), by=organ_mate, deputy=Ref(kept.pk), start=at(0), last=at(1))
    _, second = sit(cast.department, "备钥匙", "security_officer")
    set_deputy(Ref(keeper.post), by=cast.guardian, deputy=Ref(second.pk), start=at(0), last=at(1))


def test_oneself_for_one_s_own_post_the_leader_for_his_organ_s(cast: Cast) -> None:
    mate, _ = sit(cast.office, "同事", "reform_office")
    with pytest.raises(NotFound):
        covered(cast, by=mate)
    covered(cast, 0, 1, by=cast.leader)
    covered(cast, 2, 3, by=cast.guardian)
    with pytest.raises(NotFound):
        set_deputy(Ref(cast.officer.post), by=cast.leader, deputy=Ref(cast.officer.post), start=at(0), last=at(1))


def test_a_deputy_gets_none_of_the_post_s_permissions(cast: Cast) -> None:
    covered(cast)
    with pytest.raises(NotFound):
        set_deputy(Ref(cast.clerk.post), by=cast.secretary, deputy=Ref(cast.secretary.post), start=at(8), last=at(9))

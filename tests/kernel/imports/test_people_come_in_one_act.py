from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.imports.actions import import_rows
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import OrganKind, Person, Post, Since
from kaifaqu.kernel.organs.reach import standing
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail import personal
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.timeline import history
from kaifaqu.kernel.trail.verify import verify
from tests.cast import SETUP, Cast
from tests.kernel.imports.books import DAY, PEOPLE, checked, reviewed, told

pytestmark = pytest.mark.django_db
HEADER = PEOPLE[0]


def bring(cast: Cast, *rows: Sequence[object]) -> None:
    ready = reviewed(cast.city.pk, [HEADER, *rows], "people", by=cast.guardian)
    assert ready.faults == []
    import_rows(Ref(cast.city.pk), by=cast.guardian, rows=ready)


def test_people_posts_and_appointments(cast: Cast) -> None:
    bring(cast, *PEOPLE[1:])
    person = Person.objects.get(subject__title="周杰")
    post = Post.objects.get(subject__title="副主任")
    assert (post.role, post.subject.organ_id, person.subject.organ_id) == ("leader", cast.office.pk, cast.office.pk)
    assert standing(Seat(person.pk, post.pk, cast.office.pk)) is not None
    assert Person.objects.filter(subject__title="吴敏").exists()
    assert verify().sound


def test_no_name_and_no_plain_digest_of_names_stands_in_the_record(cast: Cast) -> None:
    ready = reviewed(cast.city.pk, PEOPLE, "people", by=cast.guardian)
    import_rows(Ref(cast.city.pk), by=cast.guardian, rows=ready)
    entry = Entry.objects.latest("pk")
    assert "周杰" not in entry.body
    assert ready.digest not in entry.body
    reference = history(cast.city.pk, limit=1)[0].body["inputs"]["rows"]["digest"]
    assert personal.read(reference) == ready.digest


def test_a_person_of_several_posts_is_one_person_from_the_first_of_his_days(cast: Cast) -> None:
    bring(cast, ("周杰", "改革办", "副主任", "领导", DAY), ("周杰", "改革办", "科长", "改革办经办", "2019-01-01"))
    person = Person.objects.get(subject__title="周杰")
    assert Since.objects.get(subject=person.pk, relation="status").start == date(2019, 1, 1)
    assert Since.objects.filter(relation="holder", ref=person.pk).count() == 2


def test_who_is_on_record_gets_a_further_post_and_his_history_shows_it(cast: Cast) -> None:
    bring(cast, ("王敏", "改革办", "副主任", "领导", DAY))
    assert Person.objects.filter(subject__title="王敏").count() == 1
    assert history(cast.clerk.person)[0].action == "imports.import_rows"


def test_an_import_takes_no_post_from_anybody(cast: Cast) -> None:
    """One title may stand for several posts, each with its own holder."""
    bring(cast, ("周杰", "改革办", "王敏的岗位", "改革办经办", DAY))
    assert Post.objects.filter(subject__title="王敏的岗位").count() == 2
    assert standing(cast.clerk) is not None


def test_what_is_on_record_already_changes_nothing(cast: Cast) -> None:
    rows = [HEADER, ("王敏", "改革办", "王敏的岗位", "改革办经办", DAY), ("王敏", "改革办", "", "", DAY)]
    found = checked(cast.city.pk, rows, "people")
    assert (found.counts["unchanged"], told(found)) == (2, [])


def test_a_post_without_a_holder(cast: Cast) -> None:
    bring(cast, ("", "改革办", "空岗", "领导", DAY))
    post = Post.objects.get(subject__title="空岗")
    assert not Since.objects.filter(subject=post.pk, relation="holder").exists()


def test_rows_that_cannot_be_are_told(cast: Cast) -> None:
    establish_organ(Ref(cast.city.pk), by=SETUP, kind=OrganKind.COMPANY, title="新公司", on=date(2024, 1, 1))
    rows = [
        HEADER,
        ("", "改革办", "", "", DAY),
        ("甲", "改革办", "主任", "", DAY),
        ("乙", "改革办", "", "领导", DAY),
        ("丙", "没有的单位", "", "", DAY),
        ("丁", "新公司", "", "", DAY),
        ("戊", "改革办", "主任", "皇帝", DAY),
        ("己", "改革办", "", "", DAY),
        ("己", "改革办", "", "", DAY),
        ("王敏", "改革办", "王敏的岗位", "领导", DAY),
        ("王敏", "改革办", "新岗", "领导", "2000-01-01"),
    ]
    assert told(checked(cast.city.pk, rows, "people")) == [
        (2, "name", "nobody"),
        (3, "role", "role_needed"),
        (4, "post", "post_needed"),
        (5, "organ", "unknown_here"),
        (6, "organ", "before_creation"),
        (7, "role", "not_a_choice"),
        (9, "name", "twice"),
        (10, "role", "role_differs"),
        (11, "organ", "before_creation"),
    ]

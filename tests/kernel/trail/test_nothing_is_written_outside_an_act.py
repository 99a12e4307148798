"""The guard stands at the database: it sees what signals and save() do not."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.models import Account, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.guard import UnrecordedWrite, guarded_tables, lifted
from kaifaqu.rooms.institutions.actions import change_quota
from kaifaqu.rooms.institutions.models import Duty, Zone
from tests.cast import Cast
from tests.records import everything

pytestmark = pytest.mark.django_db
ROW = "(kind, title, title_en, sort_key, synthetic, seq, head, sealed_seq) VALUES ('x', 'x', '', 'x', false, 0, '', 0)"


def raw(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def raw_many() -> None:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE institutions_zone SET source = %s", [("x",)])


def subject() -> Subject:
    return Subject(kind="x", title="x", sort_key="x")


WRITES: dict[str, Callable[[], object]] = {
    "create": lambda: new_subject("x", "x"),
    "save": lambda: subject().save(),
    "bulk create": lambda: Subject.objects.bulk_create([subject()]),
    "bulk create, ignoring": lambda: Subject.objects.bulk_create([subject()], ignore_conflicts=True),
    "update": lambda: Zone.objects.update(source="x"),
    "bulk update": lambda: Zone.objects.bulk_update(Zone.objects.all(), ["source"]),
    "update or create": lambda: Subject.objects.update_or_create(kind="x", title="x", sort_key="x"),
    "delete": lambda: Since.objects.all().delete(),
    "raw insert": raw(f"INSERT INTO subjects_subject {ROW}"),
    "raw insert, oddly written": raw(f'\n insert  into "subjects_subject" {ROW}'),
    "raw insert after a comment": raw(f"/* x */ INSERT INTO subjects_subject {ROW}"),
    "raw update": raw("UPDATE institutions_zone SET source = 'x'"),
    "raw update in capitals": raw("UPDATE INSTITUTIONS_ZONE SET source = 'x'"),
    "raw delete": raw("DELETE FROM organs_since"),
    "raw delete in a with": raw("WITH x AS (SELECT 1) DELETE FROM organs_since"),
    "raw many": raw_many,
}
if connection.vendor == "sqlite":
    WRITES["raw replace"] = raw(f"INSERT OR REPLACE INTO subjects_subject {ROW}")
else:
    WRITES["raw truncate"] = raw("TRUNCATE organs_since")


@pytest.mark.parametrize("write", WRITES)
def test_a_write_without_an_act_raises_and_writes_nothing(cast: Cast, write: str) -> None:
    before = everything()
    with pytest.raises(UnrecordedWrite), transaction.atomic():
        WRITES[write]()
    assert everything() == before


def test_the_same_write_by_an_act_is_done(cast: Cast) -> None:
    rows = Since.objects.count()
    change_quota(Ref(cast.zone_a.pk), by=cast.clerk, quota=100, on=date(2020, 8, 15))
    assert Since.objects.count() == rows + 1


def test_reading_needs_no_act(cast: Cast) -> None:
    assert Zone.objects.filter(pk=cast.zone_a.pk).exists()
    assert Duty.objects.select_for_update().filter(pk=cast.duty_a.pk).exists()


def test_lifting_the_guard_takes_a_reason_and_ends_with_its_block(cast: Cast) -> None:
    with pytest.raises(ValueError, match="say why"), lifted(""):
        pass
    with lifted("a repair"):
        Zone.objects.update(source="x")
    with pytest.raises(UnrecordedWrite), transaction.atomic():
        Zone.objects.update(source="y")


def test_another_context_is_not_within_the_act_of_this_one(cast: Cast) -> None:
    inside: list[bool] = []
    act = acts.Act(action="x.y", actor=cast.clerk, at=clock.now())
    with acts.under(act):
        Context().run(lambda: inside.append(acts.under_way()))
        inside.append(acts.under_way())
    assert inside == [False, True]


def test_sign_in_may_be_written_without_an_act(cast: Cast) -> None:
    assert Account.objects.create_user("somebody", password="long-enough-1").pk


OWN_HANDS = {"Account", "Token", "Recount", "Message", "Carried", "Attempt", "Seen", "SeenUpTo"}
"""Sign-in, the bookmark of the worker, what was sent and what was seen."""


def test_every_model_of_the_house_is_guarded_or_says_why_not() -> None:
    own = [m for m in apps.get_models() if m.__module__.startswith("kaifaqu.")]
    unguarded = {m.__name__: getattr(m, "written_by", "") for m in own if m._meta.db_table not in guarded_tables()}
    assert unguarded.keys() == OWN_HANDS
    assert all(len(reason) > 20 for reason in unguarded.values())
    assert len(guarded_tables()) > 10

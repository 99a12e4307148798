from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.organs.models import Organ, Place
from kaifaqu.kernel.subjects import prepared
from kaifaqu.kernel.subjects.models import Subject
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_it_gives_the_rows_of_other_values_with_what_hangs_on_them(cast: Cast) -> None:
    rows = Organ.objects.filter(pk=prepared.number(0)).select_related("subject")
    statement = prepared.Prepared(rows)
    for organ in (cast.office, cast.department):
        [found] = statement.ask([organ.pk])
        with CaptureQueriesContext(connection) as sent:
            assert (found, found.subject.title) == (organ, organ.subject.title)
        assert len(sent) == 0


def test_a_text_may_be_part_of_a_pattern(cast: Cast) -> None:
    rows = Place.objects.filter(path__startswith=prepared.text(0)).values_list("pk", flat=True).order_by("pk")
    statement = prepared.Prepared(rows)
    assert [*statement.ask(texts=[cast.city.path])] == [cast.city.pk, cast.zone_a.pk, cast.zone_b.pk]
    path = f"{cast.city.path}{cast.zone_b.pk}/"
    assert [*statement.ask(texts=[path])] == [cast.zone_b.pk]
    assert [*statement.ask(texts=["%"])] == [], "what is given is a value, never part of the statement"


def test_what_can_find_nothing_asks_nothing(cast: Cast) -> None:
    statement = prepared.Prepared(Subject.objects.filter(pk__in=[], kind="zone"))
    with CaptureQueriesContext(connection) as sent:
        assert [*statement.ask()] == []
    assert len(sent) == 0


def test_one_of_a_key_is_put_together_until_forgotten(cast: Cast) -> None:
    built = []

    def build() -> object:
        built.append(1)
        return Subject.objects.filter(pk=prepared.number(0))

    for _ in range(3):
        [found] = prepared.prepared("test", build).ask([cast.office.pk])  # type: ignore[arg-type]  # counts too
        assert found.pk == cast.office.pk
    assert built == [1]
    prepared.forget()

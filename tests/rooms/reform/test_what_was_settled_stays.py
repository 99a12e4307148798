"""Leads, interim deadlines and reports are rows that nobody changes: the latest holds, the rest stays."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, models, transaction

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.trail import guard
from kaifaqu.rooms.reform.actions import set_task_deadline
from kaifaqu.rooms.reform.models import InterimDeadline, Lead, Report, State
from tests.cast import Cast
from tests.rooms.reform.conftest import Driven

pytestmark = pytest.mark.database
DAY = date(2020, 8, 15)


@pytest.mark.parametrize("model", [Lead, InterimDeadline, Report])
def test_a_row_can_be_neither_changed_nor_removed(cast: Cast, driven: Driven, model: type[models.Model]) -> None:
    driven.lead(cast.department, DAY)
    set_task_deadline(Ref(driven.pk), by=cast.clerk, task="slim", due=date(2020, 10, 1), on=DAY)
    driven.say(State.CLAIMED, DAY)
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET act_seq = 99", f"DELETE FROM {table}"):
        with (
            guard.lifted("a forger"),
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.measures.observations import Published
from kaifaqu.kernel.trail.seals import seal, signing_key
from kaifaqu.rooms.institutions.actions import record_figures
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.trail.forger import APPEND_ONLY, sql

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CALENDARS = {"calendars_holidaynotice", "calendars_calendarday", "calendars_officehours"}
ELSEWHERE = {
    "cases_clockentry",
    "charter_edition",
    "charter_resolution",
    "followups_report",
    "letters_letter",
    "letters_reply",
    "notices_attempt",
    "notices_call",
    "reform_briefing",
    "reform_casestep",
    "reform_interimdeadline",
    "reform_lead",
    "reform_report",
    *CALENDARS,
}
"""Held by the tests of their own packages."""
COLUMN = {"trail_entry": "hash", "trail_mention": "at", "trail_seal": "root", "trail_sealleaf": "head"}


@pytest.fixture
def filled(cast: Cast, tmp_path: Path) -> None:
    figure = Published(fact="tasks", value="17", unit="task", src="a-source")
    record_figures(Ref(cast.city.pk), by=SETUP, figures=[figure], known_at=FOUNDED)
    seal(signing_key(tmp_path / "key.pem"))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_a_row_cannot_be_changed_or_deleted(table: str, statement: str) -> None:
    before = sql(f"SELECT * FROM {table}")
    assert before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement.format(table, COLUMN.get(table, "source")))
    assert sql(f"SELECT * FROM {table}") == before


def test_these_are_all_the_tables_that_have_such_triggers() -> None:
    if connection.vendor == "sqlite":
        found = sql("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = sql("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    assert {table for (table,) in found} == {*APPEND_ONLY, *ELSEWHERE}


@pytest.mark.usefixtures("filled")
def test_a_row_cannot_be_replaced_either() -> None:
    if connection.vendor != "sqlite":
        return  # REPLACE is SQLite's own word
    before = sql("SELECT * FROM trail_entry")
    columns = "subject_id, seq, at, action, hash"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(f"REPLACE INTO trail_entry (id, {columns}, body) SELECT id, {columns}, body || ' ' FROM trail_entry")
    assert sql("SELECT * FROM trail_entry") == before

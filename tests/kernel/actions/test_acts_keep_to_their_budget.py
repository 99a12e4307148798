"""Statements are counted, times are measured: `make bench`. BEGIN and COMMIT count (here as savepoints)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel.actions import Ref, all_actions, batch, find
from kaifaqu.kernel.organs.actions import abolish_organ, establish_organ
from kaifaqu.kernel.organs.models import OrganKind, Place, PlaceKind
from tests.cast import SETUP, Cast
from tests.kernel.actions.typical import TYPICAL

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AN_ACT, ITS_TRAIL, PAGE = 12, 3, 200
ADOPTING = {"charter.adopt_amendment", "charter.install_charter"}
AN_ADOPTION = 24
"""An adoption checks the whole institution anew, and puts on record what every place below comes to."""
MORE = dict.fromkeys(ADOPTING, AN_ADOPTION) | {"imports.import_rows": 15}
"""An import asks what the registry holds, and fills three tables and the index; as many statements for 100 000 rows as
for two."""
A_TASK = ("assign_lead", "explain_delay", "record_visit", "report_progress", "set_aside")
MORE |= {f"reform.{verb}": 13 for verb in A_TASK} | {"reform.verify_progress": 15, "reform.record_finding": 26}
"""What concerns a task asks which charter governs it, whether the place still is, and what was said or who led before;
a verdict also whose it is to give."""
MORE |= {"reform.begin_phase": 21}
"""A new phase reads the whole board once, however many zones there are."""
MORE |= {name: 15 for name in all_actions() if name.startswith("cases.")} | {"cases.open_case": 18}
"""An act on a case reads its asks and clocks besides, and writes three tables and who is told; one that names an organ
asks whether that is in being, one that opens a case, what governs its place."""
MORE |= {"cases.open_child": 26}
"""One below another reads that too, and says when it has to be looked at again."""
MORE |= {f"reform.{verb}_finding": 17 for verb in ("close", "rectify", "return")}
"""A finding is a case."""
MORE |= {"followups.assign": 26, "followups.split_item": 27}
"""Assigning opens a case, and asks besides what the charter says of limits and which day this one's words come to."""
MORE |= {"reform.issue_briefing": 44}
"""A briefing reads the board of three days and the goals of its place, whatever the number of zones."""
MORE |= {"organs.hand_over": 22}
"""A hand-over reads what every room has open in the post, in a statement or two each, however much that is."""
MORE |= {"letters.issue_letter": 15, "letters.accept_reply": 17}
"""A letter asks who is named in it and what the addressee is asked for, and takes a number; an answer is an act on a
case."""
TO_BE_FOUND = 1
"""What an act brings into being it also makes found: the words of all of it go into the index in one statement."""
FIRST = "organs.found_place"
OF_THE_TRAIL = ("INSERT INTO trail_entry", "INSERT INTO trail_mention", "UPDATE subjects_subject SET seq")


def trail_of(statements: list[str]) -> list[str]:
    """The statements by which the trail writes itself; an executemany is logged as `200 times: INSERT …`."""
    return [s for s in statements if s.split("times: ")[-1].startswith(OF_THE_TRAIL)]


@pytest.mark.parametrize("name", sorted(all_actions().keys() - {FIRST}))
def test_an_act_and_its_trail(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    assert connection.features.supports_json_field  # which Django finds out by a statement, once
    with CaptureQueriesContext(connection) as queries:
        doing.run(name)
    within_budget(queries, MORE.get(name, AN_ACT) + find(name).founds * TO_BE_FOUND)


def test_the_first_act_of_an_empty_house(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        find(FIRST)(by=SETUP, kind=PlaceKind.CITY, title="一市", slug="city", on=date(2020, 1, 1))
    within_budget(queries, AN_ACT + TO_BE_FOUND)


def within_budget(queries: CaptureQueriesContext, most: int = AN_ACT) -> None:
    statements = [str(query["sql"]) for query in queries.captured_queries]
    assert 1 < len(trail_of(statements)) <= ITS_TRAIL
    assert len(trail_of(statements)) < len(statements) <= most


def test_the_trail_of_a_batch_is_three_statements_however_many_acts(cast: Cast) -> None:
    titles = {n: {"title": f"{n}部"} for n in range(PAGE)}
    kind, since, until = OrganKind.INTERNAL_UNIT, date(2020, 1, 1), date(2020, 8, 15)
    zone: list[Ref[Place]] = [Ref(cast.zone_a.pk)] * PAGE
    units = batch(establish_organ, zone, by=SETUP, each=titles, kind=kind, on=since).done
    with CaptureQueriesContext(connection) as queries:
        done = batch(abolish_organ, [Ref(unit.pk) for unit in units], by=cast.clerk, on=until)
    statements = [str(query["sql"]) for query in queries.captured_queries]
    assert len(done.done) == PAGE
    assert len(trail_of(statements)) <= ITS_TRAIL
    assert f"{PAGE} times: {OF_THE_TRAIL[0]}" in "\n".join(trail_of(statements))
    its_own = len(statements) - len(trail_of(statements))
    assert its_own <= AN_ACT + 4 * PAGE  # per row: a savepoint and its end, one look, one write

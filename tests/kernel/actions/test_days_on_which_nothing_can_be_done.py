from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaifaqu.kernel.actions import Ref, all_actions
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import abolish_organ
from kaifaqu.kernel.organs.since import LATEST_AHEAD
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.actions.typical import TYPICAL
from tests.records import everything, refused

pytestmark = pytest.mark.django_db
DAY = date(2020, 8, 15)
DATED = sorted(
    name
    for name in TYPICAL
    if name != "organs.found_place" and any(i.name in ("on", "known_at") for i in all_actions()[name].inputs)
)
ON_ORGANS = {
    "institutions.hand_over_duty": lambda c: c.department,
    "institutions.list_duty": lambda c: c.committee_a,
    "organs.abolish_organ": lambda c: c.unit_a,
    "organs.add_person": lambda c: c.office,
    "organs.add_post": lambda c: c.office,
    "organs.appoint": lambda c: c.office,
    "organs.establish_organ": lambda c: c.committee_a,
    "organs.grant_proxy": lambda c: c.office,
}
"""Acts that concern an organ, and which one it is in the typical doing."""
DRIVEN = {name for name in DATED if name.startswith("reform.")}
"""Acts of a programme: its own beginning and today are their bounds."""
BY_A_DAY = sorted(
    set(DATED) - DRIVEN - {"institutions.record_figures", "institutions.register_zone", "organs.add_place"}
)
"""Acts to or in something that had a beginning; places above zones are older than any record."""


@pytest.mark.parametrize("name", sorted(ON_ORGANS))
def test_from_the_day_an_organ_is_abolished_on(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    abolish_organ(Ref(ON_ORGANS[name](cast).pk), by=SETUP, on=DAY)
    with refused("abolished", field="on"):
        doing.run(name, by=SETUP)


@pytest.mark.parametrize("name", sorted(set(ON_ORGANS) - {"organs.grant_proxy"}))
def test_but_of_the_days_before_it_may_still_be_recorded(cast: Cast, name: str) -> None:
    """What was done then is often entered later."""
    doing, before = TYPICAL[name](cast), everything()
    abolish_organ(Ref(ON_ORGANS[name](cast).pk), by=SETUP, on=DAY + timedelta(days=1))
    doing.run(name, by=SETUP)
    assert everything() != before


@pytest.mark.parametrize("name", BY_A_DAY)
def test_before_the_thing_was_there(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    with refused("before_creation", field="on"):
        doing.run(name, on=FOUNDED - timedelta(days=1))


@pytest.mark.parametrize("name", sorted(set(DATED) - DRIVEN - {"institutions.record_figures", "organs.grant_proxy"}))
def test_more_than_a_year_ahead(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    with refused("too_far_ahead", field="on"):
        doing.run(name, on=today() + LATEST_AHEAD + timedelta(days=1))


def test_a_proxy_for_more_than_a_year_ahead(cast: Cast) -> None:
    with refused("too_far_ahead", field="until"):
        TYPICAL["organs.grant_proxy"](cast).run("organs.grant_proxy", until=today() + LATEST_AHEAD + timedelta(days=1))


def test_a_figure_published_tomorrow(cast: Cast) -> None:
    with refused("in_future", field="known_at"):
        TYPICAL["institutions.record_figures"](cast).run(
            "institutions.record_figures", known_at=today() + timedelta(days=1)
        )


TAKEN_ONCE = {f"reform.{verb}_case" for verb in ("write", "submit", "adopt", "decline", "copy")}
TAKEN_ONCE |= {f"reform.{verb}_finding" for verb in ("rectify", "close", "return")}
"""The steps of a model case and of a finding: a second one is refused for its order, as their own tests hold."""
CHANGING = sorted(set(DATED) - {n for n in DATED if n.startswith(("organs.add", "organs.establish"))})


@pytest.mark.parametrize(
    "name",
    sorted(
        set(CHANGING)
        - TAKEN_ONCE
        - {
            "institutions.propose_adjustment",
            "reform.adopt_programme",
            "institutions.register_township",
            "reform.record_visit",
            "institutions.register_zone",
            "institutions.list_duty",
            "organs.abolish_organ",
        }
    ),
)
def test_what_is_already_so_is_refused_as_no_change(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    doing.run(name)
    with refused("nothing_changes"):
        doing.run(name)


def test_an_organ_is_abolished_once(cast: Cast) -> None:
    TYPICAL["organs.abolish_organ"](cast).run("organs.abolish_organ")
    with refused("abolished", field="on"):
        TYPICAL["organs.abolish_organ"](cast).run("organs.abolish_organ")


@pytest.mark.parametrize("name", ["institutions.register_zone", "organs.add_place"])
def test_a_short_name_is_given_once(cast: Cast, name: str) -> None:
    doing = TYPICAL[name](cast)
    with refused("taken", field="slug"):
        doing.run(name, slug="zone-a")

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.measures.observations import Published
from kaifaqu.rooms.institutions.actions import record_figures
from tests.cast import SETUP
from tests.kernel.measures.conftest import Paper
from tests.records import refused

pytestmark = pytest.mark.django_db
FIRST, REVISED, BETWEEN = date(2021, 1, 27), date(2021, 6, 1), date(2021, 3, 1)


@pytest.fixture
def revised(paper: Paper) -> Paper:
    paper.say("zones_total", "11", "zone", known_at=FIRST)
    paper.say("zones_total", "12", "zone", known_at=REVISED)
    return paper


def known(paper: Paper, on: date | None) -> str:
    return paper.ask({"fact": "zones_total"}, "zone", known_at=on).figure.text()


def test_today_it_is_the_revised_figure(revised: Paper) -> None:
    assert known(revised, None) == "12个"
    assert known(revised, REVISED) == "12个"


def test_before_the_revision_it_is_the_first_one(revised: Paper) -> None:
    assert known(revised, BETWEEN) == "11个"
    assert known(revised, FIRST) == "11个"


def test_before_it_was_published_there_is_none(revised: Paper) -> None:
    asked = revised.ask({"fact": "zones_total"}, "zone", known_at=date(2021, 1, 26))
    assert asked.figure == NotApplicable("not_published")


def test_the_superseded_figure_stays_and_the_new_one_names_it(revised: Paper) -> None:
    old, new = Observation.objects.filter(fact="zones_total").order_by("id")
    assert (new.supersedes, old.supersedes) == (old, None)
    assert old.figure.text() == "11个"


def test_another_period_of_the_same_fact_is_another_figure(revised: Paper) -> None:
    revised.say("zones_total", "13", "zone", period="after")
    assert known(revised, None) == "12个"
    assert revised.ask({"fact": "zones_total", "at": "after"}, "zone").figure.text() == "13个"


def test_the_same_said_once_more_is_no_change(revised: Paper) -> None:
    with refused("nothing_changes"):
        revised.say("zones_total", "12", "zone", known_at=REVISED)


def test_the_same_fact_twice_in_one_record_is_refused(paper: Paper) -> None:
    twice = [Published(fact="zones_total", value=n, unit="zone", src="x") for n in ("11", "12")]
    with refused("twice", field="figures"):
        record_figures(Ref(paper.subject), by=SETUP, figures=twice, known_at=FIRST)


@pytest.mark.parametrize(
    "said",
    [
        {"value": "十二"},
        {"value": "1.5"},
        {"value": "9" * 30},
        {"value": "-"},
        {"unit": "zones"},
        {"unit": "km2"},
        {"unit": "person"},
        {"fact": "zones_in_all"},
        {"qualifier": "大概"},
    ],
)
def test_a_figure_that_cannot_be_read_is_refused_in_words(paper: Paper, said: dict[str, str]) -> None:
    figure = Published.model_validate({"fact": "zones_total", "value": "12", "unit": "zone", "src": "x", **said})
    with refused("figure", field="figures"):
        record_figures(Ref(paper.subject), by=SETUP, figures=[figure], known_at=FIRST)

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.charter.schema import Measure, Title
from kaifaqu.kernel.measures import facts
from kaifaqu.kernel.measures.evaluate import Evaluation, evaluate
from kaifaqu.kernel.measures.observations import Published
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.rooms.institutions.actions import record_figures
from tests.cast import SETUP, Cast

NAME = Title(zh="某数", en="Some number")
OUT = date(2021, 1, 27)


@dataclass(frozen=True)
class Paper:
    """A source of the test's own: says figures of one place, and asks for what follows from them."""

    subject: int

    def say(self, fact: str, value: str, unit: str, *, known_at: date = OUT, **more: Any) -> None:
        """A figure as the paper prints it; the fact is made known where no room offers it."""
        if fact not in facts.all_facts():
            facts.register(facts.Fact(fact, NAME, unit))
        figure = Published(fact=fact, value=value, unit=unit, src="a-paper", **more)
        record_figures(Ref(self.subject), by=SETUP, figures=[figure], known_at=known_at)

    def ask(self, term: object, unit: str, *, known_at: date | None = None) -> Evaluation:
        """Evaluate a measure made for this question."""
        made = Measure.model_validate(
            {"id": "asked", "title": NAME, "definition": NAME, "term": term, "unit": unit, "src": "a-paper"}
        )
        return evaluate(made, self.subject, FactReader(known_at=known_at))


@pytest.fixture
def paper(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Paper:
    monkeypatch.setattr(facts, "_facts", facts.all_facts())
    return Paper(cast.city.pk)

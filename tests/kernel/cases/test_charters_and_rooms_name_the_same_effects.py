"""An effect is named by a procedure and offered by a room: neither without the other."""

from __future__ import annotations

from pathlib import Path

from kaifaqu.kernel.cases.effects import all_effects
from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.schema.nouns import Procedure

CHARTERS = Path(__file__).parents[3] / "charters"


def named() -> set[str]:
    """Every effect that a procedure of a seed names."""
    charters = [loaded.charter for loaded in read_library(CHARTERS).charters.values()]
    procedures = [
        clause for each in charters for _noun, _key, clause in each.clauses() if isinstance(clause, Procedure)
    ]
    return {
        name
        for procedure in procedures
        for stage in procedure.stages.values()
        for names in stage.does.values()
        for name in names
    }


def test_what_rooms_offer_is_what_charters_name() -> None:
    assert named() == set(all_effects())

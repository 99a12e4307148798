"""What charters may speak of in this installation: the facts, words and kinds that its rooms offer."""

from __future__ import annotations

from kaifaqu.kernel.cases.effects import all_effects
from kaifaqu.kernel.charter.lint import Vocabulary
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.facts import all_codes, all_facts

ROOMS = frozenset(
    """
    firms land people institutions mandates reform followups whistles gate meetings investment approvals inspections
    services assessment pay fiscal capital partnerships
    """.split()  # noqa: SIM905  a list of words reads best as one
)
"""The rooms of the plan, built or to come: a clause may wait for one of them."""


def vocabulary() -> Vocabulary:
    """The names that lint holds charters against."""
    return Vocabulary(
        facts=frozenset(all_facts()),
        codes=frozenset(all_codes()),
        kinds=frozenset(members.known()),
        rooms=ROOMS,
        effects=frozenset(all_effects()),
    )

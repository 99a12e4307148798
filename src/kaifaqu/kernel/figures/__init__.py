"""Qualified figures: the one form of every published or computed number."""

from __future__ import annotations

from kaifaqu.kernel.money.exact import NotExact, decimal_text, percent_text, round_half_up

from .figure import Figure
from .qualifiers import Bound, Position, Qualifier, combine_less, combine_ratio, combine_sum
from .standing import REASONS, Grounding, NotApplicable, Status
from .units import UNITS, Lang, Unit, UnknownUnit, unit

__all__ = [
    "REASONS",
    "UNITS",
    "Bound",
    "Figure",
    "Grounding",
    "Lang",
    "NotApplicable",
    "NotExact",
    "Position",
    "Qualifier",
    "Status",
    "Unit",
    "UnknownUnit",
    "combine_less",
    "combine_ratio",
    "combine_sum",
    "decimal_text",
    "percent_text",
    "round_half_up",
    "unit",
]

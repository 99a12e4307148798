"""What the form of a yearly figure offers: the facts that targets are measured by, their units, the qualifiers."""

from __future__ import annotations

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import UNITS, Qualifier
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.forms import offer
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.rooms.reform.queries.goals import recordable_anywhere

Choices = list[tuple[str, Words]]


def facts(seat: Seat) -> Choices:
    """The facts that targets are measured by, by their names."""
    return [(each.key, each.title.text(lang())) for each in recordable_anywhere(today())]


def units(seat: Seat) -> Choices:
    """The units in which such facts can be stated."""
    known = recordable_anywhere(today())
    kinds, own = {UNITS[each.unit].quantity for each in known}, {each.unit for each in known}
    rows = [row for row in UNITS.values() if row.key in own or (row.quantity in kinds and row.quantity != "count")]
    return [(row.key, row.label(lang()) or row.sign) for row in rows if row.key != "ratio"]


def qualifiers(seat: Seat) -> Choices:
    """The words that may stand beside a number."""
    return [(word.value, word.en if lang() == "en" else word.value) for word in Qualifier]


offer("reform.record_target_figure.fact", facts)
offer("reform.record_target_figure.unit", units)
offer("reform.record_target_figure.qualifier", qualifiers)

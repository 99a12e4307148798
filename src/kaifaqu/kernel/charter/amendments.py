"""Reading an amendment: whose charter it is to, what that would come to, and what it changes."""

from __future__ import annotations

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.diff import Change, diff
from kaifaqu.kernel.charter.drafting import Draft
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.organs.models import Place


def place_of(row: Amendment) -> Place:
    """Whose charter an amendment is to."""
    return Place.objects.select_related("subject").get(pk=row.subject.place_id)


def proposed(row: Amendment) -> Resolved:
    """The institution as it would be. BadCharter where a superior has gone on and the draft no longer reads."""
    return Draft.of(row.text, place_of(row), row.in_force).institution()


def before(row: Amendment) -> Resolved | None:
    """The institution that the draft amends, as in force on the day before nothing of it holds yet."""
    place = place_of(row)
    chain = [e for e in editions.chain_on(place, row.in_force) if e.place_id != place.pk]
    return editions.resolved([*chain, row.base] if row.base else chain)


def changes_of(row: Amendment) -> list[Change]:
    """What the draft changes, typed and in order; nothing for a first charter, in which everything is new."""
    old = before(row)
    return diff(old, proposed(row), row.in_force) if old is not None and row.base_id else []

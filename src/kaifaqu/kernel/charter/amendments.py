"""Reading an amendment: whose charter it is to, what that would come to, and what it changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from kaifaqu.kernel.charter import editions, lookup
from kaifaqu.kernel.charter.amend import Files
from kaifaqu.kernel.charter.checking import Checked, check
from kaifaqu.kernel.charter.diff import Change, diff
from kaifaqu.kernel.charter.drafting import Draft, headed
from kaifaqu.kernel.charter.load import parse
from kaifaqu.kernel.charter.models import Amendment, Edition
from kaifaqu.kernel.charter.overlay import Conflict, Resolved
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


def started(row: Amendment) -> Files:
    """The text that the draft began with, whatever was put in its place: its base, with the paper and the day."""
    base = json.loads(row.base.text) if row.base else {}
    return headed(base, row.document, row.in_force) if base else row.origin


def untouched(row: Amendment) -> bool:
    """Whether nothing would come of a draft: it says what its base says, or as a first charter nothing at all."""
    if row.base_id:
        return bool(row.text == started(row))
    return next(parse(row.text).charter.clauses(), None) is None


def soundness(row: Amendment) -> Checked:
    """What is wrong with a draft as it would be adopted; what was so before it is not its fault."""
    place, institution = place_of(row), proposed(row)
    charters = lookup.library(row.in_force)
    found = check(institution, charters.having(place.slug, institution.own))
    standing = editions.governing(place, row.in_force) if found.problems and row.base_id else None
    if standing is None:
        return found
    old = {(p.key, p.words) for p in check(standing, charters).problems}
    return Checked(tuple(p for p in found.problems if (p.key, p.words) not in old), found.examples)


def changes_of(row: Amendment) -> list[Change]:
    """What the draft changes, typed and in order; nothing for a first charter, in which everything is new."""
    old = before(row)
    if old is None or not row.base_id:
        return []
    return [_cited(change, row) for change in diff(old, proposed(row), row.in_force)]


def _cited(change: Change, row: Amendment) -> Change:
    """A clause goes by the amendment's paper and paragraph and from its day, not by what it rested on."""
    if change.kind != "removed":
        return change
    by = [raw["source"] for raw in row.changes if raw["path"] == change.path and raw["new"] is None]
    return replace(change, start=row.in_force, source=by[-1] if by else row.document.get("key", ""))


@dataclass(frozen=True)
class Following:
    """What a place below would say that the draft does not allow."""

    place: Place
    conflict: Conflict


def to_follow(row: Amendment) -> list[Following]:
    """What places below would have to adapt, were the draft adopted, that they need not now."""
    here = place_of(row)
    own, day = proposed(row).own, row.in_force
    below = Place.objects.filter(path__startswith=here.path).exclude(pk=here.pk).select_related("subject")
    found: list[Following] = []
    for place in below.filter(pk__in=Edition.objects.values("place")).order_by("path"):
        chain = editions.chain_on(place, day)
        if not chain or chain[-1].place_id != place.pk:
            continue
        loaded = [own if e.place_id == here.pk else editions.loaded(e) for e in chain]
        if all(e.place_id != here.pk for e in chain):
            continue
        now = editions.resolved(chain)
        known = {c.path for c in now.conflicts(day)} if now else set()
        found += [Following(place, c) for c in Resolved(loaded).conflicts(day) if c.path not in known]
    return found

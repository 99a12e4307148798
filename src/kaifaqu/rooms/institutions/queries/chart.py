"""The organs of a place and of those below it as a tree, as of a day, or with what changed between two days.

However many organs there are it takes as many statements: the rows are read flat, and the tree is put together here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, Post, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.models import SUCCESSOR
from kaifaqu.rooms.institutions.rules import MODEL_PARTS

ORDER = [kind.value for kind in OrganKind]


class State(StrEnum):
    """An organ between two days."""

    STANDING = "standing"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class Held:
    """A post of an organ and who holds it on the day; None where nobody does or who it is may not be seen."""

    post: str
    holder: str | None


@dataclass
class Node:
    """An organ in the tree: whether it stands, since when, what it was absorbed into, its posts, what is below it."""

    subject: Subject
    kind: str
    parent: int | None
    state: State
    begun: date | None
    ended: date | None
    successor: Subject | None = None
    posts: list[Held] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


@dataclass
class Branch:
    """A place with the organs that have no organ above them there, and the places below it that have any."""

    place: Place
    roots: list[Node] = field(default_factory=list)
    below: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """The tree of a place on a day (and since `before`, where given), and how many of each kind at either day."""

    branch: Branch
    on: date
    before: date | None
    counts: dict[str, Counter[State]]

    def number(self, kind: str, *, before: bool = False) -> int:
        """How many organs of a kind stand on the day, or stood on the day before."""
        told = self.counts.get(kind, Counter())
        return told[State.STANDING] + told[State.GONE if before else State.ADDED]


def chart(place: Place, seen: QuerySet[Subject], on: date, before: date | None = None) -> Chart:
    """The chart of a place for whoever sees `seen`: six statements."""
    places = list(Place.objects.filter(path__startswith=place.path).select_related("subject").order_by("path"))
    within = {"subject__place__in": [row.pk for row in places], "subject__in": seen.order_by().values("pk")}
    organs = list(Organ.objects.filter(**within).select_related("subject").order_by("subject__sort_key", "pk"))
    statuses = _statuses([row.pk for row in places])
    nodes = {}
    for organ in organs:
        found = _node(organ, statuses.get(organ.pk, []), on, before)
        if found is not None:
            nodes[organ.pk] = found
    _successors(nodes, [row.pk for row in places], on)
    _posts(nodes, within, seen, on)
    counts: dict[str, Counter[State]] = defaultdict(Counter)
    for node in nodes.values():
        counts[node.kind][node.state] += 1
    return Chart(_grown(place, places, nodes), on, before, dict(counts))


def _statuses(places: list[int]) -> dict[int, list[tuple[date, str]]]:
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = Since.objects.filter(relation=since.STATUS.key, subject__place__in=places, subject__kind__in=ORDER)
    for subject, start, code in rows.order_by("start").values_list("subject", "start", "code"):
        found[subject].append((start, code))
    return found


def _stands(told: list[tuple[date, str]], day: date) -> bool:
    """Whether it exists on a day; of what has no beginning on record, yes."""
    codes = [code for start, code in told if start <= day]
    return codes[-1] == since.ACTIVE if codes else not told or told[0][1] != since.ACTIVE


def _node(organ: Organ, told: list[tuple[date, str]], on: date, before: date | None) -> Node | None:
    now, then = _stands(told, on), before is not None and _stands(told, before)
    if not now and not then:
        return None
    state = State.GONE if not now else State.STANDING if then or before is None else State.ADDED
    begun = told[0][0] if told and told[0][1] == since.ACTIVE else None
    ended = next((start for start, code in reversed(told) if code != since.ACTIVE and start <= on), None)
    return Node(organ.subject, organ.kind, organ.parent_id, state, begun, None if now else ended)


def _successors(nodes: dict[int, Node], places: list[int], on: date) -> None:
    rows = since.as_of(SUCCESSOR, on).filter(subject__place__in=places).select_related("ref")
    for row in rows:
        if row.subject_id in nodes:
            nodes[row.subject_id].successor = row.ref


def _posts(nodes: dict[int, Node], within: dict[str, Any], seen: QuerySet[Subject], on: date) -> None:
    alive = since.in_being(on).values("subject")
    posts = Post.objects.filter(**within, pk__in=alive).select_related("subject").order_by("subject__sort_key", "pk")
    holders = since.as_of(since.HOLDER, on).filter(
        subject__place__in=within["subject__place__in"], ref__in=seen.order_by().values("pk")
    )
    names = {row.subject_id: row.ref.name for row in holders.select_related("ref") if row.ref}
    for post in posts:
        node = nodes.get(post.subject.organ_id or 0)
        if node is not None:
            node.posts.append(Held(post.subject.name, names.get(post.pk)))


def _grown(place: Place, places: list[Place], nodes: dict[int, Node]) -> Branch:
    """The tree: an organ under its own, else under its place; places without any organ are left out."""
    branches = {row.pk: Branch(row) for row in places}
    for node in sorted(nodes.values(), key=lambda n: ORDER.index(n.kind)):
        above = nodes.get(node.parent or 0)
        (above.children if above else branches[node.subject.place_id or 0].roots).append(node)
    for row in reversed(places):
        branch = branches[row.pk]
        if row.pk != place.pk and (branch.roots or branch.below):
            branches[row.subject.place_id or 0].below.insert(0, branch)
    return branches[place.pk]


def organs_under(node: Node) -> Iterator[Node]:
    """Everything below an organ."""
    for child in node.children:
        yield child
        yield from organs_under(child)


# ── How a zone is run, read from its organs ──────────────────────────────────────────────────────────────────────────


def models_of(zones: Iterable[int], day: date) -> dict[int, list[Organ]]:
    """For each zone the organs in being that make up how it is run, in the order in which they are named.

    A zone without a committee on record has no entry: what is not recorded is not read. YT-01, LK-10, SL-01.
    """
    rows = Organ.objects.filter(since.existing(day), subject__place__in=list(zones), kind__in=MODEL_PARTS)
    found: dict[int, list[Organ]] = defaultdict(list)
    for organ in sorted(rows.select_related("subject"), key=lambda o: MODEL_PARTS.index(o.kind)):
        found[organ.subject.place_id or 0].append(organ)
    heads = {OrganKind.PARTY_COMMITTEE, OrganKind.COMMITTEE, OrganKind.ZONE_OFFICE}
    return {zone: organs for zone, organs in found.items() if any(organ.kind in heads for organ in organs)}

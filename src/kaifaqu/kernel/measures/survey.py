"""Holding everything registered in a place against the constraints that govern it: who breaks what, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.actions import runs
from kaifaqu.kernel.charter.models import Edition, Exemption
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.measures import facts_in
from kaifaqu.kernel.charter.schema.nouns import Constraint
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.constraints import Judgement, judge_all
from kaifaqu.kernel.measures.facts import all_codes, all_facts
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Finding:
    """One constraint for one thing: what came of it, and the exemption that excuses it, if one runs."""

    subject: Subject
    judgement: Judgement
    exemption: Exemption | None = None

    @property
    def state(self) -> str:
        """breach, warning (in principle), exempt, unknown (something is not recorded) or holds."""
        verdict = self.judgement.verdict
        if isinstance(verdict, NotApplicable):
            return "unknown"
        if verdict:
            return "holds"
        if self.exemption is not None:
            return "exempt"
        return "warning" if self.judgement.warns_only else "breach"


ORDER = ("breach", "warning", "exempt", "unknown", "holds")


def survey(place: Place, day: date, only: Iterable[int] | None = None, before: date | None = None) -> list[Finding]:
    """Every constraint over every thing below a place (of `only`, where given), the worst first.

    A slot `before` is the day before the first edition of the place whose constraint it is, wherever it is asked from,
    or the day given; `after` is the day asked about. What a constraint is not meant for is left out.
    """
    allowed = None if only is None else set(only)
    found: list[Finding] = []
    for institution, groups in _by_institution(place, day, allowed):
        found += _held(institution, groups, day, before)
    excused = _exemptions(found, day)
    found = [replace(f, exemption=excused.get((f.subject.pk, f"constraints.{f.judgement.key}"))) for f in found]
    return sorted(found, key=lambda f: (ORDER.index(f.state), f.judgement.key, f.subject.sort_key, f.subject.pk))


def _by_institution(
    place: Place, day: date, allowed: set[int] | None
) -> list[tuple[Resolved, dict[str, list[Subject]]]]:
    """The things of each kind below a place, by the chain of editions that governs the place where each lies."""
    governing = editions.Governing(day)
    kinds = {each for edition in governing.editions for each in _kinds(edition)}
    ids = {kind: [m for m in members.members(kind, place.pk) if allowed is None or m in allowed] for kind in kinds}
    subjects = Subject.objects.in_bulk({m for group in ids.values() for m in group})
    homes = {s.pk for s in subjects.values()} | {s.place_id for s in subjects.values() if s.place_id}
    paths = dict(Place.objects.filter(pk__in=homes).values_list("pk", "path"))
    chains: dict[tuple[Edition, ...], dict[str, list[Subject]]] = {}
    for kind, group in ids.items():
        for subject in (subjects[m] for m in group):
            if chain := governing.chain(paths.get(subject.pk) or paths.get(subject.place_id or 0, "/")):
                chains.setdefault(chain, {}).setdefault(kind, []).append(subject)
    made = ((editions.resolved(chain), groups) for chain, groups in chains.items())
    return [(institution, groups) for institution, groups in made if institution is not None]


def _kinds(edition: Edition) -> set[str]:
    clauses = editions.loaded(edition).charter.constraints.values()
    return {clause.each for clause in clauses}


def _began(institution: Resolved, day: date) -> dict[str, date]:
    """The day before the first edition of each place whose word stands in the institution; its seed's, without any."""
    names = [layer.name for layer in institution.layers]
    firsts = dict(Edition.objects.filter(number=1, place__slug__in=names).values_list("place__slug", "in_force"))
    return {name: firsts.get(name, day) - timedelta(days=1) for name in names}


def _held(
    institution: Resolved, groups: Mapping[str, list[Subject]], day: date, before: date | None
) -> Iterable[Finding]:
    """Each group against the constraints on its kind; those that look back each from their own place's first day."""
    began = _began(institution, day)
    whose: dict[date, set[str]] = {}
    for name, start in began.items():
        whose.setdefault(before or start, set()).add(name)
    found: list[Finding] = []
    for start, names in whose.items():
        found += _held_by(institution, names, groups, FactReader(slots={BEFORE: start, AFTER: day}, on=day), day)
    return found


def _held_by(
    institution: Resolved, names: set[str], groups: Mapping[str, list[Subject]], reader: FactReader, day: date
) -> Iterable[Finding]:
    """The constraints that the charters of these names say, read from one day to the other."""
    said = {key: (layer, c) for (noun, key), (layer, c) in institution.clauses.items() if noun == "constraints"}
    own = {key: c for key, (layer, c) in said.items() if layer.name in names and isinstance(c, Constraint)}
    for kind, subjects in groups.items():
        wanted = {pair for c in own.values() if c.each == kind for pair in facts_in(c)}
        ids = [subject.pk for subject in subjects] if wanted else []
        reader.load(ids, sorted(((k, s) for k, s in wanted if k in all_facts()), key=str))
        reader.load_codes(ids, {k for k, _ in wanted if k in all_codes()} | institution.keyed_by)
        for subject in subjects if wanted else ():
            judged = judge_all(institution, subject.pk, reader, day, kind, own)
            yield from (Finding(subject, j) for j in judged if not _not_meant(j))


def _not_meant(judgement: Judgement) -> bool:
    return isinstance(judgement.verdict, NotApplicable) and judgement.verdict.reason_code == "not_meant"


def _exemptions(found: Iterable[Finding], day: date) -> dict[tuple[int, str], Exemption]:
    rows = Exemption.objects.filter(subject__in={f.subject.pk for f in found}, start__lte=day)
    return {(row.subject_id, row.clause): row for row in rows.order_by("start") if runs(row, day)}

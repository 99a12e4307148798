"""What the charter wants and the registry lacks: each difference with what is, and the acts that would mend it.

The comparison is the same for every room. What a room alone knows it registers: which act mends a fact (`mends`), and
differences of its own, as functions that should lie elsewhere (`tells`). What nobody recorded is unknown, not missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaifaqu.kernel.actions import find
from kaifaqu.kernel.charter.editions import Governing, governing
from kaifaqu.kernel.charter.models import Exemption
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.reading import cited, sentence, value_text
from kaifaqu.kernel.charter.schema import Clause, Force
from kaifaqu.kernel.charter.schema.measures import facts_in
from kaifaqu.kernel.charter.schema.nouns import Organ as Wanted
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.explain import reading_json
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.measures.survey import Finding, survey
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.subjects.models import Subject

EXEMPT, ESTABLISH = "charter.exempt", "organs.establish_organ"
MISSING = "missing"
STATES = ("breach", MISSING, "warning", "exempt", "unknown")
"""Those of a finding, the worst first; `missing`: the registry has no such organ or function."""
DIFFERENT = STATES[:3]
NOUNS = ("constraints", "organs", "duties")
BINDING = (Force.MUST, Force.IN_PRINCIPLE)
SERVED_BY = {OrganKind.SUBDISTRICT: (OrganKind.SUBDISTRICT, OrganKind.TOWN)}
"""Kinds that a clause names by one of them: 街道、乡镇."""


@dataclass(frozen=True)
class Offer:
    """An act that would mend a difference: which, on what, what of its inputs is known, and on whom if on several."""

    act: str
    subject: int
    given: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Line:
    """One clause and one thing of which it does not hold, or cannot be said to: what ought to be, and what is.

    `state` is one of `STATES`. `standing` are the things that stand as they should not.
    """

    subject: Subject
    noun: str
    key: str
    institution: Resolved
    state: str
    readings: tuple[Reading, ...] = ()
    params: tuple[Found, ...] = ()
    standing: tuple[Subject, ...] = ()
    offers: tuple[Offer, ...] = ()
    exemption: Exemption | None = None

    @property
    def path(self) -> str:
        """The clause, as the charter's language names it."""
        return f"{self.noun}.{self.key}"

    @property
    def clause(self) -> Clause:
        """The clause itself."""
        return self.institution.clauses[self.noun, self.key][1]

    def ought(self, day: date, lang: Lang) -> str:
        """What ought to be, as one sentence."""
        return sentence(self.institution, self.noun, self.key, day, lang)

    def source(self, lang: Lang) -> str:
        """The paragraph that it rests on."""
        return cited(self.institution, self.clause.src or "", lang)


@dataclass(frozen=True)
class Asked:
    """What is compared: a place and those below it, on a day; `only` what the reader may see. None: everything."""

    place: Place
    day: date
    only: frozenset[int] | None
    governing: Governing

    def sees(self, subject: int) -> bool:
        """Whether a subject may be told of."""
        return self.only is None or subject in self.only


Mender = Callable[[Finding, date], Iterable[Offer]]
Source = Callable[[Asked], Iterable[Line]]
_menders: dict[str, Mender] = {}
_sources: list[Source] = []


def mends(*facts: str) -> Callable[[Mender], Mender]:
    """Say which acts change a fact, where a constraint on it does not hold."""

    def register(mender: Mender) -> Mender:
        _menders.update(dict.fromkeys(facts, mender))
        return mender

    return register


def tells(source: Source) -> Source:
    """Add differences that only a room can see."""
    if source not in _sources:
        _sources.append(source)
    return source


def reconcile(place: Place, day: date, only: Iterable[int] | None = None) -> list[Line]:
    """Every difference between the charter and the registry at a place and below it, the worst first."""
    asked = Asked(place, day, None if only is None else frozenset(only), Governing(day))
    lines = [*_organs(asked), *_constraints(asked)]
    for source in _sources:
        lines += source(asked)
    return sorted(
        lines, key=lambda x: (STATES.index(x.state), NOUNS.index(x.noun), x.key, x.subject.sort_key, x.subject.pk)
    )


def _constraints(asked: Asked) -> Iterable[Line]:
    for finding in survey(asked.place, asked.day, asked.only):
        judgement = finding.judgement
        home = finding.subject.pk if finding.subject.kind in PlaceKind.values else finding.subject.place_id
        institution = asked.governing.of(home or 0)
        if institution is None or finding.state == "holds":
            continue
        params = tuple(found for found in judgement.params.values() if isinstance(found, Found))
        yield Line(
            finding.subject,
            "constraints",
            judgement.key,
            institution,
            finding.state,
            judgement.readings,
            params,
            offers=_offers(finding, asked.day) if finding.state in DIFFERENT else (),
            exemption=finding.exemption,
        )


def _offers(finding: Finding, day: date) -> tuple[Offer, ...]:
    """Whatever mends one of the facts; and to let it be, where the clause holds in principle only."""
    facts = sorted({key for key, _slot in facts_in(finding.judgement.constraint)})
    menders = dict.fromkeys(_menders[key] for key in facts if key in _menders)
    offers = [offer for mender in menders for offer in mender(finding, day)]
    if finding.judgement.warns_only and finding.subject.kind in PlaceKind.values:
        clause = f"constraints.{finding.judgement.key}"
        offers.append(Offer(EXEMPT, finding.subject.pk, {"clause": clause}))
    return tuple(offers)


def _organs(asked: Asked) -> Iterable[Line]:
    """The kinds of organ that places should have and have not.

    Unknown where no organ is on record at all, and what a superior says of a government whose bodies nobody keeps here.
    """
    below = Place.objects.filter(path__startswith=asked.place.path).select_related("subject")
    places = [place for place in below.order_by("pk") if asked.sees(place.pk)]
    organs = Organ.objects.filter(subject__place__in=[place.pk for place in places]).order_by()
    begun = set(organs.values_list("subject__place", flat=True).distinct())
    alive = set(organs.filter(since.existing(asked.day)).values_list("subject__place", "kind").distinct())
    for place in places:
        institution = asked.governing.of(place.pk)
        for key, wanted in institution.of("organs").items() if institution else ():
            if institution is None or not isinstance(wanted, Wanted) or not _wanted_at(wanted, place, asked.day):
                continue
            if not any((place.pk, kind) in alive for kind in SERVED_BY.get(OrganKind(wanted.kind), (wanted.kind,))):
                known = place.pk in begun and (place.kind == PlaceKind.ZONE or _own(institution, key, place))
                yield _lacking(place, key, wanted, institution, known=known)


def _wanted_at(wanted: Wanted, place: Place, day: date) -> bool:
    """Whether a place must have such an organ; a kind that the registry does not keep asks nothing of it."""
    in_force = wanted.start is None or wanted.start <= day
    return in_force and wanted.of == place.kind and wanted.kind in OrganKind.values and wanted.force in BINDING


def _own(institution: Resolved, key: str, place: Place) -> bool:
    return institution.clauses["organs", key][0].name == place.slug


def _lacking(place: Place, key: str, wanted: Wanted, institution: Resolved, *, known: bool) -> Line:
    state = "warning" if wanted.force is Force.IN_PRINCIPLE else MISSING
    offer = Offer(ESTABLISH, place.pk, {"kind": wanted.kind, "title": wanted.title.zh})
    return Line(place.subject, "organs", key, institution, state if known else "unknown", offers=(offer,))


def reconciled_json(slug: str, day: date, lang: Lang, only: Iterable[int] | None = None) -> dict[str, Any] | None:
    """The comparison as data; None where there is no such place in sight or nothing governs it."""
    allowed = None if only is None else frozenset(only)
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    if place is None or (allowed is not None and place.pk not in allowed) or governing(place, day) is None:
        return None
    lines = reconcile(place, day, allowed)
    return {"place": slug, "on": day.isoformat(), "differences": lines_json(lines, day, lang)}


def lines_json(lines: Iterable[Line], day: date, lang: Lang) -> list[dict[str, Any]]:
    """The differences as data, for the command and the API."""
    return [
        {
            "clause": line.path,
            "charter": line.institution.clauses[line.noun, line.key][0].name,
            "subject": {"id": line.subject.pk, "kind": line.subject.kind, "title": line.subject.name},
            "state": line.state,
            "ought": line.ought(day, lang),
            "source": line.source(lang),
            "readings": [reading_json(reading, lang) for reading in line.readings],
            "params": {found.key: value_text(found, lang) for found in line.params},
            "standing": [{"id": each.pk, "title": each.name, "kind": each.kind} for each in line.standing],
            "acts": [_offer_json(offer) for offer in line.offers],
            "exemption": _exemption_json(line.exemption),
        }
        for line in lines
    ]


def _offer_json(offer: Offer) -> dict[str, Any]:
    title = str(find(offer.act).title)
    return {"act": offer.act, "title": title, "subject": offer.subject, "about": offer.about, "inputs": {**offer.given}}


def _exemption_json(row: Exemption | None) -> dict[str, Any] | None:
    if row is None:
        return None
    until = row.until.isoformat() if row.until else None
    return {"begins": row.start.isoformat(), "until": until, "reason": row.reason, "basis": row.basis}

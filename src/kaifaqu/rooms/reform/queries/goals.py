"""What a charter's programmes aim at, and how far a place has come: measured, due, reached or not, and on which way.

Nothing is taken for 0: what no figure is on record for cannot be said. HA-01, MY-00, JX-00.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kaifaqu.kernel.charter import editions, lookup
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.phrases import term_said
from kaifaqu.kernel.charter.schema import (
    AtLeast,
    Clause,
    Constant,
    FactAt,
    Measure,
    MeasureRef,
    Node,
    ParamRef,
    Test,
    Title,
    told,
)
from kaifaqu.kernel.charter.schema.measures import Above, facts_in
from kaifaqu.kernel.charter.schema.nouns import NamedTest, Programme, Target
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.figures import Bound, Figure, Grounding, NotApplicable
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.arithmetic import WEAKEST_LAST
from kaifaqu.kernel.measures.constraints import ParamBook, words_of
from kaifaqu.kernel.measures.evaluate import Evaluation, Run, evaluate
from kaifaqu.kernel.measures.facts import Fact, fact
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.reform.rules.trajectory import Averaging, Trajectory, trajectory

YEAR = re.compile(r"(19|20)\d{2}")
BEFORE, AFTER = "before", "after"


class Standing(StrEnum):
    """How it stands with a target: by its figures, and by whether it is due."""

    REACHED = "reached"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    SHORT = "short"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Due:
    """When a target is due: the words as printed, or the day of a parameter, which may be a reading of its own."""

    words: str = ""
    found: Found | None = None

    @property
    def day(self) -> date | None:
        """The day, where there is one."""
        value = self.found.value if self.found else None
        return date.fromordinal(value.value) if isinstance(value, Figure) and value.unit == "date" else None


@dataclass(frozen=True)
class Course:
    """The way to a target of yearly growth.

    `what` grows from the year of `base` on; `rule` is how growth is averaged. `levels` are the figures of each year,
    read or not; `way` is None where the base year's is not on record. `index` is the path with the base taken as 100.
    """

    what: Fact
    base: Found
    rule: Found | None
    levels: Mapping[int, Reading]
    way: Trajectory | None
    index: Trajectory

    @property
    def unit(self) -> str:
        """The unit in which the base year's figure was published; else the fact's own."""
        first = self.levels[self.index.base.year].figure
        return first.unit if isinstance(first, Figure) else self.what.unit

    @property
    def grounding(self) -> Grounding:
        """The weakest of what the path rests on: the figures, the base year, the way of averaging."""
        figures = [r.figure.grounding for r in self.levels.values() if isinstance(r.figure, Figure)]
        found = [self.base.dated.grounding, *([self.rule.dated.grounding] if self.rule else [])]
        weakest = max([*figures, *found], key=WEAKEST_LAST.index)
        return weakest if WEAKEST_LAST.index(weakest) > 1 else Grounding.COMPUTED


@dataclass(frozen=True)
class Aim:
    """One target at a place: what it asks, when, what is measured (`year`: for which year), and how it stands."""

    key: str
    target: Target
    reach: Found | NotApplicable
    due: Due
    value: Evaluation
    year: int | None
    verdict: bool | NotApplicable
    standing: Standing
    course: Course | None

    @property
    def threshold(self) -> Figure | None:
        """What is to be reached, as printed."""
        return self.reach.value if isinstance(self.reach, Found) and isinstance(self.reach.value, Figure) else None

    @property
    def gap(self) -> Figure | None:
        """How much is still missing; None where nothing is, or where it cannot be said."""
        asked, measured = self.threshold, self.value.figure
        if asked is None or not isinstance(measured, Figure) or self.verdict is not False:
            return None
        missing = asked.amount - measured.shown_in(asked.unit).amount
        weakest = max((asked.grounding, measured.grounding), key=WEAKEST_LAST.index)
        grounding = weakest if WEAKEST_LAST.index(weakest) > 1 else Grounding.COMPUTED
        return Figure.of(missing, asked.unit, grounding=grounding) if missing > 0 else None


@dataclass(frozen=True)
class Goals:
    """A programme's overall goals and its targets at a place; `charter` is the place whose word it is."""

    key: str
    planned: Programme
    charter: str
    place: Place
    institution: Resolved
    aims: tuple[Aim, ...]

    @property
    def groups(self) -> list[tuple[Aim, ...]]:
        """Targets that are readings of one sentence stand together: one value, the same facts, each its own reading."""
        found: dict[object, list[Aim]] = {}
        for aim in self.aims:
            asked = frozenset(facts_asked(aim.target.measure, self.institution.of("measures")))
            found.setdefault((aim.target.reach, asked) if aim.target.reading else aim.key, []).append(aim)
        return [tuple(group) for group in found.values()]


def institution_at(place: Place, day: date) -> Resolved | None:
    """What governs a place on a day; where nothing does, the seed of its name."""
    return editions.governing(place, day) or lookup.institution(place.slug, day)


def goals(place: Place, day: date, only: Iterable[str] | None = None) -> list[Goals]:
    """Every programme in force at a place that has goals or targets, as its figures stand on a day."""
    institution = institution_at(place, day)
    if institution is None:
        return []
    wanted = None if only is None else set(only)
    asker = _Asker(place, institution, day)
    found = []
    for (noun, key), (layer, clause) in institution.clauses.items():
        if noun != "programmes" or not isinstance(clause, Programme) or (wanted is not None and key not in wanted):
            continue
        if clause.goals or clause.targets:
            aims = tuple(asker.aim(name, target) for name, target in clause.targets.items())
            found.append(Goals(key, clause, layer.name, place, institution, aims))
    return found


class _Asker:
    """Asks the figures of one place, each target for the latest year that has all of them."""

    def __init__(self, place: Place, institution: Resolved, day: date) -> None:
        self.place, self.institution, self.day = place, institution, day
        self.book = ParamBook(institution, day, words_of(place.pk, FactReader(on=day), institution.keyed_by))
        self.years = _years(place)
        self.readers: dict[int | None, FactReader] = {}

    def aim(self, key: str, target: Target) -> Aim:
        course = self._course(target)
        year = self._year(target)
        reader = self._reader(year)
        if course is not None and course.way is not None:
            year = self._given(reader, target, course) or year
        reach = self.book.find(target.reach.removeprefix("p."))
        due = self._due(target)
        value = self._value(key, target, reach, reader)
        verdict = self._verdict(target, reader, value)
        standing = _standing(verdict, due, course, self.day)
        return Aim(key, target, reach, due, value, year, verdict, standing, course)

    def _reader(self, year: int | None) -> FactReader:
        if year not in self.readers:
            periods = {} if year is None else {None: str(year), BEFORE: str(year - 1), AFTER: str(year)}
            self.readers[year] = FactReader(on=self.day, periods=periods)
        return self.readers[year]

    def _year(self, target: Target) -> int | None:
        """The latest year for which every figure of the target is on record; None where there is none."""
        wanted = facts_asked(target.measure, self.institution.of("measures"))
        latest = {y for years in self.years.values() for y in years if y <= self.day.year}

        def known(year: int) -> bool:
            return all(_of_slot(slot, year) in self.years.get(key, ()) for key, slot in wanted)

        return max((year for year in latest if wanted and known(year)), default=None)

    def _due(self, target: Target) -> Due:
        words = told(target.by, "zh")
        if not words.startswith("p."):
            return Due(words=words)
        found = self.book.find(words.removeprefix("p."))
        return Due(found=found) if isinstance(found, Found) else Due(words="")

    def _value(self, key: str, target: Target, reach: Found | NotApplicable, reader: FactReader) -> Evaluation:
        unit = reach.param.unit if isinstance(reach, Found) else "ratio"
        measure = _measure(key, target, unit, self.institution, self.day)
        if measure is None:
            empty = Measure.model_construct(
                id=key, title=target.title, definition=target.title, term=Constant(number="0"), unit=unit, src=""
            )
            return Evaluation(empty, self.place.pk, NotApplicable("no_rule"), (), ())
        return evaluate(measure, self.place.pk, reader, self.book)

    def _verdict(self, target: Target, reader: FactReader, value: Evaluation) -> bool | NotApplicable:
        run = Run(self.place.pk, reader, self.book)
        named = self.institution.of("tests").get(target.met or "")
        if isinstance(named, NamedTest):
            return judge.holds(run, named.holds)
        test = _plain_test(target, self.book)
        return judge.holds(run, test) if test is not None else NotApplicable("qualified")

    def _course(self, target: Target) -> Course | None:
        base = self._found(target.growth_from)
        reach, due = self._found(target.reach), self._due(target).day
        if not isinstance(target.grows, FactAt) or base is None or reach is None or due is None:
            return None
        first = Due(found=base).day
        if first is None or not isinstance(reach.value, Figure) or not first.year < due.year:
            return None
        rule = self._found(target.growth_by)
        averaging = Averaging(str(rule.value)) if rule and str(rule.value) in set(Averaging) else Averaging.COMPOUND
        what, rate = fact(target.grows.fact), reach.value.amount
        levels = self._levels(what, range(first.year, due.year + 1))
        amounts = {
            year: r.figure.shown_in(what.unit).amount for year, r in levels.items() if isinstance(r.figure, Figure)
        }
        index = trajectory(first.year, due.year, rate, {first.year: Fraction(100)}, averaging)
        if index is None:
            return None
        way = trajectory(first.year, due.year, rate, amounts, averaging)
        return Course(what, base, rule, levels, way, index)

    def _found(self, named: str | None) -> Found | None:
        found = self.book.find(named.removeprefix("p.")) if named else None
        return found if isinstance(found, Found) else None

    def _levels(self, what: Fact, years: Iterable[int]) -> dict[int, Reading]:
        reader = self._reader(None)
        wanted = list(years)
        reader.load([self.place.pk], [(what.key, str(year)) for year in wanted])
        return {year: reader.read(self.place.pk, what.key, str(year)) for year in wanted}

    def _given(self, reader: FactReader, target: Target, course: Course) -> int | None:
        """Where the average growth itself is not published, work it out from the years; returns the latest of them."""
        way, measure = course.way, target.measure
        if way is None or way.average is None or way.latest is None or not isinstance(measure, FactAt):
            return None
        if isinstance(reader.read(self.place.pk, measure.fact, measure.at).figure, Figure):
            return None
        span = f"{way.base.year}–{way.latest.year}"
        average = Figure.of(way.average, "ratio", period=span, grounding=course.grounding)
        reader.give(Reading(fact(measure.fact), self.place.pk, measure.at, average))
        return way.latest.year


def _of_slot(slot: str | None, year: int) -> int | None:
    return {None: year, BEFORE: year - 1, AFTER: year}.get(slot)


def _years(place: Place) -> dict[str, set[int]]:
    """For which years each fact of a place is on record: one statement."""
    rows = Observation.objects.filter(subject=place.pk, superseded_by__isnull=True).values_list("fact", "period")
    found: dict[str, set[int]] = {}
    for key, period in rows:
        if YEAR.fullmatch(period):
            found.setdefault(key, set()).add(int(period))
    return found


def _measure(key: str, target: Target, unit: str, institution: Resolved, day: date) -> Measure | None:
    if target.measure is None:
        return None
    said = {lang: term_said(target.measure, Voice(institution, day, lang)) for lang in ("zh", "en")}
    definition = Title(zh=said["zh"], en=said["en"])
    term = {"id": key, "title": target.title, "definition": definition, "term": target.measure, "unit": unit}
    return Measure.model_validate({**term, "src": target.src, "grounding": Grounding.SOURCED})


def _plain_test(target: Target, book: ParamBook) -> Test | None:
    """Without a test of its own a target is reached at its value, or above it where the word says so."""
    found = book.find(target.reach.removeprefix("p."))
    if target.measure is None or not isinstance(found, Found) or not isinstance(found.value, Figure):
        return None
    pair = (target.measure, ParamRef(param=found.key))
    bound = found.value.qualifier.bound if found.value.qualifier else None
    if bound is Bound.LOWER_STRICT:
        return Above(above=pair)
    return AtLeast(at_least=pair) if bound in (None, Bound.LOWER_WEAK) else None


def _standing(verdict: bool | NotApplicable, due: Due, course: Course | None, day: date) -> Standing:
    if isinstance(verdict, NotApplicable):
        return Standing.UNKNOWN
    way = course.way if course else None
    if way is not None and way.latest is not None and way.latest.year < way.end.year:
        return Standing.ON_COURSE if verdict else Standing.BEHIND
    if verdict:
        return Standing.REACHED
    return Standing.MISSED if due.day is not None and due.day < day else Standing.SHORT


# ── What may be recorded, and where something is ─────────────────────────────────────────────────────────────────────


def facts_asked(node: object, measures: Mapping[str, Clause]) -> set[tuple[str, str | None]]:
    """Every fact that a part of a clause asks for, itself or by the measures that it names."""
    named = [measures[key] for key in _measures_in(node) if key in measures]
    return facts_in(node).union(*(facts_asked(each.term, measures) for each in named if isinstance(each, Measure)))


def _measures_in(node: object) -> set[str]:
    if isinstance(node, MeasureRef):
        return {node.measure}
    if isinstance(node, Node):
        return {key for name in type(node).model_fields for key in _measures_in(getattr(node, name))}
    return {key for each in node for key in _measures_in(each)} if isinstance(node, tuple) else set()


def _measured_by(planned: Iterable[Clause], measures: Mapping[str, Clause]) -> set[str]:
    """The facts that targets of programmes are measured by, year by year; known from published figures only."""
    targets = [target for each in planned if isinstance(each, Programme) for target in each.targets.values()]
    terms = tuple(term for target in targets for term in (target.measure, target.grows) if term is not None)
    return {key for key, _slot in facts_asked(terms, measures) if fact(key).rows is None}


def recordable(place: Place, day: date) -> set[str]:
    """The facts that targets in force at a place are measured by and that nothing in the registry tells."""
    institution = institution_at(place, day)
    return _measured_by(institution.of("programmes").values(), institution.of("measures")) if institution else set()


def recordable_anywhere(day: date) -> list[Fact]:
    """The facts of targets of any charter, by title."""
    charters = [each.charter for each in lookup.library(day).charters.values()]
    keys = {key for each in charters for key in _measured_by(each.programmes.values(), each.measures)}
    return sorted((fact(key) for key in keys), key=lambda each: each.title.zh)


def places_with_goals(day: date) -> list[Place]:
    """The places whose own charter has goals or targets, and those below that have figures of them on record."""
    charters = lookup.library(day).charters
    own = [
        slug for slug, each in charters.items() if any(p.goals or p.targets for p in each.charter.programmes.values())
    ]
    keys = {each.key for each in recordable_anywhere(day)}
    told_of = Observation.objects.filter(fact__in=keys).values("subject")
    found = Place.objects.filter(slug__in=own) | Place.objects.filter(pk__in=told_of)
    return list(found.select_related("subject__place").distinct().order_by("subject__synthetic", "subject__sort_key"))


def aim_of(found: Iterable[Goals], programme: str, target: str) -> tuple[Goals, Aim] | None:
    """One target of one programme."""
    for each in found:
        if each.key == programme:
            return next(((each, aim) for aim in each.aims if aim.key == target), None)
    return None

"""Dated relations: which there are, reading them as of a day, and writing them (only inside acts)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Refusal, Words
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Since
from kaifaqu.kernel.trail import acts

LATEST_AHEAD = timedelta(days=366)  # a mistyped year is likelier than an act settled more than a year ahead


@dataclass(frozen=True)
class Relation:
    """A dated relation: its key, its name for people, what its value is, and the unit where that is a number."""

    key: str
    title: Words
    value: str  # ref, number or code
    unit: str = ""


STATUS = Relation("status", _("状态"), "code")
HOLDER = Relation("holder", _("任职人"), "ref")
PROXY = Relation("proxy", _("代办人"), "ref")
DEPUTY = Relation("deputy", _("离岗代理岗位"), "ref")
SUCCESSOR = Relation("successor", _("并入"), "ref")
ACTIVE, ABOLISHED = "active", "abolished"

_relations: dict[str, Relation] = {}


def register(*relations: Relation) -> None:
    """Make relations known; a key stands for one relation only."""
    for relation in relations:
        if _relations.setdefault(relation.key, relation) != relation:
            raise ValueError(f"two relations are called {relation.key}")


def relation(key: str) -> Relation:
    """The relation of that key."""
    return _relations[key]


def known(key: str) -> bool:
    """Whether a relation of that key is registered."""
    return key in _relations


register(STATUS, HOLDER, PROXY, DEPUTY, SUCCESSOR)


def as_of(which: Relation, day: date) -> QuerySet[Since]:
    """The rows in force on `day`, one per subject that has the relation."""
    later = Since.objects.filter(
        subject=OuterRef("subject"), relation=which.key, start__gt=OuterRef("start"), start__lte=day
    )
    return Since.objects.filter(~Exists(later), relation=which.key, start__lte=day)


def in_being(day: date) -> QuerySet[Since]:
    """The status rows of everything that exists on `day`."""
    return as_of(STATUS, day).filter(code=ACTIVE)


def existing(day: date) -> Q:
    """Of things by their key: those in being on a day, and those of which nobody knows since when they are."""
    told = Since.objects.filter(subject=OuterRef("pk"), relation=STATUS.key)
    unsaid = ~Q(Exists(told.filter(code=ACTIVE))) & ~Q(Exists(told.filter(start__lte=day)))
    return Q(Exists(in_being(day).filter(subject=OuterRef("pk")))) | unsaid


def value_on(subject: int, which: Relation, day: date) -> Since | None:
    """The row in force for one subject on `day`."""
    return Since.objects.filter(subject=subject, relation=which.key, start__lte=day).order_by("-start").first()


def begin(
    subject: int,
    day: date,
    *,
    pointing: Mapping[Relation, int] | None = None,
    coded: Mapping[Relation, str] | None = None,
) -> None:
    """Record that a subject exists from `day`, and where its relations point, or what they say, from its first day on.

    Refuses a day more than a year ahead; whether the others exist on it is for the caller to ask.
    """
    require_near(day, "on")
    rows = [Since(subject_id=subject, relation=STATUS.key, start=day, code=ACTIVE)]
    for which, ref in (pointing or {}).items():
        acts.current().changed(which.key, old=None, new=_shown_value(ref, None, ""), of=subject)
        rows.append(Since(subject_id=subject, relation=which.key, start=day, ref_id=ref))
    for which, code in (coded or {}).items():
        acts.current().changed(which.key, old=None, new=_shown_value(None, None, code), of=subject)
        rows.append(Since(subject_id=subject, relation=which.key, start=day, code=code))
    Since.objects.bulk_create(rows)


def put(
    subject: int,
    which: Relation,
    start: date,
    *,
    ref: int | None = None,
    number: int | None = None,
    code: str = "",
    also: Iterable[int | None] = (),
    field: str = "on",
) -> Since:
    """From `start` the relation has this value: writes the row and tells the act under way.

    Refuses a day on which the subject, the one that `ref` names or one of `also` is not in being, and one more than a
    year ahead. Where the value is the one already in force nothing is written. `field` names the input to which a
    refusal about the day belongs.
    """
    require_near(start, field)
    parties = [subject, ref, *also]
    rows = _told(Q(subject=subject, relation=which.key, start=_latest_start(subject, which, start)), parties)
    _require_parties(rows, parties, start, field)
    before = [r for r in rows if r.subject_id == subject and r.relation == which.key and r.start <= start]
    old = before[-1] if before else None
    if old is not None and (old.ref_id, old.number, old.code) == (ref, number, code):
        return old
    acts.current().changed(which.key, old=_shown(old), new=_shown_value(ref, number, code), of=subject)
    if old is not None and old.start == start:
        Since.objects.filter(pk=old.pk).update(
            ref_id=ref, number=number, code=code, act_subject=acts.current_subject(), act_seq=acts.current_seq()
        )
        old.ref_id, old.number, old.code = ref, number, code
        return old
    return Since.objects.create(
        subject_id=subject, relation=which.key, start=start, ref_id=ref, number=number, code=code
    )


def numbers_on(subject: int, relations: Iterable[Relation], day: date) -> dict[Relation, int | None]:
    """The numbers that relations of a subject have on a day, None where there is none: one query."""
    wanted = list(relations)
    rows = Since.objects.filter(_in_force(subject, wanted, day))
    found = {row.relation: row.number for row in rows}
    return {which: found.get(which.key) for which in wanted}


def put_numbers(subject: int, numbers: Mapping[Relation, int | None], start: date, *, field: str = "on") -> None:
    """From `start` several relations of a subject have these numbers, or end: what `put` does, in two statements."""
    require_near(start, field)
    rows = _told(_in_force(subject, numbers, start), [subject])
    _require_parties(rows, [subject], start, field)
    standing = {row.relation: row for row in rows if row.relation != STATUS.key}
    new = []
    for which, number in numbers.items():
        old = standing.get(which.key)
        if (old.number if old else None) == number:
            continue
        acts.current().changed(which.key, old=_shown(old), new=_shown_value(None, number, ""), of=subject)
        if old is not None and old.start == start:
            seq = {"act_subject": acts.current_subject(), "act_seq": acts.current_seq()}
            Since.objects.filter(pk=old.pk).update(number=number, **seq)
        else:
            new.append(Since(subject_id=subject, relation=which.key, start=start, number=number))
    Since.objects.bulk_create(new)


def _in_force(subject: int, relations: Iterable[Relation], day: date) -> Q:
    """The rows of several relations of a subject that are in force on a day."""
    found = Q(pk__in=[])
    for which in relations:
        found |= Q(subject=subject, relation=which.key, start=_latest_start(subject, which, day))
    return found


def put_until(
    subject: int, which: Relation, start: date, until: date, *, ref: int, also: Iterable[int | None] = ()
) -> None:
    """From `start` to the day before `until` the relation points to `ref`, whatever was said of those days before.

    From `until` on it points nowhere, unless a row begins on that very day: what ends by itself is not prolonged by
    what stood before it. Refusals as for `put`.
    """
    require_near(until, "until")
    parties = [subject, ref, *also]
    rows = _told(Q(subject=subject, relation=which.key), parties)
    _require_parties(rows, parties, start, "on")
    own = [r for r in rows if r.subject_id == subject and r.relation == which.key]
    at_start = [r for r in own if r.start <= start][-1:]
    in_force = at_start + [r for r in own if start < r.start < until]
    bounded = any(r.start == until for r in own)
    if bounded and in_force and all(r.ref_id == ref for r in in_force):
        return
    for old in dict.fromkeys(r.ref_id for r in in_force) or [None]:
        acts.current().changed(which.key, old=_shown_value(old, None, ""), new=_shown_value(ref, None, ""), of=subject)
    if replaced := [r.pk for r in in_force if r.start >= start]:
        Since.objects.filter(pk__in=replaced).delete()
    written = [Since(subject_id=subject, relation=which.key, start=start, ref_id=ref)]
    if not bounded:
        written.append(Since(subject_id=subject, relation=which.key, start=until))
    Since.objects.bulk_create(written)


def _told(of_relation: Q, parties: Iterable[int | None]) -> list[Since]:
    """The rows asked for, and those that say whether the parties exist, in order of time: one query."""
    told = of_relation | Q(subject__in=[party for party in parties if party], relation=STATUS.key)
    return list(Since.objects.filter(told).order_by("start"))


def _latest_start(subject: int, which: Relation, day: date) -> Subquery:
    """Since when the row in force on `day` has been so: however long the history, one row is read."""
    begun = Since.objects.filter(subject=subject, relation=which.key, start__lte=day)
    return Subquery(begun.order_by("-start").values("start")[:1])


def _require_parties(rows: list[Since], parties: Iterable[int | None], day: date, field: str) -> None:
    for party in parties:
        require_in_being([r for r in rows if r.subject_id == party and r.relation == STATUS.key], day, field=field)


def require_near(day: date, field: str) -> None:
    """Refuse a day more than a year ahead: a mistyped year is likelier."""
    if day > today() + LATEST_AHEAD:
        raise Refusal("too_far_ahead", _("日期在一年以后，请核对年份。"), field=field)


def require_each_in_being(subjects: Iterable[int], day: date, *, field: str = "on") -> None:
    """Refuse a day on which one of the subjects does not exist: one query."""
    parties = list(subjects)
    rows = list(Since.objects.filter(subject__in=parties, relation=STATUS.key).order_by("start"))
    _require_parties(rows, parties, day, field)


def require_in_being(statuses: list[Since], day: date, *, field: str = "on") -> None:
    """Refuse a day on which the subject does not exist; `statuses` are its status rows in order of time.

    Without any row the day of its creation is unknown (a zone that a source names without a date): nothing to refuse.
    """
    if not statuses:
        return
    if day < statuses[0].start:
        words = _("日期早于其设立之日（%(since)s）。") % {"since": statuses[0].start.isoformat()}
        raise Refusal("before_creation", words, field=field)
    current = [row for row in statuses if row.start <= day][-1]
    if current.code != ACTIVE:
        words = _("该机构或区域已于 %(day)s 撤销，不能再办理。") % {"day": current.start.isoformat()}
        raise Refusal("abolished", words, field=field)


def statuses_of(subject: int) -> list[Since]:
    """The status rows of a subject in order of time."""
    return list(Since.objects.filter(subject=subject, relation=STATUS.key).order_by("start"))


def ended_on(rows: QuerySet[Since]) -> QuerySet[Since]:
    """Annotate rows with `until`: the start of the next row of the same relation, None while in force."""
    following = Since.objects.filter(
        subject=OuterRef("subject"), relation=OuterRef("relation"), start__gt=OuterRef("start")
    ).order_by("start")
    return rows.annotate(until=following.values("start")[:1]).order_by(F("start").desc())


def _shown(row: Since | None) -> object:
    return None if row is None else _shown_value(row.ref_id, row.number, row.code)


def _shown_value(ref: int | None, number: int | None, code: str) -> object:
    if ref is not None:
        return {"subject": ref}
    return number if number is not None else (code or None)

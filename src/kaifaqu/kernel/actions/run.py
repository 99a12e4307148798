"""How an act runs: one transaction, in which subjects are locked in id order, loaded, checked, changed and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import authority
from kaifaqu.kernel.actions.catalogue import Action
from kaifaqu.kernel.actions.frozen import Frozen, frozen, in_place_of
from kaifaqu.kernel.actions.inputs import Ref, as_recorded
from kaifaqu.kernel.actions.refusals import NotFound, Refusal, Stale
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts, personal
from kaifaqu.kernel.trail.chain import Record, append_many
from kaifaqu.kernel.trail.models import Entry

R = TypeVar("R")
PAGE = 200
FEW = 6
"""A statement for so many subjects is kept; one for more is put together anew."""

_door: ContextVar[str] = ContextVar("kaifaqu_door", default="")


@contextmanager
def through(door: str) -> Iterator[None]:
    """Say through which door (page, api, cli, worker, import) the acts of this block come; it is recorded."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


@dataclass
class Outcome:
    """What a batch did: results in order of the refs, and each refusal with its ref."""

    done: list[Any] = field(default_factory=list)
    refused: list[tuple[Ref[Any], Refusal]] = field(default_factory=list)


@dataclass(frozen=True)
class _Task:
    """One act to be done, with typed inputs."""

    ref: Ref[Any] | None
    inputs: dict[str, Any]

    def further(self) -> list[Ref[Any]]:
        return [value for value in self.inputs.values() if isinstance(value, Ref)]

    def ids(self) -> set[int]:
        return {ref.id for ref in [*([self.ref] if self.ref else []), *self.further()]}


def perform(act: Action[..., R], args: Sequence[object], kwargs: Mapping[str, object]) -> R:
    """Run one act; raises a Refusal, with nothing changed, where it may not be done."""
    given = dict(kwargs)
    by = cast(Actor, given.pop("by"))
    task = _Task(_reference(act, args, given), act.read(given))
    try:
        with transaction.atomic():
            page = _Page(act, by, [task])
            result, record = page.run(task)
            append_many([record])
    except IntegrityError as error:
        raise Refusal("at_once", _("有人同时办理了相冲突的事项，请重新打开后再试。")) from error
    return cast(R, result)


def batch(
    act: Action[..., Any],
    refs: Sequence[Ref[Any]],
    *,
    by: Actor,
    each: Mapping[int, Mapping[str, object]] | None = None,
    page: int = PAGE,
    **inputs: object,
) -> Outcome:
    """Run one act on many subjects, in pages of one transaction; a refused row does not stop the others.

    `each` gives inputs that differ by row (by position in `refs`). An error that is no refusal undoes its page.
    """
    outcome = Outcome()
    for start in range(0, len(refs), page):
        rows = [(refs[i], {**inputs, **((each or {}).get(i, {}))}) for i in range(start, min(start + page, len(refs)))]
        with transaction.atomic():
            _run_page(act, by, rows, outcome)
    return outcome


def _run_page(
    act: Action[..., Any], by: Actor, rows: Sequence[tuple[Ref[Any], dict[str, object]]], outcome: Outcome
) -> None:
    tasks: list[_Task] = []
    for ref, raw in rows:
        try:
            tasks.append(_Task(ref, act.read(raw)))
        except Refusal as refusal:
            outcome.refused.append((ref, refusal))
    page = _Page(act, by, tasks)
    records: dict[int, Record] = {}
    with act.sharing(page.things()) as one:
        _run_tasks(page, tasks, one, records, outcome)
    append_many(list(records.values()))


def _run_tasks(
    page: _Page,
    tasks: Sequence[_Task],
    one: Callable[[], AbstractContextManager[Any]],
    records: dict[int, Record],
    outcome: Outcome,
) -> None:
    for task in tasks:
        assert task.ref is not None
        try:
            with one():
                result, record = page.run(task)
                if record.subject in records:
                    raise Refusal("twice", _("同一批中此记录出现了两次。"))
        except Refusal as refusal:
            outcome.refused.append((task.ref, refusal))
        else:
            records[record.subject] = record
            outcome.done.append(result)


def _reference(act: Action[..., Any], args: Sequence[object], given: dict[str, object]) -> Ref[Any] | None:
    if not act.subject_parameter:
        return None
    ref = args[0] if args else given.pop(act.subject_parameter)
    if not isinstance(ref, Ref):
        raise TypeError(f"{act.name} takes a Ref, not {type(ref).__name__}")
    return ref


class _Page:
    """The locked and loaded things of one transaction, and which of them the actor may touch."""

    def __init__(self, act: Action[..., Any], by: Actor, tasks: Sequence[_Task]) -> None:
        self.act = act
        self.by = by
        self.subjects: dict[int, Subject] = {}
        self.rows: dict[tuple[type[models.Model], int], Any] = {}
        self.may: set[int] = set()
        self.see: set[int] = set()
        if ids := set().union(*(task.ids() for task in tasks)):
            self._lock(ids, self._wanted(tasks))

    def _wanted(self, tasks: Sequence[_Task]) -> dict[type[models.Model], set[int]]:
        """What is to be loaded, by model. A reference declared `Among` kinds is known by its kind: its id is enough."""
        wanted: dict[type[models.Model], set[int]] = {}
        models_of = {i.name: i.of for i in self.act.inputs if i.of and not i.among}
        for task in tasks:
            if task.ref and self.act.subject_model:
                wanted.setdefault(self.act.subject_model, set()).add(task.ref.id)
            for name, model in models_of.items():
                if isinstance(value := task.inputs.get(name), Ref):
                    wanted.setdefault(model, set()).add(value.id)
        return wanted

    def _lock(self, ids: set[int], wanted: dict[type[models.Model], set[int]]) -> None:
        """Lock all in the order of their ids, in one statement that also says what the actor may and sees.

        "No key": rows that point at a locked subject may still be inserted, else two acts could block each other.
        The thing is locked with its subject: PostgreSQL reads anew only what it locks, and whoever waited here for
        another act would else go on with the thing as it was before that.
        """
        model = next((m for m, of_model in wanted.items() if of_model == ids), None)
        for row in self._locked(sorted(ids), model):
            self.subjects[row.pk] = row.subject if model else row
            self.may |= {row.pk} if row.actor_may else set()
            self.see |= {row.pk} if row.actor_sees else set()
            if model:
                self.rows[model, row.pk] = row
        for other in wanted.keys() - {model}:
            for key, row in other._default_manager.in_bulk(list(wanted[other] & self.subjects.keys())).items():
                row.subject = self.subjects[key]  # type: ignore[attr-defined]  # every model behind a Ref is a Thing
                self.rows[other, key] = row

    def _locked(self, ids: Sequence[int], model: type[models.Model] | None) -> Iterable[Any]:
        who = authority.standing_in(self.by)

        def locking(of: Iterable[int]) -> models.QuerySet[Any]:
            rows: models.QuerySet[Any] = Subject.objects.select_for_update(no_key=True)
            if model:  # and loads them
                things = model._default_manager.select_related("subject")
                rows = things.select_for_update(no_key=True, of=("self", "subject"))
            rows = rows.filter(pk__in=of).annotate(**authority.flags(who, self.act.name))
            return rows.order_by("pk")

        put = in_place_of(ids)
        if len(ids) > FEW:
            return Frozen(locking(ids)).rows(who.values)
        shape = (self.act, model, len(ids), who.shape, today())
        return frozen(shape, lambda: locking(cast(list[int], list(put)))).rows({**who.values, **put})

    def things(self) -> list[Any]:
        """What the acts are done to, as far as it was found."""
        return [row for (model, _pk), row in self.rows.items() if model is self.act.subject_model]

    def run(self, task: _Task) -> tuple[Any, Record]:
        """Check one task, run the action's body under it, and return its result and the entry to append."""
        args = self._checked(task)
        inputs = {name: self._bound(name, value) for name, value in task.inputs.items()}
        act = acts.Act(
            action=self.act.name,
            actor=self.by,
            at=now(),
            door=_door.get(),
            happened_on=self.act.happened_on(inputs),
        )
        if task.ref and not self.act.founds:
            subject = self.subjects[task.ref.id]
            act.subject, act.seq, act.head = subject.pk, subject.seq + 1, subject.head
        with acts.under(act):
            act.inputs = self._recorded(inputs)
            result = self.act.function(*args, by=self.by, **inputs)
        return result, self._record(act, task)

    def _checked(self, task: _Task) -> list[Ref[Any]]:
        if task.ref is None:
            if not authority.allows(self.by, self.act.name):
                raise NotFound
            return []
        subject = self.subjects.get(task.ref.id)
        row = self.rows.get((cast(type[models.Model], self.act.subject_model), task.ref.id))
        if subject is None or row is None or task.ref.id not in self.may:
            raise NotFound
        if self.act.subject_kinds and subject.kind not in self.act.subject_kinds:
            raise Refusal("wrong_kind", _("此项不能选这一类。"))
        if task.ref.seen is not None and task.ref.seen != subject.seq and not self.act.founds:
            last = Entry.objects.filter(subject=subject).order_by("-seq").values_list("at", flat=True).first()
            raise Stale(last or "")
        return [task.ref.bound(subject, lambda: row)]

    def _bound(self, name: str, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        declared = next(i for i in self.act.inputs if i.name == name)
        if value.id not in self.see:
            raise NotFound
        subject, model = self.subjects[value.id], cast(type[models.Model], declared.of)
        if declared.among:
            if subject.kind not in declared.among:
                raise Refusal("wrong_kind", _("此项不能选这一类。"), field=name)
            return value.bound(subject, lambda: self._fetched(model, value.id))
        row = self.rows.get((model, value.id))
        if row is None:
            raise NotFound
        return value.bound(subject, lambda: row)

    def _fetched(self, model: type[models.Model], key: int) -> Any:
        if (model, key) not in self.rows:
            row: Any = model._default_manager.get(pk=key)
            row.subject = self.subjects[key]
            self.rows[model, key] = row
        return self.rows[model, key]

    def _recorded(self, inputs: Mapping[str, object]) -> dict[str, object]:
        kept = {i.name: inputs[i.name] for i in self.act.inputs if inputs[i.name] not in (None, "")}
        private = {i.name: str(kept[i.name]) for i in self.act.inputs if i.personal and i.name in kept}
        references = personal.keep(private) if private else {}
        return {n: references[n] if n in references else as_recorded(v) for n, v in kept.items()}

    def _record(self, act: acts.Act, task: _Task) -> Record:
        if act.subject is None:
            raise RuntimeError(f"{act.action} founded no subject")
        if not act.changes and not self.act.founds:
            raise Refusal("nothing_changes", _("与现状相同，没有需要办理的变化。"))
        for ref in [*([task.ref] if task.ref else []), *task.further()]:
            act.mention(ref.id)
        return Record(
            subject=act.subject,
            seq=act.seq,
            prev=act.head,
            at=act.at.isoformat(timespec="microseconds"),
            action=act.action,
            body=act.as_body(),
            mentions=sorted(act.mentions),
            spans=act.spans,
        )

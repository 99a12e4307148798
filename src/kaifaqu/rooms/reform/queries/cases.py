"""What this room knows of model cases: the list, one case with its steps, who copied what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.reform.models import CaseStep, ModelCase, Step
from kaifaqu.rooms.reform.rules import cases as rules

PENDING = "pending"
STEPS = Prefetch("steps", CaseStep.objects.select_related("place").order_by("id"))


@dataclass(frozen=True)
class Told:
    """A case with its steps in the order of recording, and what they come to."""

    case: ModelCase
    steps: tuple[CaseStep, ...]

    @property
    def state(self) -> Step:
        """How far it has come."""
        return Step(rules.state([step.step for step in self.steps]))

    @property
    def pending(self) -> bool:
        """Whether it lies with a body that has not decided yet."""
        return rules.pending([step.step for step in self.steps])

    @property
    def adoptions(self) -> list[CaseStep]:
        """Every adoption."""
        return [step for step in self.steps if step.step == Step.ADOPTED]

    @property
    def level(self) -> CaseStep | None:
        """The adoption at the highest level; one whose level is not told where there is no other."""
        named = rules.highest([step.level for step in self.adoptions])
        return next((step for step in self.adoptions if step.level == named), None)

    @property
    def copies(self) -> list[CaseStep]:
        """Where it was copied."""
        return [step for step in self.steps if step.step == Step.COPIED]

    def next_steps(self) -> set[Step]:
        """The steps that can come now."""
        taken = [step.step for step in self.steps]
        return {step for step in Step if rules.may_follow(taken, step.value)}


def cases(seen: QuerySet[Subject]) -> QuerySet[ModelCase]:
    """The model cases within sight."""
    return ModelCase.objects.filter(subject__in=seen).select_related("subject__place").prefetch_related(STEPS)


def told(case: ModelCase) -> Told:
    """A case with its steps."""
    return Told(case, tuple(case.steps.all()))


def _has(step: Step, **more: object) -> Exists:
    return Exists(CaseStep.objects.filter(case=OuterRef("pk"), step=step, **more))


def in_state(rows: QuerySet[ModelCase], state: str) -> QuerySet[ModelCase]:
    """Those that have come as far as a state, as `rules.state` has it."""
    adopted, declined, submitted = _has(Step.ADOPTED), _has(Step.DECLINED), _has(Step.SUBMITTED)
    wanted = {
        Step.ADOPTED.value: Q(adopted),
        Step.DECLINED.value: Q(declined) & ~Q(adopted),
        Step.SUBMITTED.value: Q(submitted) & ~Q(adopted) & ~Q(declined),
        Step.WRITTEN.value: ~Q(submitted) & ~Q(adopted),
        Step.COPIED.value: Q(_has(Step.COPIED)),
    }
    return rows.filter(wanted[state]) if state in wanted else rows


def at_level(rows: QuerySet[ModelCase], level: str) -> QuerySet[ModelCase]:
    """Those adopted at a level."""
    return rows.filter(_has(Step.ADOPTED, level=level))


def copied_at(rows: QuerySet[ModelCase], place: int) -> QuerySet[ModelCase]:
    """Those that a place has copied."""
    return rows.filter(_has(Step.COPIED, place=place))


def copying_places(seen: QuerySet[Subject]) -> Sequence[Subject]:
    """The places that have copied a case."""
    copies = CaseStep.objects.filter(step=Step.COPIED).values("place")
    return list(seen.filter(pk__in=copies).order_by("sort_key", "pk"))

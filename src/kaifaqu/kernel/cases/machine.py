"""A procedure of the charter as a machine: which stage comes first, what may be answered, what follows, how long.

A matter that is sent back too often runs on by another procedure (arbitration) and comes back from it: its stages are
named `arbitration.decide` then. All of it is read from the rules that were in force when the case began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Procedure, Rung, Stage

END, RETURN = "end", "return"
ASSIGNED = "assigned"
"""What whoever sorts a returned case out answers: another lead."""


class NoSuchStage(LookupError):
    """The rules of a case have no stage of that name."""


@dataclass(frozen=True)
class Machine:
    """One procedure under the rules that a case runs by."""

    rules: Resolved
    key: str
    day: date

    @cached_property
    def procedure(self) -> Procedure:
        """The procedure itself. NoSuchStage where the rules do not have it."""
        return self.of(self.key)

    def of(self, key: str) -> Procedure:
        """Another procedure of the same rules."""
        found = self.rules.of("procedures").get(key)
        if not isinstance(found, Procedure):
            raise NoSuchStage(key)
        return found

    @property
    def first(self) -> str:
        """The stage in which a case begins."""
        return next(iter(self.procedure.stages))

    def within(self, stage: str) -> tuple[Procedure, str]:
        """The procedure that a stage belongs to, and what it is called there."""
        inner, dot, name = stage.rpartition(".")
        return (self.of(inner), name) if dot else (self.procedure, stage)

    def stage(self, key: str) -> Stage:
        """A stage. NoSuchStage where there is none of that name."""
        procedure, name = self.within(key)
        if name not in procedure.stages:
            raise NoSuchStage(key)
        return procedure.stages[name]

    def then(self, stage: str) -> dict[str, str]:
        """What may be answered in a stage, and where each answer leads."""
        if stage == RETURN:
            return {ASSIGNED: RETURN}
        inner, dot, _name = stage.rpartition(".")
        return {verdict: f"{inner}.{to}" if dot and to != END else to for verdict, to in self.stage(stage).then.items()}

    def limit(self, text: str | None) -> Limit | None:
        """A limit as it is written: itself, or the value of a parameter on the day on which the case began."""
        if not text:
            return None
        if not text.startswith("p."):
            return Limit.parse(text)
        found = self.rules.param(text.removeprefix("p."), self.day)
        return found.value if isinstance(found, Found) and isinstance(found.value, Limit) else None

    @property
    def outer(self) -> tuple[str, str, Limit] | None:
        """The clock over the whole: from which stage, to which, within what; None where there is none."""
        said = self.procedure.outer
        limit = self.limit(said.within) if said else None
        return (said.start, said.end, limit) if said and limit else None

    def settable(self, stage: str, verdict: str) -> tuple[str, ...]:
        """What an answer may decide besides its verdict: who leads, who assists, the limit of the whole.

        The lead where a case was sent back and where a dispute ends, else what the stage says.
        """
        if stage == RETURN or ("." in stage and self.then(stage).get(verdict) == END):
            return ("lead",)
        return self.stage(stage).sets

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """What follows when time runs out, in order."""
        return self.procedure.ladder.steps if self.procedure.ladder else ()

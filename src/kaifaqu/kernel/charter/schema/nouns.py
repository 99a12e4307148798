"""The other nouns of a charter. What is an event or a register (projects, signings, meetings held) is none of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kaifaqu.kernel.charter.schema.base import Clause, Key, Node, Source, Title, Wording
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.measures import Operand
from kaifaqu.kernel.charter.schema.measures import Test as TestNode


def _limit_or_param(raw: object) -> object:
    if isinstance(raw, str) and not raw.startswith("p."):
        Limit.parse(raw)
    return raw


Within = Annotated[str, BeforeValidator(_limit_or_param), Field(description="a limit (20wd) or a parameter (p.key)")]
Share = Annotated[str, Field(pattern=r"^(\d{1,3}%|\+\d+(min|h|d|wh|wd|w|m|y))$")]
Effects = Annotated[
    tuple[Key, ...],
    BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw),
    Field(description="the name of an effect, or a list of them"),
]
Party = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", description="a role in the procedure, or an organ kind")]


class Organ(Clause):
    """A kind of organ that a zone has or a city sets up: what it does, with whom, and who leads it."""

    kind: Key
    of: Key = "zone"
    does: tuple[Wording, ...] = ()
    members: tuple[Wording, ...] = ()
    led_by: Wording = ""
    model: Wording = ""


class Right(Clause):
    """A right that one organ holds over another: assessing it, assenting to its head."""

    holder: Key
    over: Key


class Duty(Clause):
    """What somebody answers for: the lead (exactly one), who assists. `example` marks an item no source names."""

    category: Wording = ""
    owner: Key
    assists: tuple[Key, ...] = ()
    example: bool = False


class Power(Clause):
    """A power: its type, who holds it, and how it was handed down (direct, entrusted, branch, stationed, assisted)."""

    kind: Wording = ""
    holder: Key
    mode: Literal["own", "direct", "entrusted", "branch", "stationed", "counter", "assisted", "touring", ""] = ""
    example: bool = False


class NamedTest(Clause):
    """A test with a name, for tasks to be proved by and other clauses to refer to."""

    holds: TestNode


class Constraint(Clause):
    """What must hold of each of a kind, and who is told where it does not. Force and exemptions come with it."""

    each: Key
    where: TestNode | None = None
    holds: TestNode
    tell: Key


class Assist(Node):
    """Who works along, and how many of them must have answered: all, any, or a number."""

    assist: Literal["all", "any"] | Annotated[str, Field(pattern=r"^\d+$")]


class Stage(Node):
    """One stage of a procedure: who acts, within what, what he must bring, and where each outcome leads.

    `sets` is what an answer in this stage may decide besides: who leads, who assists, the limit of the whole. `does`
    names the effects that rooms offer and that an outcome has, in the act that answers.
    """

    title: Title | None = None
    by: Party
    within: Within | None = None
    until: str = ""
    at_most: Within | None = None
    needs: tuple[Key, ...] = ()
    along: Annotated[Assist | None, Field(alias="with")] = None
    silent: Key | None = None
    sets: tuple[Literal["lead", "assist", "limit"], ...] = ()
    does: dict[Key, Effects] = Field(default_factory=dict)
    then: dict[Key, Key] = Field(min_length=1)


class Outer(Node):
    """The clock over the whole: from one stage to another, whoever holds the case.

    `own`: whoever opens a case may set it a limit of its own; `within` holds where he sets none.
    """

    start: Annotated[Key, Field(alias="from")]
    end: Annotated[Key, Field(alias="to")]
    within: Within
    own: bool = False


class Extend(Node):
    """More time: how often, at most how much at once, and who grants it (whoever holds the case, where nobody is)."""

    by: Party = ""
    times: Annotated[str, Field(pattern=r"^\d+$")] = "1"
    at_most: Within | None = None


class More(Node):
    """What happens when a case is sent back once more than it may be."""

    opens: Annotated[Key, Field(alias="open")]
    to: Key
    binds: Key = "lead"


class SendBack(Node):
    """Sending a case back: what reason it takes, how often it may be done, and what comes then."""

    reason: Key
    times: Annotated[str, Field(pattern=r"^\d+$")] = "1"
    more: More | None = None


class Reopen(Node):
    """Until when, and into which stage, a case that was closed may be opened again."""

    within: Within
    to: Key


class Rung(Node):
    """One rung of the ladder: at what point of the limit (80%, 100%, +1wd) what is done."""

    at: Share
    do: Literal["warn", "urge", "follow_up", "convene", "report"]


class Ladder(Node):
    """What follows when time runs out: on which clock, when it keeps quiet, who is told where nobody owns it."""

    on: Key = "outer"
    quiet: Key = "night"
    nobody: Key = "supervisor"
    steps: tuple[Rung, ...]


class Procedure(Clause):
    """A state machine: how a matter of a kind runs. Later work runs it; here it is checked and read."""

    about: Key
    call: dict[Key, Any] = Field(default_factory=dict)
    route: dict[Key, Any] = Field(default_factory=dict)
    outer: Outer | None = None
    stages: dict[Key, Stage] = Field(min_length=1)
    returns: Annotated[SendBack | None, Field(alias="return")] = None
    reopen: Reopen | None = None
    extend: Extend | None = None
    ladder: Ladder | None = None
    pauses: tuple[Wording, ...] = ()


class Indicator(Node):
    """One node of a scheme: a name, a weight where one is published, and what stands below it."""

    title: Title
    weight: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    src: Source | None = None
    below: dict[Key, Indicator] = Field(default_factory=dict)


class Scheme(Clause):
    """An assessment: of which units, by which tree of indicators. Scoring brings the full model."""

    each: Key
    where: TestNode | None = None
    indicators: dict[Key, Indicator] = Field(min_length=1)


class Effect(BaseModel):
    """One thing a rule does: open, set, factor, owe, split, terms, propose, notify or refuse, with its parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def verb(self) -> str:
        """Which effect it is."""
        return next((name for name in EFFECTS if name in (self.model_extra or {})), "")


EFFECTS = ("open", "set", "factor", "owe", "split", "terms", "propose", "notify", "refuse")


class Rule(Clause):
    """When something holds, something follows: `each, where, on, let, if, do, else`."""

    each: Key
    where: TestNode | None = None
    on: Any = None
    let: dict[Key, Any] = Field(default_factory=dict)
    when: Annotated[TestNode | None, Field(alias="if")] = None
    do: tuple[Effect, ...] = Field(min_length=1)
    otherwise: Annotated[tuple[Effect, ...], Field(alias="else")] = ()


class Task(Node):
    """A task of a programme: its title, who leads it, whether each zone or the city does it, what proves it."""

    title: Title
    lead: str = ""
    level: Literal["zone", "city", "both"] = "zone"
    proves: tuple[Key, ...] = ()
    src: Source | None = None
    note: Wording = ""


class Target(Node):
    """A dated target: what is to reach which value when. An operand on the left, a parameter on the right.

    `met` is the test that says whether it is reached. A target of yearly growth names the figure that `grows`, from
    the end of which year that is counted (`growth_from`), and how several years are averaged (`growth_by`).
    """

    title: Title
    measure: Operand | None = None
    reach: Annotated[str, Field(pattern=r"^p\.[a-z][a-z0-9_]*$")]
    met: Key | None = None
    grows: Operand | None = None
    growth_from: Annotated[str, Field(pattern=r"^p\.[a-z][a-z0-9_]*$")] | None = None
    growth_by: Annotated[str, Field(pattern=r"^p\.[a-z][a-z0-9_]*$")] | None = None
    by: Wording
    src: Source | None = None
    reading: Wording = ""


class Programme(Clause):
    """A reform: its tasks in order, phases, goals and targets. Its dates are parameters."""

    tasks: dict[Key, Task] = Field(default_factory=dict)
    phases: tuple[Title, ...] = ()
    goals: tuple[Title, ...] = ()
    targets: dict[Key, Target] = Field(default_factory=dict)
    approved: str = ""
    deadline: str = ""


Indicator.model_rebuild()

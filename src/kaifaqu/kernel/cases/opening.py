"""How a case begins: founded at a place, by a procedure of the charter in force there, inside an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.cases.checks import require_limit
from kaifaqu.kernel.cases.engine import Live, look_again
from kaifaqu.kernel.cases.machine import Machine, NoSuchStage
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.cases.parties import CALLER
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.models import Resolution
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts


def opening(
    place: Place,
    procedure: str,
    title: str,
    words: str,
    *,
    by: Actor,
    parties: Mapping[str, Sequence[int]],
    within: str | date = "",
    origin: str = "",
    number: str = "",
    about: int | None = None,
    parent: int | None = None,
    stage: str = "",
    since: date | None = None,
) -> Case:
    """Found a case and begin it, inside an act that `founds`; its rules are those in force at the place today.

    It begins in `stage` where what comes before has happened outside of it: a visit that found something.
    `parties` names the organs by their roles; whoever calls is added. `within` is a limit of its own (15wd, or a day as
    2026-12-01) where the procedure allows one; it may have passed where the matter was given on an earlier day and is
    entered afterwards (`since`), and a `date` is taken as the caller judged it. Whether the organs are in being is for
    the caller to ask.
    """
    machine, rules = _rules_at(place, procedure, stage)
    kept = {"within": _own_limit(machine, within, since)} if within else {}
    caller = by.organ if isinstance(by, Seat) else None
    made_up = place.subject.synthetic
    subject = new_subject(Case.KIND, title, place=place.pk, organ=caller, synthetic=made_up, words=words)
    acts.current().born(subject.pk)
    named = {CALLER: [caller] if caller else [], **{role: list(organs) for role, organs in parties.items()}}
    made: Any = Case(
        subject=subject,
        procedure=procedure,
        origin=origin,
        number=number,
        rules=rules,
        about_id=about,
        caller_id=caller,
        parent_id=parent,
        words=words,
        opened_at=now(),
        parties={role: organs for role, organs in named.items() if organs},
        kept=kept,
    )
    made.path, made.rules_digest = place.path, rules.digest
    live = Live(made)
    live.enter(stage or machine.first)
    live.settle()
    if parent is not None:
        look_again(parent)
    return live.case


def _rules_at(place: Place, procedure: str, stage: str) -> tuple[Machine, Resolution]:
    rules = editions.resolution_on(place.path, today())
    if rules is None:
        raise Refusal("no_charter", _("这里没有施行的制度方案。"), field="procedure")
    machine = Machine(editions.resolved_of(rules.pk, rules.digest), procedure, today())
    try:
        machine.stage(stage or machine.first)
    except NoSuchStage as missing:
        raise Refusal("unknown", _("施行的制度方案里没有这个程序。"), field="procedure") from missing
    return machine, rules


def _own_limit(machine: Machine, within: str | date, since: date | None) -> str:
    """The limit that whoever opens a case sets it."""
    if machine.procedure.outer is None or not machine.procedure.outer.own:
        raise Refusal("no_own_limit", _("这个程序的时限由制度方案规定，不能另定。"), field="within")
    return within.isoformat() if isinstance(within, date) else require_limit(within, "within", since)

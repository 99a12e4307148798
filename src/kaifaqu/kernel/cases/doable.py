"""What a seat may do with a case now, and what follows from each: the page's forms and the interface say the same.

The engine judges every act by itself. This tells beforehand what it would let through, so that nothing is offered that
would be refused, and says of each answer what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases.actions import FILED
from kaifaqu.kernel.cases.engine import DROPPED, GRANTED, REFUSED, Live, verdicts
from kaifaqu.kernel.cases.machine import END, RETURN, Machine, NoSuchStage
from kaifaqu.kernel.cases.models import OUTER, Ask, AskKind, Status
from kaifaqu.kernel.cases.reading import Account
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject

ANSWER = "cases.answer_case"
ACTS = (
    ANSWER,
    "cases.read_copy",
    "cases.open_child",
    "cases.transfer_case",
    "cases.delegate_case",
    "cases.add_signer",
    "cases.drop_signer",
    "cases.copy_case",
    "cases.urge_case",
    "cases.pause_case",
    "cases.resume_case",
    "cases.extend_case",
    "cases.withdraw_case",
    "cases.reopen_case",
    "cases.move_case",
)


@dataclass(frozen=True)
class Choice:
    """One answer that may be given: what it is called, what follows, and what it takes besides.

    `does`: it has an effect besides, which may want more of it than the stage says.
    """

    verdict: str
    title: str
    follows: str
    returns: bool = False
    plans: bool = False
    plan_latest: str = ""
    back: bool = False
    sets: tuple[str, ...] = ()
    does: bool = False


@dataclass(frozen=True)
class Need:
    """Something that a stage asks for: in words, or as a paper."""

    key: str
    title: str
    filed: bool


@dataclass(frozen=True)
class Asked:
    """An open ask of the seat's organ: what may be answered, what it takes, and for whom it has to wait."""

    number: int
    stage: str
    title: str
    kind: str
    choices: tuple[Choice, ...]
    needs: tuple[Need, ...]
    waits_for: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Doable:
    """What a seat may do: its open asks, and the names of the other acts with what they offer to choose from."""

    asked: tuple[Asked, ...]
    acts: tuple[str, ...]
    grounds: tuple[str, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    signers: tuple[tuple[int, str], ...] = ()


def doable(account: Account, seat: Seat) -> Doable:
    """What the seat may do with the case now."""
    allowed = _allowed(account.case.pk, seat)
    live = account.live
    mine = [ask for ask in live.open_asks() if ask.organ_id == seat.organ]
    possible = {name for name in ACTS if name in allowed and name != ANSWER and _possible(name, account, seat, mine)}
    asked = [_asked(account, ask) for ask in mine] if ANSWER in allowed else []
    return Doable(
        asked=tuple(asked),
        acts=tuple(name for name in ACTS if name in possible),
        grounds=tuple(told(each, lang()) for each in live.machine.procedure.pauses),
        stages=_stages(account) if "cases.move_case" in possible else (),
        signers=tuple((ask.organ_id, account.name(ask.organ_id)) for ask in live.open_asks(AskKind.SIGN)),
    )


def _allowed(case: int, seat: Seat) -> set[str]:
    """The acts that the permission table lets the seat do on the case: one statement."""
    asked = {name.replace(".", "_"): Exists(reach(seat, name).filter(pk=OuterRef("pk"))) for name in ACTS}
    rows: list[Mapping[str, Any]] = list(Subject.objects.filter(pk=case).values(**asked))
    return {name for row in rows for name in ACTS if row[name.replace(".", "_")]}


def _possible(name: str, account: Account, seat: Seat, mine: list[Ask]) -> bool:
    return CONDITIONS[name.removeprefix("cases.")](account, seat, mine)


def _holds(mine: list[Ask]) -> bool:
    return any(ask.kind == AskKind.ACT for ask in mine)


def _extendable(live: Live) -> bool:
    """Whether there is a clock with a limit that was not extended yet: that over the whole, else the holder's."""
    running = live.clocks()
    outer = running.get(OUTER)
    acting = next((ask.number for ask in live.open_asks(AskKind.ACT)), OUTER)
    clock = outer if outer and outer.stopped is None else running.get(acting)
    rule = live.machine.procedure.extend
    if live.kept.get("extension") or clock is None or clock.stopped is not None:
        return False
    return clock.limit is not None and len(clock.extensions) < (int(rule.times) if rule else 1)


def _reopenable(live: Live) -> bool:
    again = live.machine.procedure.reopen
    if live.case.status != Status.ENDED or live.case.ended_at is None or again is None:
        return False
    limit = live.machine.limit(again.within)
    last = deadline(live.case.ended_at, limit, live.calendar).due if limit else None
    return last is None or live.at <= last


def _withdrawable(account: Account, seat: Seat) -> bool:
    if account.case.caller_id is not None and account.case.caller_id != seat.organ:
        return False
    return not account.live.has_children


def _copied(account: Account, seat: Seat) -> bool:
    return any(ask.organ_id == seat.organ for ask in account.live.open_asks(AskKind.COPY))


CONDITIONS: dict[str, Callable[[Account, Seat, list[Ask]], bool]] = {
    "read_copy": lambda account, seat, mine: _copied(account, seat),
    "open_child": lambda account, seat, mine: account.open and _holds(mine) and account.case.stage != RETURN,
    "transfer_case": lambda account, seat, mine: account.open and bool(mine),
    "delegate_case": lambda account, seat, mine: account.open and bool(mine),
    "add_signer": lambda account, seat, mine: account.open and _holds(mine) and account.case.stage != RETURN,
    "drop_signer": lambda account, seat, mine: _holds(mine) and bool(account.live.open_asks(AskKind.SIGN)),
    "copy_case": lambda account, seat, mine: account.open,
    "urge_case": lambda account, seat, mine: account.open and not _holds(mine),
    "pause_case": lambda account, seat, mine: (
        account.case.status == Status.OPEN and _holds(mine) and bool(account.live.machine.procedure.pauses)
    ),
    "resume_case": lambda account, seat, mine: account.case.status == Status.PAUSED and _holds(mine),
    "extend_case": lambda account, seat, mine: account.open and _holds(mine) and _extendable(account.live),
    "withdraw_case": lambda account, seat, mine: account.open and _withdrawable(account, seat),
    "reopen_case": lambda account, seat, mine: _reopenable(account.live),
    "move_case": lambda account, seat, mine: account.rules.newer,
}


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _asked(account: Account, ask: Ask) -> Asked:
    live = account.live
    return Asked(
        number=ask.number,
        stage=ask.stage,
        title=account.words.stage(ask.stage),
        kind=ask.kind,
        choices=tuple(_choices(account, ask)),
        needs=tuple(Need(key, account.words.need(key), key in FILED) for key in _needs(live, ask)),
        waits_for=tuple(account.name(organ) for organ in waited_for(live, ask)),
        reason=_reason(account),
    )


def _reason(account: Account) -> str:
    """What whoever sends a case back has to give: the paragraph, as the procedure says."""
    back = account.live.machine.procedure.returns
    return account.words.need(back.reason) if back else ""


def _needs(live: Live, ask: Ask) -> tuple[str, ...]:
    return live.machine.stage(ask.stage).needs if ask.kind == AskKind.ACT and ask.stage != RETURN else ()


def waited_for(live: Live, ask: Ask) -> list[int]:
    """The organs without whose answers the stage cannot be left: signers, and so many of those who assist."""
    if ask.kind != AskKind.ACT:
        return []
    here = [each for each in live.asks if (each.stage, each.attempt) == (ask.stage, ask.attempt)]
    found = [each for each in here if each.kind == AskKind.SIGN and each.answered_at is None]
    stage = live.machine.stage(ask.stage) if ask.stage != RETURN else None
    along = [each for each in here if each.kind == AskKind.ASSIST and each.verdict != DROPPED]
    if stage and stage.along and along:
        wanted = {"all": len(along), "any": 1}.get(stage.along.assist) or int(stage.along.assist)
        if sum(each.answered_at is not None for each in along) < min(wanted, len(along)):
            found += [each for each in along if each.answered_at is None]
    return list(dict.fromkeys(each.organ_id for each in found))


def _choices(account: Account, ask: Ask) -> list[Choice]:
    live = account.live
    if ask.kind == AskKind.GRANT:
        return _granting(live)
    if ask.kind != AskKind.ACT:
        title = _("已会签") if ask.kind == AskKind.SIGN else _("协办已完成")
        return [Choice(verdict, title, _("告知牵头单位")) for verdict in verdicts(live, ask)]
    then = live.machine.then(ask.stage)
    bound = bool(live.kept.get("bound"))
    return [
        _choice(account, ask, verdict, then[verdict])
        for verdict in verdicts(live, ask)
        if not (then[verdict] == RETURN and ask.stage != RETURN and (bound or live.machine.procedure.returns is None))
    ]


def _granting(live: Live) -> list[Choice]:
    """More time is granted, or it is not."""
    wanted = live.kept.get("extension") or {"limit": "1d", "ground": ""}
    given = {"limit": Limit.parse(wanted["limit"]).text(lang()), "ground": wanted["ground"]}
    granted = _("延长 %(limit)s（%(ground)s）") % given
    return [Choice(GRANTED, _("同意延期"), granted), Choice(REFUSED, _("不同意延期"), _("时限不变"))]


def _choice(account: Account, ask: Ask, verdict: str, to: str) -> Choice:
    live = account.live
    returns = to == RETURN and ask.stage != RETURN
    stage = None if to in (END, RETURN) else live.machine.stage(to)
    plans = bool(stage and stage.until)
    return Choice(
        verdict=verdict,
        title=account.words.verdict(verdict),
        follows=follows(account, ask, to),
        returns=returns,
        plans=plans,
        plan_latest=_latest(live, stage.at_most) if plans and stage else "",
        back=to in live.kept.get("entered", {}),
        sets=live.machine.settable(ask.stage, verdict),
        does=ask.stage != RETURN and verdict in live.machine.stage(ask.stage).does,
    )


def _latest(live: Live, at_most: str | None) -> str:
    limit = live.machine.limit(at_most)
    last = deadline(live.at, limit, live.calendar).due if limit else None
    return last.date().isoformat() if last else ""


def follows(account: Account, ask: Ask, to: str) -> str:
    """What comes of an answer, in words: the next stage, whom it asks and within what."""
    live = account.live
    if ask.stage == RETURN:
        contested = str(live.kept.get("contested", ""))
        return _("新的牵头单位接着办：%(stage)s") % {"stage": account.words.stage(contested)}
    if to == RETURN:
        return _of_return(account)
    if to == END:
        return _("裁定后由牵头单位接着办") if "." in ask.stage else _("办结")
    stage = live.machine.stage(to)
    organs = live.holders(stage)
    names = Subject.objects.in_bulk([organ for organ in organs if organ not in account.teller.names])
    account.teller.names.update(names)
    given = {
        "stage": account.words.stage(to),
        "who": str(_("、")).join(account.name(organ) for organ in organs),
        "limit": account.within(to),
    }
    return (_("%(stage)s：%(who)s，%(limit)s内") if given["limit"] else _("%(stage)s：%(who)s")) % given


def _of_return(account: Account) -> str:
    back, live = account.live.machine.procedure.returns, account.live
    again = int(live.kept.get("returns", 0)) + 1
    if back and back.more and again > int(back.times):
        title = live.machine.of(back.more.opens).title.text(lang())
        return _("第 %(n)s 次退回，转入“%(title)s”，裁定后不能再退") % {"n": again, "title": title}
    callers = str(_("、")).join(account.name(organ) for organ in live.case.parties.get("caller", []))
    return _("退给 %(who)s，由其另定牵头单位；总时限不停") % {"who": callers or "—"}


def _stages(account: Account) -> tuple[tuple[str, str], ...]:
    """The stages of the rules in force now from which the case may go on, its own first where they have it."""
    rules = editions.resolution_on(account.live.path, today())
    if rules is None:
        return ()
    machine = Machine(editions.resolved_of(rules.pk, rules.digest), account.case.procedure, local(account.at).date())
    try:
        stages = list(machine.procedure.stages)
    except NoSuchStage:
        return ()
    here = account.case.stage
    first = [("", _("仍在原来的环节（%(stage)s）") % {"stage": account.words.stage(here)})] if here in stages else []
    words = type(account.words)(machine)
    return (*first, *((key, words.stage(key)) for key in stages if key != here))

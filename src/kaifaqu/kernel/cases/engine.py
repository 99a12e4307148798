"""What moves a case: stages entered and left, asks opened and ended, clocks moved; only inside acts.

`Live` is a case while an act works on it. It is loaded with two statements, changed in memory, and written back by
`settle`, which also derives what the case shows: its stage, holder and deadlines, and when the worker looks again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.calendars.lookup import calendar_along, version_in
from kaifaqu.kernel.cases import clocks, effects, ladder, parties, telling, writing
from kaifaqu.kernel.cases.machine import ASSIGNED, END, RETURN, Machine
from kaifaqu.kernel.cases.models import OUTER, RUNNING, WHOLE, Ask, AskKind, Case, ClockEntry, Move, Status
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Stage
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.clock.calendar import Calendar
from kaifaqu.kernel.notices.models import Notice
from kaifaqu.kernel.notices.outbox import notices_of
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.bulk import save_rows

OVERTAKEN, DROPPED, TRANSFERRED, READ = "overtaken", "dropped", "transferred", "read"
GRANTED, REFUSED = "granted", "refused"
ASKING = (AskKind.ACT, AskKind.SIGN, AskKind.ASSIST, AskKind.GRANT)


@dataclass(frozen=True)
class Answer:
    """What an organ answers: the verdict, its words, what the stage needs, a plan's day.

    Where the stage says that it may, an answer also names the lead, those who assist, and the limit of the whole
    (15wd, or a day as 2026-12-01).
    """

    verdict: str
    words: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    plan: date | None = None
    lead: int | None = None
    assist: tuple[int, ...] = ()
    limit: str = ""


class Live:
    """A case while an act works on it."""

    def __init__(self, case: Case, at: datetime | None = None) -> None:
        self.case = case
        self.at = at or now()
        beside: Any = case  # what the manager annotates
        self.path: str = beside.path
        rules = editions.resolved_of(case.rules_id, beside.rules_digest)
        self.machine = Machine(rules, case.procedure, local(case.opened_at).date())
        self.asks, entries = writing.books_of(case)
        self._clocks = clocks.read(entries)
        self.touched: set[int] = set()
        self.added: list[ClockEntry] = []
        self.told: list[int] = []
        self.notices: list[Notice] = []
        self.before = telling.Before.of(case, self.asks)

    @cached_property
    def calendar(self) -> Calendar:
        """The working-time calendar of the case's place."""
        return calendar_along(self.path, version_in(self.case))

    @property
    def kept(self) -> dict[str, Any]:
        """What the engine remembers of the case."""
        found: dict[str, Any] = self.case.kept
        return found

    def open_asks(self, *kinds: str) -> list[Ask]:
        """The asks that wait for an answer."""
        return [ask for ask in self.asks if ask.answered_at is None and ask.kind in (kinds or ASKING)]

    def clocks(self) -> dict[int, clocks.Clock]:
        """The clocks of the case as they stand now."""
        return self._clocks

    def require_open(self) -> None:
        """Refuse what can only be done while the case runs."""
        if self.case.status not in (Status.OPEN, Status.PAUSED):
            raise Refusal("closed", _("这件事已经办结或撤回。"))

    # ── Stages ───────────────────────────────────────────────────────────────────────────────────────────────────

    def enter(self, key: str) -> None:
        """Begin a stage, for the first time or again: ask whoever it is up to, and start the clocks."""
        stage = self.machine.stage(key)
        self._enters(key)
        for organ in self.holders(stage):
            self.ask(organ, AskKind.ACT, stage)
        if stage.along is not None:
            for organ in parties.living(self.case.parties.get(parties.ASSIST, []), local(self.at).date()):
                self.ask(organ, AskKind.ASSIST, stage)
        outer = self.machine.outer
        if outer is None:
            return
        if OUTER not in self.clocks() and key == outer[0]:
            self.move(Move.START, OUTER, limit=str(self.kept.get("within") or outer[2]))
        elif key == outer[1] and self._stopped(OUTER):
            self.move(Move.RESTART, OUTER)

    def holders(self, stage: Stage) -> list[int]:
        """The organs that a stage is up to; never nobody."""
        return self.of_role(stage.by)

    def of_role(self, role: str) -> list[int]:
        """The organs of a role; where one that the case names was taken over, its heir has the role from now on."""
        nobody = self.machine.procedure.ladder.nobody if self.machine.procedure.ladder else ""
        fallbacks = [nobody] if nobody else []
        found = parties.someone(role, fallbacks, self.case.parties, self.path, local(self.at).date())
        named = self.case.parties.get(role)
        if named and found and list(named) != found and acts.under_way():
            self.name(role, found)
        return found

    def ask(self, organ: int, kind: AskKind, stage: Stage | None = None, like: Ask | None = None) -> Ask:
        """Ask an organ. Its clock starts now: the limit is that of the stage, in full, whoever had it before."""
        number = len(self.asks) + 1
        attempt = like.attempt if like else self.kept["entered"][self.case.stage]
        made = Ask(
            case=self.case,
            number=number,
            stage=self.case.stage,
            attempt=attempt,
            organ_id=organ,
            kind=kind,
            asked_at=self.at,
        )
        self.asks.append(made)
        self.touched.add(number)
        self._changed("asked", None, {"organ": organ, "kind": kind.value})
        if stage is not None and (limit := self._limit_of(stage)):
            self.move(Move.START, number, limit=limit)
        return made

    def _limit_of(self, stage: Stage) -> str:
        if stage.until and (planned := self.kept.get("plan")):
            return str(planned)
        limit = self.machine.limit(stage.within)
        return str(limit) if limit else ""

    def _enters(self, key: str) -> None:
        """Be in a stage, and remember how often it was entered."""
        entered = self.kept.setdefault("entered", {})
        entered[key] = entered.get(key, 0) + 1
        if self.case.stage != key or entered[key] > 1:
            self._changed("stage", self.case.stage, key)
        self.case.stage = key

    # ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, ask: Ask, said: Answer, by: Actor) -> None:
        """End an ask with a verdict; where that settles the stage, go on to what follows."""
        if ask.kind != AskKind.ACT:
            self._require_settable(said, ())
            if said.verdict not in verdicts(self, ask):
                raise Refusal("verdict", _("这一步没有这种答复。"), field="verdict")
            self.end(ask, said.verdict, by, said)
            if ask.kind == AskKind.GRANT:
                self._granted(said.verdict)
            return
        where = self.machine.then(ask.stage)
        if said.verdict not in where:
            raise Refusal("verdict", _("这一步没有这种答复。"), field="verdict")
        self._require_settable(said, self.machine.settable(ask.stage, said.verdict))
        self._require_others(ask)
        if self.has_children and ask.stage != RETURN:
            raise Refusal("children", _("还有下级办件没有办结，这一步要等它们办结。"), field="verdict")
        self.end(ask, said.verdict, by, said)
        if ask.stage != RETURN:
            effects.run(self, ask, said, by)
        self._go(where[said.verdict], said)

    @property
    def has_children(self) -> bool:
        """Whether cases below this one are still running."""
        return bool(getattr(self.case, "has_children", False))

    def request_extension(self, number: int, limit: str, ground: str, organs: Sequence[int]) -> None:
        """Ask whoever grants it for more time on a clock."""
        self.kept["extension"] = {"clock": number, "limit": limit, "ground": ground}
        for organ in organs:
            self.ask(organ, AskKind.GRANT)

    def extend(self, number: int, limit: str, ground: str) -> None:
        """Give a clock more time."""
        before = self.clocks()[number].limit
        self.move(Move.EXTEND, number, limit=limit, ground=ground)
        self._changed("limit", str(before), f"+{limit}")

    def _granted(self, verdict: str) -> None:
        """More time was granted, or it was not: the first answer counts."""
        wanted = self.kept.pop("extension", None)
        for other in self.open_asks(AskKind.GRANT):
            self.end(other, OVERTAKEN, None)
        clock = self.clocks().get(wanted["clock"]) if wanted else None
        if wanted and verdict == GRANTED and clock is not None and clock.stopped is None:
            self.extend(wanted["clock"], wanted["limit"], wanted["ground"])

    def _require_settable(self, said: Answer, settable: Sequence[str]) -> None:
        """Who leads, who assists and by when is changed only where the procedure says so."""
        words = {
            "lead": _("这一步的答复不能改定牵头单位。"),
            "assist": _("这一步的答复不能改定协办单位。"),
            "limit": _("这一步的答复不能改定时限。"),
        }
        for name, refused in words.items():
            if getattr(said, name) and name not in settable:
                raise Refusal("not_settable", refused, field=name)

    def _require_others(self, ask: Ask) -> None:
        """The lead answers once those who work along have: all, any, or so many of them; added signers always."""
        stage = self.machine.stage(ask.stage) if ask.stage != RETURN else None
        mine = [each for each in self.asks if (each.stage, each.attempt) == (ask.stage, ask.attempt)]
        waiting = [a for a in mine if a.kind == AskKind.SIGN and a.answered_at is None]
        along = [a for a in mine if a.kind == AskKind.ASSIST and a.verdict != DROPPED]
        if stage and stage.along and along:
            done = sum(a.answered_at is not None for a in along)
            wanted = {"all": len(along), "any": 1}.get(stage.along.assist) or int(stage.along.assist)
            if done < min(wanted, len(along)):
                waiting += [a for a in along if a.answered_at is None]
        if waiting:
            words = _("还差 %(n)s 家的意见，到齐后再办结这一步。")
            raise Refusal("waiting", words % {"n": len({a.organ_id for a in waiting})}, field="verdict")

    def end(self, ask: Ask, verdict: str, by: Actor | None, said: Answer | None = None) -> None:
        """Seal an ask: its verdict, and the minutes that its organ used."""
        ask.answered_at, ask.verdict = self.at, verdict
        ask.person_id = by.person if isinstance(by, Seat) else None
        ask.words = said.words if said else ""
        ask.given = dict(said.given) if said else {}
        ask.minutes = clocks.minutes_used(self.clocks().get(ask.number), ask.asked_at, self.at, self.calendar)
        self.touched.add(ask.number)
        self._changed("answered", None, {"organ": ask.organ_id, "stage": ask.stage, "verdict": verdict})
        if ask.number in self.clocks():
            self.move(Move.STOP, ask.number)

    def _go(self, to: str, said: Answer) -> None:
        """Leave the stage for what follows an answer."""
        left = self.case.stage
        self.kept.pop("extension", None)
        for ask in self.open_asks():
            self.end(ask, OVERTAKEN, None)
        outer = self.machine.outer
        if outer and left == outer[1] and to not in (RETURN, left):
            self.move(Move.STOP, OUTER)
        self._take(said)
        if to == RETURN:
            self._send_back(left, said)
        elif to != END:
            self.enter(to)
        elif "." in left:
            self._decided(said)
        else:
            self.close(said.verdict)

    def _take(self, said: Answer) -> None:
        """Keep what an answer decides besides its verdict."""
        if said.plan is not None:
            self.kept["plan"] = said.plan.isoformat()
        if said.lead is not None:
            self.name(parties.LEAD, [said.lead])
        if said.assist:
            self.name(parties.ASSIST, said.assist)
        if said.limit:
            self.limit_whole(said.limit)

    def close(self, outcome: str, status: Status = Status.ENDED) -> None:
        """The case is over."""
        self.kept.pop("extension", None)
        for ask in self.open_asks():
            self.end(ask, OVERTAKEN, None)
        if any(clock.stopped is None for clock in self.clocks().values()):
            self.move(Move.STOP, WHOLE)
        self._changed("status", self.case.status, status.value)
        self.case.status, self.case.outcome, self.case.ended_at = status, outcome, self.at

    # ── Sent back ────────────────────────────────────────────────────────────────────────────────────────────────

    def _send_back(self, stage: str, said: Answer) -> None:
        """Not mine: to the caller, who names another lead; once too often, to whoever decides for good."""
        back = self.machine.procedure.returns
        if stage == RETURN:
            self.enter(self.kept.pop("contested"))
            return
        if back is None:
            raise Refusal("no_return", _("这类办件不能退回。"), field="verdict")
        if self.kept.get("bound"):
            raise Refusal("bound", _("牵头单位已经裁定，不能再退回。"), field="verdict")
        if not said.words:
            raise Refusal("ground", _("退回须写明依据的条款。"), field="words")
        self.kept["returns"] = int(self.kept.get("returns", 0)) + 1
        self.kept["contested"] = stage
        if back.more is not None and self.kept["returns"] > int(back.times):
            opened = self.machine.of(back.more.opens)
            self.enter(f"{back.more.opens}.{next(iter(opened.stages))}")
            return
        self._enters(RETURN)
        for organ in self.of_role(parties.CALLER):
            self.ask(organ, AskKind.ACT)

    def _decided(self, said: Answer) -> None:
        """What was decided binds: the lead takes the contested stage up again and cannot send it back."""
        if said.lead is None:
            raise Refusal("lead", _("裁定须指定牵头单位。"), field="lead")
        back = self.machine.procedure.returns
        self.name(back.more.binds if back and back.more else parties.LEAD, [said.lead])
        self.kept["bound"] = True
        self.enter(self.kept.pop("contested"))

    def name(self, role: str, organs: Sequence[int]) -> None:
        """Say which organs have a role from now on."""
        before = self.case.parties.get(role)
        if before != list(organs):
            self.case.parties = {**self.case.parties, role: list(organs)}
            self._changed(f"party.{role}", before, list(organs))

    # ── Clocks ───────────────────────────────────────────────────────────────────────────────────────────────────

    def move(self, what: Move, clock: int | None, *, limit: str = "", ground: str = "") -> None:
        """Move a clock, or every clock."""
        made = ClockEntry(case=self.case, clock=clock, move=what, at=self.at, limit=limit, ground=ground)
        self.added.append(made)
        clocks.follow(self._clocks, clocks.Movement.of(made))

    def limit_whole(self, limit: str) -> None:
        """Give the whole another limit: counted from when its clock began, or held until it does."""
        clock = self.clocks().get(OUTER)
        before = str(clock.day or clock.limit) if clock else self.kept.get("within")
        if before == limit:
            return
        self.kept["within"] = limit
        if clock is not None:
            self.move(Move.SET, OUTER, limit=limit)
        self._changed("limit", before, limit)

    def _stopped(self, number: int) -> bool:
        clock = self.clocks().get(number)
        return clock is not None and clock.stopped is not None

    # ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def settle(self) -> Case:
        """Derive what the case shows, and write everything that changed: the same few statements, whatever happened."""
        derive(self)
        self.notices = notices_of(telling.tellings(self))
        over = self.before.status in RUNNING and self.case.status not in RUNNING
        if self.case.parent_id and over:
            writing.secure()
        writing.settled(self)
        if self.case.parent_id and over:
            look_again(self.case.parent_id, self)
        return self.case

    def _changed(self, what: str, old: object, new: object) -> None:
        acts.current().changed(f"case.{what}", old=old, new=new)


def derive(live: Live) -> None:
    """The projections of a case: each open ask's deadline, the holder, the earliest deadline, when to look again.

    What has no limit of its own is due with the whole, as long as that runs: else it would look as if it had time.
    """
    running = live.clocks()
    outer = running.get(OUTER)
    whole = outer.due(live.calendar) if outer and outer.stopped is None else None
    for ask in live.open_asks():
        clock = running.get(ask.number)
        due = clock.due(live.calendar) if clock else whole
        if due != ask.due_at:
            ask.due_at = due
            live.touched.add(ask.number)
    case, waiting = live.case, live.open_asks()
    holders = [ask for ask in waiting if ask.kind == AskKind.ACT] or waiting
    case.holder_id = holders[0].organ_id if holders else None
    dues = [*(ask.due_at for ask in waiting), whole]
    case.due_at = min((due for due in dues if due is not None), default=None)
    if outer is None or outer.stopped in (None, live.at):  # what has ended keeps the limit that it was measured by
        case.limit_at = outer.due(live.calendar) if outer else None
    if case.status in (Status.OPEN, Status.PAUSED):
        paused = any(clock.paused_at for clock in running.values() if clock.stopped is None)
        case.status = Status.PAUSED if paused else Status.OPEN
    case.next_at = min((when for when, _what in ladder.ahead(live)), default=None)


def look_again(parent: int, child: Live | None = None) -> None:
    """A case below has begun or ended: the one above waits for it, or goes on.

    Where the last one has ended, whoever holds the case above is told. The parent is locked after its child, and
    nothing locks them the other way round: acts on a parent ask whether cases below run without locking these.
    """
    writing.flush()
    Subject.objects.select_for_update(no_key=True).filter(pk=parent).first()
    above = Live(Case.objects.select_related("subject", "rules").get(pk=parent))
    acts.current().mention(parent)
    if above.case.status not in RUNNING:
        return
    derive(above)
    Case.plain.filter(pk=parent).update(next_at=above.case.next_at)
    writing.knows(parent, has_children=above.has_children)
    if child is not None and not above.has_children:
        told = {each.organ_id for each in child.notices}
        holders = {ask.organ_id: ask.post_id for ask in above.open_asks(AskKind.ACT) if ask.organ_id not in told}
        save_rows(notices_of(telling.ended_below(child, holders)))


def verdicts(live: Live, ask: Ask) -> list[str]:
    """What may be answered to an ask."""
    if ask.kind == AskKind.GRANT:
        return [GRANTED, REFUSED]
    return list(live.machine.then(ask.stage)) if ask.kind == AskKind.ACT else ["done"]


def tally(asks: Iterable[Ask]) -> Counter[str]:
    """How long each organ held a case, in minutes."""
    held: Counter[str] = Counter()
    for ask in asks:
        held[str(ask.organ_id)] += ask.minutes or 0
    return held


__all__ = ["ASSIGNED", "Answer", "Limit", "Live", "derive", "tally", "verdicts"]

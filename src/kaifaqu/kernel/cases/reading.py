"""A case as it is read: one account of it for the page, the interface and the command line.

Everything here is derived when somebody looks: stages with the time they took, who held the case how long, what the
ladder has sent and sends next, and every deadline with the steps by which it was counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases import ladder, spans
from kaifaqu.kernel.cases.clocks import Clock, minutes_used
from kaifaqu.kernel.cases.engine import ASKING, Live
from kaifaqu.kernel.cases.events import Event, Teller, limit_text, rung_at, rung_word
from kaifaqu.kernel.cases.machine import END, RETURN, NoSuchStage
from kaifaqu.kernel.cases.models import OUTER, Ask, AskKind, Case, Status
from kaifaqu.kernel.cases.names import Words
from kaifaqu.kernel.cases.told import AskTold, ClockTold, HeldTold, RulesTold, RungTold, Source, StageTold
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.load import Stamp
from kaifaqu.kernel.charter.overlay import Found
from kaifaqu.kernel.charter.reading import cited
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.charter.schema.nouns import Procedure
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.clock.deadlines import Due, deadline
from kaifaqu.kernel.clock.pauses import Pause
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import history

RECORD = 200
"""So many entries of a case stand on its page, the newest; the rest are in its history."""
DONE, NOW, AHEAD = "done", "now", "ahead"


def cases() -> QuerySet[Case]:
    """Every case with what its account needs: one statement."""
    return Case.objects.select_related("subject__place", "caller", "holder", "about", "rules", "parent__subject")


class Account:
    """The account of one case at a moment."""

    def __init__(self, case: Case, at: datetime | None = None) -> None:
        self.case = case
        self.live = Live(case, at or now())
        self.at = self.live.at
        self.words = Words(self.live.machine)
        self.teller = Teller(case.pk, self.words, self._named())

    def _named(self) -> dict[int, Subject]:
        """Everybody who stands in the case: one query."""
        ids = {organ for organs in self.case.parties.values() for organ in organs}
        for ask in self.live.asks:
            ids |= {each for each in (ask.organ_id, ask.post_id, ask.person_id) if each}
        return Subject.objects.in_bulk(list(ids))

    def name(self, subject: int | None) -> str:
        """What a subject of the case is called."""
        return self.teller.name(subject) if subject else ""

    # ── Where it stands ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def open(self) -> bool:
        """Whether anybody still has to do something."""
        return self.case.status in (Status.OPEN, Status.PAUSED)

    @property
    def standing(self) -> spans.Left:
        """How the case stands to its nearest deadline."""
        if self.case.status == Status.PAUSED:
            return spans.Left(spans.PAUSED, _("暂停计时"))
        nearest = min(
            (clock for clock in self.clocks if clock.running and clock.due),
            key=lambda clock: clock.due or self.at,
            default=None,
        )
        if nearest is None:
            return spans.Left(spans.UNLIMITED, _("没有时限"))
        return spans.Left(nearest.light, nearest.left, nearest.due)

    @property
    def outcome(self) -> str:
        """How it ended."""
        return self.words.verdict(self.case.outcome) if self.case.outcome else ""

    def children(self, seen: QuerySet[Subject]) -> tuple[list[Case], int]:
        """The cases below it that may be seen, and how many may not."""
        rows = list(self.case.children.select_related("subject").order_by("pk"))
        open_to = set(seen.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)) if rows else set()
        shown = [row for row in rows if row.pk in open_to]
        return shown, len(rows) - len(shown)

    # ── Stages ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def way(self) -> list[StageTold]:
        """The way of the case: what lies behind, where it is, and the usual way ahead."""
        entered: dict[str, list[Ask]] = {}
        for ask in self.live.asks:
            if ask.kind == AskKind.ACT:
                entered.setdefault(ask.stage, []).append(ask)
        here = self.case.stage if self.open else ""
        ahead = self._ahead(here) if here else []
        behind = [key for key in entered if key not in (here, *ahead)]
        keys = [*((key, DONE) for key in behind), *([(here, NOW)] if here else []), *((key, AHEAD) for key in ahead)]
        return [self._stage(key, state, entered.get(key, [])) for key, state in keys]

    def _ahead(self, here: str) -> list[str]:
        """The usual way from a stage on: the first outcome of each; after a dispute, the stage that is disputed."""
        found: list[str] = []
        at = str(self.live.kept.get("contested", "")) if here == RETURN or "." in here else self._next(here)
        while at and at not in (END, RETURN, here, *found):
            found.append(at)
            at = self._next(at)
        return found

    def _next(self, key: str) -> str:
        try:
            return next(iter(self.live.machine.then(key).values()), "")
        except NoSuchStage:
            return ""

    def _stage(self, key: str, state: str, asks: list[Ask]) -> StageTold:
        last = max((ask.attempt for ask in asks), default=0)
        latest = [ask for ask in asks if ask.attempt == last] if state != AHEAD else []
        clock, used, late = self._stage_clock(key, latest)
        limit = clock.limit if clock and clock.limit else None
        return StageTold(
            key=key,
            title=self.words.stage(key),
            state=state,
            attempts=last,
            organs=list(dict.fromkeys(self.name(ask.organ_id) for ask in latest)) if latest else self._expected(key),
            entered=min((ask.asked_at for ask in latest), default=None),
            left=max((ask.answered_at for ask in latest if ask.answered_at), default=None) if state == DONE else None,
            used=used,
            limit=limit.text(lang()) if limit else clock.day.isoformat() if clock and clock.day else self.within(key),
            late=late,
        )

    def _stage_clock(self, key: str, asks: list[Ask]) -> tuple[Clock | None, str, bool]:
        """The clock that measures a stage, its own or that over the whole; what was used of it, and if too much."""
        if not asks:
            return None, "", False
        first = asks[0]
        own = self._read.get(first.number)
        outer = self.live.machine.outer
        clock = own or (self._read.get(OUTER) if outer and key == outer[1] else None)
        begin = clock.start if clock and own is None else first.asked_at
        end = first.answered_at or self.at
        unit = _unit(clock) or self.unit
        measured = clock or Clock(first.number, first.asked_at, limit=Limit(1, unit) if unit else None)
        minutes = minutes_used(measured, begin, end, self.live.calendar)
        due = clock.due(self.live.calendar) if clock else None
        return clock, spans.length(minutes, unit) or _("不到 1 分钟"), bool(due and end > due)

    def _expected(self, key: str) -> list[str]:
        try:
            stage = self.live.machine.stage(key)
        except NoSuchStage:
            return []
        return [self.words.role(stage.by)]

    def within(self, key: str) -> str:
        try:
            limit = self.live.machine.limit(self.live.machine.stage(key).within) if key != RETURN else None
        except NoSuchStage:
            limit = None
        return limit.text(lang()) if limit else ""

    @cached_property
    def asks(self) -> list[AskTold]:
        """Every ask, in the order in which they were made."""
        return [self._ask(ask) for ask in self.live.asks]

    def _ask(self, ask: Ask) -> AskTold:
        return AskTold(
            number=ask.number,
            stage=ask.stage,
            title=self.words.stage(ask.stage),
            attempt=ask.attempt,
            kind=ask.kind,
            organ=ask.organ_id,
            organ_name=self.name(ask.organ_id),
            post_name=self.name(ask.post_id),
            asked_at=ask.asked_at,
            due_at=ask.due_at,
            answered_at=ask.answered_at,
            verdict=ask.verdict,
            verdict_title=self.words.verdict(ask.verdict) if ask.verdict else "",
            words=ask.words,
            given={str(key): str(said) for key, said in ask.given.items()},
            minutes=ask.minutes,
            person_name=self.name(ask.person_id),
        )

    # ── Who held it how long ─────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def unit(self) -> str:
        """The unit that times of the case are told in: that of the clock over the whole, else of any of its clocks."""
        outer = self._read.get(OUTER)
        return _unit(outer) or next((_unit(clock) for clock in self._read.values() if clock.limit), "")

    @cached_property
    def held(self) -> list[HeldTold]:
        """How long each organ had something to answer, without pauses, in the order in which they came to have it."""
        minutes: dict[int, int] = {}
        for ask in self.live.asks:
            if ask.kind not in ASKING:
                continue
            own = self._read.get(ask.number) or self._read.get(OUTER) or Clock(ask.number, ask.asked_at)
            measured = replace(own, limit=Limit(1, self.unit) if self.unit else None)
            used = minutes_used(measured, ask.asked_at, ask.answered_at or self.at, self.live.calendar)
            minutes[ask.organ_id] = minutes.get(ask.organ_id, 0) + used
        longest = max(minutes.values(), default=0) or 1
        holding = {ask.organ_id for ask in self.live.open_asks()}
        return [
            HeldTold(
                organ=organ,
                organ_name=self.name(organ),
                minutes=used,
                words=spans.length(used, self.unit) or _("不到 1 分钟"),
                share=used * 1000 // longest,
                holds=organ in holding,
            )
            for organ, used in minutes.items()
        ]

    # ── Clocks ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _read(self) -> dict[int, Clock]:
        return self.live.clocks()

    @cached_property
    def clocks(self) -> list[ClockTold]:
        """Every deadline that runs, the one over the whole first, and it even when it has stopped."""
        told = [(number, clock) for number, clock in sorted(self._read.items()) if number == OUTER or not clock.stopped]
        return [self._clock(number, clock) for number, clock in told]

    def _clock(self, number: int, clock: Clock) -> ClockTold:
        ask = next((each for each in self.live.asks if each.number == number), None)
        due = self._counted(clock)
        ends = due.due if due else clock.due(self.live.calendar)
        running = clock.stopped is None and self.open
        left = spans.left(ends, _unit(clock), clock.start, self.at, self.live.calendar)
        used = minutes_used(clock, clock.restarted or clock.start, clock.stopped or self.at, self.live.calendar)
        return ClockTold(
            number=number,
            title=_("总时限") if ask is None else self.words.stage(ask.stage),
            organ_name=self.name(ask.organ_id) if ask else "",
            started=clock.start,
            limit=clock.limit.text(lang()) if clock.limit else clock.day.isoformat() if clock.day else "",
            source=self._source(ask),
            due=ends,
            left=_("暂停计时") if clock.paused_at else left.words if running else _("已停止"),
            light=spans.PAUSED if clock.paused_at else left.light,
            running=running,
            paused=clock.ground if clock.paused_at else "",
            used=spans.length(used, _unit(clock)),
            steps=self._steps(clock, due),
            provisional=due.provisional if due else False,
        )

    def _counted(self, clock: Clock) -> Due | None:
        if clock.limit is None:
            return None
        lasting = [Pause(clock.paused_at, None, clock.ground)] if clock.paused_at else []
        return deadline(
            clock.start,
            clock.limit,
            self.live.calendar,
            pauses=[*clock.pauses, *lasting],
            extensions=clock.extensions,
            restarted=clock.restarted,
        )

    def _steps(self, clock: Clock, due: Due | None) -> list[str]:
        if due is not None:
            return [step.text(lang()) for step in due.steps]
        return [_("到约定的那一天 %(day)s 下班时为止") % {"day": clock.day.isoformat()}] if clock.day else []

    def _source(self, ask: Ask | None) -> Source | None:
        """Where the limit of a clock comes from; None where whoever opened or answered the case set it."""
        machine = self.live.machine
        if ask is None:
            outer = machine.procedure.outer
            within = outer.within if outer and not self.live.kept.get("within") else None
        else:
            try:
                within = machine.stage(ask.stage).within if ask.stage != RETURN else None
            except NoSuchStage:
                within = None
        if within and within.startswith("p."):
            return self._parameter(within.removeprefix("p."))
        return self._paragraph() if within else None

    def _parameter(self, key: str) -> Source | None:
        rules = self.live.machine.rules
        found = rules.param(key, self.live.machine.day)
        if not isinstance(found, Found):
            return None
        src = found.dated.src or found.param.src or ""
        grounding = str(found.dated.grounding)
        return Source(
            "params", key, found.param.title.text(lang()), found.charter, cited(rules, src, lang()), grounding
        )

    def _paragraph(self) -> Source | None:
        rules = self.live.machine.rules
        found = rules.clauses.get(("procedures", self.case.procedure))
        if found is None:
            return None
        layer, clause = found
        paragraph = cited(rules, clause.src or "", lang())
        title = clause.title.text(lang())
        return Source("procedures", self.case.procedure, title, layer.name, paragraph, str(clause.grounding))

    # ── The ladder ───────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def rungs(self) -> list[RungTold]:
        """The ladder: what was done and when, what comes next, and what may follow."""
        found = self.live.machine.procedure.ladder
        if found is None:
            return []
        climbed = {str(mark).partition("@")[2] for mark in self.live.kept.get("climbed", [])}
        sent = {event.rung.partition(":")[0]: event.at for event in self.record if event.rung}
        ahead = {
            what.rung.at: when
            for when, what in ladder.ahead(self.live)
            if isinstance(what, ladder.Climb) and what.ladder == found
        }
        nearest = min(ahead.values(), default=None)
        return [
            RungTold(
                at=rung_at(rung.at),
                do=rung_word(rung.do),
                state="sent"
                if rung.at in climbed
                else "next"
                if ahead.get(rung.at) == nearest and nearest
                else "later",
                moment=sent.get(rung.at) if rung.at in climbed else ahead.get(rung.at),
            )
            for rung in found.steps
        ]

    # ── Rules, record, files ─────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def rules(self) -> RulesTold:
        """The rules that the case runs by."""
        told = self.live.machine.rules
        source = self._paragraph()
        layer = next((each for each in told.layers if source and each.name == source.charter), told.layers[-1])
        stamp: Stamp | None = layer.loaded.edition
        current = editions.resolution_on(self.live.path, today())
        return RulesTold(
            charter=layer.name,
            title=layer.loaded.charter.title.text(lang()),
            edition=stamp.number if stamp else None,
            in_force=stamp.in_force.isoformat() if stamp else "",
            procedure=self.words.procedure,
            paragraph=source.paragraph if source else "",
            newer=bool(current and current.pk != self.case.rules_id and self.open),
        )

    @property
    def text(self) -> str:
        """What the charter says of the procedure, in short."""
        found = self.live.machine.rules.of("procedures").get(self.case.procedure)
        return found.title.text(lang()) if isinstance(found, Procedure) else ""

    @cached_property
    def record(self) -> list[Event]:
        """What happened, the newest first."""
        return self.teller.told(history(self.case.pk, limit=RECORD))

    @cached_property
    def files(self) -> list[File]:
        """The files on the case, the newest first."""
        return list(File.objects.filter(subject=self.case.pk).order_by("-pk"))

    def parties(self) -> list[tuple[str, list[int]]]:
        """Who has which role, in the order in which the roles came up; the copied last."""
        told = [(self.words.role(role), list(organs)) for role, organs in self.case.parties.items()]
        copied = list(dict.fromkeys(ask.organ_id for ask in self.live.asks if ask.kind == AskKind.COPY))
        return [*told, *([(_("抄送"), copied)] if copied else [])]


def _unit(clock: Clock | None) -> str:
    if clock is None:
        return ""
    return clock.limit.unit if clock.limit else "d" if clock.day else ""


def answered_by(account: Account, number: int) -> AskTold | None:
    """An ask that was answered already: by whom and when; None while it is open."""
    found = next((ask for ask in account.asks if ask.number == number), None)
    return found if found and found.answered_at else None


__all__ = ["Account", "answered_by", "cases", "limit_text"]

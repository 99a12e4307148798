"""What people do with cases, whatever they are about; and what the software does when time has run out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, NotFound, Ref, Refusal, action
from kaifaqu.kernel.cases import ladder, parties
from kaifaqu.kernel.cases.checks import require_limit, require_living, require_span
from kaifaqu.kernel.cases.engine import DROPPED, OVERTAKEN, READ, TRANSFERRED, Answer, Live, derive, look_again
from kaifaqu.kernel.cases.machine import RETURN, Machine, NoSuchStage
from kaifaqu.kernel.cases.models import OUTER, RUNNING, WHOLE, Ask, AskKind, Case, Move, Status
from kaifaqu.kernel.cases.opening import opening
from kaifaqu.kernel.cases.writing import together
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.schema import told as told_in
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Post
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(max_length=2000), Label(_("意见"), long=True)]
Ground = Annotated[str, Field(min_length=2, max_length=500), Label(_("理由和依据"), long=True)]
Paper = Annotated[Upload | None, Label(_("附件"), _("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))]
Span = Annotated[str, Field(pattern=r"^\d{1,5}[a-z]{1,3}$"), Label(_("时限"), _("如 5wd（工作日）、24h、15d"))]
Own = Annotated[str, Field(max_length=20), Label(_("时限"), _("如 15wd（工作日）、30d（天），或日期 2026-12-01"))]
ORGAN = Among(tuple(kind.value for kind in OrganKind))
"""An organ is known by the kind of its subject: its row need not be fetched."""
URGES = 50
"""So many urgings a case shows by itself; the trail has all of them."""
HERE = tuple(kind.value for kind in PlaceKind if kind is not PlaceKind.GROUP)


@action(title=_("发起办件"), founds=True)
def open_case(
    place: Annotated[Ref[Place], Among(HERE)],
    *,
    by: Actor,
    procedure: Annotated[Key, Label(_("按哪个程序办"))],
    title: Annotated[str, Field(min_length=2, max_length=200), Label(_("办件名称"))],
    words: Annotated[str, Field(min_length=2, max_length=5000), Label(_("内容"), long=True)],
    lead: Annotated[Ref[Organ] | None, ORGAN, Label(_("牵头单位"))] = None,
    assists: Annotated[list[int], Label(_("协办单位"))] = [],  # noqa: B006  (Pydantic copies defaults)
    within: Own = "",
    about: Annotated[Ref[Subject] | None, Label(_("关于"))] = None,
    file: Paper = None,
) -> Case:
    """A matter begins to run by a procedure of the charter in force where it arises; its rules stay these."""
    if lead or assists:
        require_living([*([lead.id] if lead else []), *assists])
    named = {parties.LEAD: [lead.id] if lead else [], parties.ASSIST: list(assists)}
    case = opening(
        place.row, procedure, title, words, by=by, parties=named, within=within, about=about.id if about else None
    )
    if file:
        keep(file, case.pk)
    return case


@action(title=_("发起下级办件"), founds=True)
def open_child(
    case: Ref[Case],
    *,
    by: Actor,
    procedure: Annotated[Key, Label(_("按哪个程序办"))],
    title: Annotated[str, Field(min_length=2, max_length=200), Label(_("办件名称"))],
    words: Annotated[str, Field(min_length=2, max_length=5000), Label(_("内容"), long=True)],
    lead: Annotated[Ref[Organ] | None, ORGAN, Label(_("牵头单位"))] = None,
    within: Own = "",
) -> Case:
    """Whoever holds a case has a part of it done as a case of its own; its stage is left when all such have ended."""
    live = _live(case)
    _require_holder(live, by)
    require_living([lead.id] if lead else [])
    place = Place.objects.select_related("subject").get(pk=live.case.subject.place_id)
    named = {parties.LEAD: [lead.id] if lead else []}
    return opening(place, procedure, title, words, by=by, parties=named, within=within, parent=live.case.pk)


@action(title=_("答复"))
def answer_case(
    case: Ref[Case],
    *,
    by: Actor,
    verdict: Annotated[Key, Label(_("结论"))],
    ask: Annotated[int | None, Field(ge=1, le=10_000), Label(_("哪一项"))] = None,
    words: Words = "",
    given: Annotated[dict[str, str], Label(_("须附的内容"))] = {},  # noqa: B006  (Pydantic copies defaults)
    plan: Annotated[date | None, Label(_("方案期限"))] = None,
    lead: Annotated[Ref[Organ] | None, ORGAN, Label(_("牵头单位"))] = None,
    assist: Annotated[list[int], Label(_("协办单位"))] = [],  # noqa: B006  (Pydantic copies defaults)
    limit: Own = "",
    file: Paper = None,
) -> Case:
    """An organ answers what it is asked for: signs, arrives, resolves, confirms, sends back with the paragraph."""
    live = _live(case)
    mine = _own(live, ask, by)
    _require_needs(live, mine, given, words, file)
    require_living([*([lead.id] if lead else []), *assist])
    _require_plan(live, mine, verdict, plan)
    if file:
        keep(file, case.id)
    said = Answer(
        verdict, words, given, plan, lead.id if lead else None, tuple(assist), require_limit(limit) if limit else ""
    )
    if mine.post_id and isinstance(by, Seat) and by.acting_post != mine.post_id:
        acts.current().changed("case.for", old=None, new={"subject": mine.post_id})  # given to that post: a deputy's
    live.answer(mine, said, by)
    return live.settle()


FILED = frozenset({"photo", "evidence", "material", "form", "scan", "proposal", "result"})
"""What a stage needs that is a paper or a picture; everything else is given in words."""


def _require_needs(live: Live, ask: Ask, given: dict[str, str], words: str, file: Upload | None) -> None:
    if ask.kind != AskKind.ACT or ask.stage == RETURN:
        return
    needs = live.machine.stage(ask.stage).needs
    missing = [n for n in needs if not given.get(n) and not (file if n in FILED else words)]
    if missing:
        named = str(_("、")).join(live.machine.rules.word("need", need, lang()) for need in missing)
        raise Refusal("needs", _("这一步还缺：%(names)s。") % {"names": named}, field="given")


def _require_plan(live: Live, ask: Ask, verdict: str, plan: date | None) -> None:
    """Where an answer leads to a stage that runs until the plan's day, the plan names one, and not too far away."""
    to = live.machine.then(ask.stage).get(verdict) if ask.kind == AskKind.ACT else None
    if to is None or to in (RETURN, "end"):
        return
    stage = live.machine.stage(to)
    if not stage.until:
        return
    if plan is None or plan <= today():
        raise Refusal("plan", _("方案须写明完成日期，晚于今天。"), field="plan")
    longest = live.machine.limit(stage.at_most)
    if longest is not None:
        last = deadline(live.at, longest, live.calendar).due
        if last is not None and plan > last.date():
            words = _("方案期限不能晚于 %(day)s。")
            raise Refusal("plan_too_long", words % {"day": last.date().isoformat()}, field="plan")


@action(title=_("转办"))
def transfer_case(
    case: Ref[Case], *, by: Actor, to: Annotated[Ref[Organ], ORGAN, Label(_("转给"))], words: Ground
) -> Case:
    """What one's organ was asked for goes to another organ; the new one has a clock of its own from now on."""
    live = _live(case)
    mine = _own(live, None, by)
    require_living([to.id], "to")
    if to.id == mine.organ_id:
        raise Refusal("same", _("已经在这个单位。"), field="to")
    live.end(mine, TRANSFERRED, by, Answer(TRANSFERRED, words))
    stage = live.machine.stage(mine.stage) if mine.stage != RETURN else None
    live.ask(to.id, AskKind(mine.kind), stage, like=mine)
    if mine.kind == AskKind.ACT and live.case.parties.get(parties.LEAD) == [mine.organ_id]:
        live.name(parties.LEAD, [to.id])
    return live.settle()


@action(title=_("委派"))
def delegate_case(case: Ref[Case], *, by: Actor, to: Annotated[Ref[Post], Label(_("交给岗位"))]) -> Case:
    """Within the organ the matter goes to one of its posts."""
    live = _live(case)
    mine = _own(live, None, by)
    if to.subject.organ_id != mine.organ_id:
        raise Refusal("other_organ", _("只能交给本单位的岗位。"), field="to")
    acts.current().changed("case.post", old=mine.post_id, new=to.id)
    mine.post_id = to.id
    live.touched.add(mine.number)
    return live.settle()


@action(title=_("加签"))
def add_signer(
    case: Ref[Case], *, by: Actor, organ: Annotated[Ref[Organ], ORGAN, Label(_("会签单位"))], words: Words = ""
) -> Case:
    """Another organ is to sign before the stage can be left."""
    live = _live(case)
    mine = _own(live, None, by)
    require_living([organ.id], "organ")
    here = [a for a in live.open_asks() if a.organ_id == organ.id and a.stage == mine.stage]
    if here:
        raise Refusal("asked", _("这个单位已在办理这一步。"), field="organ")
    live.ask(organ.id, AskKind.SIGN, live.machine.stage(mine.stage), like=mine)
    return live.settle()


@action(title=_("减签"))
def drop_signer(
    case: Ref[Case], *, by: Actor, organ: Annotated[Ref[Organ], ORGAN, Label(_("会签单位"))], words: Ground
) -> Case:
    """An organ that was added need not sign after all."""
    live = _live(case)
    _own(live, None, by)
    found = next((a for a in live.open_asks(AskKind.SIGN) if a.organ_id == organ.id), None)
    if found is None:
        raise Refusal("not_asked", _("这个单位没有待会签的办件。"), field="organ")
    live.end(found, DROPPED, by, Answer(DROPPED, words))
    return live.settle()


@action(title=_("抄送"))
def copy_case(case: Ref[Case], *, by: Actor, organ: Annotated[Ref[Organ], ORGAN, Label(_("抄送单位"))]) -> Case:
    """An organ is told of the case, and may read it from now on."""
    live = _live(case)
    require_living([organ.id], "organ")
    if any(a.organ_id == organ.id and a.kind == AskKind.COPY for a in live.asks):
        raise Refusal("copied", _("已经抄送过这个单位。"), field="organ")
    live.ask(organ.id, AskKind.COPY)
    return live.settle()


@action(title=_("已阅"))
def read_copy(case: Ref[Case], *, by: Actor) -> Case:
    """What was sent for information was read."""
    live = Live(case.row)
    mine = next((a for a in live.open_asks(AskKind.COPY) if isinstance(by, Seat) and a.organ_id == by.organ), None)
    if mine is None:
        raise Refusal("no_copy", _("没有待阅的抄送。"))
    live.end(mine, READ, by)
    return live.settle()


@action(title=_("催办"))
def urge_case(case: Ref[Case], *, by: Actor, words: Words = "") -> Case:
    """Whoever holds the case is urged; how often, by whom and with which words is on record, the last fifty here."""
    live = _live(case)
    urged = int(live.kept.get("urged", 0)) + 1
    live.kept["urged"] = urged
    asks = [ask.number for ask in live.open_asks(AskKind.ACT)]
    told = {"at": _minute(live.at), "organ": _organ(by), "asks": asks, "words": words}
    live.kept["urges"] = [*live.kept.get("urges", []), told][-URGES:]
    acts.current().changed("case.urged", old=urged - 1, new=urged)
    return live.settle()


@action(title=_("暂停计时"))
def pause_case(case: Ref[Case], *, by: Actor, ground: Ground) -> Case:
    """Whoever holds the matter stops its clock, on a ground that its procedure names and no other. 行政许可法 45."""
    live = _live(case)
    _require_holder(live, by)
    known = live.machine.procedure.pauses
    if ground not in {told_in(each, reader) for each in known for reader in ("zh", "en")}:
        named = str(_("、")).join(told_in(each, lang()) for each in known)
        words = _("只有这些事由可以暂停计时：%(known)s。") if known else _("这个程序没有可以暂停计时的事由。")
        raise Refusal("ground", words % {"known": named} if known else words, field="ground")
    if live.case.status == Status.PAUSED:
        raise Refusal("paused", _("计时已经暂停。"))
    live.move(Move.PAUSE, WHOLE, ground=ground)
    acts.current().changed("case.clock", old=None, new="pause")
    return live.settle()


@action(title=_("恢复计时"))
def resume_case(case: Ref[Case], *, by: Actor) -> Case:
    """Whoever holds the matter lets its clock go on."""
    live = _live(case)
    _require_holder(live, by)
    if live.case.status != Status.PAUSED:
        raise Refusal("running", _("计时没有暂停。"))
    live.move(Move.RESUME, WHOLE)
    acts.current().changed("case.clock", old="pause", new="resume")
    return live.settle()


@action(title=_("延长时限"))
def extend_case(case: Ref[Case], *, by: Actor, limit: Span, ground: Ground) -> Case:
    """Whoever holds the matter gives it more time, or asks for it where the procedure names who grants it.

    Once, unless the procedure says how often, and for a reason that is on record. 行政许可法 42.
    """
    live = _live(case)
    _require_holder(live, by)
    number = _extendable(live)
    rule = live.machine.procedure.extend
    if live.kept.get("extension"):
        raise Refusal("requested", _("延期申请已经提出，请等答复。"))
    if len(live.clocks()[number].extensions) >= int(rule.times if rule else 1):
        raise Refusal("extended", _("时限只能延长 %(n)s 次。") % {"n": rule.times if rule else 1})
    _require_most(live, require_span(limit), rule.at_most if rule else None)
    granting = [organ for organ in live.of_role(rule.by) if organ != _organ(by)] if rule and rule.by else []
    if granting:
        live.request_extension(number, limit, ground, granting)
    else:
        live.extend(number, limit, ground)
    return live.settle()


def _organ(by: Actor) -> int | None:
    return by.organ if isinstance(by, Seat) else None


def _extendable(live: Live) -> int:
    """The clock that more time would go to: that over the whole, else the holder's."""
    clock = live.clocks().get(OUTER)
    number = OUTER if clock and clock.stopped is None else next((a.number for a in live.open_asks(AskKind.ACT)), OUTER)
    running = live.clocks().get(number)
    if running is None or running.limit is None or running.stopped is not None:
        raise Refusal("no_clock", _("这件事没有可延长的时限。"))
    return number


def _require_most(live: Live, limit: Limit, most: str | None) -> None:
    """Refuse more time at once than the procedure allows."""
    longest = live.machine.limit(most)
    if longest is not None and (limit.unit != longest.unit or limit.number > longest.number):
        raise Refusal("too_long", _("一次最多延长 %(most)s。") % {"most": longest.text(lang())}, field="limit")


@action(title=_("撤回"))
def withdraw_case(case: Ref[Case], *, by: Actor, words: Ground) -> Case:
    """Whoever called takes the matter back, as long as it is not resolved."""
    live = _live(case)
    if isinstance(by, Seat) and live.case.caller_id not in (None, by.organ):
        raise Refusal("not_caller", _("只有提出的单位可以撤回。"))
    if live.has_children:
        raise Refusal("children", _("还有下级办件没有办结。"))
    live.close("withdrawn", Status.WITHDRAWN)
    return live.settle()


@action(title=_("重开"))
def reopen_case(case: Ref[Case], *, by: Actor, words: Ground) -> Case:
    """A matter that comes back within the time that the charter gives is taken up again where it says."""
    live = Live(case.row)
    again = live.machine.procedure.reopen
    if live.case.status != Status.ENDED or live.case.ended_at is None or again is None:
        raise Refusal("not_closed", _("只有已办结、且程序允许重开的办件可以重开。"))
    limit = live.machine.limit(again.within)
    if limit is not None:
        last = deadline(live.case.ended_at, limit, live.calendar).due
        if last is not None and live.at > last:
            raise Refusal("too_late", _("已过重开的期限（%(at)s）。") % {"at": f"{last:%Y-%m-%d %H:%M}"})
    above = live.case.parent
    if above is not None and above.status not in RUNNING:
        raise Refusal("parent", _("上级办件已经办结，先重开上级办件。"))
    acts.current().changed("case.status", old=live.case.status, new=Status.OPEN.value)
    live.case.status, live.case.outcome, live.case.ended_at = Status.OPEN, "", None
    live.kept["reopened"] = int(live.kept.get("reopened", 0)) + 1
    live.enter(again.to)
    live.settle()
    if live.case.parent_id:
        look_again(live.case.parent_id)
    return live.case


@action(title=_("改按新方案办理"))
def move_case(
    case: Ref[Case], *, by: Actor, stage: Annotated[str, Field(max_length=60), Label(_("从哪一步接着办"))] = ""
) -> Case:
    """A case goes over to the rules in force now; where these have not its stage, one of theirs must be chosen."""
    live = _live(case)
    rules = editions.resolution_on(live.path, today())
    if rules is None or rules.pk == live.case.rules_id:
        raise Refusal("same_rules", _("已经按现行的制度方案办理。"))
    machine = Machine(editions.resolved_of(rules.pk, rules.digest), live.case.procedure, today())
    to = stage or live.case.stage
    try:
        machine.stage(to)
    except NoSuchStage as missing:
        known = _stages_of(machine)
        words = _("新方案里没有这一步，可从这些步骤接着办：%(known)s。")
        named = str(_("、")).join(title for _key, title in known) or "—"
        raise Refusal("stage", words % {"known": named}, field="stage", choices=known) from missing
    acts.current().changed("case.rules", old=live.case.rules_id, new=rules.pk)
    live.case.rules = rules
    if to != live.case.stage:
        for ask in live.open_asks():
            live.end(ask, OVERTAKEN, by)
        live.machine = machine
        live.enter(to)
    return live.settle()


def _stages_of(machine: Machine) -> list[tuple[str, str]]:
    """The stages of a procedure by their keys and titles; none where the rules have not the procedure any more."""
    try:
        stages = machine.procedure.stages
    except NoSuchStage:
        return []
    return [(key, stage.title.text(lang()) if stage.title else key) for key, stage in stages.items()]


@action(title=_("到时处理"), sharing=together)
def run_due(case: Ref[Case], *, by: Actor) -> Case:
    """What is due by the clock happens: silence counts as an answer, the next rung is climbed. Once, whoever asks."""
    live = _live(case)
    due = sorted((d for d in ladder.ahead(live) if d[0] <= live.at), key=lambda d: d[0])
    if not due:
        return _looked_at(live)
    _when, what = due[0]
    if isinstance(what, ladder.Silence):
        ask = next(a for a in live.asks if a.number == what.number)
        live.answer(ask, Answer(what.verdict), by)
    else:
        live.kept.setdefault("climbed", []).append(what.mark)
        acts.current().changed("case.ladder", old=None, new=f"{what.rung.at}:{what.rung.do}")
        live.told = told_by(live, what)
        for organ in live.told:
            if not any(a.organ_id == organ for a in live.asks):
                live.ask(organ, AskKind.COPY)
    return live.settle()


def _looked_at(live: Live) -> Case:
    """Nothing is due; where the case said that something would be, it says now when to look again."""
    before = live.case.next_at
    derive(live)
    if before == live.case.next_at:
        raise Refusal("nothing_due", _("现在没有到时的事。"))
    acts.current().changed("case.next_at", old=_minute(before), new=_minute(live.case.next_at))
    return live.settle()


@action(title=_("因工作日历调整重算时限"), sharing=together)
def recount_case(
    case: Ref[Case], *, by: Actor, reason: Annotated[str, Field(max_length=200), Label(_("放假安排"))] = ""
) -> Case:
    """The calendar has changed: what is still running is due at another time. What has ended stays as it was."""
    live = _live(case)
    before = _dues(live)
    looked = live.case.next_at
    derive(live)
    moved = dict.fromkeys((old, new) for old, new in zip(before, _dues(live), strict=True) if old != new)
    if not moved and looked == live.case.next_at:
        raise Refusal("nothing_changes", _("时限没有变化。"))
    for old, new in moved:
        acts.current().changed("case.due_at", old=_minute(old), new=_minute(new))
    if not moved:
        acts.current().changed("case.next_at", old=_minute(looked), new=_minute(live.case.next_at))
    return live.settle()


def _dues(live: Live) -> list[datetime | None]:
    """Every deadline that a case shows; that of the whole may move alone, behind a nearer one."""
    return [live.case.due_at, live.case.limit_at, *(ask.due_at for ask in live.open_asks())]


def _minute(moment: datetime | None) -> str | None:
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else None


def told_by(live: Live, climb: ladder.Climb) -> list[int]:
    """Whom a rung tells besides the holder: from following up on, the supervisor; nobody's case is his at once."""
    if climb.rung.do in ("warn", "urge"):
        return []
    return parties.someone(climb.ladder.nobody, (), live.case.parties, live.path, today())


def _live(case: Ref[Case]) -> Live:
    live = Live(case.row)
    live.require_open()
    return live


def _require_holder(live: Live, by: Actor) -> None:
    """Refuse whoever was merely asked along: the clock belongs to the organ that acts."""
    if isinstance(by, Seat) and by.organ not in {ask.organ_id for ask in live.open_asks(AskKind.ACT)}:
        raise Refusal("not_yours", _("这一步不由您的单位办理。"))


def _own(live: Live, number: int | None, by: Actor) -> Ask:
    """The open ask that the actor's organ may answer."""
    waiting = live.open_asks()
    if number is not None:
        found = next((ask for ask in live.asks if ask.number == number), None)
        if found is None:
            raise NotFound
        if found.answered_at is not None:
            raise Refusal("answered", _("这一项已经有人答复。"))
        waiting = [found]
    mine = [ask for ask in waiting if not isinstance(by, Seat) or ask.organ_id == by.organ]
    if not mine:
        raise Refusal("not_yours", _("这一步不由您的单位办理。"))
    return mine[0]

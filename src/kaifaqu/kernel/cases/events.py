"""What happened to a case, told in the words of its procedure: who, for whom, what, and what followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.cases.models import AskKind, Status
from kaifaqu.kernel.cases.names import Words
from kaifaqu.kernel.charter.faults import Fault
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import Line


@dataclass(frozen=True)
class Event:
    """One entry of a case's record as people read it."""

    subject: int
    seq: int
    at: datetime
    action: str
    text: str
    follows: str
    who: str
    organ: str
    on_behalf_of: str
    basis: str
    words: str
    given: list[str]
    files: list[File]
    hash: str
    rung: str = ""


@dataclass
class Teller:
    """Tells the entries of one case; names are fetched once for all of them."""

    case: int
    words: Words
    names: dict[int, Subject] = field(default_factory=dict)
    files: dict[tuple[int, int], list[File]] = field(default_factory=dict)

    def told(self, lines: Iterable[Line]) -> list[Event]:
        """The entries in words, in the order in which they come."""
        read = list(lines)
        self._fetch(read)
        return [self._event(line) for line in read]

    def name(self, subject: Any) -> str:
        """What a subject is called."""
        found = self.names.get(subject) if isinstance(subject, int) else None
        return found.name if found else "—"

    def _fetch(self, lines: list[Line]) -> None:
        wanted: set[int] = set()
        for line in lines:
            actor = line.body["actor"]
            wanted |= {line.subject, *(actor[key] for key in ("person", "organ", "on_behalf_of") if key in actor)}
            wanted |= {value for value in line.body["inputs"].values() if isinstance(value, int)}
            for change in line.body["changes"]:
                new = change["new"]
                if change["field"].startswith("case."):
                    wanted |= {new["organ"]} if isinstance(new, dict) and "organ" in new else set()
                    wanted |= {each for each in (new if isinstance(new, list) else [new]) if isinstance(each, int)}
        self.names = Subject.objects.in_bulk([each for each in wanted if each not in self.names]) | self.names
        places = {(line.subject, line.seq) for line in lines}
        for row in File.objects.filter(subject=self.case).order_by("pk"):
            if (row.act_subject, row.act_seq) in places:
                self.files.setdefault((row.act_subject, row.act_seq), []).append(row)

    def _event(self, line: Line) -> Event:
        actor, inputs = line.body["actor"], line.body["inputs"]
        tell = TELL.get(line.action, _by_title)
        return Event(
            subject=line.subject,
            seq=line.seq,
            at=line.moment,
            action=line.action,
            text=tell(self, line),
            follows=self._follows(line),
            who=self.name(actor["person"]) if "person" in actor else _("系统"),
            organ=self.name(actor["organ"]) if "organ" in actor else "",
            on_behalf_of=self._leader(line),
            basis=actor.get("basis", ""),
            words="" if _founds(line) else str(inputs.get("words") or inputs.get("ground") or ""),
            given=self._given(inputs.get("given")),
            files=self.files.get((line.subject, line.seq), []),
            hash=line.hash.partition(":")[2][:8],
            rung=_changed(line, "case.ladder") or "",
        )

    def _given(self, given: Any) -> list[str]:
        """What a stage needed and was given in words."""
        told = given.items() if isinstance(given, dict) else ()
        return [
            _("%(what)s：%(said)s") % {"what": self.words.need(key), "said": self.words.given(key, str(said))}
            for key, said in told
            if said
        ]

    def _leader(self, line: Line) -> str:
        post = line.body["actor"].get("on_behalf_of")
        if post is None:
            return ""
        held = since.value_on(post, since.HOLDER, line.moment.date())
        given = {"name": held.ref.name if held and held.ref else "—", "post": self.name(post)}
        return _("%(name)s（%(post)s）") % given

    def _follows(self, line: Line) -> str:
        """What an act led to: whom it asked for what, or that the case was over."""
        status = _changed(line, "case.status")
        if status in (Status.ENDED, Status.WITHDRAWN):
            return str(Status(status).label)
        stage = _changed(line, "case.stage")
        asked = [
            c["new"] for c in line.body["changes"] if c["field"] == "case.asked" and c["new"]["kind"] != AskKind.COPY
        ]
        organs = str(_("、")).join(dict.fromkeys(self.name(each["organ"]) for each in asked))
        if stage and organs:
            return _("%(stage)s：%(organs)s") % {"stage": self.words.stage(stage), "organs": organs}
        return self.words.stage(stage) if stage else ""


def _founds(line: Line) -> bool:
    """Whether an act brought the case into being: what it says is the case itself, told above its record."""
    act = all_actions().get(line.action)
    return act is not None and act.founds


def _changed(line: Line, name: str) -> Any:
    return next((c["new"] for c in line.body["changes"] if c["field"] == name), None)


def _answers(line: Line) -> list[dict[str, Any]]:
    return [c["new"] for c in line.body["changes"] if c["field"] == "case.answered"]


Tell = Callable[[Teller, Line], str]


def _by_title(teller: Teller, line: Line) -> str:
    act = all_actions().get(line.action)
    title = str(act.title) if act else line.action
    if line.subject == teller.case:
        return title
    return _("%(act)s：%(subject)s") % {"act": title, "subject": teller.name(line.subject)}


def _opened(teller: Teller, line: Line) -> str:
    lead = next((_changed(line, f"case.party.{role}") for role in ("lead",)), None) or line.body["inputs"].get("lead")
    organs = lead if isinstance(lead, list) else [lead] if lead else []
    if not organs:
        return _("发起")
    return _("发起，请 %(lead)s 牵头") % {"lead": str(_("、")).join(teller.name(each) for each in organs)}


def _answered(teller: Teller, line: Line) -> str:
    answers, verdict = _answers(line), line.body["inputs"].get("verdict")
    mine = next((each for each in answers if each["verdict"] == verdict), answers[0] if answers else None)
    if mine is None:
        return _by_title(teller, line)
    given = {"stage": teller.words.stage(mine["stage"]), "verdict": teller.words.verdict(mine["verdict"])}
    if given["stage"] == given["verdict"]:
        return given["verdict"]
    return _("%(stage)s：%(verdict)s") % given


def _due(teller: Teller, line: Line) -> str:
    rung = _changed(line, "case.ladder")
    if rung:
        at, _colon, do = str(rung).partition(":")
        return (
            _("%(what)s（时限的 %(at)s）") % {"what": rung_word(do), "at": rung_at(at)}
            if at.endswith("%")
            else _("%(what)s（%(at)s）") % {"what": rung_word(do), "at": rung_at(at)}
        )
    answers = _answers(line)
    if not answers:
        return _by_title(teller, line)
    given = {"stage": teller.words.stage(answers[0]["stage"]), "verdict": teller.words.verdict(answers[0]["verdict"])}
    return _("%(stage)s：到期没有答复，视为“%(verdict)s”") % given


def rung_word(do: str) -> str:
    """What is done on a rung of the ladder."""
    return {
        "warn": _("预警"),
        "urge": _("催办"),
        "follow_up": _("督办"),
        "convene": _("提请会商"),
        "report": _("报告上级"),
    }.get(do, do)


def rung_at(at: str) -> str:
    """When a rung of the ladder is reached: a share of the limit, or so long after its end."""
    if at.endswith("%"):
        return at
    return _("超 %(time)s") % {"time": limit_text(at.removeprefix("+"))}


def limit_text(text: str) -> str:
    """A limit as it is read; a day, or what is none, as it stands."""
    try:
        return Limit.parse(text).text(lang())
    except Fault:
        return text


def _to(words: Callable[[], str], name: str) -> Tell:
    return lambda teller, line: words() % {"name": teller.name(line.body["inputs"].get(name))}


def _urged(teller: Teller, line: Line) -> str:
    return _("催办（第 %(n)s 次）") % {"n": _changed(line, "case.urged") or 1}


def _extended(teller: Teller, line: Line) -> str:
    return _("延长时限 %(limit)s") % {"limit": limit_text(str(line.body["inputs"].get("limit", "")))}


TELL: dict[str, Tell] = {
    "cases.open_case": _opened,
    "cases.answer_case": _answered,
    "cases.transfer_case": _to(lambda: _("转给 %(name)s"), "to"),
    "cases.delegate_case": _to(lambda: _("交给岗位 %(name)s"), "to"),
    "cases.add_signer": _to(lambda: _("请 %(name)s 会签"), "organ"),
    "cases.drop_signer": _to(lambda: _("%(name)s 不再会签"), "organ"),
    "cases.copy_case": _to(lambda: _("抄送 %(name)s"), "organ"),
    "cases.urge_case": _urged,
    "cases.extend_case": _extended,
    "cases.run_due": _due,
}

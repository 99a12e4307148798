"""The lines of an inbox as they are read: one account for the page, the interface and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.cases import names, spans
from kaifaqu.kernel.cases.machine import RETURN, NoSuchStage
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.clock.calendar import Calendar
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject


@dataclass(frozen=True)
class Row:
    """One line: a case, what is asked of whom in it, and how its deadline stands; `ask` is 0 for the case itself."""

    case: Case
    number: str
    title: str
    place: str
    procedure: str
    caller: str
    stage: str
    asked: str
    kind: str
    ask: int
    cursor: tuple[str, int]
    post: str
    left: spans.Left
    holder: str
    status: str
    verdict: str = ""
    at: datetime | None = None


class Drawing:
    """Draws lines; calendars and the words of procedures are fetched once for all of them."""

    def __init__(self, cases: Iterable[Case], at: datetime | None = None) -> None:
        self.cases = list({case.pk: case for case in cases}.values())
        self.at = at or now()
        self.words = names.of_cases(self.cases)
        self._calendars: dict[str, Calendar] = {}

    @cached_property
    def _paths(self) -> dict[int, str]:
        places = {case.subject.place_id for case in self.cases}
        return dict(Place.objects.filter(pk__in=places).values_list("pk", "path"))

    def calendar(self, case: Case) -> Calendar:
        """The working-time calendar of a case's place."""
        path = self._paths.get(case.subject.place_id or 0, "/")
        if path not in self._calendars:
            self._calendars[path] = calendar_of(Place(path=path))
        return self._calendars[path]

    def ask(self, ask: Ask) -> Row:
        """What waits, or was answered."""
        case, words = ask.case, self.words[ask.case_id]
        left = spans.left(ask.due_at, self._unit(case, ask.stage), ask.asked_at, self.at, self.calendar(case))
        if case.status == Status.PAUSED and ask.answered_at is None:
            left = spans.Left(spans.PAUSED, _("暂停计时"))
        moment = ask.answered_at or ask.due_at
        return self._row(
            case,
            asked=words.stage(ask.stage) if ask.kind != AskKind.COPY else _("请阅知"),
            kind=ask.kind,
            ask=ask.number,
            cursor=(moment.isoformat() if moment else "", ask.pk),
            post=ask.post.name if ask.post else "",
            left=left,
            verdict=words.verdict(ask.verdict) if ask.verdict else "",
            at=ask.answered_at or ask.asked_at,
        )

    def whole(self, case: Case) -> Row:
        """A case that one called for."""
        left = spans.left(case.due_at, self._unit(case, case.stage), case.opened_at, self.at, self.calendar(case))
        if case.status != Status.OPEN:
            light = spans.PAUSED if case.status == Status.PAUSED else spans.UNLIMITED
            left = spans.Left(light, str(Status(case.status).label))
        cursor = (case.opened_at.isoformat(), case.pk)
        return self._row(case, asked=self.words[case.pk].stage(case.stage), left=left, cursor=cursor, at=case.opened_at)

    def _row(
        self,
        case: Case,
        *,
        asked: str,
        left: spans.Left,
        cursor: tuple[str, int],
        kind: str = "",
        ask: int = 0,
        post: str = "",
        verdict: str = "",
        at: datetime | None = None,
    ) -> Row:
        words = self.words[case.pk]
        return Row(
            case=case,
            number=case.number,
            title=case.subject.name,
            place=_name(case.subject.place),
            procedure=words.procedure,
            caller=_name(case.caller),
            stage=case.stage,
            asked=asked,
            kind=kind,
            ask=ask,
            cursor=cursor,
            post=post,
            left=left,
            holder=_name(case.holder),
            status=case.status,
            verdict=verdict or (words.verdict(case.outcome) if case.outcome else ""),
            at=at,
        )

    def _unit(self, case: Case, stage: str) -> str:
        """The unit of a stage's limit; that over the whole where the stage has none of its own. A day is named: d."""
        machine = self.words[case.pk].machine
        try:
            found = machine.stage(stage) if stage != RETURN else None
        except NoSuchStage:
            return ""
        limit = machine.limit(found.within) if found else None
        if limit is not None:
            return limit.unit
        own = str(case.kept.get("within", ""))
        if "-" in own or (found and found.until):
            return "d"
        outer = machine.outer
        return Limit.parse(own).unit if own else outer[2].unit if outer else ""


def _name(subject: Subject | None) -> str:
    return subject.name if subject else ""

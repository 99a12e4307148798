"""Cases as plain values, for the interface and the command line: pages of lines, and one case with everything."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.kernel.cases import inbox
from kaifaqu.kernel.cases.doable import Doable, doable
from kaifaqu.kernel.cases.inbox import Cursor, Narrowed
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.cases.reading import Account, cases
from kaifaqu.kernel.cases.rows import Drawing, Row
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject

TODO, DONE, STARTED, COPIED = "todo", "done", "started", "copied"
TABS = (TODO, DONE, STARTED, COPIED)


@dataclass(frozen=True)
class Cut:
    """Where a page begins, as it is sent and read: a moment and a number, or the number alone."""

    cursor: Cursor

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The place that a text names; what is none is the first page."""
        at, _tilde, number = text.rpartition("~")
        if not number.isascii() or not number.isdecimal() or int(number) >= 2**63:
            return None
        try:
            aware = datetime.fromisoformat(at).tzinfo is not None if at else True
        except ValueError:
            return None
        return (at, int(number)) if aware else None

    def __str__(self) -> str:
        return f"{self.cursor[0]}~{self.cursor[1]}"


def tab(
    which: str, seat: Seat, narrowed: Narrowed, after: Cursor | None = None, size: int = inbox.PAGE
) -> tuple[list[Row], str | None]:
    """A page of a tab of an inbox, and where the next begins (None at the end)."""
    rows, more = TELL[which](seat, narrowed, after, size)
    return rows, str(Cut(rows[-1].cursor)) if more and rows else None


def _todo(seat: Seat, narrowed: Narrowed, after: Cursor | None, size: int) -> tuple[list[Row], bool]:
    asks, more = inbox.waiting(seat, narrowed, after, size)
    return _drawn(asks), more


def _done(seat: Seat, narrowed: Narrowed, after: Cursor | None, size: int) -> tuple[list[Row], bool]:
    asks, more = inbox.older(_titled(inbox.done(seat.organ), narrowed), "answered_at", after, size)
    return _drawn(asks), more


def _copied(seat: Seat, narrowed: Narrowed, after: Cursor | None, size: int) -> tuple[list[Row], bool]:
    asks, more = inbox.older(_titled(inbox.copied(seat.organ), narrowed), "", after, size)
    return _drawn(asks), more


def _started(seat: Seat, narrowed: Narrowed, after: Cursor | None, size: int) -> tuple[list[Row], bool]:
    rows = inbox.started(seat.organ).select_related("caller")
    if narrowed.words:
        rows = rows.filter(Q(subject__title__contains=narrowed.words) | Q(number__contains=narrowed.words))
    found, more = inbox.older(rows, "opened_at", after, size, key="subject")
    drawing = Drawing(found)
    return [drawing.whole(each) for each in found], more


TELL = {TODO: _todo, DONE: _done, STARTED: _started, COPIED: _copied}


def _titled(rows: Any, narrowed: Narrowed) -> Any:
    if not narrowed.words:
        return rows
    return rows.filter(Q(case__subject__title__contains=narrowed.words) | Q(case__number__contains=narrowed.words))


def _drawn(asks: list[Any]) -> list[Row]:
    drawing = Drawing(ask.case for ask in asks)
    return [drawing.ask(ask) for ask in asks]


def listed(
    seen: QuerySet[Subject],
    status: str = "",
    procedure: str = "",
    words: str = "",
    before: int | None = None,
    size: int = 50,
) -> tuple[list[Row], int | None]:
    """A page of the cases among the subjects that may be seen, the newest first; and before which the next begins."""
    rows = Case.objects.filter(subject__in=seen.filter(kind=Case.KIND))
    wanted = {name: value for name, value in (("status", status), ("procedure", procedure)) if value}
    rows = rows.filter(**wanted)
    if words:
        rows = rows.filter(Q(subject__title__contains=words) | Q(number__contains=words))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("subject__place", "caller", "holder").order_by("-pk")[: size + 1])
    drawing = Drawing(found[:size])
    return [drawing.whole(each) for each in found[:size]], found[size - 1].pk if len(found) > size else None


def line(row: Row) -> dict[str, Any]:
    """A line as plain values."""
    case = row.case
    return {
        "case": case.pk,
        "number": row.number,
        "title": row.title,
        "place": row.place,
        "procedure": case.procedure,
        "procedure_title": row.procedure,
        "status": row.status,
        "stage": row.stage,
        "stage_title": row.asked,
        "caller": row.caller,
        "holder": row.holder,
        "ask": row.ask or None,
        "kind": row.kind,
        "post": row.post,
        "light": row.left.light,
        "left": row.left.words,
        "counted": row.left.counted,
        "due_at": row.left.due,
        "at": row.at,
        "verdict": row.verdict,
        "synthetic": case.subject.synthetic,
    }


def whole_case(pk: int, seat: Seat, seen: QuerySet[Subject]) -> dict[str, Any]:
    """One case with everything; what it is about and what belongs to it only as far as that may be seen."""
    account = Account(cases().get(pk=pk))
    case, standing = account.case, account.standing
    children, hidden = account.children(seen)
    linked = [each for each in (case.about_id, case.parent_id) if each]
    open_to = set(seen.filter(pk__in=linked).values_list("pk", flat=True)) if linked else set()
    drawn = line(Drawing([case], account.at).whole(case))
    left = {"light": standing.light, "left": standing.words, "due_at": standing.due} if account.open else {}
    return {
        **drawn,
        **left,
        "seq": case.subject.seq,
        "words": case.words,
        "outcome": case.outcome,
        "opened_at": case.opened_at,
        "ended_at": case.ended_at,
        "about": case.about_id if case.about_id in open_to else None,
        "parent": case.parent_id if case.parent_id in open_to else None,
        "children": [child.pk for child in children],
        "children_hidden": hidden,
        "parties": [
            {"role": role, "organs": organs, "names": [account.name(organ) for organ in organs]}
            for role, organs in account.parties()
        ],
        "stages": [asdict(each) for each in account.way],
        "asks": [asdict(each) for each in account.asks],
        "clocks": [asdict(each) for each in account.clocks],
        "ladder": [asdict(each) for each in account.rungs],
        "held": [asdict(each) for each in account.held],
        "rules": asdict(account.rules),
        "record": [_event(each) for each in account.record],
        "files": [
            {"id": f.pk, "name": f.name, "media_type": f.media_type, "size": f.size, "digest": f.digest}
            for f in account.files
        ],
        "may": _may(doable(account, seat)),
    }


def _event(event: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(event).items() if name not in ("files", "rung")}


def _may(can: Doable) -> dict[str, Any]:
    asked = [asdict(each) for each in can.asked]
    return {"asked": asked, "acts": list(can.acts), "grounds": list(can.grounds)}

"""A clerk's old ledger of matters assigned, from Excel: 事项, 来源, 牵头, 协办, 时限."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kaifaqu.kernel.cases.models import Case, Origin, Status
from kaifaqu.kernel.cases.parties import LEAD
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports.kinds import (
    Column,
    ImportKind,
    Judged,
    Line,
    Option,
    Type,
    Values,
    Verdict,
    Written,
    register,
)
from kaifaqu.kernel.organs.models import OrganKind, Place
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.followups.actions.taking import EARLIEST, Item, Sheet, limit_of, write_sheet
from kaifaqu.rooms.followups.models import FollowUp, Kind
from kaifaqu.rooms.followups.queries.naming import Organs

MOST_MATTERS = 2_000
ORIGINS = {
    Origin.INSTRUCTION: Title(zh="批示", en="Instruction"),
    Origin.MEETING: Title(zh="会议", en="Meeting"),
    Origin.WORK_REPORT: Title(zh="政府工作报告", en="Work report"),
    Origin.OTHER: Title(zh="其他交办", en="Other"),
}
KINDS = {
    Kind.URGENT: Title(zh="急件", en="Urgent"),
    Kind.ORDINARY: Title(zh="平件", en="Ordinary"),
    Kind.LONG: Title(zh="长期", en="Long"),
}


@dataclass
class _Standing:
    """What rows are held against: the organs that may be named, and what is on the desk already."""

    place: Place
    organs: Organs = field(init=False)
    known: set[tuple[str, int, str]] = field(init=False)

    def __post_init__(self) -> None:
        above = [int(part) for part in self.place.path.strip("/").split("/")]
        within = Place.objects.filter(path__startswith=self.place.path).values("pk")
        alive = Subject.objects.filter(kind__in=list(OrganKind), pk__in=in_being(today()).values("subject"))
        rows = list((alive.filter(place__in=above) | alive.filter(place__in=within)).order_by("sort_key", "pk"))
        self.organs = Organs({row.pk: row.name for row in rows}, {row.pk: row.title for row in rows})
        own = FollowUp.objects.filter(case__subject__place=self.place.pk, order__isnull=False).select_related("case")
        self.known = {
            (row.case.words, next(iter(row.case.parties.get(LEAD, [0]))), row.given.isoformat()) for row in own
        }


def _stamp(place: Place) -> str:
    rows = Case.objects.exclude(origin="").filter(subject__place=place.pk, status__in=[Status.OPEN, Status.PAUSED])
    return digest(canonical([today().isoformat(), list(rows.order_by("pk").values_list("pk", flat=True))]))


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    standing, judged = _Standing(place), Judged()
    for line in judged.each_once(lines, lambda line: ("words", (line.values["words"], line.values["lead"]))):
        _judge_one(standing, line, judged)
    return judged


def _judge_one(standing: _Standing, line: Line, judged: Judged) -> None:
    values = line.values
    lead = _organ(standing, line, judged)
    assists = _assists(standing, line, judged)
    if lead is None or assists is None:
        return
    if lead in assists:
        judged.refuse(line, "assists", "twice", row=line.number)
        return
    kind = Kind(str(values.get("kind") or Kind.ORDINARY.value))
    on = date.fromisoformat(str(values.get("on") or today().isoformat()))
    if not EARLIEST <= on <= today():
        judged.refuse(line, "on", "above" if on > today() else "below", cell=on, most=today(), least=EARLIEST)
        return
    if not judged.asked(line, {}, lambda: limit_of(str(values.get("limit") or ""), kind, on, standing.place)):
        return
    values |= {"lead_id": lead, "assist_ids": ",".join(map(str, assists)), "kind": kind.value, "on": on.isoformat()}
    seen = (str(values["words"]), lead, on.isoformat()) in standing.known
    judged.verdicts[line.number] = Verdict.UNCHANGED if seen else Verdict.NEW


def _organ(standing: _Standing, line: Line, judged: Judged) -> int | None:
    read = standing.organs.read(str(line.values["lead"]))
    if read.organ is None:
        _unread(standing, line, judged, "lead", read.written, read.candidates)
    return read.organ


def _assists(standing: _Standing, line: Line, judged: Judged) -> list[int] | None:
    reads = standing.organs.read_several(str(line.values.get("assists") or ""))
    wrong = next((each for each in reads if each.organ is None), None)
    if wrong is not None:
        _unread(standing, line, judged, "assists", wrong.written, wrong.candidates)
        return None
    return [each.organ for each in reads if each.organ is not None]


def _unread(
    standing: _Standing, line: Line, judged: Judged, column: str, name: str, candidates: tuple[str, ...]
) -> None:
    if candidates:
        judged.refuse(line, column, "not_a_choice", cell=name, choices="\n".join(candidates))
        return
    place = standing.place.subject
    judged.refuse(line, column, "unknown_here", cell=name, place=place.title, place_en=place.title_en or place.title)


def _write(place: Place, rows: Sequence[Values]) -> Written:
    """The matters by their papers: rows of one origin, giver, day and number are of one paper."""
    papers: dict[tuple[str, str, str, str], list[Values]] = {}
    for values in rows:
        key = tuple(str(values.get(name) or "") for name in ("origin", "giver", "on", "document"))
        papers.setdefault((key[0], key[1], key[2], key[3]), []).append(values)
    born: list[int] = []
    for (origin, giver, on, document), own in papers.items():
        sheet = Sheet(origin or Origin.OTHER.value, giver, date.fromisoformat(on), document)
        born += write_sheet(place, sheet, [_item(values, place) for values in own], acts.current().actor)
    return Written(born=born)


def _item(values: Values, place: Place) -> Item:
    assists = tuple(int(each) for each in str(values.get("assist_ids") or "").split(",") if each)
    kind, on = Kind(str(values["kind"])), date.fromisoformat(str(values["on"]))
    due = limit_of(str(values.get("limit") or ""), kind, on, place)
    return Item(str(values["words"]), int(values["lead_id"] or 0), assists, kind, due, on)


def _titles(place: Place) -> list[str]:
    return list(_Standing(place).organs.names.values())


COLUMNS = (
    Column(
        "words",
        Title(zh="事项", en="Matter"),
        required=True,
        hint=Title(zh="要做成什么，一行一件", en="what is to be done, one a row"),
        example=Title(zh="（示例）清理园区边沟", en="(example) clear the ditches"),
        longest=2000,
    ),
    Column(
        "origin",
        Title(zh="来源", en="Origin"),
        Type.CHOICE,
        options=lambda: [Option(origin.value, title) for origin, title in ORIGINS.items()],
        hint=Title(zh="不填为其他交办", en="other where left empty"),
        example=Title(zh="批示", en="Instruction"),
    ),
    Column(
        "giver",
        Title(zh="谁交办的", en="Given by"),
        hint=Title(zh="领导职务或会议名称", en="the leader's post or the meeting"),
        longest=60,
    ),
    Column("document", Title(zh="文号", en="Document number"), longest=80),
    Column(
        "on",
        Title(zh="交办日期", en="Day assigned"),
        Type.DATE,
        hint=Title(zh="不填为今天", en="today where left empty"),
        example=Title(zh="2026-11-02", en="2026-11-02"),
    ),
    Column(
        "lead",
        Title(zh="牵头单位", en="Lead"),
        Type.NAME,
        required=True,
        example=Title(zh="（示例）住建局", en="(example) Housing Bureau"),
        offers=_titles,
    ),
    Column(
        "assists",
        Title(zh="协办单位", en="Assisting"),
        hint=Title(zh="几个单位用顿号隔开", en="several with commas between them"),
        longest=200,
    ),
    Column(
        "kind",
        Title(zh="缓急", en="Urgency"),
        Type.CHOICE,
        options=lambda: [Option(kind.value, title) for kind, title in KINDS.items()],
        hint=Title(zh="不填为平件", en="ordinary where left empty"),
    ),
    Column(
        "limit",
        Title(zh="时限", en="Limit"),
        hint=Title(zh="照原话写：月底前、15个工作日、2026-12-01", en="as written: 15wd, 2026-12-01"),
        example=Title(zh="2026-12-01", en="2026-12-01"),
        longest=60,
    ),
)

FOLLOWUPS_KIND = ImportKind(
    key="followups",
    title=Title(zh="督办台账", en="Follow-ups"),
    about=Title(
        zh="把旧督办台账搬进来：一行一件，导入后各单位即可签收、报进展。",
        en="An old ledger of matters assigned, one a row; units can sign and report once it is in.",
    ),
    columns=COLUMNS,
    needs=("followups.take_in_order",),
    stamp=_stamp,
    judge=_judge,
    write=_write,
    most=MOST_MATTERS,
)
register(FOLLOWUPS_KIND)

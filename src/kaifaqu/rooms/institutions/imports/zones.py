"""Quotas and areas of many zones at once, in the units that the sheet is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.imports import grids
from kaifaqu.kernel.imports.grids import Grid, Row
from kaifaqu.kernel.imports.kinds import (
    AREAS,
    PEOPLE,
    Column,
    ImportKind,
    Judged,
    Line,
    Type,
    Value,
    Values,
    Verdict,
    Written,
    day_column,
    register,
)
from kaifaqu.kernel.imports.standing import Held
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.institutions.models import AREA, HEADCOUNT_QUOTA, Zone

RELATIONS = {"quota": HEADCOUNT_QUOTA, "area": AREA}
MOST_ZONES = 1_000  # each is put on record with its old and new value


def zones_of(place: Place) -> list[str]:
    """The names of the zones of a place, for a list to choose from."""
    return sorted(subject.title for subject in subjects_of(place))


def subjects_of(place: Place) -> list[Subject]:
    """The zones that lie in a place, and the place itself where it is one."""
    below = Place.objects.filter(path__startswith=place.path).values("pk")
    found = Subject.objects.filter(Q(place__in=below) | Q(pk=place.pk), kind=Zone.KIND)
    return list(found.order_by("synthetic", "sort_key", "pk"))


COLUMNS = (
    Column(
        "zone",
        Title(zh="开发区", en="Zone"),
        Type.NAME,
        required=True,
        hint=Title(zh="登记中已有的", en="one that is on record"),
        example=Title(zh="（示例）开发区", en="(example) Zone"),
        offers=zones_of,
    ),
    Column(
        "quota",
        Title(zh="员额", en="Headcount quota"),
        Type.WHOLE,
        units=PEOPLE,
        least=0,
        most=1_000_000,
        example=Title(zh="168", en="168"),
    ),
    Column(
        "area",
        Title(zh="管辖面积", en="Area"),
        Type.WHOLE,
        units=AREAS,
        least=0,
        most=10**13,  # 100 000 square kilometres, as for one zone
        example=Title(zh="62.4", en="62.4"),
    ),
    day_column(Title(zh="生效日期", en="From")),
)


@dataclass
class _Standing:
    """The zones of a place by their names, and every quota and area that they ever had."""

    place: Place
    zones: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    values: dict[tuple[int, str], list[tuple[str, int | None]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        subjects = subjects_of(self.place)
        held = {s.pk: Held(s.pk, s.kind, s.title, None) for s in subjects}
        english = {s.pk: s.title_en for s in subjects}
        for each in held.values():
            for name in {each.title, english[each.id] or each.title}:
                self.zones[name].append(each)
        wanted = [since.STATUS.key, HEADCOUNT_QUOTA.key, AREA.key]
        rows = Since.objects.filter(subject__in=list(held), relation__in=wanted).order_by("subject", "start")
        for pk, relation, start, number, code in rows.values_list("subject", "relation", "start", "number", "code"):
            if relation == since.STATUS.key:
                held[pk].days.append((start.isoformat(), code))
            else:
                self.values[pk, relation].append((start.isoformat(), number))

    def stamp(self) -> str:
        """A digest of all of it."""
        zones = [[held.id, held.title, held.days] for named in self.zones.values() for held in named]
        return digest(canonical([zones, [[*key, rows] for key, rows in self.values.items()]]))

    def same(self, zone: int, values: Values) -> bool:
        """Whether the row says nothing new."""
        for key, relation in RELATIONS.items():
            if values.get(key) is not None:
                rows = self.values.get((zone, relation.key), [])
                before = [number for start, number in rows if start <= str(values["on"])]
                if not before or before[-1] != values[key]:
                    return False
        return True


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    standing, judged = _Standing(place), Judged()
    for line in judged.each_once(lines, lambda line: ("zone", (line.values["zone"], line.values["on"]))):
        _judge_one(standing, line, judged)
    return judged


def _judge_one(standing: _Standing, line: Line, judged: Judged) -> None:
    values, name = line.values, str(line.values["zone"])
    named = standing.zones.get(name, [])
    if len(named) > 1:
        judged.refuse(line, "zone", "several", cell=name)
    elif not named:
        place = standing.place.subject
        judged.refuse(
            line, "zone", "unknown_here", cell=name, place=place.title, place_en=place.title_en or place.title
        )
    elif all(values.get(key) is None for key in RELATIONS):
        judged.refuse(line, "quota", "required")
    elif not named[0].refuses(str(values["on"]), line, "on", judged):
        values["zone_id"] = named[0].id
        same = standing.same(named[0].id, values)
        judged.verdicts[line.number] = Verdict.UNCHANGED if same else Verdict.CHANGED


def _stamp(place: Place) -> str:
    return _Standing(place).stamp()


def _write(place: Place, rows: Sequence[Values]) -> Written:
    for values in rows:
        for key, relation in RELATIONS.items():
            if values.get(key) is not None:
                day = date.fromisoformat(str(values["on"]))
                since.put(int(values["zone_id"] or 0), relation, day, number=int(values[key] or 0))
    return Written()


ZONES_KIND = ImportKind(
    key="zones",
    title=Title(zh="员额和面积", en="Quotas and areas"),
    about=Title(
        zh="各开发区的员额和管辖面积，自各自的日期起。新旧数值都记入办理记录。",
        en="Quotas and areas of zones, each from its day. Old and new values go on record.",
    ),
    columns=COLUMNS,
    needs=("institutions.change_quota", "institutions.set_area"),
    stamp=_stamp,
    judge=_judge,
    write=_write,
    most=MOST_ZONES,
)
register(ZONES_KIND)


# ── The ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(place: Place, day: date) -> list[Row]:
    """The zones of a place that exist on a day, with what holds of each and since when."""
    zones = {subject.pk: subject for subject in subjects_of(place)}
    gone = since.as_of(since.STATUS, day).filter(subject__in=zones, code=since.ABOLISHED)
    for pk in gone.values_list("subject", flat=True):
        del zones[pk]
    held = grids.dated_values(zones.keys(), RELATIONS, day)
    return [_row(zone, held.get(pk, {}), day) for pk, zone in zones.items()]


def _row(zone: Subject, held: dict[str, tuple[Value, date]], day: date) -> Row:
    starts = {column: start for column, (_value, start) in held.items()}
    values: Values = {"zone": zone.name, **{column: value for column, (value, _start) in held.items()}}
    values["on"] = max(starts.values()).isoformat() if starts else None
    fresh = frozenset(column for column, start in starts.items() if grids.in_month(start, day))
    return Row(str(zone.pk), zone.pk, values, zone.synthetic, fresh)


grids.register(
    Grid(
        kind=ZONES_KIND,
        keys=("zone",),
        rows=_rows,
        past=grids.past_of(RELATIONS),
        wanted=("quota", "area"),
        aliases={
            "zone": (Title(zh="园区名称", en="Park"), Title(zh="单位名称", en="Unit"), Title(zh="名称", en="Name")),
            "quota": (Title(zh="核定员额", en="Approved quota"), Title(zh="员额数", en="Quota")),
            "area": (Title(zh="面积", en="Land area"), Title(zh="规划面积", en="Planned area")),
            "on": (Title(zh="日期", en="Date"),),
        },
    )
)

"""Many townships at once: what they are, which zone administers them, and their ground in the units of the sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.figures import unit as unit_of
from kaifaqu.kernel.imports.kinds import (
    AREAS,
    AskedUnit,
    Column,
    ImportKind,
    Judged,
    Line,
    Option,
    Type,
    Values,
    Verdict,
    Written,
    day_column,
    register,
)
from kaifaqu.kernel.imports.organs import both
from kaifaqu.kernel.imports.standing import Held
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Place, PlaceKind, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.institutions.actions.townships import GROUND, found_township, put_ground, put_keeper
from kaifaqu.rooms.institutions.imports.zones import subjects_of, zones_of
from kaifaqu.rooms.institutions.models import ADMINISTERED_BY, Township, TownshipForm
from kaifaqu.rooms.institutions.rules import Ground, GroundWrong, settled

MOST_TOWNSHIPS = 1_000  # each is put on record with its old and new values
OWN = Title(zh="属地", en="Territory")
SHARES = (
    AskedUnit("percent", Title(zh="%", en="%"), unit_of("percent").scale),
    AskedUnit("ratio", Title(zh="小数", en="Fraction"), unit_of("ratio").scale),
)
MOST_AREA = 10**13  # 100 000 square kilometres, as for one zone
TITLES = {
    "area": Title(zh="面积", en="Area"),
    "farmland": Title(zh="基本农田面积", en="Basic farmland"),
    "share": Title(zh="基本农田占比", en="Share of basic farmland"),
    "restricted": Title(zh="限制和禁止开发区域面积", en="Restricted area"),
}


def _counties(place: Place) -> list[str]:
    return sorted(row.subject.title for row in _homes(place) if row.kind == PlaceKind.COUNTY_UNIT)


def _homes(place: Place) -> list[Place]:
    """The places in which townships may lie: the county units below, and the place itself."""
    below = Q(path__startswith=place.path, kind=PlaceKind.COUNTY_UNIT)
    return list(Place.objects.filter(below | Q(pk=place.pk)).select_related("subject").order_by("pk"))


def _forms() -> list[Option]:
    return [Option(form.value, both(form.label)) for form in TownshipForm]


def _area(key: str, hint: Title, example: str) -> Column:
    return Column(
        key,
        TITLES[key],
        Type.WHOLE,
        units=AREAS,
        least=0,
        most=MOST_AREA,
        hint=hint,
        example=Title(zh=example, en=example),
    )


COLUMNS = (
    Column(
        "title",
        Title(zh="镇街", en="Township"),
        required=True,
        hint=Title(zh="全称；登记中没有的即登记", en="full name; one that is not on record is registered"),
        example=Title(zh="（示例）滨海街道", en="(example) Binhai Subdistrict"),
    ),
    Column("title_en", Title(zh="英文名称", en="English name")),
    Column(
        "form",
        Title(zh="街道、镇还是乡", en="Form"),
        Type.CHOICE,
        required=True,
        hint=Title(zh="从下拉列表中选", en="choose from the list"),
        example=Title(zh="街道", en="Subdistrict"),
        options=_forms,
    ),
    Column(
        "county",
        Title(zh="所在区市", en="County unit"),
        Type.NAME,
        hint=Title(zh="导入到区市时留空", en="empty where the import is into a county unit"),
        offers=_counties,
    ),
    Column(
        "zone",
        Title(zh="代管的开发区", en="Zone in charge"),
        Type.NAME,
        hint=Title(
            zh="留空表示不变；填“属地”表示不由开发区代管",
            en="Empty: as it is. Territory: administered by no zone",
        ),
        example=Title(zh="（示例）开发区", en="(example) Zone"),
        offers=zones_of,
    ),
    _area("area", Title(zh="", en=""), "62.4"),
    _area("farmland", Title(zh="与占比只填一个", en="this or the share"), "20.1"),
    Column(
        "share",
        TITLES["share"],
        Type.WHOLE,
        units=SHARES,
        least=0,
        most=10**6,
        hint=Title(zh="没有面积时填", en="where its area is not known"),
    ),
    _area("restricted", Title(zh="", en=""), "0"),
    day_column(Title(zh="生效日期", en="From")),
)


@dataclass
class _Standing:
    """The townships and zones of a place by their names, with all that was ever said of the townships."""

    place: Place
    zones: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    townships: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    forms: dict[int, str] = field(default_factory=dict)
    homes: dict[int, int | None] = field(default_factory=dict)
    values: dict[int, list[tuple[str, str, int | None]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.counties = {row.subject.title: row.pk for row in _homes(self.place)}
        below = Place.objects.filter(path__startswith=self.place.path).values("pk")
        rows = Township.objects.filter(subject__place__in=below)
        found = list(rows.select_related("subject").order_by("pk"))
        self.forms = {row.pk: row.form for row in found}
        self.homes = {row.pk: row.subject.place_id for row in found}
        held = self._named([row.subject for row in found], self.townships)
        held |= self._named(subjects_of(self.place), self.zones)
        wanted = [since.STATUS.key, ADMINISTERED_BY.key, *(which.key for which in GROUND.values())]
        told = Since.objects.filter(subject__in=list(held), relation__in=wanted).order_by("subject", "start")
        for row in told:
            if row.relation == since.STATUS.key:
                held[row.subject_id].days.append((row.start.isoformat(), row.code))
            elif row.subject_id in self.forms:
                number = row.ref_id if row.relation == ADMINISTERED_BY.key else row.number
                self.values[row.subject_id].append((row.relation, row.start.isoformat(), number))

    @staticmethod
    def _named(subjects: Sequence[Subject], into: dict[str, list[Held]]) -> dict[int, Held]:
        held = {s.pk: Held(s.pk, s.kind, s.title, None) for s in subjects}
        for each in held.values():
            into[each.title].append(each)
        return held

    def named(self, values: Values) -> tuple[int | None, list[Held]]:
        """Where a row's township lies (None: its county unit is unknown), and those on record that it may be."""
        county = str(values.get("county") or "")
        home = self.counties.get(county) if county else self.place.pk
        named = self.townships.get(str(values["title"]), [])
        return home, [each for each in named if not county or home == self.homes[each.id]]

    def key(self, values: Values) -> tuple[str, object]:
        """What makes two rows the same: one township on record, or one name in one place."""
        home, found = self.named(values)
        return "title", found[0].id if len(found) == 1 else (home, values["title"])

    def stamp(self) -> str:
        """A digest of all of it."""
        named = [*self.zones.values(), *self.townships.values()]
        things = [[held.id, held.title, held.days, self.forms.get(held.id, "")] for group in named for held in group]
        return digest(canonical([things, sorted(self.values.items()), sorted(self.counties.items())]))

    def on(self, township: int, day: str) -> dict[str, int | None]:
        """What stood of a township on a day, by relation."""
        return {key: number for key, start, number in self.values.get(township, []) if start <= day}


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    standing, judged = _Standing(place), Judged()
    for line in judged.each_once(lines, lambda line: standing.key(line.values)):
        _Row(standing, line, judged).judge()
    return judged


@dataclass
class _Row:
    """One row against what stands: whose it is, which zone is meant, and whether its ground can be."""

    standing: _Standing
    line: Line
    judged: Judged

    def judge(self) -> None:
        """The verdict, or every fault; ids are put down in the row for its writing."""
        found = self._township()
        zone = self._zone()
        if self.line.number in self.judged.verdicts:
            return
        values = self.line.values
        values["township_id"], values["zone_id"] = (found.id if found else None), zone
        before = self.standing.on(found.id, str(values["on"])) if found else {}
        ground = Ground(**{name: before.get(which.key) for name, which in GROUND.items()})
        told = _ground_of(values)
        try:
            after = settled(ground, told) if told != Ground() else ground
        except GroundWrong as wrong:
            self._ground_wrong(wrong)
            return
        same = after == ground and (zone is None or (before.get(ADMINISTERED_BY.key) or 0) == zone)
        verdict = Verdict.UNCHANGED if same else Verdict.CHANGED
        self.judged.verdicts[self.line.number] = verdict if found else Verdict.NEW

    def _township(self) -> Held | None:
        values, standing = self.line.values, self.standing
        home, found = standing.named(values)
        values["home_id"] = home
        if home is None:
            self._unknown("county", str(values["county"]))
            return None
        if len(found) > 1:
            self.judged.refuse(self.line, "title", "several", cell=values["title"])
        if len(found) != 1:
            return None
        if standing.forms[found[0].id] != values["form"]:
            form = both(TownshipForm(standing.forms[found[0].id]).label)
            self.judged.refuse(
                self.line, "title", "exists_otherwise", cell=found[0].title, kind=form.zh, kind_en=form.en
            )
        found[0].refuses(str(values["on"]), self.line, "on", self.judged)
        return found[0]

    def _zone(self) -> int | None:
        """The zone's id, 0 for the territory's own, None where the row says nothing."""
        name = str(self.line.values.get("zone") or "")
        if not name or name.casefold() in (OWN.zh, OWN.en.casefold()):
            return 0 if name else None
        named = self.standing.zones.get(name, [])
        if len(named) > 1:
            self.judged.refuse(self.line, "zone", "several", cell=name)
        elif not named:
            self._unknown("zone", name)
        elif not named[0].refuses(str(self.line.values["on"]), self.line, "zone", self.judged):
            return named[0].id
        return None

    def _unknown(self, column: str, name: str) -> None:
        place = self.standing.place.subject
        self.judged.refuse(
            self.line, column, "unknown_here", cell=name, place=place.title, place_en=place.title_en or place.title
        )

    def _ground_wrong(self, wrong: GroundWrong) -> None:
        other = {"both": "farmland", "area_needed": "farmland", "more_than_area": "area"}[wrong.code]
        title = TITLES[other]
        self.judged.refuse(self.line, wrong.name, wrong.code, other=title.zh, other_en=title.en)


def _ground_of(values: Values) -> Ground:
    return Ground(**{name: None if values.get(name) is None else int(values[name] or 0) for name in GROUND})


def _stamp(place: Place) -> str:
    return _Standing(place).stamp()


def _write(place: Place, rows: Sequence[Values]) -> Written:
    homes = {row.pk: row for row in _homes(place)}
    born = []
    for values in rows:
        on, zone = date.fromisoformat(str(values["on"])), values["zone_id"]
        township = int(values["township_id"] or 0)
        if not township:
            row = found_township(
                homes[int(values["home_id"] or 0)],
                str(values["title"]),
                TownshipForm(str(values["form"])),
                on,
                title_en=str(values.get("title_en") or ""),
            )
            township = row.pk
            born.append(township)
        if zone is not None:
            put_keeper(township, int(zone) or None, on)
        if (told := _ground_of(values)) != Ground():
            put_ground(township, told, on)
    return Written(born=born)


TOWNSHIPS_KIND = ImportKind(
    key="townships",
    title=Title(zh="镇街", en="Townships"),
    about=Title(
        zh="各镇街的面积、基本农田、限制和禁止开发区域，以及由哪个开发区代管，自各自的日期起。"
        "登记中没有的镇街即登记；空着的格子不改变原有的数。",
        en="Townships with their area, basic farmland and restricted land, and which zone administers them, each from "
        "its day. One that is not on record is registered; an empty cell changes nothing.",
    ),
    columns=COLUMNS,
    needs=(
        "institutions.register_township",
        "institutions.set_township_area",
        "institutions.administer_township",
        "institutions.release_township",
    ),
    stamp=_stamp,
    judge=_judge,
    write=_write,
    most=MOST_TOWNSHIPS,
)
register(TOWNSHIPS_KIND)

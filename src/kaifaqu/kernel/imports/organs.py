"""Organs and internal units of a place, many at once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from django.utils import translation

from kaifaqu.kernel.charter.schema import Title
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
    day_column,
    register,
)
from kaifaqu.kernel.imports.standing import ORGANS, Held, held_by, stamp
from kaifaqu.kernel.organs.many import Newcomer, found_organs
from kaifaqu.kernel.organs.models import OrganKind, Place
from kaifaqu.kernel.subjects.sorting import sort_key


def both(words: object) -> Title:
    """A translated text in both languages."""
    said = []
    for tongue in ("zh-hans", "en"):
        with translation.override(tongue):
            said.append(str(words))
    return Title(zh=said[0], en=said[1])


def _kinds() -> list[Option]:
    return [Option(kind.value, both(kind.label)) for kind in OrganKind]


def existing(place: Place) -> list[str]:
    """The names of the organs of a place, for a list to choose from."""
    found = held_by(place, ORGANS).values()
    return sorted({held.title for held in found if held.id != place.pk and not held.ended})


COLUMNS = (
    Column(
        "title",
        Title(zh="机构名称", en="Organ"),
        required=True,
        hint=Title(zh="全称", en="full name"),
        example=Title(zh="（示例）招商局", en="(example) Investment Bureau"),
    ),
    Column(
        "title_en",
        Title(zh="英文名称", en="English name"),
        example=Title(zh="Investment Bureau", en="Investment Bureau"),
    ),
    Column(
        "kind",
        Title(zh="机构类别", en="Kind of organ"),
        Type.CHOICE,
        required=True,
        hint=Title(zh="从下拉列表中选", en="choose from the list"),
        example=Title(zh="内设机构", en="Internal unit"),
        options=_kinds,
    ),
    Column(
        "parent",
        Title(zh="上级机构", en="Superior organ"),
        Type.NAME,
        hint=Title(zh="登记中已有的，或本表中另一行的机构名称", en="one on record, or that of another row"),
        example=Title(zh="（示例）管委会", en="(example) Management committee"),
        offers=existing,
    ),
    day_column(Title(zh="设立日期", en="Established on")),
)


@dataclass
class _Judging:
    """One file of organs against what the place holds."""

    place: Place
    lines: Sequence[Line]
    judged: Judged = field(default_factory=Judged)

    def __post_init__(self) -> None:
        self.held = held_by(self.place, ORGANS)
        self.existing: dict[tuple[str, str], Held] = {}
        self.named: dict[str, list[Held]] = defaultdict(list)
        for each in self.held.values():
            if each.id != self.place.pk and not each.ended:
                above = self.held.get(each.organ or 0)
                self.existing[above.title if above else "", each.title] = each
                self.named[each.title].append(each)
        self.fresh: dict[str, list[Line]] = defaultdict(list)
        self.children: dict[int, list[Line]] = defaultdict(list)

    def run(self) -> Judged:
        for line in self.judged.each_once(self.lines, lambda line: ("title", _key(line))):
            key = _key(line)
            if key in self.existing:
                self._known(line, self.existing[key])
            else:
                self.fresh[key[1]].append(line)
        roots = [line for lines in self.fresh.values() for line in lines if not self._above(line)]
        self._down(deque(roots))
        return self.judged

    def _known(self, line: Line, held: Held) -> None:
        if held.kind == line.values["kind"]:
            self.judged.verdicts[line.number] = Verdict.UNCHANGED
            return
        named = both(OrganKind(held.kind).label)
        self.judged.refuse(line, "title", "exists_otherwise", cell=held.title, kind=named.zh, kind_en=named.en)

    def _above(self, line: Line) -> bool:
        """Whether the row waits for another row of the file; what it is a part of is put down in it."""
        values, name = line.values, str(line.values.get("parent") or "")
        values["row"], values["parent_id"], values["above"] = line.number, None, None
        if not name:
            return False
        here, others = self.named.get(name, []), self.fresh.get(name, [])
        if len(here) + len(others) > 1:
            self.judged.refuse(line, "parent", "several", cell=name)
        elif here:
            values["parent_id"] = here[0].id
            here[0].refuses(str(values["on"]), line, "parent", self.judged)
        elif not others:
            self._unknown(line, name)
        elif others[0] is line:
            self.judged.refuse(line, "parent", "itself")
        else:
            values["above"] = others[0].number
            self.children[others[0].number].append(line)
            return True
        return False

    def _unknown(self, line: Line, name: str) -> None:
        gone = next((h for h in self.held.values() if h.title == name and h.ended and h.id != self.place.pk), None)
        if gone is not None:
            self.judged.refuse(line, "parent", "ended", cell=name, day=gone.ended)
        else:
            self.judged.refuse(line, "parent", "unknown_name", cell=name)

    def _down(self, waiting: deque[Line]) -> None:
        """From each row to those below it: a bad one takes them with it; whom nobody reaches stands in a circle."""
        own = self.held.get(self.place.pk)
        reached: set[int] = set()
        while waiting:
            line = waiting.popleft()
            reached.add(line.number)
            values = line.values
            if own is not None and line.number not in self.judged.verdicts:
                own.refuses(str(values["on"]), line, "on", self.judged)
            values["sort_key"] = sort_key(str(values["title"]))
            for child in self.children[line.number]:
                self._below(child, line)
                waiting.append(child)
        for lines in self.children.values():
            for line in lines:
                if line.number not in reached:
                    self.judged.refuse(line, "parent", "circle")

    def _below(self, child: Line, line: Line) -> None:
        if self.judged.verdicts.get(line.number) is Verdict.BAD:
            self.judged.refuse(child, "parent", "bad_above", cell=line.values["title"], row=line.number)
        elif str(child.values["on"]) < str(line.values["on"]):
            given = {"cell": line.values["title"], "since": line.values["on"]}
            self.judged.refuse(child, "on", "before_creation", **given)


def _key(line: Line) -> tuple[str, str]:
    return str(line.values.get("parent") or ""), str(line.values["title"])


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    return _Judging(place, lines).run()


def _stamp(place: Place) -> str:
    return stamp(held_by(place, ORGANS))


def _write(place: Place, rows: Sequence[Values]) -> Written:
    above = {values["row"]: at for at, values in enumerate(rows)}
    newcomers = [
        Newcomer(
            kind=str(values["kind"]),
            title=str(values["title"]),
            title_en=str(values.get("title_en") or ""),
            sort_key=str(values["sort_key"]),
            on=str(values["on"]),
            organ=cast(int | None, values["parent_id"]),
            within=above[values["above"]] if values["above"] else None,
        )
        for values in rows
    ]
    return Written(born=found_organs(place, newcomers))


ORGANS_KIND = ImportKind(
    key="organs",
    title=Title(zh="机构", en="Organs"),
    about=Title(
        zh="一次设立许多机构和内设机构。同一上级之下已有同名机构的行不会重复设立。",
        en="Many organs and internal units at once. A row whose organ is on record under the same superior "
        "changes nothing.",
    ),
    columns=COLUMNS,
    needs=("organs.establish_organ",),
    stamp=_stamp,
    judge=_judge,
    write=_write,
)
register(ORGANS_KIND)

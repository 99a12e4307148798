"""Yearly figures of a place from a sheet: as published, year by year, for the targets in force there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import UNITS, Figure, Grounding
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
from kaifaqu.kernel.measures.facts import fact, kind_of
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.measures.observations import observe
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.reform.actions.goals import own_unit
from kaifaqu.rooms.reform.queries.goals import recordable, recordable_anywhere

MOST = 1_000


def _facts() -> Sequence[Option]:
    return [Option(each.key, each.title) for each in recordable_anywhere(today())]


def _units() -> Sequence[Option]:
    return [
        Option(row.key, Title(zh=row.zh or row.sign, en=row.en_many or row.sign))
        for row in UNITS.values()
        if row.key not in ("ratio", "date")
    ]


COLUMNS = (
    Column(
        "fact",
        Title(zh="数据项", en="Fact"),
        Type.CHOICE,
        required=True,
        options=_facts,
        hint=Title(zh="目标用到的", en="one that a target is measured by"),
        example=Title(zh="营业收入", en="Revenue"),
    ),
    Column(
        "year",
        Title(zh="年份", en="Year"),
        Type.WHOLE,
        required=True,
        least=1949,
        most=2100,
        example=Title(zh="2023", en="2023"),
    ),
    Column(
        "value",
        Title(zh="数值", en="Value"),
        required=True,
        longest=40,
        hint=Title(zh="照公布的填", en="as published"),
        example=Title(zh="130.2", en="130.2"),
    ),
    Column(
        "unit",
        Title(zh="单位", en="Unit"),
        Type.CHOICE,
        options=_units,
        hint=Title(zh="不填即该数据项自己的单位", en="empty: the fact's own"),
        example=Title(zh="亿元", en="million yuan"),
    ),
    Column(
        "source",
        Title(zh="出处", en="Source"),
        required=True,
        longest=60,
        hint=Title(zh="公布它的文件或公报", en="the document that published it"),
        example=Title(zh="统计公报", en="Statistical bulletin"),
    ),
    Column("paragraph", Title(zh="段落", en="Paragraph"), longest=40, example=Title(zh="第三条", en="III")),
    Column(
        "known_at",
        Title(zh="公布日期", en="Date of publication"),
        Type.DATE,
        required=True,
        hint=Title(zh="如 2024-03-01", en="as 2024-03-01"),
        example=Title(zh="2024-03-01", en="2024-03-01"),
    ),
)


def _standing(place: Place) -> dict[tuple[str, str], Figure]:
    rows = Observation.objects.filter(subject=place.pk, superseded_by__isnull=True)
    return {(row.fact, row.period): row.figure for row in rows.order_by("id")}


def _stamp(place: Place) -> str:
    held = [[*key, f.value, f.unit, f.src] for key, f in sorted(_standing(place).items())]
    return digest(canonical([held, sorted(recordable(place, today()))]))


def _figure(place: Place, values: Values) -> Figure:
    """The figure of a row; ValueError where its number or unit cannot be read."""
    key = str(values["fact"])
    unit = str(values.get("unit") or own_unit(key))
    if kind_of(unit) != kind_of(fact(key).unit):
        raise ValueError(unit)
    grounding = Grounding.SYNTHETIC if place.subject.synthetic else Grounding.SOURCED
    where = {"src": str(values["source"]), "at": str(values.get("paragraph") or ""), "period": str(values["year"])}
    return Figure.parse(str(values["value"]), unit, grounding=grounding, **where)


def _judge(place: Place, lines: Sequence[Line]) -> Judged:
    judged, held, known = Judged(), _standing(place), recordable(place, today())
    for line in judged.each_once(lines, lambda line: ("year", (line.values["fact"], line.values["year"]))):
        values = line.values
        if values["fact"] not in known:
            name = fact(str(values["fact"])).title
            given = {"place": place.subject.title, "place_en": place.subject.title_en or place.subject.title}
            judged.refuse(line, "fact", "unknown_here", cell=name.zh, cell_en=name.en, **given)
        elif str(values["known_at"]) > today().isoformat():
            judged.refuse(line, "known_at", "too_far_ahead")
        else:
            _judge_one(place, line, held, judged)
    return judged


def _judge_one(place: Place, line: Line, held: dict[tuple[str, str], Figure], judged: Judged) -> None:
    try:
        figure = _figure(place, line.values)
    except ValueError:
        judged.refuse(line, "value", "not_a_number", cell=line.values["value"])
        return
    before = held.get((str(line.values["fact"]), figure.period))
    same = before is not None and before == figure
    judged.verdicts[line.number] = Verdict.UNCHANGED if same else Verdict.CHANGED if before else Verdict.NEW


def _write(place: Place, rows: Sequence[Values]) -> Written:
    for day in sorted({str(values["known_at"]) for values in rows}):
        figures = [(str(v["fact"]), _figure(place, v)) for v in rows if v["known_at"] == day]
        observe(place.pk, figures, known_at=date.fromisoformat(day))
    return Written()


FIGURES_KIND = ImportKind(
    key="target_figures",
    title=Title(zh="年度数据", en="Yearly figures"),
    about=Title(
        zh="目标用到的年度数据，照公布的填，一行一项一年；同一项同一年再填即为更正，原数保留。",
        en="Figures that targets are measured by, as published, one fact and year a row. A later one corrects.",
    ),
    columns=COLUMNS,
    needs=("reform.record_target_figure",),
    stamp=_stamp,
    judge=_judge,
    write=_write,
    most=MOST,
)
register(FIGURES_KIND)

"""The briefing of a programme for a period, computed from acts: what it says, in both languages, ready to be sealed.

Content is plain data (text, whole numbers, lists), section by section, with its heads and words, so that page and paper
draw an issue from what was sealed and from nothing else. A section comes from a builder of `BUILDERS`; one that has
nothing to say of a programme is left out. 工作简报; how-offices #4, delight 7.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.rooms.reform import queries
from kaifaqu.rooms.reform.models import Briefing, Outcome, Programme, Report, State
from kaifaqu.rooms.reform.queries import Board, Line, supervision
from kaifaqu.rooms.reform.queries import goals as aims
from kaifaqu.rooms.reform.rules import Light, Standing

Pair = dict[str, str]
Row = list[Any]
FORMAT = 1
WEEK = timedelta(days=7)
LONGEST_FOR_GROUP = 120
LANGS: tuple[tuple[Lang, str], ...] = (("zh", "zh-hans"), ("en", "en"))
HAPPENED = (State.VERIFIED, State.CLAIMED, State.RETURNED)

LIGHTS: dict[Light, Words] = {
    Light.VERIFIED: _("已核验"),
    Light.CLAIMED: _("已报未核"),
    Light.UNDER_WAY: _("推进中"),
    Light.NOT_STARTED: _("未开始"),
    Light.SOON: _("临期"),
    Light.LATE: _("逾期"),
    Light.NOT_APPLICABLE: _("不适用"),
}
"""The lights in words, in the order of a total."""
_LATE: Words = _("整改逾期")


def both(words: Words, **given: object) -> Pair:
    """Words in both languages, with values put in; a value that is a pair itself is taken in each."""
    found: Pair = {}
    for lang, code in LANGS:
        with translation.override(code):
            said = {name: value[lang] if isinstance(value, dict) else value for name, value in given.items()}
            found[lang] = str(words) % said if said else str(words)
    return found


def named(subject: Subject) -> Pair:
    """A subject's name in both languages."""
    return {"zh": subject.title, "en": subject.title_en or subject.title}


def titled(title: Title) -> Pair:
    """A title of the charter."""
    return {"zh": title.zh, "en": title.en}


@dataclass
class Period:
    """A programme over a span of days, both included: its boards before, at the end and a week later."""

    programme: Programme
    start: date
    end: date
    _boards: dict[date, Board | None] = field(default_factory=dict)

    def board(self, day: date) -> Board | None:
        """The board on a day."""
        if day not in self._boards:
            self._boards[day] = queries.board(self.programme, day)
        return self._boards[day]

    @cached_property
    def now(self) -> Board:
        """The board at the end of the period; LookupError where the charter has no such programme any more."""
        found = self.board(self.end)
        if found is None:
            raise LookupError(self.programme.key)
        return found

    @cached_property
    def before(self) -> Board | None:
        """The board on the day before the period; None where the programme had not begun."""
        day = self.start - timedelta(days=1)
        return self.board(day) if day >= self.programme.started else None

    @cached_property
    def following(self) -> Board | None:
        """The board a week later, if nothing is done."""
        return self.board(self.end + WEEK)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """The lines of the board by task."""
        return {line.key: line for line in self.now.lines}

    @cached_property
    def places(self) -> dict[int, Subject]:
        """The places of the board by id."""
        return {place.pk: place for place in self.now.places}

    def lead(self, line: Line) -> Pair:
        """Who leads a task: the organ named by an act, else whom the charter says."""
        if line.lead is not None:
            return named(line.lead.organ)
        if not line.task.lead:
            return {"zh": "—", "en": "—"}
        return {lang: self.now.institution.party(line.task.lead, lang) for lang, _code in LANGS}

    def totals(self, board: Board | None) -> Counter[Light]:
        """How many cells of each light."""
        return sum((line.totals for line in board.lines), start=Counter[Light]()) if board else Counter()

    def cells(self, light: Light, board: Board | None = None) -> Iterator[tuple[Line, int]]:
        """The cells of a light, task by task."""
        for line in (board or self.now).lines:
            for place, cell in line.cells.items():
                if cell.light is light:
                    yield line, place

    def where(self, line: Line, place: int) -> Row:
        """Task, place and lead of a cell."""
        return [titled(line.task.title), named(self.places[place]), self.lead(line)]


# ── Sections ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def section(key: str, title: Words, heads: list[Words], rows: list[Row], nothing: Words) -> dict[str, Any]:
    """A section as it is sealed."""
    told = {"title": both(title), "heads": [both(head) for head in heads], "nothing": both(nothing)}
    return {"key": key, **told, "rows": rows}


def totals(period: Period) -> dict[str, Any]:
    """The lights at the end of the period, and how they have changed since the day before it."""
    ended, began = period.totals(period.now), period.totals(period.before)
    rows: list[Row] = []
    for light, words in LIGHTS.items():
        change = ended[light] - began[light]
        rows.append([both(words), ended[light], began[light], f"+{change}" if change > 0 else str(change)])
    heads: list[Words] = [_("情况"), _("期末"), _("期初"), _("变化")]
    return section("totals", _("总体进度"), heads, rows, _("没有任务。"))


def happened(period: Period) -> dict[str, Any]:
    """What was verified, claimed and sent back in the period, with who leads."""
    states = [state.value for state in HAPPENED]
    said = period.programme.reports.filter(state__in=states, day__gte=period.start, day__lte=period.end)
    rows = [_happened(period, row) for row in said.order_by("day", "id") if row.task in period.lines]
    heads: list[Words] = [_("日期"), _("情况"), _("任务"), _("地方"), _("牵头单位"), _("说明")]
    return section("happened", _("本期办理"), heads, rows, _("本期没有核验、报完成或退回的任务。"))


def _happened(period: Period, row: Report) -> Row:
    task, place, lead = period.where(period.lines[row.task], row.place_id)
    return [row.day.isoformat(), both(State(row.state).label), task, place, lead, row.words or "—"]


def late(period: Period) -> dict[str, Any]:
    """The late ones, with the unit's own words beside them."""
    rows = []
    for line, place in period.cells(Light.LATE):
        explained = line.cells[place].explained
        words = explained.words if explained else both(_("责任单位未作说明"))
        rows.append([*period.where(line, place), words])
    heads: list[Words] = [_("任务"), _("地方"), _("牵头单位"), _("责任单位说明")]
    return section("late", _("逾期"), heads, rows, _("没有逾期的任务。"))


def due(period: Period) -> dict[str, Any]:
    """What turns red within a week if nothing is done, and whose it is."""
    rows = []
    for line, place in period.cells(Light.LATE, period.following):
        if period.lines[line.key].cells[place].light is not Light.LATE:
            state = period.lines[line.key].cells[place].latest
            now_at = both(State(state.state).label) if state else both(LIGHTS[Light.NOT_STARTED])
            rows.append([*period.where(line, place), now_at])
    heads: list[Words] = [_("任务"), _("地方"), _("牵头单位"), _("现在的情况")]
    return section("due", _("今后七天将逾期"), heads, rows, _("今后七天没有将要逾期的任务。"))


def found(period: Period) -> dict[str, Any] | None:
    """What site supervision found and is not yet closed; None where there was no visit."""
    if not period.programme.visits.filter(day__lte=period.end).exists():
        return None
    rows: list[Row] = []
    for each in supervision.findings(period.programme, Subject.objects.all(), period.end):
        if each.standing is Standing.CLOSED:
            continue
        own = each.finding
        place, organ = own.subject.place, each.organ
        state = both(Outcome(each.latest.outcome).label)
        whose = [named(place) if place else "—", named(organ) if organ else "—"]
        rows.append([own.words, *whose, own.due.isoformat(), both(_LATE) if each.light is Light.LATE else state])
    heads: list[Words] = [_("问题"), _("地方"), _("责任单位"), _("整改时限"), _("现在的情况")]
    return section("found", _("督导问题"), heads, rows, _("督导发现的问题都已销号。"))


def gaps(period: Period) -> dict[str, Any] | None:
    """The targets of the programme that are measured and not reached; None where none is."""
    home = Place.objects.select_related("subject").get(pk=period.programme.subject.place_id)
    rows: list[Row] = []
    for found in aims.goals(home, period.end, [period.programme.key]):
        for aim in found.aims:
            if aim.gap is None or aim.threshold is None or not isinstance(aim.value.figure, Figure):
                continue
            figures = (aim.threshold, aim.value.figure, aim.gap)
            rows.append([titled(aim.target.title), *({lang: f.text(lang) for lang, _code in LANGS} for f in figures)])
    heads: list[Words] = [_("目标事项"), _("目标值"), _("实际"), _("还差")]
    return section("gaps", _("目标差距"), heads, rows, _("没有差距。")) if rows else None


Builder = Callable[[Period], dict[str, Any] | None]
BUILDERS: tuple[Builder, ...] = (totals, happened, late, due, found, gaps)
"""The sections in their order."""


# ── The whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


def content(programme: Programme, start: date, end: date, number: int | None = None) -> dict[str, Any]:
    """What a briefing says of a period, as plain data; without a number it is a draft.

    LookupError where the charter has no such programme any more.
    """
    period = Period(programme, start, end)
    home = programme.subject.place
    sections = [told for build in BUILDERS if (told := build(period)) is not None]
    return {
        "format": FORMAT,
        "programme": {"id": programme.pk, "key": programme.key, "title": named(programme.subject)},
        "place": named(home) if home else {"zh": "", "en": ""},
        "synthetic": programme.subject.synthetic,
        "deadline": programme.deadline.isoformat() if programme.deadline else None,
        "year": end.year,
        "number": number,
        "from": start.isoformat(),
        "to": end.isoformat(),
        "as_of": now().isoformat(timespec="minutes"),
        "group": for_group(period, number, sections),
        "sections": sections,
    }


GROUP: Words = _(
    "%(issue)s（%(start)s至%(end)s）：已核验%(verified)s，已报未核%(claimed)s，逾期%(late)s，七天内将逾期%(soon)s。"
)


def for_group(period: Period, number: int | None, sections: list[dict[str, Any]]) -> Pair:
    """A text for the group chat, at most 120 characters: numbers and days; nobody's name, nothing that was reported."""
    ended = period.totals(period.now)
    soon = next((len(told["rows"]) for told in sections if told["key"] == "due"), 0)
    given: Mapping[str, object] = {
        "start": f"{period.start:%m-%d}",
        "end": f"{period.end:%m-%d}",
        "verified": ended[Light.VERIFIED],
        "claimed": ended[Light.CLAIMED],
        "late": ended[Light.LATE],
        "soon": soon,
        "issue": both(_("第%(n)s期"), n=number) if number is not None else both(_("草稿")),
    }
    tail = both(GROUP, **given)
    title = named(period.programme.subject)
    return {lang: title[lang][: LONGEST_FOR_GROUP - len(tail[lang]) - 1] + " " + tail[lang] for lang, _code in LANGS}


def read(row: Briefing) -> dict[str, Any]:
    """What an issue says, as it was sealed."""
    told: dict[str, Any] = json.loads(row.content)
    return told


def intact(row: Briefing) -> bool:
    """Whether an issue still is what was sealed."""
    return digest(row.content) == row.digest


def last_week() -> tuple[date, date]:
    """The seven days that end today."""
    return today() - timedelta(days=6), today()


def issued(programme: Programme) -> list[Briefing]:
    """The issues of a programme, newest first."""
    found = Briefing.objects.filter(programme=programme).select_related("subject", "person")
    return list(found.order_by("-year", "-number"))

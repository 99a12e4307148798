"""How a deadline was counted, in sentences; made when somebody reads them, not when it is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kaifaqu.kernel.clock.calendar import Calendar, Mark, moment_of
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.clock.pauses import Span
from kaifaqu.kernel.clock.vague import Rule

Trace = tuple[Any, ...]
"""A code of `SENTENCES` and what it is told with."""
Given = dict[str, tuple[str, str]]

WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
SENTENCES: dict[str, tuple[str, str]] = {
    "restarted": (
        "{before} 起算的不再计；自 {again} 重新起算（材料补正后，行政许可法第三十二条）",
        "What ran from {before} no longer counts: it begins anew at {again} (papers completed, Licensing Law 32)",
    ),
    "from_working_day": (
        "{start} 当日不计，从 {first} 算第 1 个工作日（行政许可法第八十二条、民法典第二百零一条）",
        "{start} itself does not count; {first} is working day 1 (Licensing Law 82, Civil Code 201)",
    ),
    "from_day": (
        "{start} 当日不计，从 {first} 算第 1 日（民法典第二百零一条）",
        "{start} itself does not count; {first} is day 1 (Civil Code 201)",
    ),
    "from_moment": ("自 {start} 起算（民法典第二百零一条）", "It runs from {start} (Civil Code 201)"),
    "closed": ("{days} {name}，不计", "{days} {name}: not counted"),
    "make_up": ("{day} 调休上班（{name}），计入", "{day} is a make-up working day ({name}): counted"),
    "paused": (
        "{days} 中止（{grounds}），不计 {lost}（行政许可法第四十五条）",
        "{days}: paused ({grounds}), {lost} not counted (Licensing Law 45)",
    ),
    "lasts": (
        "{day} 起中止（{grounds}），尚未恢复：到期日待恢复后确定",
        "Paused since {day} ({grounds}) and not resumed: when it ends is not known yet",
    ),
    "counted": ("数{limit}，到 {end}", "Counting {limit}, to {end}"),
    "extended": ("延长{limit}（{reason}）到 {end}", "Extended by {limit} ({reason}) to {end}"),
    "moved": (
        "{day} 不上班或在中止期间，顺延到 {next}（民法典第二百零三条）",
        "{day} is a day of rest or paused: it moves to {next} (Civil Code 203)",
    ),
    "closes": (
        "最后一日到停止办公时为止：{due}（民法典第二百零三条）",
        "The last day ends when the office closes: {due} (Civil Code 203)",
    ),
    "words": ("“{words}”按 {rule} 推算：{end}", "“{words}” is read as {rule}: {end}"),
    "assumed": (
        "“{words}”没有法定含义，按 {rule} 推定：{end}",
        "“{words}” has no meaning in law; it is taken as {rule}: {end}",
    ),
    "before": (
        "{day} 不上班，须在此前最后一个工作日 {last} 办完",
        "{day} is not worked: it is due on {last}, the last working day before",
    ),
    "none_left": (
        "到 {day} 已没有办公时间，落到下一个工作日 {next}",
        "No office hour is left before the end of {day}: it falls to {next}, the next working day",
    ),
}


@dataclass(frozen=True)
class Step:
    """One step of the count: a code, and its sentence in both languages."""

    code: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence."""
        return self.en if lang == "en" else self.zh


def told(trace: Sequence[Trace], calendar: Calendar) -> list[Step]:
    """Every step of a trace, the days that were not as their weekday says among them."""
    return [step for code, *given in trace for step in TELL[code](calendar, *given)]


def _step(code: str, **given: tuple[str, str]) -> Step:
    zh, en = (SENTENCES[code][at].format(**{name: pair[at] for name, pair in given.items()}) for at in (0, 1))
    return Step(code, zh, en)


def _day(ordinal: int) -> tuple[str, str]:
    on, weekday = date.fromordinal(ordinal), WEEKDAYS[(ordinal - 1) % 7]
    return f"{on:%Y-%m-%d}（{weekday[0]}）", f"{on:%Y-%m-%d} ({weekday[1]})"


def _moment(moment: datetime) -> tuple[str, str]:
    zh, en = _day(moment.toordinal())
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return f"{zh}{clock}", f"{en} {clock}"


def _limit(limit: Limit) -> tuple[str, str]:
    return limit.text("zh"), limit.text("en")


def _same(text: str) -> tuple[str, str]:
    return text, text


def _grounds(span: Span) -> tuple[str, str]:
    return "、".join(span.grounds), ", ".join(span.grounds)


def _from_day(calendar: Calendar, start: int, first: int, unit: str) -> list[Step]:
    return [_step("from_working_day" if unit == "wd" else "from_day", start=_day(start), first=_day(first))]


def _paused(calendar: Calendar, span: Span, lost: int, unit: str) -> list[Step]:
    assert span.until is not None
    if unit in ("wd", "d"):
        days = _span(_day(span.after + 1), _day(span.until))
        return [_step("paused", days=days, grounds=_grounds(span), lost=_limit(Limit(lost, unit)))]
    days = _span(_moment(moment_of(span.after)), _moment(moment_of(span.until)))
    return [_step("paused", days=days, grounds=_grounds(span), lost=_length(lost))]


def _length(seconds: int) -> tuple[str, str]:
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return _limit(Limit(minutes, "min"))
    whole, rest = _limit(Limit(hours, "h")), _limit(Limit(minutes, "min"))
    return (f"{whole[0]}{rest[0]}", f"{whole[1]} {rest[1]}") if minutes else whole


def _span(first: tuple[str, str], last: tuple[str, str]) -> tuple[str, str]:
    return first if first == last else (f"{first[0]}至{last[0]}", f"{first[1]} to {last[1]}")


def _lasts(calendar: Calendar, span: Span, unit: str) -> list[Step]:
    since = _day(span.after + 1) if unit in ("wd", "d") else _moment(moment_of(span.after))
    return [_step("lasts", day=since, grounds=_grounds(span))]


def _between(calendar: Calendar, start: int, last: int, spans: Sequence[Span]) -> list[Step]:
    """The holidays and make-up days that lie between, a holiday in one sentence; what is paused is told as paused."""
    steps: list[Step] = []
    run: list[tuple[int, Mark]] = []
    paused = [(span.after, span.until) for span in spans if span.until is not None]
    for day, mark in [*calendar.between(start, last), (0, None)]:
        if run and (mark is None or mark.working or day != run[-1][0] + 1):
            steps.append(_closed(run))
            run = []
        if mark is None or any(after < day <= until for after, until in paused):
            continue
        if mark.working:
            steps.append(_step("make_up", day=_day(day), name=(mark.zh, mark.en)))
        else:
            run.append((day, mark))
    return steps


def _closed(run: Sequence[tuple[int, Mark]]) -> Step:
    names = dict.fromkeys((mark.zh, mark.en) for _day_off, mark in run)
    name = ("、".join(zh for zh, _en in names), ", ".join(en for _zh, en in names))
    return _step("closed", days=_span(_day(run[0][0]), _day(run[-1][0])), name=name)


def _words(calendar: Calendar, words: str, rule: Rule, end: int) -> list[Step]:
    code = "assumed" if rule.assumed else "words"
    return [_step(code, words=_same(words), rule=(rule.zh, rule.en), end=_day(end))]


TELL: dict[str, Callable[..., list[Step]]] = {
    "restarted": lambda _c, before, again: [_step("restarted", before=_moment(before), again=_moment(again))],
    "from_day": _from_day,
    "from_moment": lambda _c, start, _unit: [_step("from_moment", start=_moment(start))],
    "paused": _paused,
    "lasts": _lasts,
    "counted": lambda _c, limit, end: [_step("counted", limit=_limit(limit), end=_day(end))],
    "counted_to": lambda _c, limit, end: [_step("counted", limit=_limit(limit), end=_moment(end))],
    "extended": lambda _c, limit, end, why: [_step("extended", limit=_limit(limit), end=_day(end), reason=_same(why))],
    "extended_to": lambda _c, limit, end, why: [
        _step("extended", limit=_limit(limit), end=_moment(end), reason=_same(why))
    ],
    "moved": lambda _c, day, later: [_step("moved", day=_day(day), next=_day(later))],
    "closes": lambda _c, due: [_step("closes", due=_moment(due))],
    "within": _between,
    "words": _words,
    "before": lambda _c, day, last: [_step("before", day=_day(day), last=_day(last))],
    "none_left": lambda _c, day, later: [_step("none_left", day=_day(day), next=_day(later))],
}
"""How each entry of a trace is told."""

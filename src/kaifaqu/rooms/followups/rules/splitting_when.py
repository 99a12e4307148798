"""Limits in a running text: where they stand, and the day that follows by the one clock's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from kaifaqu.kernel.clock.calendar import Calendar
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.vague import Vague, as_typed, rule_of
from kaifaqu.rooms.followups.rules.splitting_names import FULL_WIDTH
from kaifaqu.rooms.followups.rules.splitting_types import Note, Span, When

NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十]{1,3}|半)"
_MONTH = r"(?:(?:\d{4}|今|明|本)年(?:的)?)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?"
_DAY = _MONTH + r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]|[上中下]旬|[底末初中])"
_TAIL = r"(?:之前|以前|前|之内|以内|内)"
_SOON = r"立即|立刻|马上|即刻|尽快|尽早|抓紧|近期|近日|当日|当天|今日|今天|次日|明日|明天"
_SPOKEN = (
    r"(?:本|下|这)?(?:个)?(?:周|星期)[一二三四五六日天末]|(?:本|下|这)周|周内"
    r"|(?:本|下)?(?:个)?月(?:底|末|内|初|中)|(?:本|下)(?:个)?月|[上中下]旬"
    r"|(?:\d{4}年|今年|明年|本年)?(?:上半年|下半年|第?[一二三四]季度|年底|年末|年内|年中)|\d{4}年[底末]|\d{4}年内|(?:今|明)年[底末内]"
    r"|季度?末|本季度|季度内|(?:年底|年末|年内|年中|年度内)"
    r"|(?:元旦|春节|清明|五一|端午|中秋|国庆|节)(?=前|之前|以前)|下班(?=前)"
)
_SPAN = rf"{NUMBER}(?:个)?(?:工作日|工作小时|小时|分钟|日|天|周|星期|月|年)(?:之内|以内|内)"
_WORDS = re.compile(
    r"(?=[0-9一二两三四五六七八九十半每定逐按今明本下这周星上中第季年元春清端国节月立马即尽抓近当次])(?:"
    rf"(?P<every>每(?:个)?(?:季度|[年月周日天季]|星期)[^,;。\n]{{0,6}}|定期|逐月|逐周|按月|按周|按季度?)"
    rf"|(?P<range>{_DAY}\s*(?:至|到|-|—|~|–)+\s*(?:{_DAY}|\d{{1,2}}[日号])(?:{_TAIL})?)"
    rf"|(?P<day>{_DAY}{_TAIL}?)"
    rf"|(?P<month>{_MONTH}{_TAIL})"
    rf"|(?P<span>{_SPAN})"
    rf"|(?P<spoken>(?:{_SPOKEN}){_TAIL}?)"
    rf"|(?P<soon>{_SOON}))"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_BEFORE = re.compile(_TAIL + r"$")
_HAPPENED = re.compile(r"^(?:上午|下午|晚|召开|主持|印发|以来|起|的|发|收|批示|第)")
_PARTS_OF_YEAR = re.compile(r"(\d{4})年(上半年|下半年|第?[一二三四]季度|年中|年底|年末|年内)")
_ENDS_IN = {
    "上半年": 6,
    "下半年": 12,
    "一季度": 3,
    "二季度": 6,
    "三季度": 9,
    "四季度": 12,
    "年中": 6,
    "年底": 12,
    "年末": 12,
    "年内": 12,
}
FAR = 300
"""Days after which a limit without a year is looked at again: it may have been meant for the year that is over."""


@dataclass(frozen=True)
class Start:
    """From when limits count, and by which calendar; `now` is the day on which the text is read."""

    at: datetime
    calendar: Calendar
    now: date


def limits_in(text: str, start: Start, base: int = 0) -> list[tuple[When, tuple[Note, ...]]]:
    """Every limit of a plain text, in order. `base` is where the text begins in the paper."""
    found = []
    for each in _WORDS.finditer(text):
        kind = each.lastgroup or ""
        if kind == "day" and not _is_limit(text, each):
            continue
        span = Span(base + each.start(), base + each.end())
        found.append(_read(kind, each.group(), span, start))
    return found


def _is_limit(text: str, found: re.Match[str]) -> bool:
    """A day with 前 is a limit; one without may be the day on which something was."""
    words = found.group()
    if _BEFORE.search(words) or re.search(r"[底末旬]$", words):
        return True
    if _HAPPENED.match(text[found.end() : found.end() + 4]):
        return False
    before = text[max(0, found.start() - 4) : found.start()]
    return (
        bool(re.search(r"(?:于|在|截至|截止|时限:?|时间:?|期限:?|至|到)\s*$", before))
        or len(text.strip()) <= len(words) + 2
    )


def _read(kind: str, words: str, span: Span, start: Start) -> tuple[When, tuple[Note, ...]]:
    if kind == "every":
        return When(words, span), (Note("recurring", words),)
    asked = _as_asked(kind, words)
    try:
        limit = as_typed(asked)
        due = deadline(start.at, limit, start.calendar).due
    except (BadTime, ValueError, OverflowError):
        return When(words, span), (Note("limit_unknown", words),)
    if due is None:
        return When(words, span), (Note("limit_unknown", words),)
    if not isinstance(limit, Vague):
        return When(words, span, str(limit), due.date()), tuple(_doubts(words, due.date(), start))
    rule = rule_of(limit, start.at.date())
    day = min(due.date(), max(rule.ends(start.at.date()), date.min))
    return When(words, span, asked, day, rule.assumed), tuple(_doubts(words, day, start))


def _doubts(words: str, day: date, start: Start) -> list[Note]:
    if day < start.now:
        return [Note("limit_past", words)]
    if (day - start.at.date()).days > FAR and not re.search(r"\d{4}年|明年|年", words):
        return [Note("limit_far", words)]
    return []


def _as_asked(kind: str, words: str) -> str:
    """The words as the clock knows them: the end of a range, digits for numerals, 星期 as 周."""
    plain = re.sub(r"\s", "", words)
    if kind == "range":
        plain = _range_end(plain)
    if kind in ("range", "day", "month"):
        plain = _in_digits(plain.replace("月份", "月").replace("年的", "年"))
        if kind == "month":
            plain = re.sub(r"月(?=之前|以前|前|之内|以内|内|$)", "月底", plain)
        return re.sub(r"^(?:今|本)年", "", plain)
    if kind == "span":
        return _span(plain)
    if named := _PARTS_OF_YEAR.fullmatch(_BEFORE.sub("", plain)):
        return f"{named[1]}年{_ENDS_IN[named[2][-3:]]}月底"
    plain = plain.replace("星期", "周").replace("这周", "本周").replace("下个月", "下月").replace("本个月", "本月")
    return {"尽早": "尽快", "立刻": "立即", "即刻": "立即", "月内": "月底", "季末": "季度末"}.get(plain, plain)


def _range_end(words: str) -> str:
    first, last = re.split(r"[至到\-—~–]+", words, maxsplit=1)
    if "月" not in last:
        month = re.match(r"(?:.{0,5}年)?.{1,3}月", first)
        return (month.group() if month else "") + last
    year = re.match(r"\d{4}年", first)
    return last if re.match(r"\d{4}年|今年|明年", last) or not year else year.group() + last


def _span(words: str) -> str:
    half = {
        "半个月": "15天",
        "半月": "15天",
        "半年": "6个月",
        "半天": "4个工作小时",
        "半日": "4个工作小时",
        "半小时": "30分钟",
    }
    for said, meant in half.items():
        if words.startswith(said):
            return meant
    digits = _in_digits(words).replace("星期", "周")
    digits = re.sub(r"(?<=\d)工作", "个工作", digits)
    return re.sub(r"(?<=\d)月", "个月", digits)


def _in_digits(words: str) -> str:
    return re.sub(r"[一二两三四五六七八九十]+", lambda found: str(_number(found.group())), words)


def _number(words: str) -> int:
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGITS.get(words[-1], 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def due_of(words: str, start: Start) -> date | None:
    """The day that a limit comes to as somebody wrote it; None where it is not understood."""
    plain = words.strip().translate(FULL_WIDTH)
    if named := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", plain):
        try:
            return date(*(int(part) for part in named.groups()))
        except ValueError:
            return None
    found = limits_in(plain, start)
    if len(found) == 1 and found[0][0].due:
        return found[0][0].due
    try:
        due = deadline(start.at, as_typed(plain), start.calendar).due
    except (BadTime, ValueError, OverflowError):
        return None
    return due.date() if due else None

"""Limits in words (月底前, 上半年, 近期): the words are kept, and a day follows from them by a rule that is stated.

One table. A day named in words is kept to: where it is not worked, the last working day before it counts, not the next
one after it, because "by the end of the month" is not met in the month that follows. 前 takes the day itself in, as
以前 does in law (Civil Code, article 1259).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import Limit, as_limit

Ends = Callable[[date], date]


@dataclass(frozen=True)
class Rule:
    """From the start day to the last day: words of one meaning, what they come to, and whether that is our reading."""

    words: tuple[str, ...]
    ends: Ends
    zh: str
    en: str
    assumed: bool = False


@dataclass(frozen=True)
class Vague:
    """A limit in words, as they were written."""

    words: str

    def __str__(self) -> str:
        return self.words


def _week(weeks: int) -> Ends:
    return lambda day: day + timedelta(days=6 - day.weekday() + 7 * weeks)


def _month(months: int) -> Ends:
    def ends(day: date) -> date:
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return last_of(year, month + 1)

    return ends


def _next(*days: tuple[int, int]) -> Ends:
    """The first of these days of the year, month and day, that is not before the start."""

    def ends(day: date) -> date:
        dates = [date(year, month, of_month) for year in (day.year, day.year + 1) for month, of_month in days]
        return min(each for each in dates if each >= day)

    return ends


def _of_month(number: int) -> Ends:
    """The first such day of a month that is not before the start."""

    def ends(day: date) -> date:
        return day.replace(day=number) if day.day <= number else (last_of(day.year, day.month) + timedelta(days=number))

    return ends


def _after(days: int) -> Ends:
    return lambda day: day + timedelta(days=days)


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


RULES = (
    Rule(("当日", "当天", "今天", "今日", "立即", "马上"), _after(0), "起算当日", "the same day", assumed=True),
    Rule(("次日", "明天", "明日"), _after(1), "次日", "the day after"),
    Rule(("本周", "这周", "周内", "周末"), _week(0), "本周日", "the Sunday of the week"),
    Rule(("下周",), _week(1), "下周日", "the Sunday of the week after"),
    Rule(("上旬", "本月上旬", "月初"), _of_month(10), "最近的 10 日", "the 10th of the month", assumed=True),
    Rule(("中旬", "本月中旬", "月中"), _of_month(20), "最近的 20 日", "the 20th of the month", assumed=True),
    Rule(
        ("月底", "月末", "本月", "本月底", "本月末", "月内", "下旬"), _month(0), "本月最后一日", "the end of the month"
    ),
    Rule(("下月", "下月底", "下个月", "下个月底"), _month(1), "下月最后一日", "the end of the month after"),
    Rule(
        ("季度末", "季末", "本季度", "季度内"),
        _next((3, 31), (6, 30), (9, 30), (12, 31)),
        "本季度最后一日",
        "the end of the quarter",
    ),
    Rule(("一季度", "第一季度"), _next((3, 31)), "最近的 3 月 31 日", "the next 31 March"),
    Rule(("二季度", "第二季度"), _next((6, 30)), "最近的 6 月 30 日", "the next 30 June"),
    Rule(("三季度", "第三季度"), _next((9, 30)), "最近的 9 月 30 日", "the next 30 September"),
    Rule(("四季度", "第四季度"), _next((12, 31)), "最近的 12 月 31 日", "the next 31 December"),
    Rule(("上半年", "年中"), _next((6, 30)), "最近的 6 月 30 日", "the next 30 June"),
    Rule(
        ("下半年", "年底", "年末", "年内", "今年", "今年底", "本年", "本年度", "年度内"),
        _next((12, 31)),
        "当年 12 月 31 日",
        "31 December of the year",
    ),
    Rule(("明年上半年",), lambda day: date(day.year + 1, 6, 30), "次年 6 月 30 日", "30 June of the year after"),
    Rule(
        ("明年", "明年底", "明年内"), lambda day: date(day.year + 1, 12, 31), "次年 12 月 31 日", "the end of next year"
    ),
    Rule(("尽快", "抓紧"), _after(5), "5 日内（急件）", "within 5 days, as for urgent matters", assumed=True),
    Rule(("近期", "近日"), _after(15), "15 日内（平件）", "within 15 days, as for ordinary matters", assumed=True),
)
"""Every word that is understood. `assumed`: no rule of law reads it so, but the custom of the follow-up desk."""
_BY_WORDS = {words: rule for rule in RULES for words in rule.words}
_TAIL = re.compile(r"(?:之前|以前|前|之内|以内|内|完成)$")
_NAMED = re.compile(
    r"(?:(\d{4})年|今年|本年)?(?:(\d{1,2})月份?(?:(\d{1,2})[日号]|([初中]|[上中下]旬|[底末]))|(?<=年)[底末])"
)
_PARTS = {"初": 10, "上旬": 10, "中": 20, "中旬": 20}
_WEEKDAY = re.compile(r"(本|这|下)?(?:个)?(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日天"
_EXAMPLES = "6月底前、6月15日前、6月上旬、周五前、2027年底前"


def as_typed(text: str) -> Limit | Vague:
    """A limit as people write it: 20wd, 20个工作日, 15日内, 月底前. BadTime lists what is understood."""
    limit = as_limit(text)
    if limit is not None:
        return limit
    words = unicodedata.normalize("NFKC", text).strip()
    if _rule(words, date(2004, 1, 1)) is None:
        known = "、".join([*(rule.words[0] for rule in RULES), _EXAMPLES])
        raise BadTime("no_words", "limit", given=words, known=known)
    return Vague(words)


def rule_of(vague: Vague, day: date) -> Rule:
    """The rule by which a day follows from the words; BadTime lists those that are understood."""
    found = _rule(vague.words, day)
    if found is None:
        known = "、".join([*(rule.words[0] for rule in RULES), _EXAMPLES])
        raise BadTime("no_words", "limit", given=vague.words, known=known)
    return found


def _rule(words: str, day: date) -> Rule | None:
    plain = re.sub(r"\s", "", words)
    return _BY_WORDS.get(plain) or _BY_WORDS.get(_TAIL.sub("", plain)) or _named(plain, day) or _weekday(plain, day)


def _weekday(words: str, day: date) -> Rule | None:
    """A day of the week that the words name: of this week where it is still to come, else of the next."""
    found = _WEEKDAY.fullmatch(_TAIL.sub("", words))
    if found is None:
        return None
    which, at = found[1] or "", min(_WEEKDAYS.index(found[2]), 6)
    end = day + timedelta(days=at - day.weekday())
    if which == "下" or (not which and end < day):
        end += timedelta(days=7)
    return Rule((words,), lambda _day: end, end.isoformat(), end.isoformat())


def _named(words: str, day: date) -> Rule | None:
    """A month or a day that the words name; without a year it is the first that is not before the start day."""
    found = _NAMED.fullmatch(_TAIL.sub("", words))
    if found is None:
        return None
    year, month, of_month = (int(part) if part else None for part in found.groups()[:3])
    month, of_month = month or 12, of_month or _PARTS.get(found[4] or "")
    try:
        ends = [_day(each, month, of_month) for each in ([year] if year else [day.year, day.year + 1])]
    except ValueError:
        return None
    end = next((each for each in ends if each >= day), ends[-1])
    return Rule((words,), lambda _day: end, end.isoformat(), end.isoformat())


def _day(year: int, month: int, of_month: int | None) -> date:
    return date(year, month, of_month) if of_month else last_of(year, month)

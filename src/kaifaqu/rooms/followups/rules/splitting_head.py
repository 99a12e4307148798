"""What a paper says of itself: its origin, who gave it, its number and day; and whether it may be read here at all."""

from __future__ import annotations

import re
from datetime import date

from kaifaqu.rooms.followups.rules.splitting_names import plain
from kaifaqu.rooms.followups.rules.splitting_types import Head

HEAD = 600
"""Characters of a paper's beginning in which its mark of secrecy stands, if it bears one."""
_LEVELS = r"(?:绝\s*密|机\s*密|秘\s*密)"
_HOW_LONG = r"(?:\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:年|个月|月)|\s*长期)"
_SECRET = re.compile(
    rf"{_LEVELS}\s*[★☆*]{_HOW_LONG}?|^\s*[【\[(]{_LEVELS}[】\])]|^\s*{_LEVELS}{_HOW_LONG}?\s*$|密\s*级\s*:\s*{_LEVELS}",
    re.MULTILINE,
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,12}[〔\[(【]\s*\d{4}\s*[〕\])】]\s*第?\s*\d{1,5}\s*号|第\s*\d{1,4}\s*次[\u4e00-\u9fff]{0,10}会议?"
)
_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})(?:\s*日)?(?!\s*(?:之?前|以前|\d|至|到))"
)
_ZH_DAY = re.compile(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_TITLES = r"(?:同志|副?市长|副?书记|副?主任|副?县长|副?区长|副?秘书长|常务副市长)"
_GIVER = (
    re.compile(rf"([\u4e00-\u9fff某×]{{2,12}}?{_TITLES})\s*(?:的|在[^,。;\n]{{1,24}}?)?(?:主持|批示|指示|签批|圈阅)"),
    re.compile(rf"(?:按照|根据|经)\s*([\u4e00-\u9fff某×]{{2,12}}{_TITLES})"),
    re.compile(r"主持人?\s*:\s*([\u4e00-\u9fff某× ]{2,12}?)(?=[\s,。;(]|$)"),
)
_ORIGINS = (
    ("work_report", re.compile(r"政府工作报告")),
    (
        "meeting",
        re.compile(
            r"会议纪要|会议议定|议定事项|会议决定|会议明确|会议研究|专题会|主任办公会|常务会|调度会|会议认为|会议指出"
        ),
    ),
    ("instruction", re.compile(r"批示|阅处|阅研|研处|圈阅|请[\u4e00-\u9fff×]{1,4}同志|批办")),
)
_DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def secret_mark(text: str) -> str:
    """The mark of secrecy (秘密, 机密, 绝密) that a paper bears at its head; empty where it bears none.

    A word in a sentence (商业秘密) is no mark: the mark stands alone, with a star, or behind 密级.
    """
    found = _SECRET.search(plain(text[:HEAD]))
    return re.sub(r"\s+", "", found.group()) if found else ""


def head_of(text: str, today: date) -> Head:
    """What a paper says of itself; what it does not say stays empty."""
    read = plain(text)
    top, tail = read[: HEAD * 2], read[-HEAD:]
    origin = next((name for name, words in _ORIGINS if words.search(top)), "")
    origin = origin or next((name for name, words in _ORIGINS if words.search(read[:20_000])), "")
    number = _NUMBER.search(top) or _NUMBER.search(tail)
    giver = next((found[1].strip() for rule in _GIVER if (found := rule.search(top) or rule.search(tail))), "")
    return Head(origin, _without_lead_in(giver), _trim(number.group()) if number else "", _day(top, tail, today))


def _trim(number: str) -> str:
    number = re.sub(r"\s+", "", number)
    number = re.sub(r"^.*?(?:关于|见|依据|根据|文号|按照|编号)", "", number)
    return re.sub(r"[\[(【](\d{4})[\])】]", r"〔\1〕", number)


def _without_lead_in(giver: str) -> str:
    return re.sub(r"^.*?(?:根据|按照|经|由|日|午)(?=.{2})", "", giver)


def _day(top: str, tail: str, today: date) -> date | None:
    """The first day of the head that is not still to come, else the last of the tail."""
    found = [*_days(top), *reversed(_days(tail))]
    return next((day for day in found if day <= today and day.year >= today.year - 3), None)


def _days(text: str) -> list[date]:
    written = [(found.start(), tuple(int(part) for part in found.groups())) for found in _DAY.finditer(text)]
    for found in _ZH_DAY.finditer(text):
        year = int("".join(str(_DIGITS[letter]) for letter in found[1]))
        written.append((found.start(), (year, _ten(found[2]), _ten(found[3]))))
    days = []
    for _at, parts in sorted(written):
        try:
            days.append(date(*parts))
        except (ValueError, TypeError):
            continue
    return days


def _ten(words: str) -> int:
    tens, ten, ones = words.partition("十")
    return (_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)) if ten else _DIGITS.get(words[-1], 0)

"""Reading the days out of a notice as it is printed: 1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

Nothing is guessed: weekdays in brackets and the number of days are checked, and a sentence with days in it that says
more than this is refused and quoted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock.steps import WEEKDAYS
from kaifaqu.kernel.subjects.lang import lang

ITEM = re.compile(r"(?:^|\n|(?<=[。;\s]))\s*[一二三四五六七八九十]+、|\n")
TOKEN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<said>[^()]*)\))?"
    r"|(?P<to>至|到|-|—|–|~)|(?P<closed>放假|补休)|(?P<worked>上班)|共(?P<count>\d+)天"
)
FILLING = re.compile(r"[、,和及\s]|不?调休|公休|与周末连休|\d天")
WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
ORDER, FIRST = "一二三四五六日", "一、"
QUOTED, LONGEST_SPAN = 40, 31


@dataclass
class _Reading:
    """One sentence on its way: the days named so far, and what has been said of them."""

    year: int
    sentence: str
    last: date | None = None
    spanning: bool = False
    named: list[date] = field(default_factory=list)
    closed: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        if token["day"]:
            self._day(token)
        elif token["to"]:
            self.spanning = True
        elif token["count"]:
            if int(token["count"]) != len(self.closed):
                given = {"said": token["count"], "read": len(self.closed)}
                raise _bad("count", _("写明共 %(said)s 天，读出 %(read)s 天") % given, self.sentence)
        else:
            (self.closed if token["closed"] else self.worked).extend(self.named)
            self.named, self.spanning = [], False

    def _day(self, token: re.Match[str]) -> None:
        year = (
            int(token["year"]) if token["year"] else (self.last.year if self.last and not token["month"] else self.year)
        )
        month = int(token["month"]) if token["month"] else (self.last.month if self.last else 0)
        try:
            day = date(year, month, int(token["day"]))
        except ValueError:
            raise _bad("no_day", _("“%(day)s”不是日期") % {"day": token[0]}, self.sentence) from None
        said = WEEKDAY.search(token["said"] or "")
        if said and ORDER.index(said[1].replace("天", "日")) != day.weekday():
            given = {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()][lang() == "en"], "said": said[0]}
            raise _bad("weekday", _("%(day)s 是%(weekday)s，文中写作%(said)s；请核对年份") % given, self.sentence)
        if self.spanning:
            self._span(day)
        self.named.append(day)
        self.last = day

    def _span(self, day: date) -> None:
        if self.last is None or not 0 < (day - self.last).days <= LONGEST_SPAN:
            raise _bad("span", _("起止日期读不通"), self.sentence)
        between = (day - self.last).days
        self.named += [self.last + timedelta(days=n) for n in range(1, between)]
        self.spanning = False


def read_announcement(text: str, year: int) -> dict[date, tuple[bool, str]]:
    """Each day that a notice names: whether it is worked, and the holiday. Refuses what it cannot read to the end."""
    plain = unicodedata.normalize("NFKC", text)
    plain = plain[max(plain.find(FIRST), 0) :]  # what stands before the first item is about principles
    found: dict[date, tuple[bool, str]] = {}
    for item in ITEM.split(plain):
        name, _colon, rest = item.partition(":")
        titled = bool(_colon) and not TOKEN.search(name)
        for sentence in re.split(r"[。;\n]", rest if titled else item):
            read = _sentence(sentence, year)
            for working, days in ((False, read.closed), (True, read.worked)):
                for day in days:
                    if found.setdefault(day, (working, name.strip() if titled else ""))[0] is not working:
                        raise _bad("both", _("%(day)s 既放假又上班") % {"day": day.isoformat()}, sentence)
    if not found:
        words = _("没有读出任何日期。请粘贴通知正文，如“一、元旦：1月1日至3日放假调休，共3天”一类的句子。")
        raise Refusal("nothing", words, field="text")
    return found


def _sentence(sentence: str, year: int) -> _Reading:
    reading = _Reading(year, sentence.strip())
    tokens = list(TOKEN.finditer(sentence))
    if not any(token["day"] for token in tokens) or not any(token["closed"] or token["worked"] for token in tokens):
        return reading
    if FILLING.sub("", TOKEN.sub("", sentence)):
        raise _bad("unread", _("这句话读不懂"), reading.sentence)
    for token in tokens:
        reading.take(token)
    if reading.named:
        raise _bad("unsaid", _("有日期没有说明放假还是上班"), reading.sentence)
    return reading


def _bad(code: str, words: Words, sentence: str) -> Refusal:
    quoted = sentence if len(sentence) <= QUOTED else f"{sentence[:QUOTED]}…"
    return Refusal(code, _("%(words)s：“%(sentence)s”") % {"words": words, "sentence": quoted}, field="text")

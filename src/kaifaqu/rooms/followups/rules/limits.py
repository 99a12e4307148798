"""The limit of a matter, as it was written: its words are kept, and a day follows from them by a rule that is said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from kaifaqu.kernel.clock import local
from kaifaqu.kernel.clock.calendar import Calendar
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import Limit
from kaifaqu.kernel.clock.vague import Vague, as_typed, rule_of

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:之?前|以前)?")


@dataclass(frozen=True)
class Derived:
    """The day that a limit comes to, its words as they were written, and by which rule.

    `assumed`: no rule of law reads the words so. `by_default`: nothing was written, the charter's limit of the kind
    holds.
    """

    day: date
    words: str
    zh: str
    en: str
    assumed: bool = False
    by_default: bool = False

    def rule(self, lang: str) -> str:
        """The rule in the reader's language."""
        return self.en if lang == "en" else self.zh


def derived(words: str, given: datetime, calendar: Calendar, otherwise: Limit | None) -> Derived | None:
    """The day that the words of a limit come to, counted from when the matter was given.

    None where nothing is written and no rule gives a limit. BadTime where the words are not understood, or come to
    nothing that can be a limit.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    if not plain:
        return _by_default(given, calendar, otherwise) if otherwise else None
    if named := named_day(plain):
        return Derived(named, words.strip(), "写明的日期", "the day that was named")
    limit = as_typed(plain)
    found = deadline(given, limit, calendar)
    if found.due is None:
        return None
    day = local(found.due).date()
    if isinstance(limit, Vague):
        rule = rule_of(limit, local(given).date())
        return Derived(day, words.strip(), rule.zh, rule.en, rule.assumed)
    return Derived(day, words.strip(), f"自交办起{limit.text('zh')}", f"{limit.text('en')} from being assigned")


def _by_default(given: datetime, calendar: Calendar, limit: Limit) -> Derived | None:
    due = deadline(given, limit, calendar).due
    if due is None:
        return None
    zh, en = f"没有另定时限，自交办起{limit.text('zh')}", f"no limit of its own: {limit.text('en')} from being assigned"
    return Derived(local(due).date(), "", zh, en, by_default=True)


def named_day(words: str) -> date | None:
    """A day that the words name in full: 2026-12-01, 2026年12月1日前. None where they name none."""
    found = _DAY.fullmatch(words)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        raise BadTime("no_words", "limit", given=words, known="2026-12-01") from None

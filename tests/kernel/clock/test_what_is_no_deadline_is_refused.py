from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.clock.deadlines import deadline
from kaifaqu.kernel.clock.faults import FAULTS, BadTime
from kaifaqu.kernel.clock.limits import MOST, TIMES, Limit
from kaifaqu.kernel.clock.pauses import Extension, Pause
from kaifaqu.kernel.clock.reading import as_extension, as_moment, as_pause
from kaifaqu.kernel.clock.vague import as_typed

START = datetime(2025, 9, 30, 16, tzinfo=ZONE)
DAY = date(2025, 10, 9)
CALENDAR = national.calendar()
TEN = Limit(10, "wd")

REFUSED: dict[str, tuple[str, Callable[[], object]]] = {
    "nothing": ("out_of_bounds", lambda: as_typed("0wd")),
    "no time at all, from a program": ("out_of_bounds", lambda: deadline(START, Limit(0, "d"), CALENDAR)),
    "ten thousand days": ("out_of_bounds", lambda: as_typed("10000d")),
    "ten thousand working days": ("out_of_bounds", lambda: deadline(START, Limit(10_000, "wd"), CALENDAR)),
    "an unknown unit": ("no_unit", lambda: as_typed("20xd")),
    "words that name no day": ("no_words", lambda: as_typed("有空的时候")),
    "a month that may be three": ("no_words", lambda: as_typed("3月")),
    "a month that there is not": ("no_words", lambda: as_typed("13月底前")),
    "no time": ("no_moment", lambda: as_moment("明天")),
    "a day that there is not": ("no_moment", lambda: as_moment("2025-02-30")),
    "an hour that there is not": ("no_moment", lambda: as_moment("2025-02-28T25:00")),
    "a pause without a ground": ("no_ground", lambda: Pause.days(DAY, DAY, " ")),
    "a typed pause without a ground": ("no_ground", lambda: as_pause("2025-10-09..2025-10-15")),
    "a pause that ends before it begins": ("pause_order", lambda: Pause.days(DAY, DAY - timedelta(1), "听证")),
    "a pause of no time": ("pause_order", lambda: Pause(START, START, "听证")),
    "no pause": ("no_pause", lambda: as_pause("2025-10-09")),
    "a pause to the end of time": ("no_pause", lambda: as_pause("2025-10-09..9999-12-31:听证")),
    "an extension without a reason": ("no_reason", lambda: Extension(TEN, "")),
    "no extension": ("no_words", lambda: as_extension("再等等")),
    "days extended by hours": (
        "mixed_units",
        lambda: deadline(START, TEN, CALENDAR, extensions=[Extension(Limit(3, "wh"), "情况复杂")]),
    ),
    "a restart before the start": (
        "restart_order",
        lambda: deadline(START, TEN, CALENDAR, restarted=START - timedelta(1)),
    ),
    "a named day that is paused": (
        "fixed_day",
        lambda: deadline(START, as_typed("年底前"), CALENDAR, pauses=[Pause.days(DAY, DAY, "听证")]),
    ),
    "a start before the calendar": ("beyond", lambda: deadline(datetime(2003, 12, 31, tzinfo=ZONE), TEN, CALENDAR)),
    "an end behind the calendar": ("beyond", lambda: deadline(START, Limit(10, "y"), CALENDAR)),
    "hours behind the calendar": (
        "beyond",
        lambda: deadline(datetime(2030, 12, 31, 12, tzinfo=ZONE), Limit(24, "h"), CALENDAR),
    ),
    "a pause behind the calendar": (
        "beyond",
        lambda: deadline(START, TEN, CALENDAR, pauses=[Pause.days(DAY, date(2031, 1, 1), "听证")]),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_plain_words_of_both_languages(case: str) -> None:
    code, asked = REFUSED[case]
    with pytest.raises(BadTime) as refused:
        asked()
    assert refused.value.code == code
    for lang in ("zh", "en"):
        assert "{" not in refused.value.text(lang)


def test_every_fault_is_met() -> None:
    assert {code for code, _asked in REFUSED.values()} == FAULTS.keys()


def test_the_bounds_are_told() -> None:
    with pytest.raises(BadTime) as refused:
        as_typed("0wd")
    assert refused.value.text("zh") == "0wd 不能作为时限：最短1个工作日，最长1000个工作日。"
    assert MOST.keys() == TIMES.keys()


def test_words_that_are_understood_are_listed() -> None:
    with pytest.raises(BadTime) as refused:
        as_typed("有空的时候")
    assert "月底、" in refused.value.text("zh")


def test_a_naive_moment_is_no_moment() -> None:
    with pytest.raises(ValueError, match="names no time zone"):
        deadline(START.replace(tzinfo=None), TEN, CALENDAR)

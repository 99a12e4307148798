"""Worked by hand from the law's text and the published calendars."""

from __future__ import annotations

from datetime import datetime

import pytest

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock.deadlines import Due, deadline
from kaifaqu.kernel.clock.reading import as_extension, as_moment, as_pause
from kaifaqu.kernel.clock.vague import as_typed

CALENDAR = national.calendar()


def due(
    start: str, limit: str, *, pauses: tuple[str, ...] = (), extensions: tuple[str, ...] = (), restarted: str = ""
) -> Due:
    return deadline(
        as_moment(start),
        as_typed(limit),
        CALENDAR,
        pauses=[as_pause(each) for each in pauses],
        extensions=[as_extension(each) for each in extensions],
        restarted=as_moment(restarted) if restarted else None,
    )


def moment(text: str) -> datetime:
    return as_moment(text)


@pytest.mark.parametrize(
    ("start", "limit", "end", "source"),
    [
        ("2025-09-30T16:00", "20wd", "2025-11-04", "行政许可法 42、82: eight days of rest, one make-up Saturday"),
        ("2026-02-13T09:00", "5wd", "2026-02-27", "行政许可法 32: 02-14 is worked, 02-15 to 02-23 are not"),
        ("2026-01-30T09:00", "20wd", "2026-03-05", "行政许可法 42: 02-14 and 02-28 are worked"),
        ("2025-12-31T17:00", "45wd", "2026-03-11", "行政许可法 42: unified handling"),
        ("2026-04-30T16:00", "10wd", "2026-05-18", "行政许可法 44: 05-09 is worked"),
        ("2026-09-18T16:00", "1wd", "2026-09-20", "行政许可法 82: a Sunday that is worked"),
        ("2026-10-09T16:00", "1wd", "2026-10-10", "行政许可法 82: a Saturday that is worked"),
        ("2025-09-30T16:00", "15d", "2025-10-15", "行政处罚法 67: fines in 15 days"),
        ("2025-09-16T16:00", "15d", "2025-10-09", "民法典 203: the last day, 10-01, moves behind the holiday"),
        ("2025-01-31T10:00", "1m", "2025-02-28", "民法典 202: February has no 31st"),
        ("2024-02-29T10:00", "1y", "2025-02-28", "民法典 202"),
        ("2025-08-05T10:00", "2m", "2025-10-09", "民法典 202, 203: 10-05 lies in the holiday"),
        ("2026-02-07T10:00", "1w", "2026-02-14", "民法典 203: a Saturday that is worked is no day of rest"),
        ("2025-10-04T10:00", "1wd", "2025-10-09", "民法典 201: begun on a day of rest"),
    ],
)
def test_a_limit_of_the_law(start: str, limit: str, end: str, source: str) -> None:
    found = due(start, limit)
    assert (found.due, found.provisional) == (moment(f"{end}T17:30"), False), source


def test_ten_more_days_by_the_head_of_the_organ() -> None:
    """行政许可法 42: 20 working days, 10 more once, with the reasons told."""
    assert due("2025-09-30T16:00", "20wd", extensions=("10wd:情况复杂",)).due == moment("2025-11-18T17:30")


def test_a_hearing_is_not_counted() -> None:
    """行政许可法 45."""
    found = due("2025-09-30T16:00", "20wd", pauses=("2025-10-09..2025-10-15:听证",))
    assert found.due == moment("2025-11-12T17:30")
    codes = [step.code for step in found.steps]
    assert codes == ["from_working_day", "closed", "paused", "counted", "closes"]  # the make-up day lies in the pause


def test_papers_completed_begin_the_limit_anew() -> None:
    """行政许可法 32: accepted when the papers that were asked for have come."""
    found = due("2025-09-30T16:00", "20wd", restarted="2025-10-16T09:00")
    assert (found.due, str(found.counted_from)) == (moment("2025-11-13T17:30"), "2025-10-17")


@pytest.mark.parametrize(
    ("start", "words", "end"),
    [
        ("2025-09-10T09:00", "月底前", "2025-09-30"),
        ("2025-08-11T09:00", "月底前", "2025-08-29"),  # 08-31 is a Sunday: the Friday before, not the month after
        ("2025-05-31T09:00", "月底前", "2025-06-03"),  # nothing of the month is left
        ("2025-09-30T18:00", "月底前", "2025-10-09"),  # the office has closed
        ("2025-03-10T09:00", "上半年", "2025-06-30"),
        ("2025-09-10T09:00", "上半年", "2026-06-30"),
        ("2025-03-10T09:00", "年底前", "2025-12-31"),
        ("2025-09-24T09:00", "本周内", "2025-09-28"),  # that Sunday is worked
        ("2025-09-17T09:00", "本周内", "2025-09-19"),
        ("2025-09-10T09:00", "近期", "2025-09-25"),
        ("2025-09-10T09:00", "12月上旬", "2025-12-10"),
        ("2025-09-10T09:00", "12月中旬前", "2025-12-19"),  # 12-20 is a Saturday
        ("2025-09-10T09:00", "2026年3月初", "2026-03-10"),
        ("2025-09-10T09:00", "10月份底前", "2025-10-31"),
        ("2025-09-10T09:00", "周五前", "2025-09-12"),  # the 10th is a Wednesday
        ("2025-09-10T09:00", "周二前", "2025-09-16"),  # this week's is over
        ("2025-09-10T09:00", "下周三前", "2025-09-17"),
        ("2025-09-10T09:00", "尽快", "2025-09-15"),
        ("2025-09-10T09:00", "第四季度", "2025-12-31"),
        ("2025-09-10T09:00", "6月15日前", "2026-06-15"),
        ("2025-09-10T09:00", "3月底前", "2026-03-31"),
        ("2025-09-10T09:00", "2026年底前", "2026-12-31"),
        ("2025-12-20T09:00", "下月底前", "2026-01-30"),
    ],
)
def test_words_come_to_a_day_by_a_stated_rule(start: str, words: str, end: str) -> None:
    found = due(start, words)
    assert (found.due, found.words, found.unit) == (moment(f"{end}T17:30"), words, "words")
    assert words in found.steps[0].zh


def test_what_law_does_not_say_is_told_as_taken() -> None:
    assert "没有法定含义" in due("2025-09-10T09:00", "近期").steps[0].zh
    assert "没有法定含义" not in due("2025-09-10T09:00", "年底前").steps[0].zh


@pytest.mark.parametrize("typed", ["20wd", "20个工作日", "20 working days", "20工作日", "20个工作日内", "２０ｗｄ"])
def test_a_number_of_days_however_it_is_written(typed: str) -> None:
    assert due("2025-09-30T16:00", typed).due == moment("2025-11-04T17:30")

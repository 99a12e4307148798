"""A month is closed on a day; what comes later says why. What a unit puts right itself is shown as that."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.urls import reverse

from kaifaqu.kernel import clock
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.upload import MAX_BYTES, Upload
from kaifaqu.rooms.reform.models import Report, State
from kaifaqu.rooms.reform.queries.said import said
from tests import programmes
from tests.cast import Cast
from tests.records import refused
from tests.rooms.reform.conftest import Driven, visitor

SEPTEMBER = date(2020, 9, 10)
PDF = b"%PDF-1.4\n%demo\n"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=clock.ZONE)


@pytest.fixture
def closing(cast: Cast) -> Driven:
    return Driven(cast, programmes.under_way(cast, programmes.CLOSING))


@pytest.mark.parametrize("entered", [date(2020, 9, 10), date(2020, 10, 1), date(2020, 10, 5)])
def test_until_the_cut_off_a_month_is_reported_without_a_word(closing: Driven, entered: date) -> None:
    with clock.at(at(entered)):
        closing.say(State.UNDER_WAY, SEPTEMBER, late_reason="没有必要")
    assert Report.objects.get().late_reason == ""


def test_from_the_day_after_it_wants_a_reason_which_is_kept(cast: Cast, closing: Driven) -> None:
    with clock.at(at(date(2020, 10, 6))):
        with refused("closed", field="late_reason"):
            closing.say(State.UNDER_WAY, SEPTEMBER)
        closing.say(State.UNDER_WAY, SEPTEMBER, late_reason="经办人休假")
        [row] = said(closing.row, "slim", cast.zone_a.pk)
    assert (row.report.late_reason, row.report.day, row.entered) == ("经办人休假", SEPTEMBER, date(2020, 10, 6))


def test_the_refusal_says_until_when_it_could_be_reported(closing: Driven) -> None:
    with clock.at(at(date(2020, 10, 6))), pytest.raises(Exception, match="2020-09 的进展到 2020-10-05 截止"):
        closing.say(State.UNDER_WAY, SEPTEMBER)


def test_where_no_rule_is_in_force_no_month_is_closed(driven: Driven) -> None:
    driven.say(State.UNDER_WAY, SEPTEMBER)
    assert Report.objects.get().late_reason == ""


def test_a_correction_before_anybody_asks_is_shown_as_one_and_both_stay(cast: Cast, driven: Driven) -> None:
    driven.say(State.UNDER_WAY, SEPTEMBER, words="减为 6 个")
    driven.say(State.UNDER_WAY, SEPTEMBER, words="减为 7 个")
    told = [(row.report.words, row.corrects, row.corrected) for row in said(driven.row, "slim", cast.zone_a.pk)]
    assert told == [("减为 7 个", True, False), ("减为 6 个", False, True)]


def test_a_claim_may_be_withdrawn_before_the_verdict(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, SEPTEMBER)
    driven.say(State.UNDER_WAY, date(2020, 9, 12), words="还差一份文件")
    assert [row.corrects for row in said(driven.row, "slim", cast.zone_a.pk)] == [True, False]


def test_going_on_and_answering_a_verdict_are_no_corrections(cast: Cast, driven: Driven) -> None:
    driven.say(State.UNDER_WAY, date(2020, 9, 1))
    driven.say(State.CLAIMED, SEPTEMBER)
    driven.judge(cast.clerk, SEPTEMBER, State.RETURNED, words="缺文件")
    driven.say(State.CLAIMED, SEPTEMBER, words="已补")
    assert not any(row.corrects or row.corrected for row in said(driven.row, "slim", cast.zone_a.pk))


@pytest.mark.usefixtures("home")
def test_evidence_stands_beside_its_report_and_can_be_fetched(cast: Cast, driven: Driven) -> None:
    driven.say(State.CLAIMED, SEPTEMBER, file=Upload("佐证.pdf", len(PDF), io.BytesIO(PDF)))
    driven.say(State.UNDER_WAY, date(2020, 9, 11), words="撤回")
    later, first = said(driven.row, "slim", cast.zone_a.pk)
    assert (later.report.file, first.report.file) == (None, File.objects.get())
    client = visitor(cast.clerk)
    page = client.get(reverse("reform:cell", args=[driven.pk, "slim", cast.zone_a.pk])).content.decode()
    assert page.count(reverse("file", args=[File.objects.get().pk])) == 1
    fetched = client.get(reverse("file", args=[File.objects.get().pk]))
    assert b"".join(fetched.streaming_content) == PDF  # type: ignore[attr-defined]  # file responses stream


@pytest.mark.usefixtures("home")
def test_evidence_that_is_too_big_is_refused_with_everything_else_in_place(cast: Cast, driven: Driven) -> None:
    client = visitor(cast.zone_clerk)
    heavy = io.BytesIO(b"%PDF" + b"0" * (MAX_BYTES + 1))
    heavy.name = "佐证.pdf"
    sent = {"programme": driven.pk, "task": "slim", "state": "claimed", "on": "2020-09-10", "words": "都办完了"}
    page = client.post(f"/do/reform/report_progress/{cast.zone_a.pk}/", {**sent, "file": heavy})
    assert page.status_code == 422
    assert "超过 20 MB" in page.content.decode()
    assert "都办完了" in page.content.decode()
    assert not Report.objects.exists()

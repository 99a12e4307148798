"""A briefing tells of a period what the acts tell; once issued it says so for ever, on the page as on paper."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.rooms.reform.actions import explain_delay, issue_briefing, record_target_figure, verify_progress
from kaifaqu.rooms.reform.models import Briefing, Programme, State
from kaifaqu.rooms.reform.pages.briefing_paper import paper
from kaifaqu.rooms.reform.queries import briefing as queries
from tests import programmes
from tests.cast import Cast, sit
from tests.kernel.api.callers import account_of, caller
from tests.records import refused

FIRST, LAST = date(2020, 9, 1), date(2020, 9, 7)
LATE_FIRST, LATE_LAST = date(2020, 12, 1), date(2020, 12, 7)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """One task claimed on the second of September, verified on the fifth; the other not begun."""
    row = Programme.objects.select_related("subject__place").get(pk=programmes.under_way(cast))
    programmes.claim(cast, row.pk, cast.zone_a.pk, date(2020, 9, 2))
    verify(cast, row)
    return row


def verify(cast: Cast, row: Programme, zone: int = 0, on: date = date(2020, 9, 5)) -> None:
    given: dict[str, Any] = {"programme": Ref[Programme](row.pk), "task": "slim", "on": on}
    verify_progress(Ref(zone or cast.zone_a.pk), by=cast.clerk, verdict=State.VERIFIED, words="佐证齐全", **given)


def issue(cast: Cast, row: Programme, start: date = FIRST, end: date = LAST) -> Briefing:
    return issue_briefing(Ref(row.pk), by=cast.clerk, start=start, end=end)


def section(content: dict[str, Any], key: str) -> list[list[str]]:
    """The rows of a section in Chinese."""
    found = next(each for each in content["sections"] if each["key"] == key)
    return [[cell["zh"] if isinstance(cell, dict) else str(cell) for cell in row] for row in found["rows"]]


def test_it_tells_totals_with_their_change_and_what_happened(programme: Programme) -> None:
    told = queries.content(programme, FIRST, LAST)
    assert section(told, "totals")[:4] == [
        ["已核验", "1", "0", "+1"],
        ["已报未核", "0", "0", "0"],
        ["推进中", "0", "0", "0"],
        ["未开始", "3", "4", "-1"],
    ]
    assert section(told, "happened") == [
        ["2020-09-02", "报完成", "瘦身强体", "开发区A", "—", "—"],
        ["2020-09-05", "核验通过", "瘦身强体", "开发区A", "—", "佐证齐全"],
    ]
    assert section(told, "late") == section(told, "due") == []
    assert told["number"] is None


def test_what_is_late_stands_with_the_unit_s_words_and_what_will_be_is_foretold(
    cast: Cast, programme: Programme
) -> None:
    """Due on 30 November with a day for the unit's words: red on 2 December."""
    before = queries.content(programme, date(2020, 11, 21), date(2020, 11, 27))
    assert len(section(before, "due")) == 3
    assert section(before, "due")[0] == ["瘦身强体", "开发区B", "—", "未开始"]
    given: dict[str, Any] = {"programme": Ref[Programme](programme.pk), "task": "area"}
    explain_delay(Ref(cast.zone_a.pk), by=cast.zone_clerk, on=date(2020, 12, 1), words="等待批复", **given)
    after = queries.content(programme, LATE_FIRST, LATE_LAST)
    assert ["规范面积", "开发区A", "—", "等待批复"] in section(after, "late")
    assert ["瘦身强体", "开发区B", "—", "责任单位未作说明"] in section(after, "late")
    assert section(after, "due") == []


def test_a_target_that_is_measured_and_short_is_told_with_its_gap(cast: Cast, programme: Programme) -> None:
    assert "gaps" not in {each["key"] for each in queries.content(programme, FIRST, LAST)["sections"]}
    for year, value in ((2021, "100"), (2022, "105")):
        given: dict[str, Any] = {"year": year, "value": value, "source": "公报", "known_at": date(year + 1, 3, 1)}
        record_target_figure(Ref(cast.city.pk), by=cast.clerk, fact="revenue", **given)
    told = queries.content(programme, date(2023, 5, 1), date(2023, 5, 7))
    assert section(told, "gaps") == [["营收增长", "10%以上", "5%", "5%"]]


def test_an_issue_stays_as_it_was_when_later_acts_come(cast: Cast, programme: Programme) -> None:
    row = issue(cast, programme)
    before, said = row.content, caller(cast.clerk).get(f"/api/reform/briefings/{row.pk}").json()
    programmes.claim(cast, programme.pk, cast.zone_b.pk, date(2020, 9, 3))
    again = Briefing.objects.get(pk=row.pk)
    assert (again.content, digest(again.content)) == (before, row.digest)
    assert caller(cast.clerk).get(f"/api/reform/briefings/{row.pk}").json() == said
    assert said["intact"] is True
    assert queries.content(programme, FIRST, LAST)["sections"] != json.loads(before)["sections"]
    assert page(cast, row).count("开发区B") == 0


@pytest.mark.database
def test_an_issue_cannot_be_rewritten(cast: Cast, programme: Programme) -> None:
    issue(cast, programme)
    with guard.lifted("a forger"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Briefing.objects.update(content="{}")


def test_issues_are_numbered_within_their_year(cast: Cast, programme: Programme) -> None:
    spans = [(FIRST, LAST), (date(2020, 12, 28), date(2021, 1, 3)), (date(2021, 1, 4), date(2021, 1, 10))]
    rows = [issue(cast, programme, *span) for span in spans]
    assert [(row.year, row.number) for row in rows] == [(2020, 1), (2021, 1), (2021, 2)]
    assert rows[0].subject.title == "体制机制改革简报 2020 年第 1 期"


@pytest.mark.parametrize(
    ("start", "end", "code", "field"),
    [
        (LAST, FIRST, "period", "end"),
        (FIRST, date(2099, 1, 1), "in_future", "end"),
        (date(2020, 7, 1), date(2020, 7, 7), "before_start", "start"),
        (date(2020, 8, 1), date(2022, 8, 1), "too_long", "start"),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    cast: Cast, programme: Programme, start: date, end: date, code: str, field: str
) -> None:
    with refused(code, field=field):
        issue(cast, programme, start, end)


def test_the_same_is_not_issued_twice_but_what_has_changed_is(cast: Cast, programme: Programme) -> None:
    issue(cast, programme)
    with refused("nothing_new", field="end"):
        issue(cast, programme)
    programmes.claim(cast, programme.pk, cast.zone_b.pk, date(2020, 9, 3))
    assert issue(cast, programme).number == 2


def test_only_the_reform_office_issues_and_whoever_sees_the_programme_reads(cast: Cast, programme: Programme) -> None:
    for seat in (cast.zone_clerk, cast.officer, cast.auditor):
        with refused("not_found"):
            issue_briefing(Ref(programme.pk), by=seat, start=FIRST, end=LAST)
    elsewhere, _ = sit(cast.committee_b, "外人", "reform_office")
    with refused("not_found"):
        issue_briefing(Ref(programme.pk), by=elsewhere, start=FIRST, end=LAST)
    row = issue(cast, programme)
    assert caller(cast.zone_clerk).get(f"/api/reform/briefings/{row.pk}").status_code == 200


def test_the_text_for_the_group_is_short_and_names_nobody(cast: Cast, programme: Programme) -> None:
    programme.subject.title = "很长的改革方案名称" * 20
    told = queries.content(programme, FIRST, LAST, 3)["group"]
    assert {len(text) <= 120 for text in told.values()} == {True}
    assert told["zh"].endswith("第3期（09-01至09-07）：已核验1，已报未核0，逾期0，七天内将逾期0。")
    assert told["en"].endswith("No. 3 (09-01 to 09-07): verified 1, claimed 0, late 0, late in 7 days 0.")


# ── Page and paper ───────────────────────────────────────────────────────────────────────────────────────────────────


def page(cast: Cast, row: Briefing) -> str:
    client = Client()
    client.force_login(account_of(cast.clerk), "django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("reform:briefing", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_paper_says_what_the_page_says(cast: Cast, programme: Programme, language: str) -> None:
    row = issue(cast, programme)
    html = page(cast, row)
    with translation.override(language):
        document = Document(io.BytesIO(paper(queries.read(row), "改革办")))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "2020 年第 1 期" in text if language == "zh-hans" else "No. 1 of 2020" in text
    side = "en" if language == "en" else "zh"
    for each in queries.read(row)["sections"]:
        for line in each["rows"]:
            said = [str(cell[side]) if isinstance(cell, dict) else str(cell) for cell in line]
            assert set(said) <= set(cells)
            if language == "zh-hans":
                assert all(word in html for word in said)


def test_a_draft_can_be_looked_at_for_any_period_and_is_not_kept(cast: Cast, programme: Programme) -> None:
    client = Client()
    client.force_login(account_of(cast.officer), "django.contrib.auth.backends.ModelBackend")
    url = reverse("reform:briefing_draft", args=[programme.pk])
    html = client.get(f"{url}?from=2020-09-01&to=2020-09-07").content.decode()
    assert "草稿" in html
    assert "佐证齐全" in html
    file = client.get(f"{reverse('reform:briefing_draft_paper', args=[programme.pk])}?from=2020-09-01&to=2020-09-07")
    assert file.status_code == 200
    assert client.get(f"{url}?from=never&to=2019-01-01").status_code == 200
    assert not Briefing.objects.exists()


def test_the_draft_over_the_api_refuses_a_turned_period(cast: Cast, programme: Programme) -> None:
    path = f"/api/reform/{programme.pk}/briefing"
    clerk = caller(cast.clerk)
    assert clerk.get(f"{path}?start=2020-09-01&end=2020-09-07").json()["content"]["from"] == "2020-09-01"
    assert clerk.get(f"{path}?start=2020-09-07&end=2020-09-01").status_code == 422
    assert clerk.get(f"/api/reform/{programme.pk}/briefings").json() == {"programme": programme.pk, "items": []}

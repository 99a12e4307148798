"""The papers say what changes, who answers for it and on what it rests, in the layout of official documents."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from kaifaqu.kernel.charter import papers
from kaifaqu.kernel.charter.actions import submit_amendment
from kaifaqu.kernel.charter.amendments import changes_of, proposed
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.papers import Occasion
from tests.cast import Cast
from tests.charters import FIRST, SECOND, adopted, change, drafted


def paper(cast: Cast, name: str) -> Any:
    adopted(cast, cast.city.pk, FIRST)
    ref = drafted(cast, cast.city.pk, SECOND)
    change(ref, cast, "0.02", "0.03")
    change(ref, cast, "150", "120", "params.quota_max.value")
    submit_amendment(ref, by=cast.clerk)
    row = Amendment.objects.get(pk=ref.id)
    occasion = Occasion("关于修订的通知", "测试市", "关于修订的通知", SECOND, adopted=False)
    return Document(io.BytesIO(papers.write(name, occasion, changes_of(row), proposed(row), "zh")))


def cells(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def text(document: Any) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_table_of_old_and_new_names_every_change_with_its_paragraph_and_day(cast: Cast) -> None:
    head, *rows = cells(paper(cast, "comparison"))
    assert head == ["序号", "条款", "原规定", "新规定", "变化", "依据", "施行日期"]
    assert [row[1:4] for row in rows] == [["年度末位淘汰率", "不低于2%", "不低于3%"], ["员额上限", "150人", "120人"]]
    assert {row[5] for row in rows} == {"《关于修订的通知》第一条"}
    assert {row[6] for row in rows} == {"2025-01-01"}


def test_the_division_of_work_names_who_is_told_and_says_where_nobody_is(cast: Cast) -> None:
    _, *rows = cells(paper(cast, "division"))
    assert [row[2] for row in rows] == ["方案没有写明，须补", "reform_office"]


def test_the_plan_says_on_what_it_rests_from_when_and_what_is_held_against_it(cast: Cast) -> None:
    words = text(paper(cast, "plan"))
    assert "根据《关于修订的通知》，修订测试市开发区制度方案。" in words
    assert "自2025年1月1日起施行，共2处变化" in words
    assert "员额不超过上限" in words


@pytest.mark.parametrize("name", ["comparison", "plan", "division"])
def test_a_paper_is_marked_as_a_draft_until_it_is_adopted(cast: Cast, name: str) -> None:
    assert "草案" in text(paper(cast, name))
    assert "草案" not in text(paper_adopted(cast, name))


def paper_adopted(cast: Cast, name: str) -> Any:
    row = Amendment.objects.latest("pk")
    occasion = Occasion("关于修订的通知", "测试市", "关于修订的通知", SECOND, adopted=True)
    return Document(io.BytesIO(papers.write(name, occasion, changes_of(row), proposed(row), "zh")))


def test_every_run_names_a_chinese_font_for_word(cast: Cast) -> None:
    document = paper(cast, "plan")
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert runs
    assert all(run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in runs)

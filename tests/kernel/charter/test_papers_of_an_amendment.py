"""The papers say what changes, who answers for it and on what it rests, in the layout of official documents."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from kaifaqu.kernel.charter import papers, paperwork
from kaifaqu.kernel.charter.actions import submit_amendment
from kaifaqu.kernel.charter.amendments import changes_of, proposed
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.lookup import seeds
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.papers import Occasion
from kaifaqu.kernel.figures.units import Lang
from tests.cast import Cast
from tests.charters import CITY, FIRST, SECOND, adopted, change, drafted
from tests.kernel.charter.amended import amended


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
    assert [row[2] for row in rows] == ["方案没有写明，须补", "方案没有命名的单位"]


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


# ── Yantai's charter with one change of every kind ───────────────────────────────────────────────────────────────────

CHINESE = re.compile(r"[\u3400-\u9fff]")
KEY = re.compile(r"[a-z]+_[a-z_]+|\b(?:lead|caller|must|free|floor)\b")
LANGS: tuple[Lang, Lang] = ("zh", "en")


def yantai(name: str, lang: Lang, *, first: bool = False) -> Any:
    chain = seeds().chain("yantai")
    old, new = Resolved(chain), Resolved([*chain[:-1], amended(chain[-1])])
    words = ("关于修订的通知", "烟台市") if lang == "zh" else ("Notice", "Yantai")
    occasion = Occasion(words[0], words[1], words[0], date(2021, 3, 1), adopted=False, below=(), first=first)
    changes = [] if first else diff(old, new, date(2021, 3, 1))
    written = papers.write(name, occasion, changes, new, lang, None if first else old)
    return Document(io.BytesIO(written))


def told_in(document: Any) -> list[str]:
    """Everything that a paper says but for what it cites: a document's title stays as it is."""
    return [*text(document).split("\n"), *(cell for row in cells(document) for cell in row if "第一个率先" not in cell)]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("name", ["comparison", "plan", "division"])
def test_a_paper_is_in_one_language_and_names_everybody(name: str, first: bool) -> None:
    assert [line for line in told_in(yantai(name, "en", first=first)) if CHINESE.search(line)] == []
    assert [line for line in told_in(yantai(name, "zh", first=first)) if KEY.search(line)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_has_no_empty_side_and_quotes_what_comes_and_goes(lang: Lang) -> None:
    rows = cells(yantai("comparison", lang))
    assert all(cell for row in rows for cell in row)
    if lang == "zh":
        sides = {row[1]: row[2:5] for row in rows}
        card = "持优才卡（含电子卡）的人才享受居住、入学、医疗等服务。"
        assert sides["优才卡"] == [card, "（删去）", "不再规定"]
        assert sides["公共文化"][:2] == ["公共文化管理由开发区剥离，属地承担。", "公共文化管理由属地承担。"]
        assert sides["每个区市的开发区"] == ["1个", "（废止）", "废止"]


def test_book_keeping_stays_out_of_papers() -> None:
    for name in ("comparison", "plan", "division"):
        assert not [line for line in told_in(yantai(name, "zh")) if "依据程度" in line or "闲置土地再利用" in line]


def test_the_plan_gives_the_new_sentence_and_who_acts_in_which_stage_within_what() -> None:
    plan = yantai("plan", "zh")
    assert "（三）办事程序" in text(plan)
    assert "部门、属地接哨后2个工作小时内签收或者说明理由退回；原为4个工作小时。" in text(plan)
    assert "的表述有变化" not in text(plan)
    stages = [row[1:5] for row in cells(plan) if row[1].endswith("：签收")]
    assert stages == [["开发区吹哨、部门和属地报到：签收", "牵头单位", "—", "2个工作小时"]]
    assert text(plan).endswith("（发文机关）\n　　年　月　日")


def test_a_first_charter_is_made_and_not_amended() -> None:
    words = text(yantai("plan", "zh", first=True))
    assert "制定烟台市开发区制度方案" in words
    assert "二、主要内容" in words
    assert not re.search("修订烟台|新增|参数", words)
    assert "条款一览表" in text(yantai("comparison", "zh", first=True))


def test_the_plan_names_the_places_below_that_have_to_follow(cast: Cast) -> None:
    adopted(cast, cast.city.pk, FIRST)
    param = CITY[: CITY.index("  quota_max:")].replace("charter: test", "charter: zone-a\nparent: test")
    adopted(cast, cast.zone_a.pk, FIRST, param.replace("value: 0.02", "value: 0.03"))
    ref = drafted(cast, cast.city.pk, SECOND)
    change(ref, cast, "0.02", "0.05")
    words = text(Document(io.BytesIO(paperwork.paper(Amendment.objects.get(pk=ref.id), "plan", "zh"))))
    assert "开发区A的方案与新的规定不一致" in words
    assert "“年度末位淘汰率”：本地不低于3%，低于测试市自2025-01-01起的不低于5%，先按测试市的执行。" in words

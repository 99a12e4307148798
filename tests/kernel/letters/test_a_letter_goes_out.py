from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import withdraw_case
from kaifaqu.kernel.letters import content
from kaifaqu.kernel.letters.layout import FULL, lines_of, pages
from kaifaqu.kernel.letters.models import Letter
from kaifaqu.kernel.letters.paper import docx
from tests.cast import Cast
from tests.kernel.cases.matters import Scene, at, called, scene
from tests.kernel.letters.mail import codes_of, sent
from tests.records import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast: Cast) -> Scene:
    return scene(cast)


def test_letters_of_a_series_are_numbered_without_a_gap_and_each_year_anew(here: Scene) -> None:
    with at(2025, 12, 30):
        case = called(here)
        assert [sent(here, case, kind="assist").number for _ in range(2)] == ["函〔2025〕1号", "函〔2025〕2号"]
        with refused("colour", field="colour"):
            sent(here, case, kind="slip")
        assert sent(here, case, kind="slip", colour="blue").number == "督办单〔2025〕1号"
    with at(2026, 1, 5):
        assert sent(here, case, kind="consult").number == "函〔2026〕1号"


def test_a_letter_says_what_the_case_says(here: Scene) -> None:
    with at(2025, 6, 9):
        case = called(here, here.helper)
        told = content.read(sent(here, case, words="请附照片", phone="0535-6000000"))
    assert told["title"] == "关于交办“路口塌陷”的函"
    assert told["paragraphs"] == [
        "现将“路口塌陷”一事函告如下：",
        "园区北门路口塌陷，请来处置。",
        "牵头单位：甲局。协办单位：丙局。",
        "请附照片。",
        "请你单位牵头办理，于2025年6月9日14时前办结，并将办理结果填入回执，加盖公章后反馈。",
    ]
    assert told["rows"]["limit"] == "2025年6月9日14时（4个工作小时）"
    assert told["rows"]["contact"].endswith("，电话 0535-6000000")


def test_a_co_ordinating_office_reminds_unless_it_has_a_mandate(here: Scene) -> None:
    case, office = called(here), here.office
    assert content.read(sent(here, case, by=office))["kind"] == "remind"
    with refused("mandate", field="mandate"):
        sent(here, case, by=office, kind="assign")
    ordered = content.read(sent(here, case, by=office, kind="assign", mandate="市委办〔2026〕3号"))
    assert ordered["paragraphs"][-1] == "本函依据：市委办〔2026〕3号。"
    assert content.read(sent(here, case, by=office, kind="slip", colour="red"))["title"] == "红色提示单"
    assert content.read(sent(here, case, kind="slip", colour="red"))["title"] == "红色督办单"


def test_what_is_printed_later_is_what_was_sealed(here: Scene) -> None:
    case = called(here)
    letter = sent(here, case)
    before = content.read(letter)
    case.words = "别的要求"
    again = Letter.objects.get(pk=letter.pk)
    assert content.read(again) == before
    assert content.intact(again)
    again.content = again.content.replace("路口", "路面")
    assert not content.intact(again)


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"kind": "assist", "colour": "red"}, "no_colour", "colour"),
        ({"kind": "urge", "mandate": "批示"}, "no_mandate", "mandate"),
    ],
)
def test_what_does_not_fit_is_refused(here: Scene, given: dict[str, Any], code: str, field: str) -> None:
    case = called(here)
    with refused(code, field=field):
        sent(here, case, **given)


def test_who_has_nothing_to_do_with_the_case_is_only_consulted(here: Scene) -> None:
    case = called(here)
    with refused("not_party", field="to"):
        sent(here, case, to=here.other.organ)
    assert sent(here, case, to=here.other.organ, kind="consult").ask is None


def test_nothing_goes_out_on_a_case_that_is_over(here: Scene) -> None:
    case = called(here)
    withdraw_case(Ref(case.pk), by=here.caller, words="已自行解决")
    with refused("closed"):
        sent(here, case)


@pytest.mark.parametrize("size", [5, 200, 990, 4000])
@pytest.mark.parametrize("kind", ["assign", "slip"])
def test_every_page_has_its_code_and_none_runs_over(here: Scene, kind: str, size: int) -> None:
    case = called(here)
    case.words = "回填路基并恢复交通，" * (size // 10)
    made = sent(here, case, kind=kind, colour="red" if kind == "slip" else None, words="请尽快" * min(size // 3, 300))
    told = content.read(made)
    told["rows"]["words"], told["paragraphs"][1] = case.words, case.words
    found = pages(made, told)
    assert [(page.number, page.code and page.code.pages) for page in found] == [
        (n, len(found)) for n in range(1, len(found) + 1)
    ]
    assert all(sum(lines_of(text, first=first) for text, first in page.body) <= FULL for page in found)
    assert "".join(text for page in found for text, _first in page.body).count("恢复交通") >= (
        size // 10 if kind == "assign" else 0
    )


def test_the_paper_is_laid_out_as_official_letters_are(here: Scene) -> None:
    letter = sent(here, called(here))
    paper: Any = Document(io.BytesIO(docx([letter])))
    first, reply = paper.sections
    assert [round(side.mm) for side in (first.top_margin, first.left_margin, first.right_margin)] == [30, 28, 26]
    assert [round(side.mm) for side in (reply.top_margin, reply.bottom_margin)] == [37, 35]
    texts = [line.text for line in paper.paragraphs]
    assert texts[:4] == ["开发区A管委会", letter.number, "关于交办“路口塌陷”的函", "甲局："]
    body = next(line for line in paper.paragraphs if "一事函告" in line.text)
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert (body.runs[0].font.size.pt, round(body.paragraph_format.line_spacing.pt, 2)) == (16, 28.95)
    printed = [section.header.paragraphs[0].text for section in paper.sections]
    assert printed == [str(code) for code in codes_of(letter)]
    assert [cell.text for cell in paper.tables[0].columns[0].cells][-3:] == ["办理结果", "单位（盖章）", "经办人、日期"]


def test_many_letters_make_one_file(here: Scene) -> None:
    letters = [sent(here, called(here)) for _ in range(3)]
    paper = Document(io.BytesIO(docx(letters)))
    assert len(paper.sections) == 6
    numbers = {letter.number for letter in letters}
    assert numbers <= {line.text for line in paper.paragraphs}

"""From a paper to its matters: golden texts, and that nothing of any text is lost. All texts are synthetic."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.kernel.calendars import national
from kaifaqu.kernel.clock import ZONE
from kaifaqu.rooms.followups.rules.splitting import one_item, split
from kaifaqu.rooms.followups.rules.splitting_head import head_of, secret_mark
from kaifaqu.rooms.followups.rules.splitting_names import Directory
from kaifaqu.rooms.followups.rules.splitting_types import SURE, Item, Named, Proposal, Span, Who
from kaifaqu.rooms.followups.rules.splitting_units import unwrapped
from kaifaqu.rooms.followups.rules.splitting_when import Start

GOLDEN = yaml.safe_load(Path(__file__).with_name("papers.yaml").read_text(encoding="utf-8"))
TITLES = dict(enumerate(GOLDEN["organs"], 1))
ORGANS = Directory([Named(number, title, near="示例县" not in title) for number, title in TITLES.items()])
DAY = date(2026, 11, 25)


def start(day: date = DAY) -> Start:
    return Start(datetime.combine(day, time(9), ZONE), national.calendar(), day)


def told(item: Item, text: str) -> dict[str, Any]:
    found: dict[str, Any] = {"said": item.said.of(text), "lead": TITLES.get(item.lead or 0)}
    if item.assists:
        found["assist"] = [TITLES.get(who.organ or 0) or f"? {who.words}" for who in item.assists]
    if item.when:
        found["limit"] = item.when.words
        found |= {"due": item.when.due} if item.when.due else {}
    found |= {"kind": item.urgency} if item.urgency != "ordinary" else {}
    return found | ({"notes": [note.code for note in item.notes]} if item.notes else {})


@pytest.mark.parametrize("paper", GOLDEN["papers"], ids=lambda paper: paper["name"])
def test_a_paper_comes_to_its_matters(paper: dict[str, Any]) -> None:
    text = paper["text"]
    found = split(text, ORGANS, start(paper["day"]))
    assert [told(item, text) for item in found.items] == paper["items"]
    rest = [f"{each.why}: {each.span.of(text).strip()}" for each in found.rest if each.why != "blank"]
    assert rest == paper["rest"]
    assert {key: value for key, value in vars(found.head).items() if value} == paper.get("head", {})


def whole(found: Proposal) -> str:
    parts = sorted([*(item.span for item in found.items), *(rest.span for rest in found.rest)])
    return "".join(span.of(found.text) for span in parts)


PIECES = st.sampled_from(
    [
        *["\n", "\t", "　", " ", "\x00", "\ud7ff", "😀", "序号\t任务\t责任单位", "张三 10:24"],
        *[
            "一、",
            "（一）",
            "1.",
            "①",
            "二是",
            "由",
            "请",
            "市住建局",
            "市财政局",
            "示例县住建局",
            "各单位",
            "牵头",
            "配合",
            "会同",
            "负责",
            "，",
            "、",
            "。",
            "；",
            "：",
            "（",
            "）",
        ],
        *[
            "月底前",
            "11月30日前",
            "13月40日前",
            "每月",
            "十二月上旬",
            "0000年0月0日前",
            "9999年12月31日前",
            "999工作日内",
        ],
        *[
            "半年内",
            "2026年",
            "牵头单位：",
            "责任单位：",
            "完成时限：",
            "收到",
            "「引用」",
            "@",
            "以上事项均于",
            "批示：",
        ],
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
@settings(max_examples=250, deadline=None)
def test_nothing_of_any_text_is_lost_and_nothing_stands_twice(text: str) -> None:
    found = split(text, ORGANS, start())
    assert whole(found) == text
    for item in found.items:
        assert item.span.start <= item.said.start <= item.said.end <= item.span.end
        for who in (*item.leads, *item.assists):
            assert len(who.span.of(text)) == len(who.words)


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_any_stretch_of_a_text_can_be_made_a_matter(text: str, first: int, length: int) -> None:
    span = Span(min(first, len(text)), min(first + length, len(text)))
    assert one_item(text, span, ORGANS, start()).span == span


@pytest.mark.parametrize(
    "piece", ["责任单位：", "市住建局、", "一、", "（", "2026年", "由", "\t", "以上", "1.\n", "至"]
)
def test_long_repetitions_come_back(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert whole(split(text, ORGANS, start())) == text


def lookup(name: str, *organs: Named) -> tuple[int | None, int, str]:
    found = Directory(organs).lookup(name)
    who = Who(name, Span(0, len(name)), found)
    return who.organ, found[0].certainty if found else 0, found[0].why if found else ""


CITY = Named(1, "某市住房和城乡建设局")
COUNTY = Named(2, "示例县住房和城乡建设局", near=False)


def test_a_short_form_is_the_department_that_custom_calls_so() -> None:
    assert lookup("市住建局", CITY) == (1, 95, "short")
    assert lookup("某市住房和城乡建设局", CITY) == (1, 100, "exact")
    assert lookup("市住房和城乡建设局", Named(1, "市住建局（演示）")) == (1, 95, "short")
    assert lookup("市发改委", Named(1, "某市发展和改革委员会"))[0] == 1
    assert lookup("市委编办", Named(1, "市委机构编制委员会办公室"), Named(2, "市委编办（演示）"))[0] == 2


def test_of_two_that_answer_to_a_name_none_is_taken() -> None:
    twin = Named(3, "另市住房和城乡建设局")
    found = Directory([CITY, twin]).lookup("市住建局")
    assert {match.organ for match in found} == {1, 3}
    assert all(match.certainty < SURE for match in found)


def test_an_organ_elsewhere_is_suggested_and_not_filled_in() -> None:
    assert lookup("市住建局", CITY, COUNTY) == (1, 95, "short")
    assert lookup("县住建局", CITY, COUNTY)[0] is None
    assert lookup("示例县住房和城乡建设局", CITY, COUNTY) == (2, 100, "exact")


def test_a_name_that_only_looks_alike_is_never_filled_in() -> None:
    organ, certainty, why = lookup("市住房城建管理局", CITY)
    assert organ is None
    assert why in ("similar", "")
    assert certainty < SURE
    assert lookup("省财政厅", Named(4, "某市财政局"))[0] is None


def test_what_a_clerk_confirmed_as_a_name_counts_as_one() -> None:
    assert lookup("城建口", Named(1, "某市住房和城乡建设局", also=("城建口",))) == (1, 100, "alias")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年\n关于……的通知", "机密★1年"),
        ("秘密\n特急\n关于……", "秘密"),
        ("绝 密 ★ 长期", "绝密★长期"),
        ("密级：秘密", "密级:秘密"),
        ("【机密】会议纪要", "【机密】"),
        ("要严守商业秘密和工作秘密。", ""),
        ("关于做好保密工作的通知\n一、机密文件管理", ""),
    ],
)
def test_a_mark_of_secrecy_is_seen_and_a_word_in_a_sentence_is_none(text: str, mark: str) -> None:
    assert secret_mark(text) == mark


def test_a_paper_says_where_it_comes_from() -> None:
    head = head_of("某办督〔2026〕12号\n批示件\n按照张某某副市长批示……\n二〇二六年十一月三日", DAY)
    assert (head.origin, head.number, head.day) == ("instruction", "某办督〔2026〕12号", date(2026, 11, 3))
    assert head.by == "张某某副市长"
    assert head_of("见[2026] 7号", DAY).number == "〔2026〕7号"
    assert head_of("某府办［2026］7号", DAY).number == "某府办〔2026〕7号"


def test_a_day_that_is_still_to_come_is_not_the_papers() -> None:
    assert head_of("2027年3月1日召开……；请于2026年12月1日前办结", DAY).day is None


def test_lines_broken_by_the_width_of_a_page_are_joined() -> None:
    text = (
        "关于推进重点工作的会议纪要\n一、由市住建局牵头，市自然资源局、开发区管委会配合，5个工作\n日内完成。\n"
        "二、市财政局负责。"
    )
    assert unwrapped(text).split("\n")[1:] == [
        "一、由市住建局牵头，市自然资源局、开发区管委会配合，5个工作日内完成。",
        "二、市财政局负责。",
    ]


@pytest.mark.parametrize(
    ("words", "organ"),
    [
        ("由市住建局牵头。", 1),
        ("由某市住建局牵头。", 1),
        ("由邻市住建局牵头。", None),
        ("由邻县住建局牵头。", None),
        ("由市住建局质监站牵头。", None),
    ],
)
def test_the_end_of_a_longer_name_is_not_taken_for_a_name(words: str, organ: int | None) -> None:
    for title in ("住房和城乡建设局", "市住建局（演示）", "某市住房和城乡建设局"):
        directory = Directory([Named(1, title, place="某市")])
        (item,) = split(words, directory, start()).items
        assert item.lead == organ, title

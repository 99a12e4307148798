"""Whatever is typed, the text stays within 120 characters and says nothing that must stay in the house."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel import clock
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.notices.group_text import MOST, group_text, in_words
from kaifaqu.kernel.notices.hiding import hidden

DUE = datetime(2026, 12, 1, 17, 30, tzinfo=ZONE)
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
AMOUNTS = st.builds("{}{}元".format, st.integers(1, 99_999), st.sampled_from(["", "万", "亿", "余万"]))
FIRMS = st.builds("{}有限公司".format, st.text(st.sampled_from("鑫宏泰星源科技电子精密"), min_size=2, max_size=8))
PEOPLE = st.sampled_from(["王建国", "李娜", "欧阳修远", "Zhang Wei"])
FRAMES = st.sampled_from(
    ["请处置{}的事项", "{}", "园区北门{}反映路口塌陷，请牵头解决", "关于{}用电问题", "Fix the road, {}"]
)


@given(
    st.text(max_size=400), st.text(max_size=60), st.text(max_size=80), st.none() | st.datetimes(), st.text(max_size=200)
)
def test_it_is_never_longer_than_120_characters(
    title: str, number: str, organ: str, due: datetime | None, link: str
) -> None:
    when = due.replace(year=max(due.year, 2000), tzinfo=ZONE) if due else None
    for language in ("zh-hans", "en"):
        with translation.override(language):
            text = group_text(title, number, organ, when, link, kind="催办")
        assert 0 < len(text) <= MOST
        assert "\n" not in text


@given(PHONES, AMOUNTS, FIRMS, PEOPLE, FRAMES)
def test_nothing_sensitive_stands_in_it(phone: str, amount: str, firm: str, name: str, frame: str) -> None:
    for secret in (phone, amount, firm, name):
        text = group_text(frame.format(secret), "督办〔2026〕12号", "市科技局", DUE, people=[name])
        assert secret not in text
        assert not re.search(r"\d{7}", text.replace("2026", ""))


def test_it_says_which_matter_whose_and_by_when() -> None:
    with clock.at(datetime(2026, 11, 30, 9, tzinfo=ZONE)):
        text = group_text(
            "修复园区北门路口", "督办〔2026〕12号", "市住建局", DUE, "https://kfq.example.cn/cases/7/", kind="催办"
        )
        with translation.override("en"):
            english = group_text("Mend the crossing", "2026-12", "Housing Bureau", DUE, kind="Urged")
    assert text == (
        "【催办】修复园区北门路口（督办〔2026〕12号），请市住建局于12月1日（周二）17:30前办理。 "
        "https://kfq.example.cn/cases/7/"
    )
    assert "Mend the crossing" in english
    assert "17:30" in english
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_a_long_title_gives_way_to_number_organ_and_deadline() -> None:
    text = group_text("长" * 300, "督办〔2026〕12号", "市住建局", DUE, "https://kfq.example.cn/cases/7/")
    assert len(text) == MOST
    assert "长…（督办〔2026〕12号），请市住建局于" in text
    assert text.endswith("https://kfq.example.cn/cases/7/")


def test_a_link_too_long_is_left_out_whole() -> None:
    text = group_text("修复路口", "12号", "市住建局", DUE, "https://kfq.example.cn/" + "x" * 80)
    assert "http" not in text


def test_another_year_is_named() -> None:
    with clock.at(datetime(2025, 11, 30, 9, tzinfo=ZONE)):
        assert in_words(DUE) == "2026年12月1日（周二）17:30前"


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("请协调解决华星电子有限公司用电问题", "请协调解决某企业用电问题"),
        ("补助资金3.2亿元拨付", "补助资金（金额略）拨付"),
        ("拨付一百二十万元", "拨付（金额略）"),
        ("联系人王建国同志 138 0013 8000", "联系人某人同志 （号码略）"),
        ("回信至 a.b@example.cn", "回信至 （邮箱略）"),
        ("落实17项任务，2026年10月底前完成", "落实17项任务，2026年10月底前完成"),
        ("新增建设用地12万平方米", "新增建设用地12万平方米"),
        ("高新区主任办公会议定事项", "高新区主任办公会议定事项"),
        ("统一社会信用代码91110000100000589H核对", "统一社会信用代码（号码略）核对"),
    ],
)
def test_titles_keep_what_may_be_said(title: str, left: str) -> None:
    assert hidden(title) == left


def test_a_company_on_the_public_register_keeps_its_name() -> None:
    assert hidden("开发区平台公司整合", public=["开发区平台公司"]) == "开发区平台公司整合"

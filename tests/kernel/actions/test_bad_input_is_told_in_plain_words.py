from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.kernel.actions import BadInput, all_actions, find
from tests.cast import Cast
from tests.kernel.actions.typical import TYPICAL
from tests.records import everything

CHINESE = re.compile("[\u4e00-\u9fff]")
ON = {"on": "2020-08-15"}
QUOTA, AREA, ZONE = "institutions.change_quota", "institutions.set_area", "institutions.register_zone"

BAD: list[tuple[str, dict[str, Any], str, str]] = [
    (QUOTA, {"quota": -1}, "quota", "不得小于 0。"),
    (QUOTA, {"quota": 10**7}, "quota", "不得大于 1000000。"),
    (QUOTA, {"quota": 10**30}, "quota", "不得大于 1000000。"),
    (QUOTA, {"quota": "一百"}, "quota", "须为整数。"),
    (QUOTA, {"quota": "12.5"}, "quota", "须为整数。"),
    (QUOTA, {"quota": 12.5}, "quota", "须为整数。"),
    (QUOTA, {"quota": ""}, "quota", "须为整数。"),
    (QUOTA, {"quota": None}, "quota", "须为整数。"),
    (QUOTA, {"quota": True}, "quota", "不能填是或否。"),
    (QUOTA, {"on": "2020-02-30"}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"on": "15/08/2020"}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"on": "明天"}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"on": "20200815"}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"on": 0}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"on": None}, "on", "日期须写成 2020-08-15 的形式。"),
    (QUOTA, {"basis": "x" * 501}, "basis", "最多 500 个字。"),
    (QUOTA, {"basis": 5}, "basis", "须为文字。"),
    (QUOTA, {"basis": "a\0b"}, "basis", "含有不能保存的字符。"),
    (QUOTA, {"basis": "a\ud800"}, "basis", "含有不能保存的字符。"),
    (QUOTA, {"file": "report.pdf"}, "file", "格式不正确。"),
    (QUOTA, {"quotum": 1}, "quotum", "没有这一项。"),
    (AREA, {"km2": "大"}, "km2", "须为数字。"),
    (AREA, {"km2": "nan"}, "km2", "须为数字。"),
    (AREA, {"km2": "1e400"}, "km2", "不得大于 100000。"),
    (AREA, {"km2": "1.23456"}, "km2", "最多 4 位小数。"),
    (AREA, {"km2": "-0.01"}, "km2", "不得小于 0。"),
    (ZONE, {"title": "   "}, "title", "至少 1 个字。"),
    (ZONE, {"slug": "Zone C"}, "slug", "格式不正确。"),
    (ZONE, {"zone_kind": "空港"}, "zone_kind", "不在可选项之内。"),
    (ZONE, {"started": 1900}, "started", "不得小于 1984。"),
    (ZONE, {"synthetic": "也许"}, "synthetic", "须为是或否。"),
    (ZONE, {"inferred": ["a\0"]}, "inferred", "含有不能保存的字符。"),
    ("institutions.record_figures", {"figures": []}, "figures", "至少 1 项。"),
    ("institutions.record_figures", {"figures": [{"fact": "area"}]}, "figures", "必填。"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "changed", "field", "words"), BAD)
def test_it_names_the_input_and_changes_nothing(
    cast: Cast, name: str, changed: dict[str, Any], field: str, words: str
) -> None:
    doing, before = TYPICAL[name](cast), everything()
    with pytest.raises(BadInput) as caught:
        doing.run(name, **changed)
    assert {key: str(said).replace("，", ",") for key, said in caught.value.faults.items()} == {field: words}
    assert everything() == before


@pytest.mark.parametrize("name", [n for n, act in all_actions().items() if any(i.required for i in act.inputs)])
def test_a_missing_input_is_named_for_every_action(name: str) -> None:
    required = {i.name for i in find(name).inputs if i.required}
    with pytest.raises(BadInput) as caught:
        find(name).read({})
    assert {key: str(words) for key, words in caught.value.faults.items()} == dict.fromkeys(required, "必填。")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        find(QUOTA).read({"quota": "x", "basis": "x" * 501, "more": 1})
    assert caught.value.faults.keys() == {"quota", "on", "basis", "more"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(all_actions())), st.data())
def test_whatever_is_sent_it_is_read_or_refused_in_chinese(name: str, data: st.DataObject) -> None:
    raw = {i.name: data.draw(ANYTHING) for i in find(name).inputs}
    words: list[str] = []
    try:
        assert find(name).read(raw).keys() == raw.keys()
    except BadInput as refusal:
        words = [str(each) for each in refusal.faults.values()]
    assert all(CHINESE.search(each) for each in words)

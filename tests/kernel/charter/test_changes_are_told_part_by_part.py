"""What changes inside a clause is told by the name of the part, what it was and what it is."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.charter import names
from kaifaqu.kernel.charter.diff import Change, diff
from kaifaqu.kernel.charter.schema import Title
from tests.kernel.charter.building import param, resolve

DAY = date(2021, 1, 1)
LISTS = """
words:
  organ: {lead: {zh: 牵头单位, en: the lead}, office: {zh: 办公室, en: the office},
    company: {zh: 公司, en: company}}
  kind: {whistle: {zh: 哨件, en: whistle}, zone: {zh: 开发区, en: zone}}
  outcome: {signed: {zh: 已签收, en: signed}, done: {zh: 办结, en: done}}
  need: {photo: {zh: 照片, en: photo}}
  effect: {honours: {zh: 表彰, en: honours}, pay.total: {zh: 薪酬总额, en: total pay}}
  zone_kind: {hitech: {zh: 高新区, en: High-tech zone}, bonded: {zh: 综保区, en: Bonded zone}}
"""
BODY = """
organs:
  firm:
    {title: {zh: 运营公司, en: Operator}, topic: model, src: law 1, kind: company, does: [{zh: 招商, en: promotion}]}
duties:
  clean: {title: {zh: 清运, en: Refuse}, topic: duty_list, src: law 1, owner: lead}
procedures:
  ask:
    title: {zh: 吹哨, en: Whistle}
    topic: whistle
    src: law 2
    about: whistle
    stages:
      sign: {title: {zh: 签收, en: Signing}, by: lead, within: 1wd, then: {signed: act}}
      act: {title: {zh: 办理, en: Acting}, by: lead, then: {done: end}}
programmes:
  reform:
    title: {zh: 改革, en: Reform}
    topic: programme
    src: law 3
    tasks:
      slim: {title: {zh: 瘦身, en: Slimming}, lead: office}
schemes:
  yearly:
    title: {zh: 年度考核, en: Yearly}
    topic: scheme
    src: law 4
    each: zone
    indicators:
      output: {title: {zh: 产出, en: Output}, weight: 40}
rules:
  honour:
    title: {zh: 结果运用, en: Results}
    topic: consequences
    src: law 5
    each: zone
    do: [{propose: honours, to: office}]
tests:
  enough:
    title: {zh: 力量够, en: Enough}
    topic: headcount
    src: law 6
    holds: {at_least: [quota_of_test, p.rate]}
"""


@pytest.fixture(autouse=True)
def _a_fact() -> None:
    names.register("quota_of_test", Title(zh="员额", en="Headcount quota"))
    names.register("zone_kind", Title(zh="类别", en="Kind"))


def changes(old: str, new: str, more: str = "") -> list[Change]:
    assert old in BODY
    body = LISTS + param("0.1") + BODY
    return diff(resolve(body), resolve(body.replace(old, new) + more), DAY)


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (
            "within: 1wd",
            "within: 2wd",
            "程序“吹哨”的环节“签收”的时限由1个工作日改为2个工作日",
            "procedure “Whistle”: the limit of the stage “Signing”, from 1 working day to 2 working days",
        ),
        (
            "by: lead, then",
            "by: office, then",
            "程序“吹哨”的环节“办理”的承办由牵头单位改为办公室",
            "procedure “Whistle”: the acting party of the stage “Acting”, from the lead to the office",
        ),
        (
            "{signed: act}",
            "{signed: end}",
            "程序“吹哨”的环节“签收”的转入由已签收则转“办理”改为已签收则转“结束”",
            "procedure “Whistle”: the outcomes of the stage “Signing”, from signed: “Acting” to signed: “the end”",
        ),
        (
            "by: lead, then",
            "by: lead, needs: [photo], then",
            "程序“吹哨”增加环节“办理”的须提交：照片",
            "procedure “Whistle”: adds the papers required of the stage “Acting”: photo",
        ),
        (
            "by: lead, then",
            "by: lead, sets: [lead, limit], does: {done: honours}, then",
            "程序“吹哨”增加环节“办理”的可一并改定：牵头单位、总时限",
            (
                "procedure “Whistle”: adds what an answer may also set of the stage “Acting”: the lead, the limit over "
                "the whole"
            ),
        ),
        (
            "about: whistle\n",
            "about: whistle\n    extend: {by: office, times: 2, at_most: 5wd}\n",
            "程序“吹哨”增加延期：可延2次，由办公室同意，每次不超过5个工作日",
            (
                "procedure “Whistle”: adds the extension: at most 2 times, granted by the office, each at most 5 "
                "working days"
            ),
        ),
        (
            "lead: office}",
            "lead: lead, level: city}",
            "改革方案“改革”的改革任务“瘦身”的牵头单位由办公室改为牵头单位",
            "programme “Reform”: the lead of the task “Slimming”, from the office to the lead",
        ),
        (
            "weight: 40",
            "weight: 50",
            "考核办法“年度考核”的考核指标“产出”的权重由40改为50",
            "scheme “Yearly”: the weight of the indicator “Output”, from 40 to 50",
        ),
        (
            "[{propose: honours, to: office}]",
            "[{factor: pay.total, share: p.rate}]",
            "规则“结果运用”的结果由提出表彰，交办公室改为调整薪酬总额（率 10%）",
            "rule “Results”: what follows, from propose honours, to the office to adjust total pay (rate 10%)",
        ),
        (
            "{at_least: [quota_of_test, p.rate]}",
            "{all: [{above: [quota_of_test, p.rate]}, {not: {in: [zone_kind, [hitech, bonded]]}}]}",
            "判定“力量够”的判定条件由员额不低于10%改为员额超过10%，并且类别不属于高新区、综保区",
            (
                "test “Enough”: the test, from Headcount quota is at least 10% to Headcount quota is above 10% and "
                "Kind is none of High-tech zone, Bonded zone"
            ),
        ),
        (
            "owner: lead",
            "owner: office",
            "职责“清运”的承担单位由牵头单位改为办公室",
            "duty “Refuse”: the owner, from the lead to the office",
        ),
        (
            "does: [{zh: 招商, en: promotion}]",
            "does: [{zh: 招商, en: promotion}, {zh: 服务, en: service}]",
            "机构“运营公司”的职能由招商改为招商、服务",
            "organ “Operator”: what it does, from promotion to promotion, service",
        ),
    ],
)
def test_the_part_is_named_with_what_it_was_and_is(old: str, new: str, zh: str, en: str) -> None:
    first = changes(old, new)[0]
    assert (first.sentence("zh"), first.sentence("en")) == (zh, en)


def test_a_stage_that_comes_and_one_that_goes_are_told_whole() -> None:
    added = "act: {title: {zh: 办理, en: Acting}, by: lead, then: {done: rate}}\n      "
    new = added + "rate: {title: {zh: 评价, en: Rating}, by: office, within: 5wd, then: {done: end}}"
    old = "act: {title: {zh: 办理, en: Acting}, by: lead, then: {done: end}}"
    words = "承办：办公室；时限：5个工作日；转入：办结则转“结束”"
    assert changes(old, new)[1].sentence("zh") == f"程序“吹哨”增加环节“评价”：{words}"
    body = LISTS + param("0.1") + BODY
    gone = diff(resolve(body.replace(old, new)), resolve(body), DAY)
    assert gone[1].sentence("zh") == f"程序“吹哨”取消环节“评价”（原为{words}）"


def test_a_keyed_value_that_changes_is_named_by_its_word() -> None:
    old, new = (param(v, unit="leader", by="zone_kind") for v in ("{hitech: 5, bonded: 4}", "{hitech: 5, bonded: 3}"))
    (change,) = diff(resolve(LISTS + old), resolve(LISTS + new), DAY)
    assert change.sentence("zh") == "“率（综保区）”由4名降低到3名"
    assert change.sentence("en").startswith("lowers “rate (Bonded zone)” from 4")


def test_a_note_in_one_language_is_shown_as_it_stands_in_the_other() -> None:
    noted = [LISTS + BODY.replace("owner: lead", f"owner: lead, note: {note}") for note in ("{zh: 甲, en: A}", "乙")]
    (change,) = diff(resolve(param("0.1") + noted[0]), resolve(param("0.1") + noted[1]), DAY)
    assert (change.values("zh"), change.values("en")) == (("甲", "乙"), ("A", "乙"))

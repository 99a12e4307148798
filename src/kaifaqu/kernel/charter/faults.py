"""What can be wrong with a charter: a code, what it speaks of, and one sentence for it in Chinese and in English.

A sentence has fields in braces. `{name}` is told as it was written; `{force:force}` by its name in the table of that
name. What may be chosen from is given with its names, which Chinese adds in brackets: the key is what has to be typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from kaifaqu.kernel.charter.words import (
    BOUNDS,
    FORCES,
    FORMS,
    KINDS_OF_VALUE,
    NOUNS,
    QUANTITIES,
    THINGS,
    VERDICTS,
    YAML,
)
from kaifaqu.kernel.clock.limits import TIMES
from kaifaqu.kernel.figures.units import UNITS, Lang

Pair = tuple[str, str]
Names = Mapping[str, Pair]
NOTHING = "—"
SPANS: Names = {key: (zh.removeprefix("个"), en) for key, (zh, en) in TIMES.items()}
"""The units of limits by their names alone."""

FAULTS: dict[str, Pair] = {
    # Files
    "no_charter": (
        "这里没有方案：方案是一个文件夹，里面是 .yaml 文件",
        "no charter here: a charter is a folder of .yaml files",
    ),
    "too_large": ("超过 {limit} kB：方案没有这么大，请分开", "larger than {limit} kB: no charter is; split it"),
    "not_utf8": ("不是 UTF-8 文本", "not UTF-8 text"),
    "no_yaml": ("YAML 读不出来：{problem:yaml}", "this is no YAML: {problem:yaml}"),
    "no_map": ("方案由各类条目组成：{nouns}", "a charter is a map of nouns: {nouns}"),
    "alias": (
        "锚点和别名（& 和 *）会把内容藏起来：请照写出来",
        "anchors and aliases hide what is written: write it out",
    ),
    "tag": ("这里不读标签：请删去 {tag}", "tags are not read here: remove {tag}"),
    "too_deep": ("嵌套超过 {limit} 层", "nested deeper than {limit} levels"),
    "twice": ("写了两次，第一次在 {first}：请删去一处", "written twice, first at {first}: remove one"),
    "other_folder": ("放在文件夹 {folder} 里：须与短名相同", "stands in the folder {folder}"),
    # Form
    "unknown_key": ("没有这个条目", "unknown key"),
    "unknown_key_near": ("没有这个条目；是否应为 {near}？", "unknown key; did you mean {near}?"),
    "missing": ("缺少：必须填写", "missing: it must be given"),
    "no_date": ("不是日期：写成 2020-08-15 的样子", "not a date: write it as 2020-08-15"),
    "no_choice": ("须为下列之一：{known}", "should be one of {known}"),
    "other_form": ("须写成：{form:form}", "not of the right form: {form:form}"),
    "no_text": ("这里应写文字", "should be text"),
    "no_list": ("这里应是列表", "should be a list"),
    "no_parts": ("这里应分条目写", "should be a map"),
    "no_yes": ("须为 true 或 false", "should be true or false"),
    "too_few": ("至少要有 {least} 项", "should have at least {least}"),
    "too_many": ("至多只能有 {most} 项", "should have at most {most}"),
    "too_long": ("超过 {most} 个字", "longer than {most} characters"),
    "no_form": (
        "没有这种写法：可用数据项、p.参数、m.指标、数字，或下列之一：{known}",
        "no such form: a fact, p.parameter, m.measure, number, or one of {known}",
    ),
    "no_comparison": ("没有这种比较：可用 {known}", "no such comparison: one of {known}"),
    "no_words": (
        "没有文字：直接写，或写成 {{zh: …, en: …}}",
        "no words: write them, or {{zh: …, en: …}}",
    ),
    "malformed": ("写法不对", "not as it should be written"),
    "given": ("{wrong}（现写：{given}）", "{wrong} (given: {given!r})"),
    # Clauses and values
    "unknown_topic": ("没有题目“{topic}”：须为下列之一：{known}", "unknown topic {topic!r}: one of {known}"),
    "no_src": (
        "没有出处：写明文件和段落，或写 grounding: assumed",
        "no src: give document and paragraph, or say `grounding: assumed`",
    ),
    "not_for_clauses": (
        "“{bound:bound}”只用于参数：写 free，或者不写",
        "{bound} is for parameters: say free, or nothing",
    ),
    "unknown_unit": ("没有单位“{unit}”：是否应为 {near}？", "unknown unit {unit!r}: did you mean {near}?"),
    "options_apart": (
        "单位为 choice 时须有 options，其他单位没有",
        "a choice needs options, and nothing else has them",
    ),
    "days_apart": (
        "日期次序不对：每个值须晚于前一个值生效",
        "dates out of order: each value starts after the one before",
    ),
    "keys_apart": ("分类取值与 by 须同时有", "keyed values and `by` go together"),
    "no_option": ("“{given}”不是下列之一：{known}", "{given!r} is not one of {known}"),
    "no_limit": (
        "“{given}”不是时限：写数字和单位，如 20wd；单位有 {units}",
        "{given!r} is no limit: write a number and a unit, as 20wd ({units})",
    ),
    "no_time": (
        "“{given}”：没有时限单位“{unit}”；是否应为 {near}？单位有 {units}",
        "{given!r}: no unit {unit!r}; did you mean {near}? ({units})",
    ),
    "no_number": ("“{given}”不是数字：写成 1234.56 的样子", "{given!r} is not a plain number such as 1234.56"),
    "too_fine": ("“{given}”的小数位太多，这个单位容不下", "{given!r} has more digits than its unit holds"),
    "too_great": ("“{given}”太大，存不下：请核对单位", "{given!r} is too large to be kept: check its unit"),
    "no_day": ("“{given}”不是日期：写成 2020-10-31 的样子", "{given!r} is not a date such as 2020-10-31"),
    "no_share": (
        "“{given}”不在 0 与 1 之间：比例写成小数，2% 写作 0.02；增幅、差距等可以超过的，写明 share: false",
        "{given!r} is not between 0 and 1: write 2 % as 0.02; say `share: false` of a growth or a gap",
    ),
    "negative": ("“{given}”是负数：这里不能为负", "{given!r} is negative: this cannot be"),
    "no_length": ("“{given}”没有长短：时限须大于零", "{given!r} is no time at all: a limit is more than nothing"),
    "no_qualifier": ("没有修饰词“{given}”：可用 {known}", "unknown qualifier {given!r}: known are {known}"),
    # Names
    "unknown": ("没有{what:thing}“{name}”", "no {what:thing} {name!r}"),
    "unknown_near": ("没有{what:thing}“{name}”；是否应为 {near}？", "no {what:thing} {name!r}; did you mean {near}?"),
    "no_word": ("“{fact}”的词表里没有“{name}”", "no word of {fact} {name!r}"),
    "no_word_near": (
        "“{fact}”的词表里没有“{name}”；是否应为 {near}？",
        "no word of {fact} {name!r}; did you mean {near}?",
    ),
    "no_title": ("环节“{name}”没有名称", "no title of stage {name!r}"),
    "named_above": ("上位方案已有名称：请删去", "named above already: remove it"),
    "no_topic": ("没有题目：写明在哪个题目下阅读和比较", "no topic: say under which topic it is read and compared"),
    "no_effect": ("没有这种结果：须为下列之一：{known}", "no such effect: one of {known}"),
    "circular": ("循环引用：{way}", "circular: {way}"),
    "no_outer": ("没有总时限可改定：先写 outer", "there is no limit over the whole to set: write `outer` first"),
    "no_way": ("没有环节转到这里", "no outcome leads here"),
    # Under the superiors
    "other_place": ("这是 {place} 的方案：这里写它的短名", "this is the charter of {place}: write its short name"),
    "no_superior": (
        "上位方案“{parent}”没有在这里施行：请先施行，或写下列之一：{known}",
        "no superior {parent!r} is in force here: adopt it first, or name one of {known}",
    ),
    "weaker": (
        "约束力“{below:force}”弱于上位方案的“{above:force}”",
        "{below:force} is weaker than the superior's {above:force}",
    ),
    "other_bound": (
        "上位方案规定的是“{above:bound}”：不能改成“{below:bound}”",
        "the superior's value is {above:bound}: it cannot become {below:bound}",
    ),
    "fixed": ("上位方案的值不得变动", "the superior's value is fixed"),
    "words_apart": ("文字不能比较大小：用 fixed 或 free", "words cannot be compared: use fixed or free"),
    "kinds_differ": ("{low:kind}和{high:kind}不能比较", "{low:kind} and {high:kind} cannot be compared"),
    "below_floor": ("低于上位方案的下限", "below the superior's floor"),
    "above_ceiling": ("高于上位方案的上限", "above the superior's ceiling"),
    "from": ("自 {day} 起，{wrong}", "from {day}: {wrong}"),
    "against": ("{wrong}（上位：{upper}）", "{wrong} (superior: {upper})"),
    "nothing_to_drop": ("上位方案没有这一条：没有可删去的", "nothing above is called so: there is nothing to drop"),
    "may_not_drop": (
        "上位方案的约束力是“{force:force}”：不能删去，可以申请豁免",
        "the superior's force is {force:force}: ask for an exemption instead",
    ),
    # Examples and measures
    "cannot_run": ("算不出来：{wrong}", "cannot run: {wrong}"),
    "came": ("{name}：应得{expected:verdict}，算得{came:verdict}", "{name}: expected {expected}, came {came}"),
    "untold": ("软件报告：{error}", "{error}"),
    "no_outcome": ("{noun:noun}还不能作为算例的结果", "{noun} cannot be expected yet"),
    "cannot_join": ("{one:kind}和{other:kind}不能一起算", "{one:kind} and {other:kind} do not go together"),
    "other_kind": ("算出来的是{came:kind}，不是{named:kind}", "what comes out is {came:kind}, not {named:kind}"),
    "dates_added": ("日期不能相加", "dates cannot be added"),
    "dates_divided": ("日期不能相除", "dates cannot be divided"),
    "no_own_unit": (
        "{above:kind}除以{below:kind}没有现成的单位：请写明单位",
        "{above:kind} divided by {below:kind} has no unit of its own: name one",
    ),
    "word_not_number": ("“{word}”是文字，不是数字", "{word} is a word, not a number"),
    "number_not_word": ("{form} 是数字，不是文字", "{form} is a number, not a word"),
}
"""Every fault by its code, in Chinese and in English."""


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong, in no language yet: its code, and what its sentence speaks of."""

    code: str
    args: Mapping[str, Any]

    def text(self, lang: Lang) -> str:
        """The sentence in a language."""
        told = {name: _Told(arg, lang) for name, arg in self.args.items()}
        return FAULTS[self.code][lang == "en"].format_map(told)

    def as_json(self) -> dict[str, Any]:
        """Code and args, as they are put on record."""
        args = {name: arg.as_json() if isinstance(arg, Wrong) else arg for name, arg in self.args.items()}
        return {"code": self.code, "args": args}

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Wrong:
        """From the form in which it is kept."""
        return cls(raw["code"], {k: cls.read(v) if _is_wrong(v) else v for k, v in raw["args"].items()})


def wrong(code: str, **args: object) -> Wrong:
    """A fault of the table; lists and names stay what they are, everything else is told as text."""
    kept = (Wrong, tuple, Mapping)
    return Wrong(code, {name: arg if isinstance(arg, kept) else str(arg) for name, arg in args.items()})


class Fault(ValueError):
    """Something wrong inside a node, with the path to it from there, so that an error can name the very key."""

    def __init__(self, found: Wrong, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(found.text("en"))
        self.wrong = found
        self.path = path


def unknown(what: str, name: str, known: Iterable[str], cutoff: float = 0.4) -> Wrong:
    """That there is no such name, with the nearest one."""
    near = nearest(name, known, cutoff)
    return wrong("unknown_near", what=what, name=name, near=near) if near else wrong("unknown", what=what, name=name)


def no_word(fact: str, name: str, known: Iterable[str]) -> Wrong:
    """That a fact has no such word for a value, with the nearest one."""
    near = nearest(name, known)
    return wrong("no_word_near", fact=fact, name=name, near=near) if near else wrong("no_word", fact=fact, name=name)


def unknown_unit(unit: str, known: Iterable[str]) -> Wrong:
    """That there is no such unit, with the nearest one and its name."""
    near = nearest(unit, known, cutoff=0)
    return wrong("unknown_unit", unit=unit, near={near: _unit(near)})


def nearest(name: str, known: Iterable[str], cutoff: float = 0.4) -> str:
    """The known name that is most like this one; empty where none is."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), "")


def recorded(row: Mapping[str, Any], lang: Lang) -> str:
    """The words of a conflict on record; one of before there were codes has its English alone."""
    return Wrong.read(row).text(lang) if row.get("code") in FAULTS else str(row["words"])


def _is_wrong(raw: object) -> bool:
    return isinstance(raw, Mapping) and isinstance(raw.get("code"), str)


@dataclass(frozen=True)
class _Told:
    """What a sentence speaks of, in one language."""

    arg: Any
    lang: Lang

    def __repr__(self) -> str:
        return repr(self.arg)

    def __format__(self, table: str) -> str:
        if isinstance(self.arg, Wrong):
            return self.arg.text(self.lang)
        if isinstance(self.arg, str):
            return TABLES[table](self.arg)[self.lang == "en"] if table else self.arg
        listed = [self._choice(key) for key in self.arg]
        return (", " if self.lang == "en" else "、").join(listed) or NOTHING

    def _choice(self, key: str) -> str:
        name = self.arg[key][0] if isinstance(self.arg, Mapping) else ""
        return key if self.lang == "en" or name in ("", key) else f"{key}（{name}）"


def _named(table: Names) -> Callable[[str], Pair]:
    return lambda key: table.get(key, (key, key))


def _kind(key: str) -> Pair:
    """A quantity, a unit of time, or a unit that is its own kind, as persons and zones are: 个 alone says neither."""
    zh, en = _unit(key)
    return QUANTITIES.get(key) or SPANS.get(key) or (f"{zh}（{key}）", en)


def _unit(key: str) -> Pair:
    unit = UNITS.get(key)
    return (unit.zh, unit.en_many) if unit and unit.zh else KINDS_OF_VALUE.get(key, (key, key))


def yaml_words(problem: str) -> Pair:
    """What a parser of YAML says, which is English."""
    return next((zh for part, zh in YAML.items() if part in problem), YAML[""]), problem


TABLES: dict[str, Callable[[str], Pair]] = {
    "force": _named(FORCES),
    "bound": _named(BOUNDS),
    "form": _named(FORMS),
    "noun": _named(NOUNS),
    "thing": _named(THINGS),
    "verdict": _named(VERDICTS),
    "kind": _kind,
    "yaml": yaml_words,
}
"""How a field's `:name` tells what stands there: a key to its Chinese and its English."""

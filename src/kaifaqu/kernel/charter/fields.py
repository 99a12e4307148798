"""What of a clause a person may change in a form: each value, limit, owner and sentence by path, with its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaifaqu.kernel.charter import offers
from kaifaqu.kernel.charter.amend import QUALIFIER, VALUE, as_yaml, written, written_in
from kaifaqu.kernel.charter.offers import Choices
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.reading import LIVE, value_text, values_text
from kaifaqu.kernel.charter.schema.params import KINDS, Param
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.figures import unit as unit_of
from kaifaqu.kernel.figures.units import Lang

SHORT = 40
LIVE_HINT = ("花括号里的是参数，随参数一起变", "what stands in braces is a parameter, and changes with it")

LABELS: dict[str, tuple[str, str]] = {
    "title": ("名称", "Name"),
    "text": ("条文", "Sentence"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "topic": ("题目", "Topic"),
    "force": ("约束力", "Force"),
    "bound": ("下级方案", "To lower charters"),
    "unit": ("单位", "Unit"),
    "owner": ("承担单位", "Owner"),
    "assists": ("协助单位", "Assisted by"),
    "holder": ("行使单位", "Holder"),
    "over": ("对象", "Over"),
    "mode": ("下放方式", "Handed down by"),
    "kind": ("类别", "Kind"),
    "category": ("类别", "Category"),
    "of": ("属于", "Of"),
    "does": ("职能", "Does"),
    "members": ("成员", "Members"),
    "led_by": ("负责人", "Led by"),
    "model": ("模式", "Model"),
    "each": ("对象", "Each"),
    "where": ("适用于", "Where"),
    "holds": ("判定", "Must hold"),
    "tell": ("告知", "Told"),
    "about": ("事项", "About"),
    "stages": ("环节", "Stage"),
    "by": ("承办", "By"),
    "within": ("时限", "Within"),
    "until": ("期限", "Until"),
    "at_most": ("最长", "At most"),
    "needs": ("须提交", "Needs"),
    "with": ("协办", "Along with"),
    "silent": ("不答复视为", "Silence means"),
    "then": ("去向", "Leads to"),
    "sets": ("可一并改定", "May also set"),
    "outer": ("总时限", "Over all"),
    "own": ("可另定时限", "May set its own limit"),
    "extend": ("延期", "Extension"),
    "return": ("退回", "Sending back"),
    "reason": ("理由", "Reason"),
    "times": ("次数", "Times"),
    "measure": ("衡量指标", "Measure"),
    "approved": ("批准日期", "Approved on"),
    "deadline": ("完成期限", "Deadline"),
    "quiet": ("何时不催", "Quiet at"),
    "nobody": ("无人承担时告知", "Told where nobody owns it"),
    "share": ("是否占比", "A share"),
    "qualifier": ("限定词", "Word beside it"),
    "more": ("超过次数", "Beyond that"),
    "reopen": ("重开", "Opening again"),
    "ladder": ("催办", "Ladder"),
    "steps": ("第几步", "Step"),
    "at": ("时点", "At"),
    "do": ("做什么", "Does"),
    "tasks": ("任务", "Task"),
    "lead": ("牵头单位", "Lead"),
    "level": ("层级", "Level"),
    "proves": ("以何为证", "Proved by"),
    "targets": ("目标", "Target"),
    "reach": ("目标值", "Reaches"),
    "met": ("达标判定", "Test"),
    "grows": ("增长的数据", "Figure that grows"),
    "growth_from": ("增速起算", "Growth since"),
    "growth_by": ("年均算法", "Averaged"),
    "phases": ("阶段", "Phase"),
    "goals": ("目标", "Goal"),
    "indicators": ("指标", "Indicator"),
    "below": ("下级", "Below"),
    "weight": ("权重", "Weight"),
    "term": ("算式", "Formula"),
    "definition": ("定义", "Definition"),
    "note": ("注", "Note"),
    "reading": ("读法", "Reading"),
    "if": ("条件", "If"),
    "let": ("取数", "Let"),
    "on": ("何时", "On"),
    "else": ("否则", "Else"),
    "call": ("发起", "Call"),
    "route": ("转办", "Route"),
    "pauses": ("停钟", "Pauses"),
    "from": ("自", "From"),
    "to": ("至", "To"),
}
"""What the parts of a clause are called in a form."""

WHOLE = {"where", "holds", "term", "if", "let", "on", "do", "else", "call", "route", "measure", "grows", "then", "with"}
"""Parts that are edited as they are written: conditions and routes, whose pieces mean nothing alone."""
HIDDEN = {"values", "unit", "src", "display", "waits", "grounding", "by", "options", "example"}
"""Parts of a clause that no form offers: where it rests on what, which an edit says by itself."""
FIRST = ("owner", "holder", "holds", "title", "text", "force", "bound", "topic")


SEVERAL = ("stages", "tasks", "targets", "indicators", "steps")
"""Parts of which there are several: each is a group of its own in a form."""


@dataclass(frozen=True)
class Part:
    """One thing that can be changed: its path below the clause, its label, its text now, and the choices it has.

    `group` is what it is read under: a stage, a task; empty for what is the clause's own. `unit` is what a value is
    in; `several` where any of the choices may be taken together; `params` the parameters that may stand here instead
    of a value of its own. `series` is a value on every day from which one holds: the day, its text, and as it is read.
    """

    path: str
    label: str
    text: str
    hint: str = ""
    choices: Choices = ()
    long: bool = False
    value: bool = False
    group: str = ""
    unit: str = ""
    several: bool = False
    params: Choices = ()
    series: tuple[tuple[str, str, str], ...] = ()


def parts(resolved: Resolved, noun: str, key: str, day: date, lang: Lang) -> list[Part]:
    """The parts of a clause, the values and what matters most first. KeyError where there is no such clause."""
    layer, clause = resolved.clauses[noun, key]
    raw = layer.loaded.source.values[noun][key]
    found = list(_values(resolved, key, clause, day, lang)) if isinstance(clause, Param) else []
    draw = _Drawing(resolved, day, lang, raw, clause)
    rest = [part for name, node in raw.items() if name not in HIDDEN for part in draw.parts(node, (name,))]
    rest += draw.absent()
    return found + sorted(rest, key=lambda part: _place_in_form(part.path))


def _place_in_form(path: str) -> int:
    head = path.partition(".")[0]
    return FIRST.index(head) if head in FIRST else len(FIRST)


def _values(resolved: Resolved, key: str, param: Param, day: date, lang: Lang) -> Iterator[Part]:
    """A parameter's values on the day, each under its word where they are keyed, and the word beside the number."""
    choices = tuple((name, title.text(lang)) for name, title in param.options.items())
    told = [value for _, p in resolved.layers_of(key) for value in p.values]
    words = dict.fromkeys(w for value in told for w, _ in value.scalars()) if param.by else {"": None}
    for word in words:
        path = f"{VALUE}.{word}" if word else VALUE
        label = resolved.word(param.by or "", word, lang) if word else ("数值", "Value")[lang == "en"]
        series = tuple(_series(resolved, key, path, word, [value.start for value in told], lang))
        text = written(resolved, f"params.{key}.{path}", day) or ""
        long = param.unit == "words"
        yield Part(path, label, text, _unit(param, lang), choices, long, value=True, unit=param.unit, series=series)
    if param.unit not in KINDS and param.unit != "date":
        days = sorted({value.start for value in told})
        texts = [(each.isoformat(), _qualifier(resolved, key, each)) for each in days]
        label, stands = LABELS[QUALIFIER][lang == "en"], _qualifier(resolved, key, day)
        dated = tuple((each, text, text) for each, text in texts)
        yield Part(QUALIFIER, label, stands, choices=offers.qualifiers(lang), value=True, series=dated)


def _series(
    resolved: Resolved, key: str, path: str, word: str, days: list[date], lang: Lang
) -> Iterator[tuple[str, str, str]]:
    by = next((p.by for _, p in resolved.layers_of(key) if p.by), "")
    for day in sorted(set(days)):
        found = resolved.param(key, day, {by: word} if by else {})
        read = value_text(found, lang) if isinstance(found, Found) else ""
        yield day.isoformat(), written(resolved, f"params.{key}.{path}", day) or "", read


def _qualifier(resolved: Resolved, key: str, day: date) -> str:
    """The word beside the number of whichever charter says the number."""
    for layer in reversed(resolved.layers):
        if written_in(layer.loaded, f"params.{key}.{VALUE}", day) is not None:
            return written_in(layer.loaded, f"params.{key}.{QUALIFIER}", day) or ""
    return ""


def _unit(param: Param, lang: Lang) -> str:
    return _unit_hint(param.unit, lang)


def _unit_hint(key: str, lang: Lang) -> str:
    kinds = {
        "limit": ("如 20个工作日或 20wd", "a number and a unit, as 20wd"),
        "words": ("每行一项，前面加“- ”", "one a line, each after a dash"),
        "date": ("写成 2020-08-15", "as 2020-08-15"),
        "ratio": ("写 2% 或 0.02", "as 2% or 0.02"),
        "choice": ("", ""),
    }
    if key in kinds:
        return kinds[key][lang == "en"]
    unit = unit_of(key)
    return unit.en if lang == "en" else unit.zh


@dataclass(frozen=True)
class _Drawing:
    """The parts of one clause as it is written, in one language."""

    resolved: Resolved
    day: date
    lang: Lang
    raw: Mapping[str, Any]
    clause: Any

    def parts(self, node: Any, path: tuple[str, ...]) -> Iterator[Part]:
        if path[-1] in WHOLE or isinstance(node, str) or _plain_list(node):
            yield self.part(node, path)
        elif isinstance(node, Mapping):
            for key, child in node.items():
                if key != "src":
                    yield from self.parts(child, (*path, key))
        else:
            for i, child in enumerate(node):
                yield from self.parts(child, (*path, str(i)))

    def part(self, node: Any, path: tuple[str, ...]) -> Part:
        text = node if isinstance(node, str) else as_yaml(node)
        above, alias = offers.typed_at(self.clause, path[:-1]), path[-1]
        named, at = self.names(path), _group_end(path)
        group, label = " › ".join(named[:at]), " › ".join(named[at:])
        choices, several = self.choices(path, node), offers.is_list(above, alias)
        if several and not (choices and _among(node, choices)):
            choices, several = (), False
        long = not choices and (len(text) > SHORT or "\n" in text or offers.is_list(above, alias))
        params = offers.parameters(self.resolved, alias, self.day, self.lang)
        unit = "limit" if alias in offers.LIMITS else ""
        hint = self.hint(node) or (_unit_hint(unit, self.lang) if unit else "")
        return Part(
            ".".join(path), label, text, hint, choices, long, group=group, several=several, params=params, unit=unit
        )

    def choices(self, path: tuple[str, ...], node: Any) -> Choices:
        """What may stand at a path, where that is a list of names; what stands there now among them."""
        above, alias = offers.typed_at(self.clause, path[:-1]), path[-1]
        if len(path) == 1 and alias == "topic":
            return tuple((name, topic.en if self.lang == "en" else topic.zh) for name, topic in TOPICS.items())
        if offers.is_flag(above, alias):
            return offers.yes_or_no(self.lang)
        found = offers.table(alias, self.lang) if isinstance(node, str) else ()
        found = found or offers.named(self.resolved, above, alias, self.lang)
        known = {key for key, _ in found}
        return (*found, (node, node)) if found and isinstance(node, str) and node and node not in known else found

    def hint(self, node: Any) -> str:
        """What a parameter that is named here is called and is worth."""
        if not isinstance(node, str):
            return ""
        if node.startswith("p.") and ("params", node[2:]) in self.resolved.clauses:
            title = self.resolved.clauses["params", node[2:]][1].title.text(self.lang)
            return f"{title} {values_text(self.resolved, node[2:], self.day, self.lang)}"
        if LIVE.search(node):
            return LIVE_HINT[self.lang == "en"]
        return ""

    def names(self, path: tuple[str, ...]) -> list[str]:
        """环节, 签收, 时限: the parts of a path by name; stages and tasks by their titles."""
        told = []
        for i, name in enumerate(path):
            title = self.title_at(path[: i + 1])
            word = LABELS.get(name, (name, name))[self.lang == "en"]
            told.append(title or (str(int(name) + 1) if name.isdecimal() else word))
        return told

    def title_at(self, path: tuple[str, ...]) -> str:
        if len(path) < 2:
            return ""
        node: Any = self.raw
        for name in path:
            node = node[int(name)] if isinstance(node, list) else node.get(name)
            if not isinstance(node, Mapping | list):
                return ""
        title = node.get("title") if isinstance(node, Mapping) else None
        return str(title.get(self.lang, "")) if isinstance(title, Mapping) else ""

    def absent(self) -> list[Part]:
        """What the clause, its stages and its tasks may have and do not say, empty."""
        paths = offers.unwritten(self.clause, self.raw)
        return [self.part("", path) for path in paths if path[0] not in HIDDEN and _to_params(path, self.clause)]


def _to_params(path: tuple[str, ...], clause: Any) -> bool:
    """Floors and ceilings are for parameters, and only of a ratio is there a question whether it is a share."""
    return path not in (("bound",), ("share",)) or (
        isinstance(clause, Param) and (path == ("bound",) or clause.unit == "ratio")
    )


def _among(node: Any, choices: Choices) -> bool:
    listed = node if isinstance(node, list) else []
    return {str(each) for each in listed} <= {key for key, _ in choices}


def _group_end(path: tuple[str, ...]) -> int:
    """How much of a path names the group: the stage or task it stands in, or the whole that it is a part of."""
    if len(path) < 2 or path[0] in ("title", "text"):
        return 0
    return min(len(path) - 1, 2 if path[0] in SEVERAL else 1)


def _plain_list(node: Any) -> bool:
    return isinstance(node, list) and all(isinstance(each, str) for each in node)

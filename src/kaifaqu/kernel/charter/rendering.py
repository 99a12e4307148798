"""The parts of clauses as they are read: who, within what, on which condition. Titles only, no keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from kaifaqu.kernel.charter import words as w
from kaifaqu.kernel.charter.phrases import said, term_said
from kaifaqu.kernel.charter.schema.base import Node, told
from kaifaqu.kernel.charter.schema.nouns import (
    EFFECTS,
    Assist,
    Effect,
    Extend,
    Ladder,
    Outer,
    Procedure,
    Reopen,
    SendBack,
)
from kaifaqu.kernel.charter.voice import PARAM, Voice
from kaifaqu.kernel.figures import UNITS

Render = Callable[[Any, Voice, Node], str]
"""A value in words; the node is the whole clause, whose stages it may name."""


def part_said(node: Node, field: str, voice: Voice, clause: Node) -> str:
    """A field of a clause, or of a part of it, in words; empty where it says nothing."""
    value = getattr(node, field)
    if value in (None, "", (), {}):
        return ""
    render = RENDER.get(f"{type(node).__name__}.{field}") or RENDER[field]
    return render(value, voice, clause)


def each(render: Render) -> Render:
    """Several values, each in words."""
    return lambda values, voice, clause: voice.listed([render(value, voice, clause) for value in values])


def of_list(name: str) -> Render:
    """A key of a list of words, or words that stand for themselves."""
    return lambda words, voice, clause: voice.word(name, told(words, voice.lang))


def of_table(table: Mapping[str, tuple[str, str]]) -> Render:
    """A key of a table of the language itself."""
    return lambda key, voice, clause: voice.pick(table[str(key)])


def _text(words: Any, voice: Voice, clause: Node) -> str:
    return told(words, voice.lang)


def _party(words: Any, voice: Voice, clause: Node) -> str:
    return voice.party(words)


def _limit(written: Any, voice: Voice, clause: Node) -> str:
    return voice.limit(told(written, voice.lang))


def _test(test: Any, voice: Voice, clause: Node) -> str:
    return said(test, voice)


def _term(term: Any, voice: Voice, clause: Node) -> str:
    return term_said(term, voice)


def _fact(key: Any, voice: Voice, clause: Node) -> str:
    return voice.fact(key)


def _day(day: date, voice: Voice, clause: Node) -> str:
    return day.isoformat()


def _unit(key: Any, voice: Voice, clause: Node) -> str:
    unit = UNITS.get(key)
    return voice.pick((unit.zh, unit.en)) if unit else voice.pick(w.KINDS_OF_VALUE[key])


def _options(options: Any, voice: Voice, clause: Node) -> str:
    return voice.listed([title.text(voice.lang) for title in options.values()])


def _proof(key: Any, voice: Voice, clause: Node) -> str:
    noun = "tests" if key in voice.resolved.of("tests") else "constraints"
    return voice.clause(noun, key)


def _assist(along: Assist, voice: Voice, clause: Node) -> str:
    form = w.ASSISTS.get(along.assist, w.ASSISTS["some"])
    return voice.pick(form).format(along.assist)


def stage_said(key: str, voice: Voice, clause: Node) -> str:
    """A stage by its title; the end and the way back by their words."""
    stage = clause.stages.get(key) if isinstance(clause, Procedure) else None
    if stage is not None and stage.title:
        return stage.title.text(voice.lang)
    return voice.pick(w.PLACES[key]) if key in w.PLACES else key


def _then(then: Mapping[str, str], voice: Voice, clause: Node) -> str:
    form = voice.pick(w.OUTCOME)
    told_so = [form.format(voice.word("outcome", o), stage_said(to, voice, clause)) for o, to in then.items()]
    return voice.listed(told_so)


def _outer(outer: Outer, voice: Voice, clause: Node) -> str:
    ends = (stage_said(key, voice, clause) for key in (outer.start, outer.end))
    within = voice.pick(w.OUTER).format(*ends, voice.limit(outer.within))
    return within + voice.pick(w.OUTER_OWN) if outer.own else within


def _extend(extend: Extend, voice: Voice, clause: Node) -> str:
    text = voice.pick(w.EXTENDED).format(extend.times)
    text += voice.pick(w.EXTENDED_BY).format(voice.party(extend.by)) if extend.by else ""
    return text + voice.pick(w.EXTENDED_MOST).format(voice.limit(extend.at_most)) if extend.at_most else text


def _does(does: Mapping[str, tuple[str, ...]], voice: Voice, clause: Node) -> str:
    form = voice.pick(w.DONE_BY)
    named = {outcome: voice.listed([voice.effect(name) for name in names]) for outcome, names in does.items()}
    return voice.listed([form.format(voice.word("outcome", outcome), told_so) for outcome, told_so in named.items()])


def _returns(back: SendBack, voice: Voice, clause: Node) -> str:
    reason = voice.word("need", back.reason)
    if back.more is None:
        return voice.pick(w.SENT_BACK).format(reason, back.times)
    return voice.pick(w.SENT_BACK_MORE).format(reason, back.times, voice.party(back.more.to))


def _reopen(reopen: Reopen, voice: Voice, clause: Node) -> str:
    return voice.pick(w.REOPENED).format(voice.limit(reopen.within), stage_said(reopen.to, voice, clause))


def _ladder(ladder: Ladder, voice: Voice, clause: Node) -> str:
    rungs = [f"{_point(rung.at, voice)} {voice.pick(w.RUNGS[rung.do])}" for rung in ladder.steps]
    return voice.listed(rungs)


def _point(at: str, voice: Voice) -> str:
    return f"+{voice.limit(at[1:])}" if at.startswith("+") else at


def _loose(value: Any, voice: Voice, clause: Node) -> str:
    """What a free form names that has a name: its parameters, each with its value."""
    pairs = [(voice.clause("params", key), voice.param(key)) for key in dict.fromkeys(_params_in(value))]
    told_so = [" ".join(dict.fromkeys(pair)) for pair in pairs]
    return voice.pick(w.AND).join(told_so)


def _params_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(PARAM):
        yield value.removeprefix(PARAM)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _params_in(inner)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _effect(effect: Effect, voice: Voice, clause: Node) -> str:
    """What is done to what, by whom, and with which values."""
    extra = dict(effect.model_extra or {})
    verb = effect.verb()
    if verb not in EFFECTS:
        return ""
    what = extra.pop(verb)
    named = [voice.effect(str(key)) for key in _several(what)]
    text = f"{voice.pick(w.VERBS[verb])}{voice.pick(w.SPACE)}{voice.listed(named)}"
    to = [str(key) for key in _several(extra.get("to", [])) if not str(key).startswith(PARAM)]
    if to:
        text += voice.pick(w.SET_TO if verb == "set" else w.TO).format(voice.listed([voice.effect(key) for key in to]))
    given = _loose(extra, voice, clause)
    return text + voice.pick(w.GIVEN).format(given) if given else text


def _effects(effects: tuple[Effect, ...], voice: Voice, clause: Node) -> str:
    return voice.pick(w.AND).join(_effect(effect, voice, clause) for effect in effects)


_TEXTS = each(_text)
_PARTIES = each(_party)
RENDER: dict[str, Render] = {
    "src": _text,
    "grounding": lambda value, voice, clause: value.label(voice.lang),
    "reading": _text,
    "note": _text,
    "start": _day,
    "title": _text,
    "unit": _unit,
    "Param.by": _fact,
    "options": _options,
    "Organ.kind": of_list("organ"),
    "of": of_list("kind"),
    "does": _TEXTS,
    "members": _PARTIES,
    "led_by": _party,
    "model": of_list("model"),
    "holder": _party,
    "over": _party,
    "category": _text,
    "owner": _party,
    "assists": _PARTIES,
    "example": lambda value, voice, clause: voice.pick(w.YES[value]),
    "share": lambda value, voice, clause: voice.pick(w.YES[value]),
    "Power.kind": _text,
    "mode": of_table(w.MODES),
    "definition": _text,
    "term": _term,
    "holds": _test,
    "where": _test,
    "each": of_list("kind"),
    "tell": _party,
    "about": of_list("kind"),
    "call": _loose,
    "route": _loose,
    "outer": _outer,
    "returns": _returns,
    "reopen": _reopen,
    "extend": _extend,
    "sets": each(of_table(w.SETTABLE)),
    "Stage.does": _does,
    "ladder": _ladder,
    "pauses": _TEXTS,
    "by": _party,
    "within": _limit,
    "until": of_list("moment"),
    "at_most": _limit,
    "needs": each(of_list("need")),
    "along": _assist,
    "silent": of_list("outcome"),
    "then": _then,
    "on": _loose,
    "let": _loose,
    "when": _test,
    "do": _effects,
    "otherwise": _effects,
    "weight": _text,
    "phases": _TEXTS,
    "goals": _TEXTS,
    "approved": _limit,
    "deadline": _limit,
    "lead": _party,
    "level": of_table(w.LEVELS),
    "proves": each(_proof),
    "measure": _term,
    "reach": _limit,
    "met": _proof,
    "grows": _term,
    "growth_from": _limit,
    "growth_by": _limit,
    "Target.by": _limit,
}
"""How each part is read, by its name, or by its node's and its own where that differs."""

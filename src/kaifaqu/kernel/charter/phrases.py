"""Tests and measures as people say them: 员额不低于10%, headcount quota is at least 10%."""

from __future__ import annotations

from kaifaqu.kernel.charter.schema import (
    AllOf,
    AnyOf,
    ByName,
    Change,
    Constant,
    Count,
    FactAt,
    Growth,
    In,
    Is,
    Less,
    Mean,
    MeasureRef,
    Not,
    ParamRef,
    Ratio,
    Sum,
    Term,
    Test,
    Word,
)
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.charter.words import JOINED


def said(test: Test, voice: Voice) -> str:
    """A test as a phrase, with values in force in the place of parameters."""
    match test:
        case AllOf():
            return _several("all", test.all, voice)
        case AnyOf():
            return _several("any", test.any, voice)
        case Not():
            return _negated(test.negated, voice)
        case ByName():
            return _form(voice, "test", voice.clause("tests", test.test))
        case In():
            return _among(test, voice, "in")
        case Is():
            return _equal(test, voice, "is")
    name, pair = next((name, pair) for name, pair in test if isinstance(pair, tuple))
    form = f"{name}_day" if any(_is_day(term, voice) for term in pair) else name
    return _form(voice, form, *(term_said(term, voice) for term in pair))


def _is_day(term: Term, voice: Voice) -> bool:
    param = voice.resolved.of("params").get(term.param) if isinstance(term, ParamRef) else None
    return isinstance(param, Param) and param.unit == "date"


def _form(voice: Voice, form: str, *parts: str) -> str:
    return voice.pick(JOINED[form]).format(*parts)


def _several(form: str, tests: tuple[Test, ...], voice: Voice) -> str:
    inner = [said(test, voice) for test in tests]
    wrapped = [
        _form(voice, "inner", text) if isinstance(test, AllOf | AnyOf) and len(tests) > 1 else text
        for test, text in zip(tests, inner, strict=True)
    ]
    return voice.pick(JOINED[form]).join(wrapped)


def _negated(test: Test, voice: Voice) -> str:
    match test:
        case Is():
            return _equal(test, voice, "is_not")
        case In():
            return _among(test, voice, "not_in")
        case ByName():
            return _form(voice, "not_test", voice.clause("tests", test.test))
    return _form(voice, "not", said(test, voice))


def _among(test: In, voice: Voice, form: str) -> str:
    term, words = test.among
    return _form(voice, form, term_said(term, voice), voice.listed([_word(w, term, voice) for w in words]))


def _equal(test: Is, voice: Voice, form: str) -> str:
    first, second = test.equal
    return _form(voice, form, _named(first, second, voice), _named(second, first, voice))


def _named(term: Term, beside: Term, voice: Voice) -> str:
    """One side of an equation: a word is said as the other side names it, a choice by its title before a word."""
    if isinstance(term, Word):
        return _word(term.word, beside, voice)
    if isinstance(term, ParamRef) and isinstance(beside, Word):
        return voice.clause("params", term.param)
    return term_said(term, voice)


def _word(word: str, beside: Term, voice: Voice) -> str:
    if isinstance(beside, FactAt):
        return voice.word(beside.fact, word)
    if isinstance(beside, ParamRef):
        param = voice.resolved.of("params").get(beside.param)
        if isinstance(param, Param) and word in param.options:
            return param.options[word].text(voice.lang)
    return word


def term_said(term: Term, voice: Voice) -> str:
    """An operand as a phrase."""
    match term:
        case FactAt():
            fact = voice.fact(term.fact)
            return _form(voice, "at", fact, voice.word("slot", term.at)) if term.at else fact
        case ParamRef():
            return voice.threshold(term.param)
        case MeasureRef():
            return _form(voice, "measure", voice.clause("measures", term.measure))
        case Constant():
            return term.number
        case Word():
            return term.word
        case Less() | Ratio():
            form, pair = ("less", term.less) if isinstance(term, Less) else ("ratio", term.ratio)
            return _form(voice, form, *(_inner(each, voice) for each in pair))
        case Change() | Growth():
            form, fact = ("change", term.change) if isinstance(term, Change) else ("growth", term.growth)
            return _form(voice, form, voice.fact(fact), *(voice.word("slot", s) for s in (term.since, term.until)))
    return _over_members(term, voice)


def _inner(term: Term, voice: Voice) -> str:
    """An operand inside an operand: brackets say what belongs together."""
    text = term_said(term, voice)
    return text if isinstance(term, FactAt | ParamRef | MeasureRef | Constant) else _form(voice, "inner", text)


def _over_members(term: Term, voice: Voice) -> str:
    match term:
        case Sum() if isinstance(term.sum, tuple):
            return _form(voice, "sum", voice.listed([_inner(each, voice) for each in term.sum]))
        case Sum():
            said_so = _form(voice, "sum_over", voice.fact(str(term.sum)), voice.kind(term.each or ""))
        case Mean():
            said_so = _form(voice, "mean", voice.fact(term.mean), voice.kind(term.each))
        case Count():
            said_so = _form(voice, "count", voice.kind(term.count))
        case _:
            return ""
    return _form(voice, "where", said_so, said(term.where, voice)) if term.where else said_so

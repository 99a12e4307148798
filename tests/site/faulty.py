"""For every fault of the table, something that has it: what comes of it is told in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kaifaqu.kernel.charter.drafting import Draft
from kaifaqu.kernel.charter.faults import Fault, Wrong
from kaifaqu.kernel.charter.library import read_library
from kaifaqu.kernel.charter.lint import lint
from kaifaqu.kernel.charter.load import BadCharter, load, parse
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema import Measure
from kaifaqu.kernel.charter.schema.nouns import NamedTest
from kaifaqu.kernel.charter.validation import wrong_of
from kaifaqu.kernel.measures import judge
from kaifaqu.kernel.measures.constraints import ParamBook
from kaifaqu.kernel.measures.evaluate import Run, evaluate
from kaifaqu.kernel.measures.given import NOBODY, GivenFacts
from kaifaqu.kernel.organs.models import Place
from kaifaqu.site.charters import problems_of, why
from tests.kernel.charter.building import param, text
from tests.kernel.charter.sample import BODY, WORDS

Case = Callable[[Path], list[Wrong]]
DAY = date(2021, 1, 1)
FACTS = {"area": "3", "internal_units": "4", "completed": "2020-10-31", "zone_kind": "hitech"}
RULE = """
rules:
  follow: {title: {zh: 规则, en: rule}, topic: pay, src: law 1, each: zone, do: [{opn: ask}]}
"""
DUTY = """
duties:
  clean: {title: {zh: 清运, en: Refuse}, topic: duty_list, src: law 1, owner: town, MORE}
"""
ITSELF = """
measures:
  twice: {title: {zh: 甲, en: a}, definition: {zh: 甲, en: a}, topic: pay, src: law 1, term: m.twice, unit: item}
"""
NAMED = "words: {zone_kind: {hitech: {zh: 高新区, en: High-tech zone}}}\n"
KEYED = param("{hitec: 0.02}", by="zone_kind")
SHORT = "    title: {zh: 率, en: rate}"


def told(*charters: str) -> list[Wrong]:
    """What is wrong with the last of these charters, each under the one before."""
    names = "ab"
    try:
        chain = [
            parse({f"{names[i]}.yaml": text(names[i], body, names[i - 1] if i else "")})
            for i, body in enumerate(charters)
        ]
        return [problem.wrong for problem in lint(Resolved(chain), WORDS)]
    except BadCharter as error:
        return [problem.wrong for problem in error.problems]


def changed(old: str, new: str) -> Case:
    """The sample with one thing written otherwise."""
    assert old in BODY
    return lambda _: told(BODY.replace(old, new, 1))


def alone(*charters: str) -> Case:
    return lambda _: told(*charters)


def folder(name: str, content: bytes, read: Callable[[Path], object]) -> Case:
    def case(root: Path) -> list[Wrong]:
        (root / "a").mkdir()
        if content:
            (root / "a" / name).write_bytes(content)
        return refused(lambda: read(root))

    return case


def refused(make: Callable[[], object]) -> list[Wrong]:
    try:
        make()
    except BadCharter as error:
        return [problem.wrong for problem in error.problems]
    except Fault as fault:
        return [fault.wrong]
    return []


def drafted(parent: str, slug: str) -> Case:
    files = {"b.yaml": text("b", "", parent)}
    return lambda _: refused(lambda: Draft.under(files, Place(slug=slug), ()))


def measured(term: Any, unit: str = "item") -> Case:
    names = {"title": {"zh": "甲", "en": "a"}, "definition": {"zh": "甲", "en": "a"}}
    raw = {**names, "id": "x", "topic": "pay", "src": "law 1", "term": term, "unit": unit}

    def case(_: Path) -> list[Wrong]:
        return refused(lambda: evaluate(Measure.model_validate(raw), NOBODY, GivenFacts(given=FACTS), book()))

    return case


def judged(test: Any) -> Case:
    raw = {"title": {"zh": "甲", "en": "a"}, "topic": "pay", "src": "law 1", "holds": test}

    def case(_: Path) -> list[Wrong]:
        run = Run(NOBODY, GivenFacts(given=FACTS), book())
        return refused(lambda: judge.holds(run, NamedTest.model_validate(raw).holds))

    return case


def book() -> ParamBook:
    return ParamBook(Resolved([parse({"a.yaml": text("a", BODY)})]), DAY, {})


def example(expect: str, given: str = "{}") -> Case:
    """A sound charter with an example beside it."""
    written = f"- {{name: {{zh: 例, en: example}}, charter: a, on: 2021-01-01, given: {given}, expect: {{{expect}}}}}\n"

    def case(root: Path) -> list[Wrong]:
        for name, body in (("a", text("a", HELD + DUTY.replace(", MORE", ""))), ("examples", written)):
            (root / name).mkdir()
            (root / name / "charter.yaml").write_text(body, encoding="utf-8")
        return [problem.wrong for problem in problems_of(read_library(root), root)]

    return case


HELD = """
constraints:
  held: {title: {zh: 约束, en: held}, topic: pay, src: law 2, each: zone, holds: {at_least: [area, "1"]}, tell: zone}
"""
CASES: dict[str, Case] = {
    "no_charter": folder("", b"", lambda root: load(root / "a")),
    "too_large": alone("# " + "x" * 1_100_000),
    "not_utf8": folder("charter.yaml", b"\xff", lambda root: load(root / "a")),
    "no_yaml": alone("params: ["),
    "no_map": lambda _: refused(lambda: parse({"a.yaml": "- a\n"})),
    "alias": changed(SHORT, "    title: &x {zh: 率, en: rate}"),
    "tag": changed(SHORT, "    title: !x {zh: 率, en: rate}"),
    "too_deep": alone("a: " + "[" * 60 + "]" * 60),
    "twice": changed("    unit: ratio\n", "    unit: ratio\n    unit: ratio\n"),
    "other_folder": folder("charter.yaml", text("b", "").encode(), read_library),
    "unknown_key": changed("bound: floor", "zzzzzz: floor"),
    "unknown_key_near": changed("bound: floor", "buond: floor"),
    "missing": changed("    unit: ratio\n", ""),
    "no_date": changed("from: 2020-01-01", "from: 2020-13-01"),
    "no_choice": changed("bound: floor", "bound: flor"),
    "other_form": changed("tell: reform_office", "tell: Reform Office"),
    "no_text": changed("unit: ratio", "unit: [ratio]"),
    "no_list": alone("params: {rate: {title: {zh: 率, en: rate}, topic: pay, unit: ratio, values: x}}\n"),
    "no_parts": alone("params: {rate: x}\n"),
    "no_yes": alone(DUTY.replace("MORE", "example: maybe")),
    "too_few": alone("params: {rate: {title: {zh: 率, en: rate}, topic: pay, unit: ratio, values: []}}\n"),
    "too_many": changed("[area, p.rate]", "[area, p.rate, p.rate]"),
    "too_long": changed("[area, p.rate]", f"[area, {{word: {'x' * 61}}}]"),
    "no_form": changed("[area, p.rate]", "[{lss: [area, area]}, p.rate]"),
    "no_comparison": changed("{at_least: [area", "{at_last: [area"),
    "no_words": alone(DUTY.replace("MORE", "note: [x]")),
    "malformed": lambda _: [wrong_of({"type": "an error of a later Pydantic"}, "x")],
    "given": changed("from: 2020-01-01", "from: soon"),
    "unknown_topic": changed("topic: pay", "topic: pya"),
    "no_src": changed("    src: law 2\n", ""),
    "not_for_clauses": changed("    src: law 2\n", "    src: law 2\n    bound: floor\n"),
    "unknown_unit": changed("unit: ratio", "unit: ratoi"),
    "options_apart": changed("unit: ratio", "unit: choice"),
    "days_apart": alone(param("0.02", more=", {from: 2019-01-01, value: 0.03, src: law 1}")),
    "keys_apart": alone(param("0.02", by="zone_kind")),
    "no_option": alone(param("c", unit="choice, options: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}")),
    "no_limit": changed("within: 30min", "within: soon"),
    "no_time": changed("within: 30min", "within: 30mn"),
    "no_number": changed("value: 0.02", "value: zwei"),
    "too_fine": alone(param("0.5", unit="item")),
    "no_share": alone(param("1.5")),
    "negative": alone(param("-3", unit="item")),
    "no_length": alone(param("0wd", unit="limit")),
    "too_great": alone(param("99999999999999999999", unit="item")),
    "no_day": alone(param("2020-13-01", unit="date")),
    "no_qualifier": changed("value: 0.02,", "value: 0.02, qualifier: 大概,"),
    "unknown": changed("src: law 2", "src: zzzz 2"),
    "unknown_near": changed("[area, p.rate]", "[aera, p.rate]"),
    "no_word": alone("words: {common: {yes: {zh: 是, en: Yes}}}\n" + KEYED),
    "no_word_near": alone(NAMED + KEYED),
    "no_title": changed("{title: {zh: 签收, en: Sign}, by", "{by"),
    "named_above": alone(BODY, "words: {organ: {lead: {zh: 牵头, en: Lead}}}\n"),
    "no_topic": changed("    topic: pay\n", ""),
    "no_effect": alone(RULE),
    "circular": alone(ITSELF),
    "no_outer": changed("then: {resolved: end}", "sets: [limit], then: {resolved: end}"),
    "no_way": changed("{signed: resolve}", "{signed: end}"),
    "other_place": drafted("", "c"),
    "no_superior": drafted("a", "b"),
    "weaker": alone(param("0.02"), param("0.02", force="permitted")),
    "other_bound": alone(param("0.02"), param("0.02", bound="ceiling")),
    "fixed": alone(param("0.02", bound="fixed"), param("0.03", bound="fixed")),
    "words_apart": alone(param("甲", unit="words"), param("乙", unit="words")),
    "kinds_differ": alone(param("20wd", unit="limit"), param("20d", unit="limit")),
    "below_floor": alone(param("0.02"), param("0.01")),
    "above_ceiling": alone(param("0.02", bound="ceiling"), param("0.03", bound="ceiling")),
    "from": alone(param("0.02"), param("0.01")),
    "against": alone(param("0.02"), param("0.01")),
    "nothing_to_drop": alone(param("0.02"), "drop: {tests.none: 不适用}\n"),
    "may_not_drop": alone(param("0.02"), "drop: {params.rate: 不适用}\n"),
    "cannot_run": example("tests.none: holds"),
    "came": example("constraints.held: fails", '{area: "3"}'),
    "untold": lambda _: [why(ValueError("what nobody has foreseen"), "x")],
    "no_outcome": example("duties.clean: holds"),
    "cannot_join": measured({"less": ["area", "internal_units"]}),
    "other_kind": measured({"ratio": ["area", "area"]}),
    "dates_added": measured({"sum": ["completed", "completed"]}),
    "dates_divided": measured({"ratio": ["completed", "completed"]}),
    "no_own_unit": measured({"less": [{"ratio": ["area", "internal_units"]}, "area"]}),
    "word_not_number": measured({"less": [{"word": "hitech"}, "area"]}),
    "number_not_word": judged({"is": [{"less": ["area", "area"]}, {"word": "hitech"}]}),
}
"""Something that has the fault, by the fault's code."""


def codes(found: Wrong) -> Iterator[str]:
    """The code of a fault and of those told within it."""
    yield found.code
    for arg in found.args.values():
        if isinstance(arg, Wrong):
            yield from codes(arg)

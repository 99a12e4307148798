"""Every fault of a charter is one sentence in Chinese and in English, and can be told in either at any time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from click.testing import CliRunner
from django.utils import translation

from kaifaqu.kernel.charter import words
from kaifaqu.kernel.charter.amend import BadEdit
from kaifaqu.kernel.charter.examples import read_examples
from kaifaqu.kernel.charter.faults import FAULTS, TABLES, Wrong, recorded, wrong
from kaifaqu.kernel.charter.lint import NAMED
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.naming import USES
from kaifaqu.kernel.charter.overlay import Conflict
from kaifaqu.kernel.charter.schema.document import Charter
from kaifaqu.kernel.charter.validation import CHOICES
from kaifaqu.kernel.clock.limits import TIMES
from kaifaqu.kernel.figures import UNITS, Grounding
from kaifaqu.site.charter_cli import charter
from tests.kernel.charter.building import param, resolve, text
from tests.site.faulty import CASES, codes

HAN = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
OWN_ENGLISH = {"untold": "the software's own words, for what nobody has foreseen"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def tables(sentence: str) -> set[str]:
    return {table for _, name, table, _ in Formatter().parse(sentence) if name and table}


@pytest.mark.parametrize("code", FAULTS)
def test_both_sentences_speak_of_the_same_things(code: str) -> None:
    zh, en = FAULTS[code]
    assert fields(zh) == fields(en)
    assert not HAN.search(en)
    assert HAN.search(zh) or fields(zh)
    assert tables(zh) | tables(en) <= TABLES.keys()


def test_something_is_known_that_has_each_fault() -> None:
    assert CASES.keys() == FAULTS.keys()


@pytest.mark.parametrize("code", CASES)
def test_what_has_a_fault_is_told_in_the_reader_s_language(code: str, tmp_path: Path) -> None:
    found = CASES[code](tmp_path)
    assert code in {inner for each in found for inner in codes(each)}, found
    for each in found:
        zh, en = each.text("zh"), each.text("en")
        assert HAN.search(zh), zh
        assert code in OWN_ENGLISH or not SENTENCE.search(zh.replace("Reform Office", "")), zh
        assert "{" not in zh.replace("{zh: …, en: …}", ""), zh
        assert re.match(r"[a-z]|p\.|'|Refuse|constraints", en), en


@pytest.mark.parametrize("code", CASES)
def test_a_fault_on_record_is_told_as_it_was_found(code: str, tmp_path: Path) -> None:
    for found in CASES[code](tmp_path):
        kept = Wrong.read(json.loads(json.dumps(found.as_json())))
        assert [kept.text("zh"), kept.text("en")] == [found.text("zh"), found.text("en")]


def test_a_conflict_on_record_is_told_in_the_reader_s_language_and_an_old_one_as_it_was_kept() -> None:
    (conflict,) = resolve(param("0.02"), param("0.01")).conflicts()
    row = conflict.as_json()
    assert (row["path"], row["lower"], row["upper"]) == ("params.rate", "b.yaml:10", "a.yaml:10")
    assert row["words"] == recorded(row, "en") == "from 2020-01-01: below the superior's floor"
    assert recorded(row, "zh") == "自 2020-01-01 起，低于上位方案的下限"
    assert recorded({"words": "below the superior's floor"}, "zh") == "below the superior's floor"


def test_forces_and_bounds_are_told_by_their_names() -> None:
    def only(*charters: str) -> Conflict:
        (conflict,) = resolve(*charters).conflicts()
        return conflict

    weaker = only(param("0.02"), param("0.02", force="in_principle")).wrong
    assert weaker.text("zh") == "自 2020-01-01 起，约束力“原则上”弱于上位方案的“应当”"
    other = only(param("0.02"), param("0.02", bound="ceiling")).wrong
    assert other.text("zh") == "自 2020-01-01 起，上位方案规定的是“不得低于”：不能改成“不得高于”"
    assert other.text("en").endswith("the superior's value is a floor: it cannot become a ceiling")


def test_what_may_be_chosen_is_told_with_its_name_and_the_key_to_be_typed() -> None:
    found = wrong("no_choice", known={"floor": ("不得低于", "a floor"), "x": ("", "")})
    assert found.text("zh") == "须为下列之一：floor（不得低于）、x"
    assert found.text("en") == "should be one of floor, x"


def test_every_pattern_of_the_schema_is_described() -> None:
    schema = json.dumps(Charter.model_json_schema(by_alias=True))
    patterns = {json.loads(f'"{raw}"') for raw in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', schema)}
    keys = {json.loads(f'"{raw}"') for raw in re.findall(r'"patternProperties": {"((?:[^"\\]|\\.)*)"', schema)}
    assert patterns | keys <= words.FORMS.keys()


def test_everything_that_can_be_named_is_called_something() -> None:
    named = {what for uses in (*USES.values(), *NAMED.values()) for what, _ in uses}
    assert named <= words.THINGS.keys()


def test_every_word_of_a_closed_list_has_one_name() -> None:
    lists = (words.BOUNDS, words.FORCES, words.LEVELS, words.MODES, words.RUNGS, words.ASSISTS)
    assert len(CHOICES) == sum(map(len, lists)) + len(Grounding)


def test_every_quantity_and_unit_of_time_has_a_name() -> None:
    assert {unit.quantity for unit in UNITS.values()} <= words.QUANTITIES.keys()
    assert all(HAN.search(TABLES["kind"](key)[0]) for key in {**words.QUANTITIES, **TIMES})


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("expected ',' or '}', but got '<stream end>'", "花括号里缺少逗号，或没有收尾的花括号"),
        ("mapping values are not allowed here", "这里不能有冒号；文字里有冒号的要加引号"),
        ("something else", "请检查缩进、括号、引号和冒号"),
    ],
)
def test_what_a_parser_says_of_a_change_is_told_in_the_reader_s_language(said: str, zh: str) -> None:
    error = BadEdit("form", "params.rate", said)
    assert (error.told("zh"), error.told("en")) == (zh, said)
    assert BadEdit("stale", "params.rate", "0.02").told("zh") == "0.02"


@pytest.mark.parametrize(
    ("language", "says"), [("zh-hans", "低于上位方案的下限"), ("en", "below the superior's floor")]
)
def test_the_command_speaks_the_reader_s_language_and_a_program_gets_both(
    tmp_path: Path, language: str, says: str
) -> None:
    for name, body in (("a", text("a", param("0.02"))), ("b", text("b", param("0.01"), "a"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "charter.yaml").write_text(body, encoding="utf-8")
    with translation.override(language):
        told = CliRunner().invoke(charter, ["lint", str(tmp_path)])
        listed = CliRunner().invoke(charter, ["lint", "--json", str(tmp_path)])
    (line,) = [line for line in told.stdout.splitlines() if "params.rate" in line]
    assert line.startswith("b/charter.yaml:10: params.rate: ")
    assert says in line
    (row,) = json.loads(listed.stdout)
    assert {"file": "b/charter.yaml", "line": 10, "key": "params.rate", "code": "against"}.items() <= row.items()
    assert row["words"] == "from 2020-01-01: below the superior's floor (superior: a/charter.yaml:10)"
    assert row["words_zh"] == "自 2020-01-01 起，低于上位方案的下限（上位：a/charter.yaml:10）"


def test_a_program_gets_both_where_a_charter_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "charter.yaml").write_text(text("a", "params: ["), encoding="utf-8")
    listed = CliRunner().invoke(charter, ["lint", "--json", str(tmp_path)])
    (row,) = json.loads(listed.stdout)
    assert listed.exit_code == 1
    assert (row["code"], row["words_zh"]) == ("no_yaml", "YAML 读不出来：括号或内容没有写完")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("- [", "examples/all.yaml:2: YAML 读不出来：括号或内容没有写完"),
        (
            "- {name: {zh: 例, en: x}, charter: a, on: soon, expect: {a: b}}",
            "examples/all.yaml:1: on: 不是日期：写成 2020-08-15 的样子（现写：soon）",
        ),
        (
            "- {name: {zh: 例, en: x}, charter: a, on: 2020-01-01}",
            "examples/all.yaml:1: expect: 缺少：必须填写",
        ),
    ],
)
def test_examples_that_cannot_be_read_are_told_like_charters(tmp_path: Path, written: str, line: str) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "all.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(BadCharter) as error:
        read_examples(tmp_path / "examples")
    assert [problem.line("zh") for problem in error.value.problems] == [line]

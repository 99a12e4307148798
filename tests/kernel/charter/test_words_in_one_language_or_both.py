"""Notes, readings and lists of words are given in both languages, or in that of their source alone."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.reading import values_text
from kaifaqu.kernel.charter.schema import Title, told
from tests.kernel.charter.building import resolve

DAY = date(2021, 1, 1)


def duty(more: str) -> str:
    return f"""
duties:
  clean: {{title: {{zh: 清运, en: Refuse}}, topic: duty_list, src: law 1, owner: town, {more}}}
"""


def ways(value: str) -> str:
    return f"""
params:
  ways: {{title: {{zh: 方式, en: Ways}}, topic: pay, unit: words,
    values: [{{from: 2020-01-01, value: {value}, src: law 1}}]}}
"""


@pytest.mark.parametrize(
    ("note", "zh", "en"), [("{zh: 推定, en: assumed}", "推定", "assumed"), ("原文未写", "原文未写", "原文未写")]
)
def test_words_are_told_in_the_language_asked_for_where_there_are_any(note: str, zh: str, en: str) -> None:
    (clause,) = resolve(duty(f"note: {note}")).of("duties").values()
    assert (told(clause.note, "zh"), told(clause.note, "en")) == (zh, en)


def test_a_list_of_words_may_have_both() -> None:
    resolved = resolve(ways("[{zh: 调岗, en: another post}, 待岗]"))
    assert values_text(resolved, "ways", DAY, "zh") == "调岗、待岗"
    assert values_text(resolved, "ways", DAY, "en") == "another post, 待岗"


def test_one_language_stays_plain_text_when_a_charter_is_written_out() -> None:
    (clause,) = resolve(duty("note: 原文未写, reading: {zh: 推定, en: assumed}")).of("duties").values()
    assert clause.model_dump(mode="json")["note"] == "原文未写"
    assert clause.reading == Title(zh="推定", en="assumed")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (duty("note: {zh: 推定}"), "duties.clean.note.en: missing: it must be given"),
        (duty("note: [推定]"), "duties.clean.note: no words: write them, or {zh: …, en: …}"),
        (duty("note: {zh: 推定, en: assumed, fr: x}"), "duties.clean.note.fr: unknown key"),
        (ways("[{zh: 调岗}]"), "params.ways.values.0.value.0.en: missing"),
        ("words: {zone_kind: {hitech: {zh: 高新区}}}\n", "words.zone_kind.hitech.en: missing"),
    ],
)
def test_a_broken_one_is_told_once_and_where(body: str, words: str) -> None:
    with pytest.raises(BadCharter) as error:
        resolve(body)
    (problem,) = error.value.problems
    assert words in str(problem)

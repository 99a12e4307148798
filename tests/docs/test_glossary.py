"""One word per idea: the glossary's tables against models, labels, facts, translations, and every name in the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils import translation

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from kaifaqu.rooms.institutions import models, rules

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "kaifaqu"
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS_PART, _, AVOIDED_PART = TEXT.partition("## Words we do not use")
SPOKEN = {
    "synthetic": "demo",
    "trail": "record",
    "group": "group_of_zones",
    "action": "matter",
    "return": "returned",
    "deputy": "cover",
    "pack": "hand_over_pack",
    "channel": "notice_channel",
    "calendar": "working_calendar",
    "reconcile": "charter_against_registry",
    "followups": "follow_up_desk",
    "order": "paper",
    "intake": "take_in_and_split",
}
"""Where a page says it otherwise, as the row's note tells."""


def cells(part: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return [row for row in rows if not set(row[0]) <= {"-"} and row[1] not in ("word", "but")]


def named(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)


def terms() -> Iterator[tuple[str, str]]:
    """Each Chinese term with its word. Several in a row pair off; several for one word are synonyms."""
    for chinese, words, *_ in cells(WORDS_PART):
        split = chinese.split(" · ")
        found = named(words)
        yield from zip(split, found * len(split) if len(found) == 1 else found, strict=True)


WORD = dict(terms())
AVOIDED = [word for row in cells(AVOIDED_PART) for word in named(row[0])]


def singular(key: str) -> str:
    return re.sub(r"ies$", "y", key) if key.endswith("ies") else key.removesuffix("s")


def is_word(key: str, word: str) -> bool:
    """Whether a key or a page's words are the glossary's word, be it in the plural or said of something."""
    plain = re.sub(r"\W+", "_", key.lower()).strip("_")
    return word in (plain, singular(plain)) or plain.startswith(f"{word}_")


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# ── The tables themselves ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_term_stands_once() -> None:
    count = Counter(term for row in cells(WORDS_PART) for term in row[0].split(" · "))
    assert {term for term, times in count.items() if times > 1} == set()


def test_a_word_serves_one_idea() -> None:
    ideas = Counter(word for row in cells(WORDS_PART) for word in set(named(row[1])))
    assert {word for word, rows in ideas.items() if rows > 1} <= {"counting_basis"}


def test_a_word_to_avoid_names_a_better_one() -> None:
    assert AVOIDED
    assert not set(AVOIDED) & set(WORD.values())
    better = {word for row in cells(AVOIDED_PART) for word in named(row[1])}
    assert better <= set(WORD.values())


# ── The code ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_model_has_its_row() -> None:
    ours = {snake(m.__name__) for m in apps.get_models() if m.__module__.startswith("kaifaqu.")}
    assert ours - set(WORD.values()) == set()


def test_every_room_has_its_row() -> None:
    rooms = {path.name for path in (PACKAGE / "rooms").iterdir() if (path / "__init__.py").exists()}
    assert rooms - set(WORD.values()) == set()


def labelled() -> Iterator[tuple[str, str]]:
    """Whatever the code calls by a Chinese label: kinds and classes, facts, roles' relations, acts."""
    for choices in (OrganKind, PlaceKind, models.ZoneClass, models.ZoneKind, models.Assessed):
        yield from ((str(label), key) for key, label in choices.choices)
    yield from ((fact.title.zh, key) for key, fact in all_facts().items())
    yield from ((m.title.zh, m.id) for m in (*rules.REFORM, *rules.IDENTITIES))
    yield from ((str(action.title), action.verb) for action in all_actions().values())


def test_what_has_a_word_is_called_by_it() -> None:
    with translation.override("zh-hans"):
        otherwise = {(zh, key) for zh, key in labelled() if zh in WORD and not is_word(key, WORD[zh])}
        known = [zh for zh, _ in labelled() if zh in WORD]
    assert otherwise == set()
    assert len(known) > 15


def test_pages_say_the_word_in_english() -> None:
    with (PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        said = {str(each.id): str(each.string) for each in read_po(file) if each.id}
    expected = {zh: SPOKEN.get(word, word) for zh, word in WORD.items() if zh in said}
    assert {zh: said[zh] for zh, word in expected.items() if not is_word(said[zh], word)} == {}
    assert len(expected) > 30


# ── Words to avoid ───────────────────────────────────────────────────────────────────────────────────────────────────


def names(source: str) -> Iterator[str]:
    """Every name that a file gives: to classes, functions, arguments, variables and attributes. Not those it uses."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def avoided(name: str) -> list[str]:
    return [word for word in AVOIDED if re.search(rf"(?:^|_){word}(?:e?s|ed)?(?:_|$)", snake(name))]


def test_no_name_has_a_word_to_avoid() -> None:
    given = {path.stem: path.stem for path in PACKAGE.rglob("*.py")}
    for path in PACKAGE.rglob("*.py"):
        given |= dict.fromkeys(names(path.read_text(encoding="utf-8")), path.name)
    assert {name: where for name, where in given.items() if avoided(name)} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class StreetOffice: ...", ["street"]),
        ("def strip_function(zone, to): ...", ["strip"]),
        ("def order(ranks): ...", ["rank"]),
        ("person.sealed_file = True", ["sealed_file"]),
        ("line = text.strip()", []),
        ("def prank(): ...", []),
    ],
)
def test_the_search_itself(source: str, found: list[str]) -> None:
    assert [word for name in names(source) for word in avoided(name)] == found

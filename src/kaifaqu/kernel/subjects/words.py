"""What a text is found by: the words that the index keeps of it, and what somebody types as terms to look for.

Chinese has no spaces, and most of its words have two characters. A run of characters is kept as its pairs (企业厂房:
企业, 业厂, 厂房) and its last one; a word of letters or digits as it is. So any part of a title of two characters or
more is found by its pairs, and one character by whatever begins with it. Terms hold letters and digits only: nothing
that a person types is syntax to the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+)")
COUNTER = re.compile(rf"(\d)[{HAN}](?![{HAN}])")
"""The 号 of 12号 or the 件 of 3件: the number finds it, and what begins with 号 is half of all there is."""
LONGEST = 60
"""Characters of a word that are kept."""
MOST_TERMS = 40
OF_KIND = "\ue000"
"""Before the word that says of what kind a subject is: no text has it, since it is neither letter nor digit."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word to be found, or one that begins so."""

    text: str
    begins: bool = False


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of Chinese characters, and words of other letters or digits; full-width forms count as the plain ones."""
    for found in RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        yield found[1] or "", (found[2] or "")[:LONGEST]


def kept(texts: Iterable[str]) -> list[str]:
    """The words by which texts are found, each once."""
    words: dict[str, None] = {}
    for text in texts:
        for han, word in _runs(text):
            words |= dict.fromkeys([word] if word else [*_pairs(han), han[-1]])
    return list(words)


def sought(text: str) -> list[Term]:
    """What somebody typed, as terms that must all be there. Empty where there is neither letter nor digit in it."""
    terms: dict[Term, None] = {}
    for han, word in _runs(COUNTER.sub(r"\1 ", text)):
        if word:
            terms[Term(word, begins=not word.isdigit())] = None
        elif len(han) == 1:
            terms[Term(han, begins=True)] = None
        else:
            terms |= dict.fromkeys(map(Term, _pairs(han)))
    return list(terms)[:MOST_TERMS]


def of_kind(kind: str) -> str:
    """The word that every subject of a kind is kept under."""
    return OF_KIND + kind.replace("_", "")


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]

"""A letter as pages, each known before it is printed: the grid of GB/T 9704-2012 has 22 lines of 28 characters.

Breaking the text here, and not in the printer, is what lets every page carry its own code: page 2 of 3. Lines are
counted a little shorter than they are, so that a page that Word or a browser fills differently does not run over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kaifaqu.kernel.letters import wording
from kaifaqu.kernel.letters.codes import MOST_PAGES, Code
from kaifaqu.kernel.letters.models import Letter, LetterKind

WIDTH, INDENT = 27, 2
"""Characters of a line, one fewer than fit: no line may begin with a full stop."""
FIRST, FULL = 14, 20
"""Lines of text below the head and a title of one line on the first page, and of any other page."""
IN_TITLE = 19
"""Characters of a line of the title."""
HEAD_SIZES, HEAD_WIDTH = (32, 28, 24, 20, 18), 440
"""Points of the sender's name above a letter, the largest first, and of the line that it has to stay on."""
SIGNED = 4
"""Lines that who and when take, with the room for the stamp."""
ON_A_SLIP = ("to", "number", "matter", "origin", "words", "lead", "assist", "limit", "contact")
SLIP, RESULT, STAMP, SIGNATURE, LEAST = 158, 24, 28, 10, 9
"""Millimetres of a slip: the form as a whole, room for the result at least, the stamp, the signature, any row."""
CELL_WIDTH, CELL_LINE, PADDING = 27, 5.9, 3
"""Of a row of a form: characters of a line, and millimetres of a line and around the text."""
Row = tuple[str, str, int]
"""A row of a form: its name, what it says, and its height in millimetres where it is to be filled in."""


@dataclass
class Page:
    """One page. `body` are pieces of paragraphs: the text, and whether it begins one."""

    head: bool = False
    slip: bool = False
    title: str = ""
    to: str = ""
    body: list[tuple[str, bool]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    contact: str = ""
    rows: list[Row] = field(default_factory=list)
    note: str = ""
    code: Code | None = None
    number: int = 1

    def add(self, text: str, *, first: bool) -> None:
        """Add a piece of a paragraph; what goes on with one of this page joins it."""
        if not first and self.body:
            text, first = self.body[-1][0] + text, self.body.pop()[1]
        self.body.append((text, first))


def pages(letter: Letter, content: dict[str, Any]) -> list[Page]:
    """The pages of a letter, each with its code."""
    made = _slip(content) if content["kind"] == LetterKind.SLIP else [*_letter(content), _reply(content)]
    for number, page in enumerate(made[:MOST_PAGES], 1):
        page.number, page.code = number, Code(letter.pk, number, min(len(made), MOST_PAGES))
    return made[:MOST_PAGES]


def head_size(name: str) -> int:
    """The size in points at which a sender's name stays on one line."""
    return next((size for size in HEAD_SIZES if size * _width(name) <= HEAD_WIDTH), HEAD_SIZES[-1])


def lines_of(text: str, *, first: bool = True) -> int:
    """How many lines of the grid a paragraph takes."""
    return max(1, -(-int(_width(text) + (INDENT if first else 0)) // WIDTH))


def _letter(content: dict[str, Any]) -> Iterator[Page]:
    contact = wording.ASK.format(text=content["rows"]["contact"])
    note = wording.SAMPLE if content["sample"] else ""
    page = Page(head=True, title=content["title"], to=wording.TO.format(name=content["to"]))
    left = FIRST - int(_width(content["title"])) // IN_TITLE
    for text, first in _pieces(content["paragraphs"]):
        if (wanted := lines_of(text, first=first)) > left:
            yield page
            page, left = Page(), FULL
        page.add(text, first=first)
        left -= wanted
    if left < SIGNED + lines_of(contact) + bool(note):
        last = [page.body.pop()] if len(page.body) > 1 else []  # who signs does not stand on a page alone
        yield page
        page = Page(body=last)
    page.closing, page.contact, page.note = [content["sender"], content["day"]], contact, note
    yield page


def _pieces(paragraphs: list[str]) -> Iterator[tuple[str, bool]]:
    """Paragraphs cut into pieces of at most four lines, so that a page can be filled."""
    for text in paragraphs:
        first = True
        while text:
            piece, text = _cut(text, 4 * WIDTH - (INDENT if first else 0))
            yield piece, first
            first = False


def _cut(text: str, width: int) -> tuple[str, str]:
    taken = 0.0
    for at, sign in enumerate(text):
        taken += _width(sign)
        if taken > width:
            return text[:at], text[at:]
    return text, ""


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def _reply(content: dict[str, Any]) -> Page:
    result = "opinion" if content["kind"] == LetterKind.CONSULT else "result"
    rows = [
        _row("number", content["number"]),
        _row("from", content["sender"]),
        _row("matter", content["rows"]["matter"]),
        _row("limit", content["rows"]["limit"]),
        _row(result, "", 92),
        _row("stamp", "", 44),
        _row("signed", "", 12),
    ]
    return Page(title=wording.REPLY, rows=rows, note=_note(content))


def _slip(content: dict[str, Any]) -> list[Page]:
    """One page, however much is to be told: what is left of it is for the result, and the order may go on behind."""
    rows = content["rows"]
    told = {key: content["to"] if key == "to" else rows[key] for key in ON_A_SLIP if key == "to" or rows[key]}
    others = sum(_height(text) for key, text in told.items() if key != "words")
    room = SLIP - others - RESULT - STAMP - SIGNATURE
    lines = max(2, int((room - PADDING) / CELL_LINE))
    words = " ".join(rows["words"].split())
    short, rest = _cut(words, lines * CELL_WIDTH)
    if rest:
        told["words"] = _cut(words, lines * CELL_WIDTH - len(wording.MORE))[0] + wording.MORE
    else:
        told["words"] = short
    left = SLIP - sum(map(_height, told.values())) - STAMP - SIGNATURE
    empty = [_row("result", "", int(max(RESULT, left))), _row("stamp", "", STAMP), _row("signed", "", SIGNATURE)]
    page = Page(slip=True, title=content["title"], rows=[*(_row(key, told[key]) for key in told), *empty])
    page.note = content["asks"] + wording.CAMERA + (wording.SAMPLE if content["sample"] else "")
    return [page, *(_annex(rows["words"]) if rest else [])]


def _height(text: str) -> float:
    """How high a row is that says this, in millimetres."""
    return max(LEAST, -(-int(_width(text)) // CELL_WIDTH) * CELL_LINE + PADDING)


def _annex(words: str) -> Iterator[Page]:
    """The whole of an order that is too long for its row."""
    page, left = Page(title=wording.GOES_ON), FULL - 2
    for text, first in _pieces([line.strip() for line in words.splitlines() if line.strip()]):
        if (wanted := lines_of(text, first=first)) > left:
            yield page
            page, left = Page(), FULL
        page.add(text, first=first)
        left -= wanted
    yield page


def _note(content: dict[str, Any]) -> str:
    return wording.BACK + wording.CAMERA + (wording.SAMPLE if content["sample"] else "")


def _row(key: str, text: str, height: int = 0) -> Row:
    return wording.ROWS[key], text, height

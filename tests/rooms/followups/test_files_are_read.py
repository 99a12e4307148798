"""Reading what is brought: Word, text, photos; and what is refused, in plain words, with the typed text still there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.files.upload import MAX_BYTES, Upload
from kaifaqu.rooms.followups.queries.intake import text_of
from kaifaqu.rooms.followups.rules import reading, seeing
from tests.rooms.followups import papers_on_disk as papers


def brought(name: str, data: bytes) -> str:
    return text_of(Upload(name, len(data), BytesIO(data))).words


def test_word_gives_paragraphs_and_tables_in_their_order() -> None:
    rows = (("序号", "任务", "责任单位"), ("1", "修路\n并验收", "市住建局"))
    assert brought("纪要.docx", papers.letter("会议纪要", "一、修路。", rows=rows)) == (
        "会议纪要\n一、修路。\n序号\t任务\t责任单位\n1\t修路 并验收\t市住建局"
    )


def test_numbers_that_word_counts_are_part_of_what_is_said() -> None:
    assert brought("清单.docx", papers.numbered("修路", "拨款")).split("\n") == ["1.修路", "2.拨款"]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as told:
        yield
    assert (told.value.code, told.value.field) == (code, "file")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_every_coding_that_offices_use(coding: str) -> None:
    assert brought("批示.txt", "请市住建局阅处。\r\n月底前报。".encode(coding)) == "请市住建局阅处。\n月底前报。"


def test_a_pdf_gives_the_text_that_it_carries() -> None:
    assert brought("list.pdf", papers.pdf("1. Draft the list")) == "1. Draft the list"
    with refused("file_scan"):
        brought("list.pdf", papers.pdf(""))
    with refused("file_broken"):
        brought("list.pdf", b"%PDF-1.4 nothing more")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", reading.OLE + b"0" * 600, "file_encrypted"),
        ("a.docx", papers.with_macro(), "file_macro"),
        ("a.docm", papers.with_macro(), "file_macro"),
        ("a.docx", papers.bomb(), "file_bomb"),
        ("a.docx", b"PK\x03\x04 no archive", "file_broken"),
        ("a.docx", papers.letter(), "file_empty"),
        ("a.docx", b"", "file_empty"),
        ("a.doc", b"x", "file_old_word"),
        ("a.xlsx", b"x", "file_kind"),
        ("a.txt", "字".encode() * 70_000, "file_too_long"),
        ("a.png", b"no picture", "file_content"),
        ("a.png", papers.png(30_000, 30_000), "file_pixels"),
        ("机密★.txt", "请阅。".encode(), "secret"),
        ("a.txt", "秘密★一年\n请阅。".encode(), "secret"),
        ("a.docx", papers.letter("请阅。", header="机密★"), "secret"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(name: str, data: bytes, code: str) -> None:
    with refused(code):
        brought(name, data)


def test_a_file_that_is_too_big_is_not_opened() -> None:
    with refused("file_too_big"):
        text_of(Upload("a.docx", MAX_BYTES + 1, BytesIO()))


def test_a_photo_is_left_to_the_clerk_where_nothing_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "can_see", lambda: False)
    assert brought("批示.png", papers.png()) == ""


def test_a_photo_that_is_read_is_marked_so_and_still_checked_for_secrecy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeing, "can_see", lambda: True)
    monkeypatch.setattr(seeing, "seen", lambda data: "请市住建局阅处。")
    found = text_of(Upload("批示.png", len(papers.png()), BytesIO(papers.png())))
    assert (found.words, found.from_photo) == ("请市住建局阅处。", True)
    monkeypatch.setattr(seeing, "seen", lambda data: "机密★\n请阅。")
    with refused("secret"):
        brought("批示.png", papers.png())


def test_pieces_of_a_photo_come_in_lines_from_the_left() -> None:
    def box(left: float, top: float) -> list[list[float]]:
        return [[left, top], [left + 50, top], [left + 50, top + 20], [left, top + 20]]

    pieces = [(box(200, 12), "牵头"), (box(10, 100), "月底前"), (box(10, 10), "市住建局")]
    assert seeing.in_lines(pieces) == ["市住建局 牵头", "月底前"]
    assert seeing.in_lines([]) == []


def test_a_reader_of_photos_that_breaks_gives_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert seeing.seen(papers.png()) == ""


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4000, 3000)])
def test_the_size_of_a_picture_is_read_from_its_head(width: int, height: int) -> None:
    assert reading.size_of(papers.png(width, height)) == (width, height)
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\0" * 10
    assert reading.size_of(b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame) == (width, height)

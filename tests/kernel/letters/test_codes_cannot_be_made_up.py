from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.kernel.letters.codes import ALPHABET, MARK, Code, read

PAGES = st.integers(1, 99).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of)))
CODES = st.builds(lambda letter, pages: Code(letter, *pages), st.integers(1, 2**63 - 1), PAGES)


@given(CODES)
def test_what_is_printed_is_read_again(code: Code) -> None:
    assert read(str(code)) == code


@given(CODES)
def test_what_is_typed_by_hand_is_the_same_code(code: Code) -> None:
    typed = f" {str(code).lower().replace(':', '：').replace('0', 'o')} "
    assert read(typed) == code


@given(CODES, st.data())
def test_any_changed_character_is_refused(code: Code, data: st.DataObject) -> None:
    text = str(code)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([sign for sign in f"{ALPHABET}:/" if sign != text[at]]))
    assert read(text[:at] + other + text[at + 1 :]) is None


@given(CODES, st.integers(1, 2**63 - 1))
def test_a_check_fits_no_other_letter(code: Code, letter: int) -> None:
    head, _id, rest = str(code).split(":", 2)
    other = str(Code(letter, 1, 1)).split(":")[1]
    assert letter == code.letter or read(f"{head}:{other}:{rest}") is None


@given(st.text(max_size=60))
def test_what_is_no_code_is_none(text: str) -> None:
    assert read(text) is None
    assert read(f"{MARK}:{text}") is None


def test_another_installation_cannot_make_our_codes(settings: Any) -> None:
    settings.SECRET_KEY = "theirs"
    foreign = str(Code(7, 1, 2))
    settings.SECRET_KEY = "ours"
    assert read(foreign) is None


def test_paper_from_before_a_new_secret_is_still_read(settings: Any) -> None:
    settings.SECRET_KEY = "before"
    printed = str(Code(7, 1, 2))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "after", ["before"]
    assert read(printed) == Code(7, 1, 2)

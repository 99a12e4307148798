"""The code on a page: which letter, which page of how many, and a check that only this installation can compute.

`KFQ1:2A:1/2:7K3MQX9P`: every character is one that a QR code holds densely and that can be read out on the telephone:
Crockford's base 32, without I, L, O and U. The check is keyed (HMAC-SHA-256), so that nobody can make up the code of
a letter that he was not sent; 40 bits, tried only by who is signed in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.encoding import force_bytes

MARK = "KFQ1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM = re.compile(rf"{MARK}:([{ALPHABET}]{{1,13}}):([1-9]\d?)/([1-9]\d?):([{ALPHABET}]{{8}})")
_MISREAD = str.maketrans("OIL", "011")
_SALT = "kaifaqu.letters.code"
MOST_PAGES = 99


@dataclass(frozen=True)
class Code:
    """A page of a letter."""

    letter: int
    page: int
    pages: int

    def __str__(self) -> str:
        return f"{MARK}:{self._body()}:{_check(self._body(), settings.SECRET_KEY)}"

    def _body(self) -> str:
        return f"{_base32(self.letter)}:{self.page}/{self.pages}"


def read(text: str) -> Code | None:
    """The code that a text holds, as scanned or as typed by hand; None where it is none of this installation's.

    Typed in small letters, with full-width signs, with O for 0 or I for 1, it is the same code.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"\s", "", plain).translate(_MISREAD)
    found = _FORM.fullmatch(plain)
    if found is None:
        return None
    code = Code(_number(found[1]), int(found[2]), int(found[3]))
    body = f"{found[1]}:{found[2]}/{found[3]}"
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    known = any(hmac.compare_digest(found[4], _check(body, key)) for key in keys)
    return code if known and code.page <= code.pages else None


def is_ours(text: str) -> bool:
    """Whether a scanned text looks like a code of ours, right or not."""
    return text.upper().startswith(f"{MARK}:")


def _check(body: str, key: str | bytes) -> str:
    made = hmac.new(hashlib.sha256(_SALT.encode() + force_bytes(key)).digest(), body.encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[_value(letter)] for letter in base64.b32encode(made[:5]).decode())


def _value(letter: str) -> int:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(letter)


def _base32(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = ALPHABET[rest] + digits
    return digits or ALPHABET[0]


def _number(digits: str) -> int:
    found = 0
    for digit in digits:
        found = found * 32 + ALPHABET.index(digit)
    return found

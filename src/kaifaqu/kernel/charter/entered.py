"""What a person types for a value, as charters write it: 3% as 0.03, 2 working days as 2wd, money in its unit.

Exactly, without floats. What cannot be read is left as it was typed, for the charter's own check to refuse.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation, localcontext

from kaifaqu.kernel.charter.words import TENS, YUAN
from kaifaqu.kernel.clock.limits import SPANS
from kaifaqu.kernel.figures import UNITS

AS_TYPED = ("words", "choice", "date", "")
NUMBER = re.compile(r"^([+-]?\d[\d,]*(?:\.\d+)?)\s*(.*)$", re.DOTALL)
OF_UNIT = {"CNY_yi": 8, "CNY_wan": 4}


def entered(text: str, unit: str) -> str:
    """A value in a unit as charters write it."""
    if unit in AS_TYPED:
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).strip()
    found = NUMBER.match(plain)
    if found is None:
        return plain
    number, rest = found[1].replace(",", ""), found[2].strip()
    if unit == "limit":
        return f"{number}{SPANS[rest]}" if rest in SPANS else plain
    return _scaled(number, rest, unit) or plain


def _scaled(number: str, rest: str, unit: str) -> str:
    known = UNITS.get(unit)
    rest = rest.removesuffix(YUAN) if unit.startswith("CNY") else rest.removesuffix(known.zh if known else "")
    rest = rest.strip()
    money, share = unit.startswith("CNY"), rest == "%"
    if rest not in TENS or (rest and not money and not (share and unit == "ratio")):
        return ""
    written = OF_UNIT.get(unit, 0) if rest else 0
    try:
        with localcontext() as exact:
            exact.prec = 100
            moved = Decimal(number).scaleb(TENS[rest] - written)
    except InvalidOperation:
        return ""
    return number if moved == Decimal(number) and not rest else f"{moved.normalize(exact):f}"

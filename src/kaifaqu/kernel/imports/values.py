"""One cell becomes one value, or says why it cannot. Nothing is guessed, and no amount passes through a float."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from kaifaqu.kernel.actions.inputs import UNSTORABLE
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.imports.faults import shortened
from kaifaqu.kernel.imports.kinds import ROUNDED, AskedUnit, Column, Option, Type, Value
from kaifaqu.kernel.money.exact import LARGEST, NotExact, exact, whole
from kaifaqu.kernel.organs.since import LATEST_AHEAD

Cell = str | int | float | bool | date | datetime | time | timedelta | None

DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|\u5e74(\d{1,2})\u6708(\d{1,2})\u65e5?)"
)
MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
NUMBER = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(\D*)")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
SERIALS = range(18_000, 80_000)
"""Day numbers of Excel from 1949 to 2119: likelier a date that lost its format than anything else."""


class Wrong(Exception):
    """The cell holds no value of its column; `code` and `given` say why."""

    def __init__(self, code: str, **given: object) -> None:
        super().__init__(code)
        self.code = code
        self.given = {name: str(value) for name, value in given.items()}


def plain(text: str) -> str:
    """Text with full-width digits and signs as ordinary ones, and without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip()


def as_text(cell: Cell) -> str:
    """A cell as it reads on the sheet: calamine gives whole numbers, hence codes, as floats."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return str(cell)


def _digits(number: int | float) -> str:
    """Fifteen significant digits, as Excel shows and keeps them; never 1e+17."""
    return format(Decimal(format(number, ".15g")), "f") if isinstance(number, float) else str(number)


class Reader:
    """Reads the cells of one column; `unit` is the one that it is in."""

    def __init__(self, column: Column, unit: AskedUnit | None = None) -> None:
        self.column = column
        self.unit = unit
        self.options: dict[str, str] = {}
        self.named: tuple[Option, ...] = ()
        if column.type is Type.CHOICE:
            self.named = tuple(column.options())
            for option in self.named:
                for name in (option.key, option.title.zh, option.title.en):
                    self.options[plain(name).casefold()] = option.key

    def read(self, cell: Cell) -> Value:
        """The value; None where the cell is empty. Raises Wrong."""
        text = as_text(cell)
        if text in ERRORS:
            raise Wrong("error_value", cell=text)
        if not text:
            if self.column.required:
                raise Wrong("required")
            return None
        if self.column.type is Type.DATE:
            return _day(cell, text).isoformat()
        if self.column.type is Type.CHOICE:
            return self._choice(text)
        if self.column.type is Type.WHOLE:
            return self._whole(cell, text)
        return self._text(cell, text)

    def _text(self, cell: Cell, text: str) -> str:
        if isinstance(cell, bool | time | timedelta):
            raise Wrong("not_text", cell=text)
        if UNSTORABLE.search(text):
            raise Wrong("unstorable")
        if len(text) > self.column.longest:
            raise Wrong("too_long", most=self.column.longest, length=len(text))
        return text

    def _choice(self, text: str) -> str:
        found = self.options.get(plain(text).casefold())
        if found is None:
            zh, en = ("\n".join(o.title.zh for o in self.named), "\n".join(o.title.en for o in self.named))
            raise Wrong("not_a_choice", cell=shortened(text), choices=zh, choices_en=en)
        return found

    def _whole(self, cell: Cell, text: str) -> int:
        amount, written = self._number(cell, text)
        if written:
            self._same_unit(written, text)
        kept = amount * (self.unit.scale if self.unit else 1)
        if kept.denominator != 1 and not (self.unit and self.unit.key in ROUNDED):
            raise Wrong("too_fine" if self.unit else "not_whole", cell=shortened(text))
        number = whole(kept)
        if abs(number) > LARGEST:
            raise Wrong("too_large", cell=shortened(text))
        self._within(number, text)
        return number

    def _number(self, cell: Cell, text: str) -> tuple[Fraction, str]:
        match = NUMBER.fullmatch(plain(text))
        if isinstance(cell, bool | date | time | timedelta) or match is None:
            raise Wrong("not_a_number", cell=shortened(text))
        try:
            return exact(match[1]), match[2].strip()
        except NotExact as error:
            raise Wrong("not_a_number", cell=shortened(text)) from error

    def _same_unit(self, written: str, text: str) -> None:
        unit = self.unit
        if unit is None:
            raise Wrong("not_a_number", cell=shortened(text))
        if named_unit(self.column, written) is not unit:
            raise Wrong(
                "cell_unit", cell=shortened(text), written=written, chosen=unit.title.zh, chosen_en=unit.title.en
            )

    def _within(self, number: int, text: str) -> None:
        least, most = self.column.least, self.column.most
        scale = self.unit.scale if self.unit else Fraction(1)
        if least is not None and number < least:
            raise Wrong("below", cell=shortened(text), least=_plainly(least / scale))
        if most is not None and number > most:
            raise Wrong("above", cell=shortened(text), most=_plainly(most / scale))


def _plainly(amount: Fraction) -> str:
    return f"{amount.numerator:,}" if amount.denominator == 1 else f"{round(amount, 2):.2f}"


def named_unit(column: Column, written: str) -> AskedUnit | None:
    """The unit of a column that somebody wrote, in either language."""
    word = plain(written).casefold()
    return next((u for u in column.units if word in (plain(u.title.zh), plain(u.title.en).casefold(), u.key)), None)


def _day(cell: Cell, text: str) -> date:
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise Wrong("not_a_date", cell=text)
        return _near(cell.date())
    if isinstance(cell, date):
        return _near(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in SERIALS:
        raise Wrong("serial_date", cell=text)
    match = DAY.fullmatch(MIDNIGHT.sub("", re.sub(r"\s*([\u5e74\u6708\u65e5])\s*", r"\1", plain(text))))
    numbers = [int(part) for part in match.groups() if part] if match else []
    try:
        return _near(date(*numbers))
    except (ValueError, TypeError) as error:
        raise Wrong("not_a_date", cell=shortened(text)) from error


def _near(day: date) -> date:
    if day > today() + LATEST_AHEAD:
        raise Wrong("too_far_ahead")
    return day

"""Parameters: dated, sourced values with a unit, a force, and a bound for the charters below."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from kaifaqu.kernel.charter.faults import Fault, Wrong, unknown_unit, wrong
from kaifaqu.kernel.charter.schema.base import Bound, Clause, Key, Node, Source, Title, Wording, told
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.figures import UNITS, Figure, Grounding, NotExact, Qualifier

Scalar = str | dict[Key, str] | tuple[Wording, ...] | None
KINDS = ("limit", "choice", "words", "date")


def _as_given(raw: object) -> object:
    """Lists are kept as they stand; an explicit null repeals."""
    return tuple(raw) if isinstance(raw, list) else None if raw in ("", "null", "~") else raw


def read_figure(text: str, unit: str, qualifier: str = "", *, src: str = "", grounding: str = "sourced") -> Figure:
    """A number or a day in a unit; `src` is document and paragraph. A Fault where it is none."""
    document, _, paragraph = src.partition(" ")
    word = read_qualifier(qualifier) if qualifier else None
    try:
        return Figure.parse(text, unit, qualifier=word, src=document, at=paragraph, grounding=grounding)
    except NotExact as error:
        raise Fault(wrong(error.code, given=text)) from error
    except ValueError as error:
        raise Fault(wrong("no_day", given=text)) from error


def read_qualifier(text: str) -> Qualifier:
    """The word before or after a number. A Fault where there is no such word."""
    try:
        return Qualifier.parse(text)
    except ValueError as error:
        raise Fault(wrong("no_qualifier", given=text, known=tuple(Qualifier))) from error


class DatedValue(Node):
    """From this day the parameter has this value; null: from this day there is none (repealed)."""

    start: Annotated[date, Field(alias="from")]
    value: Annotated[Scalar, BeforeValidator(_as_given)]
    src: Source | None = None
    grounding: Grounding = Grounding.SOURCED
    qualifier: str = ""
    reading: Wording = ""
    note: Wording = ""

    @model_validator(mode="after")
    def _sourced_or_assumed(self) -> DatedValue:
        if self.qualifier:
            read_qualifier(self.qualifier)
        if not self.src and self.grounding in (Grounding.SOURCED, Grounding.WEAK):
            raise Fault(wrong("no_src"))
        return self

    def scalars(self) -> list[tuple[str, str]]:
        """Each single value with the key it stands under (empty where the value is not keyed)."""
        if self.value is None:
            return []
        if isinstance(self.value, dict):
            return list(self.value.items())
        if isinstance(self.value, tuple):
            return [("", told(item, "zh")) for item in self.value]
        return [("", self.value)]


def _out_of_range(value: Figure | Limit | str, given: str, *, share: bool) -> Wrong | None:
    """Why no rule can say such a value: nobody has minus three deputies. Multiples (倍) move both ways."""
    if isinstance(value, Limit):
        return None if value.number else wrong("no_length", given=given)
    if not isinstance(value, Figure) or value.unit in ("times", "date"):
        return None
    if value.unit == "ratio":
        return wrong("no_share", given=given) if share and not 0 <= value.amount <= 1 else None
    return wrong("negative", given=given) if value.value < 0 else None


class Param(Clause):
    """A parameter. `unit` is a unit of figures, or limit (20wd), choice (of named `options`), words, date.

    `share: false` says that a ratio is no part of a whole but a growth or a gap, which may pass 1 or fall below 0.
    `bound` says what a child may do (unsaid: fixed). `by` names the word by which values are keyed, as zone_kind: the
    charter's list of that name has the words with their titles.
    """

    unit: str
    by: Key | None = None
    options: dict[Key, Title] = Field(default_factory=dict)
    share: bool = True
    values: tuple[DatedValue, ...] = Field(min_length=1)

    def _needs_source(self) -> bool:
        return False

    def _bounds(self) -> tuple[Bound, ...]:
        return tuple(Bound)

    @model_validator(mode="after")
    def _each_value_fits(self) -> Param:
        if self.unit not in KINDS and self.unit not in UNITS:
            raise Fault(unknown_unit(self.unit, [*UNITS, *KINDS]), ("unit",))
        if (self.unit == "choice") != bool(self.options):
            raise Fault(wrong("options_apart"))
        for i, (before, after) in enumerate(pairwise(self.values), start=1):
            if after.start <= before.start:
                raise Fault(wrong("days_apart"), ("values", i, "from"))
        for i, dated in enumerate(self.values):
            if isinstance(dated.value, dict) != (self.by is not None) and dated.value is not None:
                raise Fault(wrong("keys_apart"), ("values", i, "value"))
            for key, text in dated.scalars():
                self._check_one(("values", i, "value", *([key] if key else [])), text, dated)
        return self

    def _check_one(self, path: tuple[str | int, ...], text: str, dated: DatedValue) -> None:
        try:
            found = _out_of_range(self.figure(text, dated), text, share=self.share)
        except Fault as fault:
            raise Fault(fault.wrong, path) from fault
        if found is not None:
            raise Fault(found, path)

    def figure(self, text: str, dated: DatedValue) -> Figure | Limit | str:
        """One single value, typed by the unit. A Fault where it does not fit."""
        if self.unit == "limit":
            return Limit.parse(text)
        if self.unit == "choice" and text not in self.options:
            known = {name: (title.zh, title.en) for name, title in self.options.items()}
            raise Fault(wrong("no_option", given=text, known=known))
        if self.unit in ("choice", "words"):
            return text
        return read_figure(text, self.unit, dated.qualifier, src=dated.src or "", grounding=dated.grounding)

    def dated(self, day: date) -> DatedValue | None:
        """The value in force on a day; None before the first and after a repeal."""
        current = [value for value in self.values if value.start <= day]
        return current[-1] if current and current[-1].value is not None else None

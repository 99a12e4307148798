"""What can be imported: kinds with their columns, registered by name. A room's kinds stand in its `imports.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from django.utils import translation

from kaifaqu.kernel import areas
from kaifaqu.kernel.actions.authority import reach_of_all
from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.figures.units import unit
from kaifaqu.kernel.imports.faults import Fault
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor

Value = str | int | None
Values = dict[str, Value]

MOST_ROWS = 100_000


class Type(StrEnum):
    """What a column holds. Codes are text; a name is one that the registry or the file itself must know."""

    TEXT = "text"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    NAME = "name"


@dataclass(frozen=True)
class AskedUnit:
    """A unit that a column may be in: so many of what is kept make one of it."""

    key: str
    title: Title
    scale: Fraction


PEOPLE = (
    AskedUnit("person", Title(zh=unit("person").zh, en=unit("person").en_many), Fraction(1)),
    AskedUnit("person_wan", Title(zh="万人", en="ten thousand people"), Fraction(10_000)),
)
MONEY = (
    AskedUnit("yuan", Title(zh=unit("CNY").zh, en=unit("CNY").en), unit("CNY").scale),
    AskedUnit("yuan_wan", Title(zh="万元", en="ten thousand yuan"), unit("CNY_wan").scale),
    AskedUnit("yuan_yi", Title(zh="亿元", en="hundred million yuan"), unit("CNY_yi").scale),
)
AREAS = tuple(AskedUnit(key, Title(zh=unit(key).zh, en=unit(key).en), unit(key).scale) for key in areas.SCALES)
ROUNDED = frozenset({"mu"})
"""Units of which a third may be meant: 1 亩 is 2000/3 square metres, so that they are converted once, half up."""


@dataclass(frozen=True)
class Option:
    """One of the values that a choice may have."""

    key: str
    title: Title


@dataclass(frozen=True)
class Column:
    """A column: how people call it, what it holds, and an example of it. `units`: it is asked in which it is."""

    key: str
    title: Title
    type: Type = Type.TEXT
    required: bool = False
    hint: Title = field(default_factory=lambda: Title(zh="", en=""))
    example: Title = field(default_factory=lambda: Title(zh="", en=""))
    options: Callable[[], Sequence[Option]] = tuple
    units: tuple[AskedUnit, ...] = ()
    longest: int = 200
    least: int | None = None
    most: int | None = None
    personal: bool = False
    offers: Callable[[Place], Sequence[str]] | None = None

    def unit(self, key: str) -> AskedUnit:
        """The unit of that key; KeyError where the column is never in it."""
        return {unit.key: unit for unit in self.units}[key]


def day_column(title: Title) -> Column:
    """The day from which a row holds: `on`, in every kind."""
    hint = Title(zh="如 2020-08-15", en="as 2020-08-15")
    return Column("on", title, Type.DATE, required=True, hint=hint, example=Title(zh="2020-08-15", en="2020-08-15"))


class Verdict(StrEnum):
    """What the import would make of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"


@dataclass(frozen=True)
class Line:
    """One row of the file, every cell of it readable: its number there, and its values by column."""

    number: int
    values: Values


@dataclass
class Judged:
    """What the registry says of rows: a verdict by row number, and what is wrong with some."""

    verdicts: dict[int, Verdict] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, line: Line, column: str, code: str, **given: object) -> None:
        """Say what is wrong with a row."""
        self.verdicts[line.number] = Verdict.BAD
        self.faults.append(Fault(line.number, column, code, {name: str(value) for name, value in given.items()}))

    def asked(self, line: Line, columns: Mapping[str, str], rule: Callable[[], object]) -> bool:
        """Ask of a row the rule of the single act, and tell what it refuses with; whether it lets the row pass.

        `columns`: the column for each input of the act that is called otherwise. The rule is asked once more in the
        other language, since its words are made when it refuses and read by whoever opens the file.
        """
        told: dict[str, str] = {}
        column = ""
        for name, language in (("words", "zh-hans"), ("words_en", "en")):
            with translation.override(language):
                try:
                    rule()
                except Refusal as refusal:
                    told[name], column = str(refusal), columns.get(refusal.field, refusal.field)
            if not told:
                return True
        self.refuse(line, column, "refused", **told)
        return False

    def each_once(self, lines: Sequence[Line], key: Callable[[Line], tuple[str, object]]) -> Iterator[Line]:
        """The rows whose key no row before them had; the others are refused in the column that the key names."""
        first: dict[object, Line] = {}
        for line in lines:
            column, said = key(line)
            if first.setdefault(said, line) is line:
                yield line
            else:
                self.refuse(line, column, "twice", row=first[said].number)


@dataclass(frozen=True)
class Written:
    """What an import wrote: the subjects that came into being, and those that were there and changed."""

    born: Sequence[int] = ()
    changed: Sequence[int] = ()


@dataclass(frozen=True)
class ImportKind:
    """One kind of import into a place.

    `needs` are the acts that whoever imports must be allowed to do one by one at that place. `stamp` digests what the
    registry held when rows were judged: the act asks again under its locks, and refuses if that has changed. `write`
    is only called inside the act.
    """

    key: str
    title: Title
    about: Title
    columns: tuple[Column, ...]
    needs: tuple[str, ...]
    stamp: Callable[[Place], str]
    judge: Callable[[Place, Sequence[Line]], Judged]
    write: Callable[[Place, Sequence[Values]], Written]
    most: int = MOST_ROWS

    @property
    def personal(self) -> bool:
        """Whether its rows name people."""
        return any(column.personal for column in self.columns)

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((column for column in self.columns if column.key == key), None)

    def may(self, by: Actor, place: int) -> bool:
        """Whether the actor may do to the place, one by one, what an import does all at once."""
        return reach_of_all(by, [ACT, *self.needs]).filter(pk=place).exists()


ACT = "imports.import_rows"

_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known; a key stands for one kind only."""
    if _kinds.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"two kinds of import are called {kind.key}")


def all_kinds() -> Mapping[str, ImportKind]:
    """Every kind by its key."""
    return dict(_kinds)

"""Ways of breaking a charter that are surely wrong, and where the software must say so: file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path as Folder

import yaml

from kaifaqu.kernel.charter.lint import Vocabulary
from kaifaqu.kernel.charter.load import Loaded, Path, dotted
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.schema.limits import UNITS
from tests.site.moving import is_value

WORDED = ("choice", "words")
LIMIT = re.compile(rf"^\d+({'|'.join(UNITS)})$")
OPERANDS = ("is", "at_least", "at_most", "above", "below", "less", "ratio", "sum", "fact", "change", "growth", "mean")


@dataclass(frozen=True)
class Spot:
    """A scalar in the text of a charter: its path, what it says, where it is written, and between what it stands."""

    place: str
    file: str
    path: Path
    text: str
    start: yaml.Mark
    end: yaml.Mark
    flow: bool
    keyed: bool
    key: yaml.Mark

    @property
    def line(self) -> int:
        return self.key.line + 1

    @property
    def noun(self) -> str:
        return str(self.path[0])


@dataclass(frozen=True)
class Break:
    """A text with something wrong in it, and how a problem must begin that names it."""

    text: str
    told: str


def spots(place: str, folder: Folder) -> Iterator[Spot]:
    """Every scalar of a charter that is written on one line."""
    for file in sorted(folder.glob("*.yaml")):
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        assert isinstance(root, yaml.MappingNode)
        yield from (s for s in _below(f"{place}/{file.name}", root, ()) if s.start.line == s.end.line)


def _below(file: str, node: yaml.Node, path: Path) -> Iterator[Spot]:
    assert isinstance(node, yaml.CollectionNode)
    keyed = isinstance(node, yaml.MappingNode)
    pairs = (
        [(key.value, value, key.start_mark) for key, value in node.value]
        if keyed
        else [(i, value, value.start_mark) for i, value in enumerate(node.value)]
    )
    for at, value, mark in pairs:
        if isinstance(value, yaml.ScalarNode):
            flow = bool(node.flow_style)
            yield Spot(
                file.partition("/")[0],
                file,
                (*path, at),
                value.value,
                value.start_mark,
                value.end_mark,
                flow,
                keyed,
                mark,
            )
        else:
            yield from _below(file, value, (*path, at))


# ── What is wrong, by the place where it can be ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class House:
    """What the breakages need to know: the charters, what may be named, and the files' texts."""

    chains: dict[str, list[Loaded]]
    vocabulary: Vocabulary
    texts: dict[str, str]

    def own(self, spot: Spot) -> Loaded:
        return self.chains[spot.place][-1]

    def unit(self, spot: Spot) -> str:
        param = self.own(spot).charter.params.get(str(spot.path[1])) if spot.noun == "params" else None
        return param.unit if param else ""

    def set_above(self, spot: Spot) -> bool:
        """Whether a superior fixes, floors or caps the parameter."""
        above = self.chains[spot.place][:-1]
        return bool(above) and bool(Resolved(above).layers_of(str(spot.path[1])))


def rewritten(house: House, spot: Spot, text: str) -> str:
    """The file with another scalar in the spot's place."""
    lines = house.texts[spot.file].splitlines(keepends=True)
    line = lines[spot.start.line]
    lines[spot.start.line] = line[: spot.start.column] + text + line[spot.end.column :]
    return "".join(lines)


Rule = Callable[[House, Spot], Break | None]


def told(spot: Spot, path: Path | None = None, line: int | None = None) -> str:
    return f"{spot.file}:{line or spot.line}: {dotted(spot.path if path is None else path)}: "


def _as(house: House, spot: Spot, text: str) -> Break:
    return Break(rewritten(house, spot, json.dumps(text, ensure_ascii=False)), told(spot))


def _misspelt(applies: Callable[[House, Spot], bool]) -> Rule:
    return lambda house, spot: _as(house, spot, f"{spot.text}q") if applies(house, spot) else None


def _ends(*names: str) -> Callable[[House, Spot], bool]:
    return lambda house, spot: spot.noun in NOUNS and spot.path[-1] in names


def letters_in_a_number(house: House, spot: Spot) -> Break | None:
    if not is_value(spot.path) or house.unit(spot) in WORDED:
        return None
    return _as(house, spot, f"{spot.text[0]}o{spot.text[1:]}")


def no_such_unit_of_time(house: House, spot: Spot) -> Break | None:
    timed = house.unit(spot) == "limit" if is_value(spot.path) else spot.path[-1] in ("within", "at_most")
    if not timed or not LIMIT.match(spot.text):
        return None
    return _as(house, spot, re.sub(r"[a-z]+", "q", spot.text))


def no_such_day(house: House, spot: Spot) -> Break | None:
    dated = spot.path[-1] in ("from", "in_force", "published") and re.match(r"\d{4}-", spot.text)
    return _as(house, spot, f"{spot.text[:5]}13{spot.text[7:]}") if dated else None


def no_such_fact(house: House, spot: Spot) -> Break | None:
    operand = spot.path[-1] if isinstance(spot.path[-1], str) else spot.path[-2]
    read = spot.noun in ("measures", "tests", "constraints") and operand in OPERANDS
    return _as(house, spot, f"{spot.text}q") if read and spot.text in house.vocabulary.facts else None


def no_such_parameter(house: House, spot: Spot) -> Break | None:
    named = spot.noun in NOUNS and re.fullmatch(r"p\.[a-z0-9_]+", spot.text)
    return _as(house, spot, f"{spot.text}q") if named else None


def no_such_stage(house: House, spot: Spot) -> Break | None:
    path = spot.path[2:]
    target = spot.noun == "procedures" and (
        path[-2:-1] == ("then",) or path in (("outer", "from"), ("outer", "to"), ("reopen", "to"))
    )
    return _as(house, spot, f"{spot.text}q") if target else None


def no_such_party(house: House, spot: Spot) -> Break | None:
    names = {"duties": "owner", "rights": "holder", "powers": "holder", "constraints": "tell"}
    simple = len(spot.path) == 3 and names.get(spot.noun) == spot.path[2]
    led = spot.noun == "programmes" and spot.path[-1] == "lead"
    acts = spot.noun == "procedures" and (spot.path[2], spot.path[-1]) in (
        ("stages", "by"),
        ("ladder", "nobody"),
        ("return", "to"),
    )
    helps = spot.noun == "duties" and spot.path[2] == "assists"
    return _as(house, spot, f"{spot.text}q") if simple or led or acts or helps else None


def no_such_option(house: House, spot: Spot) -> Break | None:
    return _as(house, spot, f"{spot.text}q") if is_value(spot.path) and house.unit(spot) == "choice" else None


def no_such_superior(house: House, spot: Spot) -> Break | None:
    return _as(house, spot, f"{spot.text}q") if spot.path == ("parent",) else None


def a_circle_of_superiors(house: House, spot: Spot) -> Break | None:
    if spot.path != ("charter",) or spot.place != "cn":
        return None
    return Break(_after(house, spot, "parent: cn"), told(spot, ("parent",), spot.line + 1))


def a_word_against_the_superior(house: House, spot: Spot) -> Break | None:
    """A value moved far to either side: beyond every floor or ceiling that a superior sets is one of the two."""
    if not is_value(spot.path) or not house.set_above(spot) or house.unit(spot) in (*WORDED, "date"):
        return None
    param = Resolved(house.chains[spot.place][:-1]).layers_of(str(spot.path[1]))[-1][1]
    if param.bound == "free":
        return None
    least, most = "1" if param.unit == "limit" else "0", "1" if param.unit == "ratio" and param.share else "99999"
    far = re.sub(r"^-?[\d.]+", least if param.bound == "floor" or spot.text == most else most, spot.text)
    return Break(rewritten(house, spot, far), told(spot, spot.path[:2]))


def an_unknown_key(house: House, spot: Spot) -> Break | None:
    """One more key beside a value of a clause, a dated value or a stage: these know all their keys."""
    closed = len(spot.path) == 3 or (spot.path[2:3] in (("values",), ("stages",)) and len(spot.path) == 5)
    if spot.noun not in NOUNS or not spot.keyed or not closed or is_value(spot.path):
        return None
    return _beside(house, spot, "no_such_key")


def a_key_twice(house: House, spot: Spot) -> Break | None:
    return _beside(house, spot, str(spot.path[-1])) if spot.keyed else None


def _beside(house: House, spot: Spot, key: str) -> Break:
    path = (*spot.path[:-1], key)
    if not spot.flow:
        return Break(_after(house, spot, f"{key}: 甲"), told(spot, path, spot.end.line + 2))
    lines = house.texts[spot.file].splitlines(keepends=True)
    line = lines[spot.end.line]
    lines[spot.end.line] = f"{line[: spot.end.column]}, {key}: 甲{line[spot.end.column :]}"
    return Break("".join(lines), told(spot, path, spot.end.line + 1))


def _after(house: House, spot: Spot, text: str) -> str:
    lines = house.texts[spot.file].splitlines(keepends=True)
    lines.insert(spot.end.line + 1, f"{' ' * spot.key.column}{text}\n")
    return "".join(lines)


def days_out_of_order(house: House, spot: Spot) -> Break | None:
    """A line with a dated value written once more: it does not start after the one before."""
    if spot.noun != "params" or spot.path[2:3] != ("values",) or spot.path[-1] != "from":
        return None
    lines = house.texts[spot.file].splitlines(keepends=True)
    line = lines[spot.start.line]
    if not (line.lstrip().startswith("- {") and line.rstrip().endswith("}")):
        return None
    lines.insert(spot.start.line + 1, line)
    path = (*spot.path[:3], int(spot.path[3]) + 1, "from")
    return Break("".join(lines), told(spot, path, spot.line + 1))


def a_tag(house: House, spot: Spot) -> Break | None:
    return Break(
        rewritten(house, spot, f"!!str {json.dumps(spot.text, ensure_ascii=False)}"),
        told(spot, line=spot.start.line + 1),
    )


def an_anchor(house: House, spot: Spot) -> Break | None:
    return Break(
        rewritten(house, spot, f"&a {json.dumps(spot.text, ensure_ascii=False)}"), told(spot, line=spot.start.line + 1)
    )


BREAKAGES: dict[str, Rule] = {
    "letters in a number": letters_in_a_number,
    "no such unit of time": no_such_unit_of_time,
    "no such unit": _misspelt(lambda house, spot: spot.noun == "params" and spot.path[2:] == ("unit",)),
    "no such word fact": _misspelt(lambda house, spot: spot.noun == "params" and spot.path[2:] == ("by",)),
    "no such bound": _misspelt(lambda house, spot: spot.noun == "params" and spot.path[2:] == ("bound",)),
    "no such force": _misspelt(_ends("force")),
    "no such grounding": _misspelt(_ends("grounding")),
    "no such topic": _misspelt(_ends("topic")),
    "no such room": _misspelt(_ends("waits")),
    "no such source": lambda house, spot: _as(house, spot, f"q{spot.text}") if _ends("src")(house, spot) else None,
    "no such day": no_such_day,
    "no such fact": no_such_fact,
    "no such parameter": no_such_parameter,
    "no such stage": no_such_stage,
    "no such outcome": _misspelt(lambda house, spot: spot.noun == "procedures" and spot.path[-1] == "silent"),
    "no such party": no_such_party,
    "no such kind": _misspelt(lambda house, spot: spot.noun == "constraints" and spot.path[2:] == ("each",)),
    "no such test": _misspelt(lambda house, spot: spot.noun == "programmes" and spot.path[-2:-1] == ("proves",)),
    "no such option": no_such_option,
    "no such superior": no_such_superior,
    "a circle of superiors": a_circle_of_superiors,
    "a word against the superior": a_word_against_the_superior,
    "an unknown key": an_unknown_key,
    "a key twice": a_key_twice,
    "days out of order": days_out_of_order,
    "a tag": a_tag,
    "an anchor": an_anchor,
}

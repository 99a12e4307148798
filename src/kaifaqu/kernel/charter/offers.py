"""What a form offers for a part of a clause: organs and other named words, parameters, and parts not yet written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from kaifaqu.kernel.charter.naming import USES
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.parts import BY_ID
from kaifaqu.kernel.charter.reading import LIVE, values_text
from kaifaqu.kernel.charter.schema.base import Node, Title
from kaifaqu.kernel.charter.schema.params import Param
from kaifaqu.kernel.charter.words import BOUNDS, FIELDS, FORCES, LEVELS, MODES, RUNGS, YES
from kaifaqu.kernel.figures import Qualifier
from kaifaqu.kernel.figures.units import Lang

Choices = tuple[tuple[str, str], ...]
PARAM = ("参数：{0}（{1}）", "parameter: {0} ({1})")
LIMITS, DAYS = ("within", "at_most"), ("approved", "deadline", "growth_from")
TABLES = {"force": FORCES, "bound": BOUNDS, "mode": MODES, "level": LEVELS, "do": RUNGS}
NEVER = ("src", "id", "waits", "display", "grounding", "example", "from", "unit", "by")
"""Parts that are not offered where they are not written; `by` of a stage always is."""


def typed_at(clause: Any, path: tuple[str, ...]) -> Any:
    """The part of a clause at a path, typed; None where there is none."""
    node = clause
    for name in path:
        if isinstance(node, BaseModel):
            node = getattr(node, _field_named(type(node), name), None)
        elif isinstance(node, dict):
            node = node.get(name)
        else:
            node = node[int(name)] if isinstance(node, tuple) and name.isdecimal() and int(name) < len(node) else None
    return node


def _field_named(model: type[BaseModel], alias: str) -> str:
    return next((name for name, info in model.model_fields.items() if (info.alias or name) == alias), alias)


def named(resolved: Resolved, node: Any, alias: str, lang: Lang) -> Choices:
    """What a part may name, by title: organs, kinds, papers; nothing where it names none or none has a title."""
    if not isinstance(node, BaseModel):
        return ()
    field = _field_named(type(node), alias)
    listed = next((what.removesuffix(" kind") for what, at in USES.get(type(node), ()) if at == field), "")
    if not listed or field == "then":
        return ()
    words = {key: title.text(lang) for key, title in resolved.words.get(listed, {}).items()}
    if listed == "organ":
        words |= {key: clause.title.text(lang) for key, clause in resolved.of("organs").items()}
    return tuple(sorted(words.items(), key=lambda each: each[1]))


def parameters(resolved: Resolved, alias: str, day: date, lang: Lang) -> Choices:
    """The parameters that may stand at a part: limits for a limit, days for a day, any that a target reaches."""
    units = ("limit",) if alias in LIMITS else ("date",) if alias in DAYS else ()
    if not units and alias != "reach":
        return ()
    found = {key: p for key, p in resolved.of("params").items() if isinstance(p, Param) and p.by is None}
    told = {key: p for key, p in found.items() if p.unit in units or not units}
    return tuple((f"p.{key}", parameter(resolved, key, day, lang)) for key in told)


def parameter(resolved: Resolved, key: str, day: date, lang: Lang) -> str:
    """A parameter by its title and its value."""
    title = resolved.clauses["params", key][1].title.text(lang)
    return PARAM[lang == "en"].format(title, values_text(resolved, key, day, lang))


def table(alias: str, lang: Lang) -> Choices:
    """The words of a closed list."""
    return tuple((key, pair[lang == "en"]) for key, pair in TABLES.get(alias, {}).items())


def qualifiers(lang: Lang) -> Choices:
    """The words before or after a number."""
    return tuple((each.value, each.en if lang == "en" else each.value) for each in Qualifier)


def yes_or_no(lang: Lang) -> Choices:
    """True and false as charters write them."""
    return (("true", YES[True][lang == "en"]), ("false", YES[False][lang == "en"]))


def used(resolved: Resolved, raw: Any) -> list[str]:
    """The parameters that a clause speaks of, in its sentence or anywhere else, in the order of its text."""
    found = dict.fromkeys(_used(raw))
    return [key for key in found if ("params", key) in resolved.clauses]


def _used(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield from (live[1] for live in LIVE.finditer(node))
        if node.startswith("p."):
            yield node[2:].split(".")[0]
    elif isinstance(node, dict):
        for child in node.values():
            yield from _used(child)
    elif isinstance(node, list):
        for child in node:
            yield from _used(child)


def unwritten(clause: BaseModel, raw: Any) -> Iterator[tuple[str, ...]]:
    """The simple parts that a clause, its stages and tasks may have and do not say, each by its path."""
    yield from _unwritten(clause, raw, ())


def _unwritten(node: BaseModel, raw: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not isinstance(raw, dict):
        return
    for name, info in type(node).model_fields.items():
        alias = str(info.alias or name)
        value = getattr(node, name)
        if alias in raw:
            yield from _below(node, name, value, raw[alias], (*path, alias))
        elif alias not in NEVER and _simple(info.annotation) and _spoken(node, name, path):
            yield from (
                [(*path, alias, lang) for lang in ("zh", "en")] if _titled(info.annotation) else [(*path, alias)]
            )


def _below(node: BaseModel, name: str, value: Any, raw: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if name in BY_ID and isinstance(value, dict):
        for key, each in value.items():
            yield from _unwritten(each, raw.get(key), (*path, key))
    elif (
        isinstance(value, Node) and type(node).__module__.endswith(".nouns") and name in ("outer", "returns", "ladder")
    ):
        yield from _unwritten(value, raw, path)


def _spoken(node: BaseModel, name: str, path: tuple[str, ...]) -> bool:
    """Whether a part has a name: those of the clause itself, and those that changes are told of."""
    own = name in ("text", "force", "bound", "note", "reading", "topic")
    return (own and not path) or name in FIELDS.get(type(node).__name__, {})


def _titled(annotation: Any) -> bool:
    return Title in _leaves(annotation) and str not in _leaves(annotation)


def _simple(annotation: Any) -> bool:
    return all(
        leaf in (str, bool, NoneType, Title) or (isinstance(leaf, type) and issubclass(leaf, str))
        for leaf in _leaves(annotation)
    )


def _leaves(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [str]
    if origin in (Union, UnionType):
        return [leaf for part in get_args(annotation) for leaf in _leaves(part)]
    if origin is tuple:
        return [leaf for part in get_args(annotation) if part is not ... for leaf in _leaves(part)]
    if hasattr(annotation, "__metadata__"):
        return _leaves(get_args(annotation)[0])
    return [annotation]


def is_list(node: Any, alias: str) -> bool:
    """Whether a part holds several: who assists, what papers are needed."""
    if not isinstance(node, BaseModel):
        return False
    info = type(node).model_fields.get(_field_named(type(node), alias))
    return info is not None and get_origin(info.annotation) is tuple


def is_flag(node: Any, alias: str) -> bool:
    """Whether a part is yes or no."""
    if not isinstance(node, BaseModel):
        return False
    info = type(node).model_fields.get(_field_named(type(node), alias))
    return info is not None and info.annotation is bool

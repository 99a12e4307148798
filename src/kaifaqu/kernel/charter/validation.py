"""What Pydantic finds wrong with a charter's form, as faults of our own table, so that both languages can tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from kaifaqu.kernel.charter.faults import Fault, Names, Wrong, nearest, wrong
from kaifaqu.kernel.charter.schema.document import Charter
from kaifaqu.kernel.charter.schema.measures import COMPARISONS, FORMS
from kaifaqu.kernel.charter.words import ASSISTS, BOUNDS, FORCES, LEVELS, MODES, RUNGS
from kaifaqu.kernel.figures import Grounding

Raw = Mapping[str, Any]
QUOTED = re.compile(r"'([^']*)'")
CHOICES: Names = {
    **{word: names for table in (BOUNDS, FORCES, LEVELS, MODES, RUNGS, ASSISTS) for word, names in table.items()},
    **{each.value: (each.label("zh"), each.label("en")) for each in Grounding},
}
"""What words of closed lists are called; no two lists have the same word for two things."""


def wrong_of(error: Raw, key: str) -> Wrong:
    """One error of Pydantic's at a key as a fault, with what was given where that is text."""
    told = error.get("ctx", {}).get("error")
    if isinstance(told, Fault):
        return told.wrong
    kind, given = str(error["type"]), error.get("input")
    if kind == "extra_forbidden":
        return _unknown_key(key, given)
    found = TOLD.get(kind, _malformed)(error.get("ctx", {}))
    return wrong("given", wrong=found, given=given) if isinstance(given, str) else found


def errors_of(error: ValidationError) -> Iterator[Raw]:
    """Every error that Pydantic has found."""
    yield from error.errors()


def _unknown_key(key: str, given: object) -> Wrong:
    near = nearest(key, known_keys(), cutoff=0.6)
    if near:
        return wrong("unknown_key_near", near=near)
    return wrong("given", wrong=wrong("unknown_key"), given=given) if isinstance(given, str) else wrong("unknown_key")


def _malformed(_: Raw) -> Wrong:
    return wrong("malformed")


def _choice(about: Raw) -> Wrong:
    words = [word for word in QUOTED.findall(str(about.get("expected", ""))) if word]
    return wrong("no_choice", known={word: CHOICES.get(word, ("", "")) for word in words})


def _form(about: Raw) -> Wrong:
    return wrong("other_form", form=about.get("pattern", ""))


def _plain(code: str) -> Callable[[Raw], Wrong]:
    return lambda _: wrong(code)


def _counted(code: str, name: str, key: str) -> Callable[[Raw], Wrong]:
    return lambda about: wrong(code, **{name: about.get(key, "")})


TOLD: dict[str, Callable[[Raw], Wrong]] = {
    "missing": _plain("missing"),
    **dict.fromkeys(("date_from_datetime_parsing", "date_parsing", "date_type"), _plain("no_date")),
    "date_from_datetime_inexact": _plain("no_date"),
    **dict.fromkeys(("enum", "literal_error"), _choice),
    "string_pattern_mismatch": _form,
    "string_type": _plain("no_text"),
    **dict.fromkeys(("tuple_type", "list_type"), _plain("no_list")),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _plain("no_parts")),
    **dict.fromkeys(("bool_parsing", "bool_type"), _plain("no_yes")),
    **dict.fromkeys(("too_short", "string_too_short"), _counted("too_few", "least", "min_length")),
    "too_long": _counted("too_many", "most", "max_length"),
    "string_too_long": _counted("too_long", "most", "max_length"),
    "no_form": lambda _: wrong("no_form", known=tuple(FORMS)),
    "no_comparison": lambda _: wrong("no_comparison", known=tuple(COMPARISONS)),
    "no_words": _plain("no_words"),
}
"""Pydantic's types of errors, and our own of choosing a form, each as a fault."""


@cache
def known_keys() -> tuple[str, ...]:
    """Every key that any noun knows, as it is written."""
    seen: set[str] = set()
    waiting: list[type[BaseModel]] = [Charter]
    done: set[type[BaseModel]] = set()
    while waiting:
        model = waiting.pop()
        if model in done:
            continue
        done.add(model)
        for name, info in model.model_fields.items():
            seen.add(str(info.alias or name))
            waiting += [m for m in _models_in(info.annotation) if m not in done]
    return tuple(sorted(seen))


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [m for part in getattr(annotation, "__args__", ()) for m in _models_in(part)]

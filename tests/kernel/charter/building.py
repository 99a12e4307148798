"""Small charters made of a few lines, for tests of the language."""

from __future__ import annotations

from kaifaqu.kernel.charter.library import Library
from kaifaqu.kernel.charter.load import parse
from kaifaqu.kernel.charter.overlay import Resolved

HEAD = """
charter: {name}
title: {{zh: {name}, en: {name}}}
{parent}
in_force: 2020-01-01
sources: {{law: {{title: 法}}}}
"""


def text(name: str, body: str, parent: str = "") -> str:
    """A charter's text: a head, then the given nouns."""
    return HEAD.format(name=name, parent=f"parent: {parent}" if parent else "") + body


def resolve(*bodies: str) -> Resolved:
    """Charters one below the other, the first the root: a, b, c."""
    names = "abc"
    chain = [
        parse({f"{names[i]}.yaml": text(names[i], body, names[i - 1] if i else "")}) for i, body in enumerate(bodies)
    ]
    return Resolved(chain)


def library(**bodies: str) -> Library:
    """Charters by name, each given with its whole text."""
    return Library({name: parse({f"{name}.yaml": body}) for name, body in bodies.items()})


def param(
    value: str,
    *,
    bound: str = "floor",
    force: str = "must",
    start: str = "2020-01-01",
    unit: str = "ratio",
    more: str = "",
    by: str = "",
) -> str:
    """A charter's body with one parameter `rate`."""
    keyed = f", by: {by}" if by else ""
    return f"""
params:
  rate: {{title: {{zh: 率, en: rate}}, topic: pay, unit: {unit}, bound: {bound}, force: {force}{keyed},
    values: [{{from: {start}, value: {value}, src: law 1}}{more}]}}
"""

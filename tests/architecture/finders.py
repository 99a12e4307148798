"""Ways to find something in a file: each makes a function from the file's text to the numbers of the lines found."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest

Finder = Callable[[str], Iterator[int]]

CHINESE = r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
ENGLISH = r"[A-Z][ -~]+$|[ -~]+ [ -~]+$"
CITATION = r"(?:[a-z]+-\d{4} )?\(?[一二三四五六七八九十·¶\d]+\)?"
TRANSLATING = {"_", "T", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
TRANSLATING |= {"pgettext_lazy", "npgettext", "npgettext_lazy"}

TEMPLATE_COMMENT = r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->"
TRANSLATED = "|".join(
    (
        TEMPLATE_COMMENT,
        r"{%\s*(?P<block>blocktrans(?:late)?)\b.*?{%\s*end(?P=block)\s*%}",
        r"{%\s*trans(?:late)?\b.*?%}",
        r"\b_\((?:\"[^\"]*\"|'[^']*')\)",
        r"<(?P<tag>\w+)[^>]*\blang=\"zh[^>]*>[^<]*</(?P=tag)>",  # meant to be Chinese, as the name of the language is
    )
)


def text(pattern: str) -> Finder:
    """Finds a regular expression anywhere in the file."""
    compiled = re.compile(pattern)

    def find(source: str) -> Iterator[int]:
        for hit in compiled.finditer(source):
            yield source.count("\n", 0, hit.start()) + 1

    return find


def markup(pattern: str) -> Finder:
    """Finds a regular expression in a template's HTML, blind to Django's tags and comments."""
    return without(rf"{TEMPLATE_COMMENT}|{{%.*?%}}", text(pattern))


def without(pattern: str, finder: Finder) -> Finder:
    """The same finder, on a file in which everything that matches the pattern is blanked out."""
    compiled = re.compile(pattern, re.DOTALL)

    def find(source: str) -> Iterator[int]:
        return finder(compiled.sub(lambda hit: re.sub(r"[^\n]", " ", hit.group()), source))

    return find


def either(*finders: Finder) -> Finder:
    """Finds what any of the given finders finds."""

    def find(source: str) -> Iterator[int]:
        for finder in finders:
            yield from finder(source)

    return find


def comment(pattern: str) -> Finder:
    """Finds a regular expression in Python comments."""
    compiled = re.compile(pattern)

    def find(source: str) -> Iterator[int]:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and compiled.search(token.string):
                yield token.start[0]

    return find


def name(*dotted: str) -> Finder:
    """Finds a use of one of these names, under whatever alias it was imported: called, passed on or subclassed."""

    def find(source: str) -> Iterator[int]:
        tree = parse(source)
        imported = imported_names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute | ast.Name) and full_name(node, imported) in dotted:
                yield node.lineno

    return find


def call(*methods: str) -> Finder:
    """Finds a call of a method by its name, whatever object it is called on."""

    def find(source: str) -> Iterator[int]:
        for node in ast.walk(parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
                yield node.func.end_lineno or node.lineno

    return find


def fraction(source: str) -> Iterator[int]:
    """Finds a number written with a decimal point: Python reads it as binary floating point."""
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno


def untranslated(source: str) -> Iterator[int]:
    """Finds Chinese in a string that is no docstring, stands in no call that translates and before no English.

    Before its English: `Title(zh="机构", en="Organ")`, `{"zh": "机构", "en": "Organ"}`, `("机构", "Organ")`. A
    citation, `yantai-2020 (四)`, is no text to translate.
    """

    def visit(node: ast.AST) -> Iterator[int]:
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in TRANSLATING:
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if re.search(CHINESE, string(node)) and not re.fullmatch(CITATION, string(node)):
            yield node.lineno  # type: ignore[attr-defined]  # every string has a line
        children = [each.value if isinstance(each, ast.keyword) else each for each in ast.iter_child_nodes(node)]
        for child, following in zip_longest(children, children[1:]):
            if not (re.search(CHINESE, string(child)) and re.match(ENGLISH, string(following))):
                yield from visit(child)

    return visit(parse(source))


def string(node: ast.AST | None) -> str:
    """The text of a string in the code; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def longer_than(lines: int) -> Finder:
    """Finds the first line too many."""

    def find(source: str) -> Iterator[int]:
        if len(source.splitlines()) > lines:
            yield lines + 1

    return find


@lru_cache(maxsize=1)
def parse(source: str) -> ast.Module:
    """The syntax tree of one file; kept while the rules go over it one after another."""
    return ast.parse(source)


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `from datetime import date as d` gives {"d": "datetime.date"}."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                root = each.name.split(".")[0]
                names[each.asname or root] = each.name if each.asname else root
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                names[each.asname or each.name] = f"{node.module or ''}.{each.name}"
    return names


def full_name(node: ast.expr, imported: dict[str, str]) -> str:
    """`timezone.now` → "django.utils.timezone.now"; empty where the expression does not begin with a name."""
    if isinstance(node, ast.Name):
        return imported.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = full_name(node.value, imported)
        return base and f"{base}.{node.attr}"
    return ""

"""Collects what has to be translated, for `make messages`: the texts of code and templates, merged into each django.po.

Texts are Chinese in the source and are their own keys. A translation is kept as long as its text stands somewhere; a
new text comes in empty. No dates and no line numbers, so that a file changes only where a text did.
"""

from __future__ import annotations

import ast
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kaifaqu"
FUNCTIONS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
IN_CONTEXT = {"pgettext": 1, "pgettext_lazy": 1, "npgettext": 2, "npgettext_lazy": 2}
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Text = tuple[str, str, str]
"""A text to translate: its context, its form for one, and its form for many (the same where it has no plural)."""


def texts(package: Path = PACKAGE) -> dict[Text, list[str]]:
    """Every text in the package, each with the files that it stands in, in order of the first of them."""
    found: dict[Text, list[str]] = defaultdict(list)
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html")]):
        source = path.read_text(encoding="utf-8")
        shown = path.relative_to(package).as_posix()
        for text in sorted(set(in_code(source) if path.suffix == ".py" else in_template(source))):
            found[text].append(shown)
    return dict(found)


def in_code(source: str) -> Iterator[Text]:
    """The texts of a Python file. Read from the syntax tree: before Python 3.12 no tokenizer sees into an f-string."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = FUNCTIONS.get(name, 0) or IN_CONTEXT.get(name, 0) + (name in IN_CONTEXT)
        args = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
        given = [arg for arg in args if isinstance(arg, str)]
        if wanted and len(given) == wanted:
            context = given.pop(0) if name in IN_CONTEXT else ""
            yield context, given[0], given[-1]


def in_template(source: str) -> Iterator[Text]:
    """The texts of a template, by way of what Django itself makes of it for xgettext."""
    # Blanked-out HTML is no Python: its indentation would stop the tokenizer.
    lines = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _, said, _, context in extract("python", io.BytesIO(lines.encode()), DEFAULT_KEYWORDS):
        one, many = said if isinstance(said, tuple) else (said, said)
        yield context or "", one, many


def merged(old: Catalog, found: dict[Text, list[str]]) -> Catalog:
    """A catalogue of the found texts, with the translations that the old one has for them."""
    new = Catalog(locale=old.locale)
    for (context, one, many), places in found.items():
        key = one if one == many else (one, many)
        known = old.get(one, context or None)
        string = known.string if known and known.id == key else ""
        new.add(key, string, [(place, 0) for place in places], context=context or None)
    return new


def written(catalog: Catalog) -> str:
    """The catalogue as a file."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, include_lineno=False)
    return HEADER + out.getvalue().decode().strip() + "\n"


def untranslated(catalog: Iterable[Message]) -> list[Message]:
    """The messages that still lack a translation."""
    return [each for each in catalog if each.id and not all(forms(each.string))]


def forms(string: object) -> Sequence[object]:
    """The one form of a translation, or its plural forms."""
    return string if isinstance(string, tuple | list) else (string,)


def main() -> int:
    """Merge, write, and say what still has no translation."""
    found = texts()
    for path in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalog = merged(read_po(file, locale=path.parts[-3]), found)
        path.write_text(written(catalog), encoding="utf-8")
        missing = untranslated(catalog)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {len(missing)} without a translation")
        for message in missing:
            print(f"  {message.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The parts that every page is made of: a tag each, with its template under `ui/components/`.

The parts take plain values (dicts or dataclasses), never models, so that a page decides what is shown and a
part decides only how. What each expects is said at its tag; what is absent is not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, DateInput, FileInput
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kaifaqu.kernel.ui.lang import lang

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "icons"

GROUNDINGS = frozenset({"sourced", "weak", "inferred", "assumed", "synthetic", "computed", "none"})
LIGHTS = frozenset(
    """
    verified claimed soon late not_started under_way not_applicable city_level zone_level
    paused unlimited
    """.split()  # noqa: SIM905  a list of words reads best as one
)
PILLS = frozenset({"plain", "info", "ok", "soon", "late"})
_HAN = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
CHINESE = re.compile(rf"([{_HAN}](?:[{_HAN}\d ·]*[{_HAN}])?)")  # 某市〔2026〕7 号 is one piece


def _part(name: str, **values: Any) -> SafeString:
    """Draw a part; its surrounding blanks go, so that a number stands right before its comma."""
    html: str = get_template(f"ui/components/{name}.html").render(values)
    return mark_safe(html.strip())  # noqa: S308  the template has escaped every value


def _of(thing: Any, name: str, otherwise: Any = None) -> Any:
    """Read a value of a dict or of an object."""
    if isinstance(thing, Mapping):
        return thing.get(name, otherwise)
    return getattr(thing, name, otherwise)


def _one_of(value: Any, known: frozenset[str], what: str) -> str:
    word = str(getattr(value, "value", value))
    if word not in known:
        raise ValueError(f"{what} must be one of {', '.join(sorted(known))}, not {word!r}")
    return word


@cache
def _drawing(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise LookupError(f"no icon {name!r}; there are {', '.join(sorted(p.stem for p in ICONS.glob('*.svg')))}")
    return path.read_text(encoding="utf-8").strip()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon inline. It is decoration: the word beside it says the same."""
    drawn = _drawing(name).replace("<svg ", '<svg class="icon" width="16" height="16" aria-hidden="true" ', 1)
    return mark_safe(drawn)  # noqa: S308  a file of this package


@register.simple_tag
def figure(fig: Any) -> SafeString:
    """Print a number, with what it rests on in `data-src`.

    `fig`: text, src_kind; optional unit, qualifier (before: 不低于), after (behind: 余), explain_url, source, title.
    Where nothing is known src_kind is "none" (or fig is None) and `reason` says why: never a 0, never a blank.
    A number that does not say what it rests on is refused.
    """
    kind = "none" if fig is None else _one_of(_of(fig, "src_kind", ""), GROUNDINGS, "src_kind of a figure")
    return _part("figure", fig=fig or {}, kind=kind)


@register.simple_tag
def grounding_mark(kind: str) -> SafeString:
    """Print the small word for what is not simply published or computed."""
    return _part("mark", kind=_one_of(kind, GROUNDINGS, "grounding"))


@register.simple_tag
def stat(card: Any) -> SafeString:
    """Draw a card with one number.

    `card`: label, value (figure); optional before, after (figures), note, source, source_url.
    """
    return _part("stat", card=card)


@register.simple_tag
def ratio(card: Any) -> SafeString:
    """Draw a ratio that stands on its two facts.

    `card`: label, value (figure), before, after; optional note. Each of the two: fig (figure), amount (an exact
    number, for its bar), optional label, source, source_url.
    """
    before, after = _of(card, "before"), _of(card, "after")
    amounts = [Decimal(str(_of(side, "amount") or 0)) for side in (before, after)]
    longest = max(amounts) or Decimal(1)
    widths = [f"{max(amount, Decimal(0)) / longest * 100:.1f}" for amount in amounts]
    sides = [{"side": side, "width": width} for side, width in zip((before, after), widths, strict=True)]
    return _part("ratio", card=card, sides=sides)


@register.simple_tag
def source_note(source: str, url: str | None = None) -> SafeString:
    """Print where a value comes from: a document and its paragraph."""
    return _part("source_note", source=source, url=url)


@register.simple_tag
def light(state: Any, words: bool = False) -> SafeString:
    """Draw the state of a task: form and word say what the colour says; `words=True` prints the word too."""
    return _light(_one_of(state, LIGHTS, "light"), bool(words), get_language() or "")


@cache
def _light(state: str, words: bool, language: str) -> SafeString:
    """One of a few drawings, of which a board shows hundreds; `language` is whose words are in it."""
    return _part("light", state=state, words=words)


@register.simple_tag
def pill(kind: Any, text: str) -> SafeString:
    """Draw a short word in a capsule: plain, info, ok, soon or late."""
    return _part("pill", kind=_one_of(kind, PILLS, "pill"), text=text)


@register.simple_tag
def empty(text: str, url: str = "", action: str = "") -> SafeString:
    """Say that there is nothing, and what to do next."""
    return _part("empty", text=text, url=url, action=action)


@register.simple_tag
def timeline(entries: Iterable[Any], integrity: Any = None) -> SafeString:
    """Draw what was done, newest first.

    An entry: at, who, sentence; optional organ, on_behalf_of, basis, effective, changes [{label, old, new}], note,
    files [{name, url, size}], hash, url. `integrity`: ok, optional text.
    """
    return _part("timeline", entries=entries, integrity=integrity)


@register.simple_tag
def chain(steps: Iterable[Any]) -> SafeString:
    """Draw the steps of a computation in order: text, optional figure, source."""
    return _part("chain", steps=steps)


@register.simple_tag
def facts_table(rows: Iterable[Any]) -> SafeString:
    """Draw a definition list: label and a cell (see `cell`); optional source, source_url, note."""
    return _part("facts_table", rows=rows)


@register.simple_tag
def todo_list(rows: Iterable[Any]) -> SafeString:
    """Draw what waits for somebody: label, url; optional note, pill, and a fig or a text."""
    return _part("todo", rows=rows)


@register.simple_tag
def cell(value: Any) -> SafeString:
    """Print one value: a text, or a dict with one of fig, pill {kind, text}, light, html, text; optional url, note."""
    return _part("cell", cell=value if _is_cell(value) else {"text": value})


@register.simple_tag
def table(columns: Sequence[Any], rows: Iterable[Any], caption: str = "", stack: bool = True) -> SafeString:
    """Draw a register: columns {label, kind, sort_url, sorted}, rows {url, cells}; the first cell is the link.

    `kind` is text, num, figure, pill or date. On a phone the rows stack as cards, or with `stack=False` the table
    scrolls inside its own frame.
    """
    lines = [
        {
            "url": _of(row, "url"),
            "cells": list(zip(columns, _of(row, "cells"), strict=True)),
            "muted": _of(row, "muted"),
        }
        for row in rows
    ]
    return _part("table", columns=columns, lines=lines, caption=caption, stack=stack)


def _is_cell(value: Any) -> bool:
    return isinstance(value, Mapping) or any(hasattr(value, name) for name in ("fig", "pill", "light", "text"))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw a field of a form: label, hint, control, and the error right beside it."""
    widget = bound.field.widget
    if isinstance(widget, DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    kind = "file" if isinstance(widget, FileInput) else "check" if isinstance(widget, CheckboxInput) else "plain"
    return _part("field", field=bound, kind=kind)


@register.filter
def moment(value: Any) -> str:
    """Print a time to the minute as the place has it; a date, or a text already made, stays what it is."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


@register.filter
def as_written(words: Any) -> str:
    """Print what somebody wrote, a ground or a paragraph's number; Chinese on an English page says that it is Chinese.

    Fonts and screen readers need to know. What the pages themselves say is translated and never comes here.
    """
    said = str(words)
    if lang() != "en" or not CHINESE.search(said):
        return said
    parts = CHINESE.split(said)
    return format_html_join(
        "", '{}<span lang="zh-Hans">{}</span>', zip(parts[::2], parts[1::2], strict=False)
    ) + escape(parts[-1])


@register.filter
def tongue(words: Any) -> str:
    """Print the attribute that says that a text is Chinese, where it is so on an English page and cannot be split."""
    foreign = lang() == "en" and CHINESE.search(str(words))
    return mark_safe(' lang="zh-Hans"') if foreign else ""


@register.filter
def primary_items(nav: Iterable[Any] | None) -> list[Any]:
    """Pick what stands in the bottom bar of a phone: the first three items flagged `primary`."""
    items = [item for group in nav or () for item in _of(group, "items")]
    return [item for item in items if _of(item, "primary")][:3]


@register.filter
def active_seat(seats: Iterable[Any] | None) -> Any:
    """Pick the post that the person acts from now."""
    return next((seat for seat in seats or () if _of(seat, "active")), None)

"""Typed changes to a charter's text: each replaces, repeals, adds or removes one thing, and leaves the rest as written.

A change names what it is to by path: `params.bottom_exit_min.value` (from a day), where values are keyed with the word,
`params.leader_deputies.value.hitech`; `duties.education.owner`, `procedures.whistle.stages.sign.within`; or a whole
clause, `params.bottom_exit_min`. Comments and layout of the files stay: editions can be read side by side as text too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from textwrap import dedent
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from kaifaqu.kernel.charter.faults import yaml_words
from kaifaqu.kernel.charter.load import Loaded
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.figures.units import Lang

VALUE, QUALIFIER, NONE = "value", "qualifier", "null"
EMPTY = ("", NONE, "~")
DATED = (VALUE, QUALIFIER)
"""The parts of a parameter that hold from a day."""
DROP = "drop"
KEPT = ("title", "text", "topic", "unit", "by", "bound", "force", "options", "display", "waits")
"""What a place's own value takes over from the superior's parameter that it is a value of."""

WORDS = ("zh", "en", "note", "reading")
"""Parts that are words, whatever they look like."""

Files = dict[str, str]


class BadEdit(Exception):
    """A change that cannot be made. `code` is stable: stale, unknown, early, same, taken, form; `args` say of what."""

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(code, path, detail)
        self.code, self.path, self.detail = code, path, detail

    def told(self, lang: Lang) -> str:
        """The detail in a language: what a parser says is English, everything else is as it was written."""
        return yaml_words(self.detail)[lang == "en"] if self.code == "form" else self.detail


@dataclass(frozen=True)
class Edit:
    """One change as asked for: `old` as what is amended has it (None: nothing), `new` (None: repeal or remove).

    `start` is the day from which a parameter's value holds; `source` the document's key and the paragraph, which is
    also the reason where a superior's clause is dropped.
    """

    path: str
    old: str | None
    new: str | None
    start: date
    source: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Edit:
        """From the form in which it is kept."""
        return cls(raw["path"], raw["old"], raw["new"], date.fromisoformat(raw["from"]), raw["source"])

    def as_json(self) -> dict[str, Any]:
        """{path, old, new, from, source}."""
        given = {"path": self.path, "old": self.old, "new": self.new}
        return {**given, "from": self.start.isoformat(), "source": self.source}


def amended(files: Files, edits: Iterable[Edit], superiors: Sequence[Loaded] = ()) -> Files:
    """The files with every edit made, in order. BadEdit for one that does not fit what stands there."""
    text = _Text(files, superiors)
    for edit in edits:
        text.make(edit)
    return text.files()


def cite(files: Files, key: str, document: Mapping[str, str]) -> Files:
    """The files with a document among the charter's sources."""
    text = _Text(files, ())
    text.section("sources")[key] = _mapping(document)
    return text.files()


def renamed(files: Files, head: Mapping[str, Any]) -> Files:
    """The files with what stands at the head of a charter: whose it is, under whom, from when; None leaves it out."""
    text = _Text(files, ())
    for key, value in head.items():
        root = text.file_of(key)
        if value is None:
            root.pop(key, None)
        else:
            root[key] = _mapping(value) if isinstance(value, Mapping) else value
    return text.files()


def written(resolved: Resolved, path: str, day: date) -> str | None:
    """What stands at a path as text, in the place's own charter or else in the nearest superior's; None: nothing."""
    found = (written_in(layer.loaded, path, day) for layer in reversed(resolved.layers))
    return next((text for text in found if text is not None), None)


def written_in(loaded: Loaded, path: str, day: date) -> str | None:
    """What stands at a path in one charter as text; None: nothing, or repealed."""
    node = _at(loaded.source.values, path.split("."), day)
    if node is None or (isinstance(node, str) and node in EMPTY):
        return None
    return node if isinstance(node, str) else as_yaml(node)


def as_yaml(node: Any) -> str:
    """A part of a charter as its text, from the margin on: a form strips what stands before it."""
    out = io.StringIO()
    _yaml().dump(_styled(node), out)
    return dedent(out.getvalue()).rstrip("\n")


def _at(values: Any, path: Sequence[str], day: date) -> Any:
    node = values
    for i, part in enumerate(path):
        if i == 2 and part in DATED and path[0] == "params":
            node = (_in_force(node, day) or {}).get(part) if node else None
        elif isinstance(node, list) and part.isdecimal():
            node = node[int(part)] if int(part) < len(node) else None
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
        if node is None:
            return None
    return node


def _in_force(param: Mapping[str, Any], day: date) -> Mapping[str, Any] | None:
    """The entry of a parameter that is in force on a day, as it is written."""
    started = [v for v in param.get("values", []) if str(v["from"]) <= day.isoformat()]
    return started[-1] if started else None


class _Text:
    """The files of a charter, open for edits."""

    def __init__(self, files: Files, superiors: Sequence[Loaded]) -> None:
        self.roots = {name: _yaml().load(text) or CommentedMap() for name, text in files.items()}
        self.superiors = superiors

    def files(self) -> Files:
        found = {}
        for name, root in self.roots.items():
            out = io.StringIO()
            _yaml().dump(root, out)
            found[name] = out.getvalue()
        return found

    def file_of(self, key: str) -> CommentedMap:
        """The file in which a top-level key stands, or else the first one."""
        return next((root for root in self.roots.values() if key in root), next(iter(self.roots.values())))

    def section(self, key: str) -> CommentedMap:
        """The map under a top-level key, made where there is none."""
        root = self.file_of(key)
        if key not in root:
            root[key] = CommentedMap()
        found: CommentedMap = root[key]
        return found

    def clause(self, noun: str, key: str) -> CommentedMap | None:
        """A clause of the charter's own."""
        for root in self.roots.values():
            if key in (root.get(noun) or {}):
                found: CommentedMap = root[noun][key]
                return found
        return None

    def make(self, edit: Edit) -> None:
        parts = edit.path.split(".")
        if len(parts) < 2 or parts[0] not in NOUNS:
            raise BadEdit("unknown", edit.path)
        if len(parts) == 2:
            self._whole(edit, *parts)
        elif parts[0] == "params" and parts[2] in DATED:
            self._dated(edit, parts[1], parts[2], parts[3] if len(parts) > 3 else "")
        else:
            self._field(edit, parts)

    def _whole(self, edit: Edit, noun: str, key: str) -> None:
        own = self.clause(noun, key)
        if edit.new is not None:
            if own is not None or any(key in s.source.values.get(noun, {}) for s in self.superiors):
                raise BadEdit("taken", edit.path)
            self.section(noun)[key] = _clause(edit)
        elif own is not None:
            for root in self.roots.values():
                (root.get(noun) or {}).pop(key, None)
        elif any(key in s.source.values.get(noun, {}) for s in self.superiors):
            self.section(DROP)[edit.path] = edit.source
        else:
            raise BadEdit("unknown", edit.path)

    def _dated(self, edit: Edit, key: str, part: str, word: str) -> None:
        """A value or its qualifier from a day on; what was said for later days stays."""
        param = self._own("params", key, edit.path, values=False)
        values: CommentedSeq = param["values"]
        day = edit.start.isoformat()
        at = sum(str(v["from"]) <= day for v in values)
        above = self._above(key, edit.start)
        before = values[at - 1] if at else {VALUE: above.get(VALUE) if part == QUALIFIER else None}
        entry = CommentedMap({"from": day, VALUE: deepcopy(before.get(VALUE))})
        qualifier = (before if at else above).get(QUALIFIER)
        if part == QUALIFIER:
            qualifier = edit.new
        else:
            entry[VALUE] = _moved(before.get(VALUE), word, edit, listed=param.get("unit") == "words")
        if entry[VALUE] is None:
            raise BadEdit("unknown", edit.path)
        entry["src" if edit.source else "grounding"] = edit.source or "assumed"
        if qualifier and entry[VALUE] != NONE:
            entry[QUALIFIER] = qualifier
        if at and str(values[at - 1]["from"]) == day:
            values[at - 1] = entry
        else:
            values.insert(at, entry)

    def _above(self, key: str, day: date) -> Mapping[str, Any]:
        """What the nearest superior says of a parameter on a day, as it is written."""
        told = (_in_force(s.source.values.get("params", {}).get(key, {}), day) for s in reversed(self.superiors))
        return next((entry for entry in told if entry), {})

    def _field(self, edit: Edit, parts: Sequence[str]) -> None:
        noun, key, *inner = parts
        clause = self._own(noun, key, edit.path)
        node: Any = clause
        for part in inner[:-1]:
            node = _child(node, part, edit)
        last: Any = int(inner[-1]) if isinstance(node, CommentedSeq) and inner[-1].isdecimal() else inner[-1]
        stands = node.get(last) if isinstance(node, Mapping) else _item(node, last, edit)
        if edit.new is not None:
            node[last] = _parsed(edit) if _is_yaml(edit.new, stands, str(last)) else edit.new
        elif stands is not None:
            del node[last]
        if edit.source:
            clause["src"] = edit.source
            clause.pop("grounding", None)

    def _own(self, noun: str, key: str, path: str, *, values: bool = True) -> CommentedMap:
        """The charter's own clause; where only a superior has it, a copy of that to be changed here."""
        own = self.clause(noun, key)
        if own is not None:
            return own
        for superior in reversed(self.superiors):
            raw = superior.source.values.get(noun, {}).get(key)
            if raw is not None:
                kept = raw if values else {k: raw[k] for k in KEPT if k in raw}
                copy: CommentedMap = _styled(deepcopy(kept))
                if not values:
                    copy["values"] = CommentedSeq()
                self.section(noun)[key] = copy
                return copy
        raise BadEdit("unknown", path)


def _moved(before: Any, word: str, edit: Edit, *, listed: bool) -> Any:
    """A value as it becomes: of one that is keyed, the one word moves and the others stay."""
    if not word:
        return NONE if edit.new is None else _parsed(edit) if listed else edit.new
    moved = CommentedMap(before if isinstance(before, Mapping) else {})
    moved.fa.set_flow_style()
    if edit.new is None:
        moved.pop(word, None)
    else:
        moved[word] = edit.new
    return moved or NONE


def _is_yaml(new: str, stands: Any, last: str) -> bool:
    """Whether a new text is a list or parts, not words."""
    if isinstance(stands, Mapping | list):
        return True
    return last not in WORDS and ("\n" in new or (stands is None and new.startswith(("- ", "{", "["))))


def _clause(edit: Edit) -> Any:
    """A new clause, resting on the paper; none of its values holds before the amendment does."""
    clause = _parsed(edit)
    if not isinstance(clause, CommentedMap):
        raise BadEdit("form", edit.path, "expected key")
    if edit.source and "grounding" not in clause:
        clause.setdefault("src", edit.source)
    for entry in clause.get("values") or ():
        if not isinstance(entry, CommentedMap):
            continue
        if str(entry.get("from", "")) < edit.start.isoformat():
            raise BadEdit("early", edit.path, edit.start.isoformat())
        if edit.source and not {"src", "grounding"} & entry.keys():
            entry["src"] = edit.source
    return clause


def _child(node: Any, part: str, edit: Edit) -> Any:
    if isinstance(node, CommentedSeq) and part.isdecimal():
        return _item(node, int(part), edit)
    if not isinstance(node, Mapping):
        raise BadEdit("unknown", edit.path)
    if part not in node:
        node[part] = CommentedMap()  # type: ignore[index]  # ruamel's own map
    return node[part]


def _item(node: Any, index: Any, edit: Edit) -> Any:
    if not isinstance(index, int) or index >= len(node):
        raise BadEdit("unknown", edit.path)
    return node[index]


def _parsed(edit: Edit) -> Any:
    try:
        return _parsed_text(edit.new or "")
    except YAMLError as error:
        raise BadEdit("form", edit.path, str(getattr(error, "problem", error))) from error


def _parsed_text(text: str) -> Any:
    return _yaml().load(text)


class _TextOnly(VersionedResolver):
    """Every scalar is text, as the charters are read."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)
        return Tag(suffix="tag:yaml.org,2002:str") if kind is ScalarNode else tag


def _yaml() -> YAML:
    """Reads and writes with comments, quotes and layout kept, as the charters are laid out."""
    yaml = YAML()
    yaml.Resolver = _TextOnly
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    return yaml


def _mapping(values: Mapping[str, str]) -> CommentedMap:
    found = CommentedMap({key: value for key, value in values.items() if value})
    found.fa.set_flow_style()
    return found


def _styled(node: Any) -> Any:
    """Plain values as they are written in charters: small maps on one line."""
    if isinstance(node, Mapping):
        styled = CommentedMap({key: _styled(value) for key, value in node.items()})
        if all(isinstance(v, str) for v in node.values()) and sum(len(str(v)) for v in node.values()) < 60:
            styled.fa.set_flow_style()
        return styled
    if isinstance(node, list | tuple):
        return CommentedSeq([_styled(value) for value in node])
    return node

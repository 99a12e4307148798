"""Reading a charter: YAML in which every scalar is text, each place kept, and errors that say what to do.

Refused: a duplicate key, a tag, an anchor (they hide what is written), a file past 1 MB, nesting past 40 levels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

import yaml
from pydantic import ValidationError

from kaifaqu.kernel.charter.faults import Wrong, wrong
from kaifaqu.kernel.charter.schema.document import NOUNS, Charter
from kaifaqu.kernel.charter.validation import Raw, errors_of, wrong_of
from kaifaqu.kernel.charter.words import NOUNS as NOUN_NAMES
from kaifaqu.kernel.figures.units import Lang

Path = tuple[str | int, ...]
MOST_BYTES = 1_000_000
DEEPEST = 40


@dataclass(frozen=True)
class Place:
    """Where something is written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a charter: where, at which key, what it is and what to do."""

    place: Place
    key: str
    wrong: Wrong

    @property
    def words(self) -> str:
        """What it is in English: for programs, and for whoever compares two problems."""
        return self.text("en")

    def text(self, lang: Lang) -> str:
        """What it is, in a language."""
        return self.wrong.text(lang)

    def line(self, lang: Lang) -> str:
        """Place, key and what it is, in one line."""
        return ": ".join(part for part in (str(self.place), self.key, self.text(lang)) if part)

    def __str__(self) -> str:
        return self.line("en")


class BadCharter(Exception):
    """A charter that cannot be read; every problem that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


@dataclass
class Source:
    """The files of a charter as read: their values as text, where each stands, and their bytes for an edition."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where a path stands, or the nearest part above it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return Place(next(iter(self.files), "?"), 1)


@dataclass(frozen=True)
class Stamp:
    """Which adopted edition a charter's text is of: whose, the how manieth, since when, and the digest of its text."""

    place: str
    number: int
    in_force: date
    digest: str


@dataclass(frozen=True)
class Loaded:
    """A charter with its source; without a stamp it is a seed, which governs nobody until it is adopted."""

    charter: Charter
    source: Source
    edition: Stamp | None = None


def load(folder: FilePath) -> Loaded:
    """Read the charter of a folder: every `*.yaml` in it, taken together. BadCharter with every problem at once."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadCharter([Problem(Place(folder.name, 1), "", wrong("no_charter"))])
    return parse({f"{folder.name}/{file.name}": _text(file, folder.name) for file in files})


def parse(files: dict[str, str]) -> Loaded:
    """Read a charter from texts by file name."""
    source = Source(files=dict(files))
    for name, text in files.items():
        _read_file(source, name, text)
    try:
        return Loaded(Charter.model_validate(source.values), source)
    except ValidationError as error:
        raise BadCharter(_problems(error, source)) from error


def _too_large() -> Wrong:
    return wrong("too_large", limit=MOST_BYTES // 1000)


def _text(file: FilePath, folder: str) -> str:
    place = Place(f"{folder}/{file.name}", 1)
    if file.stat().st_size > MOST_BYTES:
        raise BadCharter([Problem(place, "", _too_large())])
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadCharter([Problem(place, "", wrong("not_utf8"))]) from error


def _read_file(source: Source, name: str, text: str) -> None:
    if len(text.encode()) > MOST_BYTES:
        raise BadCharter([Problem(Place(name, 1), "", _too_large())])
    try:
        _refuse_hidden(name, text)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise BadCharter([no_yaml(name, error)]) from error
    if not isinstance(root, yaml.MappingNode):
        nouns = {noun: NOUN_NAMES[noun] for noun in NOUNS}
        raise BadCharter([Problem(Place(name, 1), "", wrong("no_map", nouns=nouns))])
    _merge(source, name, root)


def no_yaml(name: str, error: yaml.YAMLError) -> Problem:
    """That a file is no YAML, at the line where its parser stopped."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or error
    return Problem(Place(name, mark.line + 1 if mark else 1), "", wrong("no_yaml", problem=problem))


def _refuse_hidden(name: str, text: str) -> None:
    trail = _Trail()
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        trail.follow(event)
        mark = event.start_mark
        place = Place(name, mark.line + 1 if mark else 1)
        if found := _hidden(event):
            raise BadCharter([Problem(place, dotted(trail.path), found)])
        if len(trail.steps) > DEEPEST:
            raise BadCharter([Problem(place, "", wrong("too_deep", limit=DEEPEST))])


def _hidden(event: yaml.Event) -> Wrong | None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return wrong("alias")
    tag = getattr(event, "tag", None)
    return wrong("tag", tag=tag) if tag else None


@dataclass
class _Step:
    """One level of nesting: at which key, or at which place of a list."""

    keyed: bool
    at: str | int = -1
    awaits_key: bool = True

    def on(self, event: yaml.Event) -> None:
        if not self.keyed:
            self.at = int(self.at) + 1
        elif self.awaits_key:
            self.at = str(getattr(event, "value", "?"))
        self.awaits_key = not self.awaits_key


@dataclass
class _Trail:
    """Where in a file a reader stands while it goes by, without building anything."""

    steps: list[_Step] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return tuple(step.at for step in self.steps if step.at != -1)

    def follow(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent) and self.steps:
            self.steps[-1].on(event)
        if isinstance(event, yaml.CollectionStartEvent):
            self.steps.append(_Step(keyed=isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.steps.pop()


def _merge(source: Source, name: str, root: yaml.MappingNode) -> None:
    """Files of one charter add to each other: a noun may be spread over files, an id may not."""
    for key, value in _pairs(root, (), name).items():
        node, line = value
        old = source.values.get(key)
        if old is None:
            source.places[key,] = Place(name, line)
            source.values[key] = _value(source, node, (key,), name)
        elif isinstance(old, dict) and isinstance(node, yaml.MappingNode):
            for inner, (child, at) in _pairs(node, (key,), name).items():
                if inner in old:
                    raise BadCharter([_twice(Place(name, at), (key, inner), source.places[key, inner])])
                source.places[key, inner] = Place(name, at)
                old[inner] = _value(source, child, (key, inner), name)
        else:
            raise BadCharter([_twice(Place(name, line), (key,), source.places[key,])])


def _pairs(node: yaml.MappingNode, path: Path, name: str) -> dict[str, tuple[yaml.Node, int]]:
    found: dict[str, tuple[yaml.Node, int]] = {}
    for key_node, value in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in found:
            raise BadCharter([_twice(Place(name, line), (*path, key), Place(name, found[key][1]))])
        found[key] = (value, line)
    return found


def _twice(place: Place, path: Path, first: Place) -> Problem:
    return Problem(place, dotted(path), wrong("twice", first=first))


def _value(source: Source, node: yaml.Node, path: Path, name: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        for i, child in enumerate(node.value):
            source.places[(*path, i)] = Place(name, child.start_mark.line + 1)
        return [_value(source, child, (*path, i), name) for i, child in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    pairs = _pairs(node, path, name)
    for key, (_, line) in pairs.items():
        source.places[(*path, key)] = Place(name, line)
    return {key: _value(source, child, (*path, key), name) for key, (child, _) in pairs.items()}


def dotted(path: Path) -> str:
    """A path as people read it: params.bottom_exit_min.values.0.value."""
    return ".".join(str(part) for part in path)


def _problems(error: ValidationError, source: Source) -> list[Problem]:
    faults = [(_path_of(fault, source), fault) for fault in errors_of(error)]
    paths = [path for path, _ in faults]
    return [
        Problem(source.place(path), dotted(path), wrong_of(fault, str(path[-1])))
        for path, fault in faults
        if not any(other != path and other[: len(path)] == path for other in paths)  # the inner one says more
    ]


def _path_of(fault: Raw, source: Source) -> Path:
    path = _written(fault["loc"], source, missing=fault["type"] == "missing")
    inner = getattr(fault.get("ctx", {}).get("error"), "path", ())
    return (*path, *inner)


def _written(loc: tuple[Any, ...], source: Source, *, missing: bool) -> Path:
    """The part of an error's place that stands in the file, and a key that is missing; branches of unions do not."""
    path: Path = ()
    for part in loc:
        if (*path, part) in source.places:
            path = (*path, part)
    return (*path, loc[-1]) if missing and path[-1:] != loc[-1:] else path

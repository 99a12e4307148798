"""Files that were checked and wait for their import: kept for a day under the home, for whoever brought them.

Nothing of them is in the database: a dry run writes nothing there. What names people is gone once it is imported, or
after a day.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from kaifaqu.kernel.actions.inputs import UNSTORABLE
from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.imports.checking import Checked
from kaifaqu.kernel.imports.faults import Fault
from kaifaqu.kernel.imports.kinds import Values
from kaifaqu.kernel.subjects.actor import Actor, Seat

KEPT = timedelta(hours=24)
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
SHOWN = 200
PASTED = ".tsv"


class Gone(Refusal):
    """No such review: never made, expired, imported, or somebody else's. They look the same."""

    status = 404

    def __init__(self) -> None:
        words = _("这份核对结果已经用过、过期或不是您的。请重新上传核对。")
        super().__init__("review_gone", words, field="rows")


@dataclass(frozen=True)
class Reviewed:
    """A checked file, its rows left out until they are asked for. As an action's input it is named by its key."""

    key: str
    owner: str
    place: int
    kind: str
    file: str
    stamp: str
    digest: str
    counts: dict[str, int]
    header: int
    units: dict[str, str]
    unknown: list[str]
    others: list[str]
    faults: list[Fault]
    faulty: int
    until: datetime
    done: bool = False
    rows: Sequence[Values] = field(default=(), repr=False)

    @property
    def bad(self) -> int:
        """How many rows cannot be imported."""
        return self.counts.get("bad", 0)

    @property
    def unreadable(self) -> bool:
        """Whether no row was looked at."""
        return bool(self.faulty) and not self.counts

    @property
    def to_write(self) -> int:
        """How many rows would change something."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    def as_record(self) -> dict[str, str]:
        """What the trail's inputs say of it."""
        return {"kind": self.kind, "file": self.file, "digest": self.digest}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        by_key = core_schema.no_info_after_validator_function(load, core_schema.str_schema(max_length=40))
        return core_schema.union_schema([core_schema.is_instance_schema(cls), by_key], mode="left_to_right")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "description": "The key of a file that was checked", "maxLength": 40}


def owner_of(actor: Actor) -> str:
    """Who brought a file: a person, from whichever of his posts, or a rule."""
    return f"person:{actor.person}" if isinstance(actor, Seat) else f"rule:{actor.id}"


def made(checked: Checked, *, by: Actor, place: int, file: str) -> Reviewed:
    """What a check came to, as its owner sees it."""
    return Reviewed(
        key=secrets.token_urlsafe(16),
        owner=owner_of(by),
        place=place,
        kind=checked.kind,
        file=UNSTORABLE.sub("", file)[-200:],
        stamp=checked.stamp,
        digest=checked.digest,
        counts=checked.counts,
        header=checked.header,
        units=checked.units,
        unknown=checked.unknown,
        others=checked.others,
        faults=checked.faults[:SHOWN],
        faulty=len(checked.faults),
        until=now() + KEPT,
        rows=checked.rows,
    )


def keep(checked: Checked, *, by: Actor, place: int, file: str, data: bytes) -> Reviewed:
    """Keep a checked file with its result; whatever has expired goes."""
    for path in _expired():
        shutil.rmtree(path, ignore_errors=True)
    reviewed = made(checked, by=by, place=place, file=file)
    folder = _folder(reviewed.key)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "upload").write_bytes(data)
    _write(folder / "rows.json", checked.rows)
    _write(folder / "faults.json", checked.faults)
    _write(folder / "review.json", {**vars(reviewed), "rows": [], "until": reviewed.until.isoformat()})
    return reviewed


def load(key: str) -> Reviewed:
    """The review of a key, with its rows: before an act locks anything. Raises Gone."""
    return _read(_checked_folder(key), rows=True)


def find(key: str, by: Actor) -> Reviewed:
    """The review of a key, for whoever made it. Raises Gone."""
    reviewed = _read(_checked_folder(key))
    if reviewed.owner != owner_of(by):
        raise Gone
    return reviewed


def upload_of(reviewed: Reviewed) -> bytes:
    """The bytes as they came."""
    return (_folder(reviewed.key) / "upload").read_bytes()


def faults_of(reviewed: Reviewed) -> list[Fault]:
    """Everything that is wrong, not only what is shown."""
    return [Fault(*each) for each in json.loads((_folder(reviewed.key) / "faults.json").read_bytes())]


def imported(reviewed: Reviewed) -> None:
    """The rows are in. The file goes too, unless rows were left out of it: those may still be fetched for their day."""
    folder = _folder(reviewed.key)
    if not folder.is_dir():
        return
    if not reviewed.bad:
        shutil.rmtree(folder, ignore_errors=True)
        return
    (folder / "rows.json").unlink(missing_ok=True)
    _write(folder / "review.json", json.loads((folder / "review.json").read_bytes()) | {"done": True})


# ── Progress ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def report(ticket: str, owner: str, stage: str, done: int) -> None:
    """Put down how far a check has come, for whoever waits for it. The ticket is his page's; other ones are ignored."""
    if KEY.fullmatch(ticket):
        path = _home() / f"{ticket}.progress"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, {"owner": owner, "stage": stage, "done": done, "until": (now() + KEPT).isoformat()})


def progress(ticket: str, owner: str) -> dict[str, Any]:
    """How far a check has come; empty where nothing is known of it."""
    path = _home() / f"{ticket}.progress"
    try:
        told: dict[str, Any] = json.loads(path.read_bytes()) if KEY.fullmatch(ticket) else {}
    except (OSError, ValueError):
        return {}
    return {"stage": told["stage"], "done": told["done"]} if told.get("owner") == owner else {}


def finished(ticket: str) -> None:
    """The page that waited has its answer."""
    if KEY.fullmatch(ticket):
        (_home() / f"{ticket}.progress").unlink(missing_ok=True)


# ── On disk ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _home() -> Path:
    return Path(settings.KAIFAQU_HOME) / "imports"


def _folder(key: str) -> Path:
    return _home() / key


def _checked_folder(key: str) -> Path:
    if not KEY.fullmatch(key) or not (_folder(key) / "review.json").is_file():
        raise Gone
    return _folder(key)


def _write(path: Path, value: object) -> None:
    """Whole or not at all: a reader never finds half a file."""
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    scratch.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    scratch.replace(path)


def _read(folder: Path, *, rows: bool = False) -> Reviewed:
    try:
        meta = json.loads((folder / "review.json").read_bytes())
        meta["rows"] = json.loads((folder / "rows.json").read_bytes()) if rows else []
    except (OSError, ValueError) as error:  # swept away a moment ago
        raise Gone from error
    meta["faults"] = [Fault(*each) for each in meta["faults"]]
    meta["until"] = datetime.fromisoformat(meta["until"])
    if meta["until"] < now():
        raise Gone
    return Reviewed(**meta)


def _expired() -> Iterator[Path]:
    """Folders of reviews whose day is over, or that were never finished; what remained of a progress goes at once."""
    before = (now() - KEPT).timestamp()
    for path in list(_home().glob("*")):
        if path.stat().st_mtime >= before:
            continue
        if path.is_dir():
            yield path
        else:
            path.unlink(missing_ok=True)

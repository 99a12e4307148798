"""Papers that were brought and not sent out yet: kept under the home for whoever brought them, as the page shows them.

Nothing of them is in the database. Closing the browser, the end of a session, a walk to the leader's office: the draft
is there the next day. A week after its last change it goes.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.inputs import UNSTORABLE
from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.subjects.actor import Actor, Seat

KEPT = timedelta(days=7)
STUCK = timedelta(minutes=5)
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
MOST = 30
"""Drafts that one person keeps; the oldest goes."""


class Gone(Refusal):
    """No such draft: never made, expired, or somebody else's. They look the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__("draft_gone", _("这份草稿已经过期，或者不是您的。请重新粘贴或上传。"))


class Sending(Refusal):
    """The draft is being sent out by another press."""

    status = 409

    def __init__(self) -> None:
        super().__init__("draft_sending", _("正在下达，请稍候再看结果。"))


@dataclass
class Row:
    """A matter of a draft as the page shows it. `spans`: where in the text it comes from.

    `picks`: whom the clerk may choose: organ, certainty, why. `case` and
    `number` stand once it is assigned; `faults` are what was refused, by field.
    """

    id: int
    spans: list[list[int]]
    words: str
    lead: str = ""
    said: str = ""
    picks: list[list[Any]] = field(default_factory=list)
    assists: str = ""
    limit: str = ""
    kind: str = "ordinary"
    notes: list[list[str]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    case: int = 0
    number: str = ""


@dataclass
class Draft:
    """A paper being taken in. `aside`: what of the text is no matter, and why."""

    key: str
    owner: str
    place: int
    text: str
    file: str = ""
    from_photo: bool = False
    origin: str = ""
    giver: str = ""
    document: str = ""
    day: str = ""
    rows: list[Row] = field(default_factory=list)
    aside: list[list[Any]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    order: int = 0
    changed: str = ""

    @property
    def at(self) -> datetime:
        """When it was changed for the last time."""
        return local(datetime.fromisoformat(self.changed))

    @property
    def open(self) -> list[Row]:
        """The matters that are not assigned yet."""
        return [row for row in self.rows if not row.case]

    def row(self, number: int) -> Row | None:
        """A matter by its number on the page."""
        return next((row for row in self.rows if row.id == number), None)

    def next_id(self) -> int:
        """A number that no matter of this draft has had."""
        return max((row.id for row in self.rows), default=0) + 1


def owner_of(actor: Actor) -> str:
    """Whose a draft is: a person's, at the organ he acts for."""
    return f"person:{actor.person}@{actor.organ}" if isinstance(actor, Seat) else f"rule:{actor.id}"


def begin(draft: Draft, upload: bytes | None) -> Draft:
    """Keep a new draft, with the file that it came from; what has expired goes."""
    _sweep(draft.owner)
    draft.file = UNSTORABLE.sub("", draft.file)[-200:]
    folder = _home() / draft.key
    folder.mkdir(parents=True, mode=0o700)
    if upload is not None:
        (folder / "upload").write_bytes(upload)
    keep(draft)
    return draft


def new_key() -> str:
    """A key that cannot be guessed."""
    return secrets.token_urlsafe(16)


def keep(draft: Draft) -> None:
    """Keep a draft as it is now."""
    draft.changed = now().isoformat()
    _write(_home() / draft.key / "draft.json", asdict(draft))


def find(key: str, by: Actor) -> Draft:
    """The draft of a key, for whoever made it. Raises Gone, or Sending while it is being sent."""
    folder = _home() / key
    if not KEY.fullmatch(key):
        raise Gone
    _unstick(folder)
    if (folder / "sending.json").exists():
        raise Sending
    found = _read(folder / "draft.json")
    if found is None or found.owner != owner_of(by) or found.at < now() - KEPT:
        raise Gone
    return found


def upload_of(draft: Draft) -> bytes | None:
    """The file that a draft came from."""
    try:
        return (_home() / draft.key / "upload").read_bytes()
    except OSError:
        return None


def drop(draft: Draft) -> None:
    """Throw a draft away."""
    shutil.rmtree(_home() / draft.key, ignore_errors=True)


@contextmanager
def sending(draft: Draft) -> Iterator[Callable[[], None]]:
    """Hold a draft while it is sent out: of two presses one sends, the other is told so.

    What is given keeps how far it has come: a sender that is killed leaves what it had assigned marked as such.
    """
    folder = _home() / draft.key
    try:
        (folder / "draft.json").rename(folder / "sending.json")
    except OSError as taken:
        raise Sending from taken
    try:
        yield lambda: _write(folder / "sending.json", asdict(draft))
    finally:
        keep(draft)
        (folder / "sending.json").unlink(missing_ok=True)


def all_of(by: Actor) -> list[Draft]:
    """A person's drafts that are not sent out yet, the newest first."""
    found = [draft for path in _home().glob("*/draft.json") if (draft := _read(path)) and draft.owner == owner_of(by)]
    living = [draft for draft in found if draft.at >= now() - KEPT and draft.open]
    return sorted(living, key=lambda draft: draft.changed, reverse=True)


def _sweep(owner: str) -> None:
    """Drop what has expired, and what a person keeps beyond the most that one may."""
    own = []
    for path in list(_home().glob("*/draft.json")):
        found = _read(path)
        if found is None or found.at < now() - KEPT:
            shutil.rmtree(path.parent, ignore_errors=True)
        elif found.owner == owner:
            own.append(found)
    for draft in sorted(own, key=lambda each: each.changed, reverse=True)[MOST - 1 :]:
        drop(draft)


def _unstick(folder: Path) -> None:
    """A draft whose sender was killed comes back, with what it had assigned."""
    held = folder / "sending.json"
    try:
        old = now().timestamp() - held.stat().st_mtime > STUCK.total_seconds()
    except OSError:
        return
    if old:
        held.rename(folder / "draft.json")


def _home() -> Path:
    return Path(settings.KAIFAQU_HOME) / "intake"


def _read(path: Path) -> Draft | None:
    try:
        found = json.loads(path.read_bytes())
        return Draft(**{**found, "rows": [Row(**row) for row in found["rows"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(path: Path, value: object) -> None:
    """Whole or not at all: a reader never finds half a draft."""
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    scratch.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    scratch.replace(path)

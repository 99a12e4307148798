"""Scans that were brought and not filed yet: kept for a day under the home, for whoever brought them.

Nothing of them is in the database: what is filed goes there by the act, and what is forgotten here is gone tomorrow.
"""

from __future__ import annotations

import io
import json
import re
import secrets
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import codes
from kaifaqu.kernel.letters.reading import Scan, Sheet
from kaifaqu.kernel.letters.scans import Brought
from kaifaqu.kernel.subjects.actor import Seat

KEPT = timedelta(hours=24)
KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def _home() -> Path:
    return Path(settings.KAIFAQU_HOME) / "scans"


def keep(brought: Sequence[Brought], by: Seat) -> str:
    """Keep what was brought; the key by which its owner finds it again."""
    _sweep()
    key = secrets.token_urlsafe(16)
    folder = _home() / key
    folder.mkdir(parents=True)
    for number, each in enumerate(brought):
        if each.scan is not None:
            each.upload.stream.seek(0)
            (folder / str(number)).write_bytes(each.upload.stream.read())
    files = [_written(each) for each in brought]
    until = (now() + KEPT).isoformat()
    _write(folder, {"owner": by.person, "until": until, "files": files, "done": {}})
    return key


def load(key: str, by: Seat) -> tuple[list[Brought], dict[int, int]] | None:
    """What was kept, and which of it was filed on which case; None where there is none, or it is another's."""
    told = _told(key)
    if told is None or told["owner"] != by.person:
        return None
    found = [_read(_home() / key / str(number), each) for number, each in enumerate(told["files"])]
    return found, {int(number): case for number, case in told["done"].items()}


def done(key: str, numbers: Sequence[int], case: int) -> None:
    """Files that were filed are kept here no longer."""
    told = _told(key)
    if told is None:
        return
    told["done"] |= {str(number): case for number in numbers}
    _write(_home() / key, told)
    for number in numbers:
        (_home() / key / str(number)).unlink(missing_ok=True)


def _told(key: str) -> dict[str, Any] | None:
    path = _home() / key / "told.json"
    if not KEY.fullmatch(key) or not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told if datetime.fromisoformat(told["until"]) > now() else None


def _write(folder: Path, told: dict[str, Any]) -> None:
    scratch = folder / f"{secrets.token_hex(4)}.part"
    scratch.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    scratch.replace(folder / "told.json")


def _written(each: Brought) -> dict[str, Any]:
    scan = each.scan
    sheets = [[sheet.page, str(sheet.code or ""), sheet.spoilt] for sheet in scan.sheets] if scan else None
    return {
        "name": each.upload.name,
        "size": each.upload.size,
        "why": str(each.why),
        "code": each.code,
        "digest": scan.digest if scan else "",
        "sheets": sheets,
    }


def _read(path: Path, told: dict[str, Any]) -> Brought:
    content = path.read_bytes() if path.is_file() else b""
    upload = Upload(told["name"], told["size"], io.BytesIO(content))
    if told["sheets"] is None:
        return Brought(upload, None, told["why"], told["code"])
    sheets = tuple(Sheet(page, codes.read(text) if text else None, spoilt) for page, text, spoilt in told["sheets"])
    return Brought(upload, Scan(told["name"], told["digest"], sheets))


def _sweep() -> None:
    """Take away what is older than a day."""
    for folder in _home().glob("*") if _home().is_dir() else ():
        if _told(folder.name) is None:
            shutil.rmtree(folder, ignore_errors=True)

"""What charters differ in, kept as files for a reviewer; `python -m tests.kernel.charter.golden` writes them anew.

For each pair `golden/<pair>.json` has the changes as programs have them, with how many there are of each kind;
`golden/<pair>.txt` has a sentence a line, as a reader has them.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import django

from kaifaqu.kernel.charter.diff import Change, diff
from kaifaqu.kernel.charter.library import Library, read_library
from kaifaqu.kernel.charter.overlay import Resolved
from tests.kernel.charter.amended import amended

GOLDEN = Path(__file__).with_name("golden")
CHARTERS = Path(__file__).parents[3] / "charters"
DAY = date(2024, 12, 31)


@cache
def library() -> Library:
    return read_library(CHARTERS)


def between(old: str, new: str) -> list[Change]:
    return diff(Resolved(library().chain(old)), Resolved(library().chain(new)), DAY)


def amended_yantai() -> list[Change]:
    *above, own = library().chain("yantai")
    return diff(Resolved([*above, own]), Resolved([*above, amended(own)]), DAY)


PAIRS: dict[str, Callable[[], list[Change]]] = {
    "jiangxi-ganzhou": lambda: between("jiangxi", "ganzhou"),
    "yantai-longkou": lambda: between("yantai", "longkou"),
    "yantai-amended": amended_yantai,
}


def as_data(changes: list[Change]) -> str:
    """How many of each kind, then each change, one a line."""
    kinds = json.dumps(dict(sorted(Counter(change.kind for change in changes).items())))
    rows = ",\n".join(json.dumps(change.as_json(), ensure_ascii=False) for change in changes)
    return f'{{"kinds": {kinds},\n"changes": [\n{rows}\n]}}\n'


def as_sentences(changes: list[Change]) -> str:
    """Each change as it is read: the sentence, then kind, path, day and source."""
    rows = ((c.sentence("zh"), c.kind, c.path, str(c.start or "—"), c.source or "—") for c in changes)
    return "".join("  |  ".join(row) + "\n" for row in rows)


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, changes in PAIRS.items():
        (GOLDEN / f"{name}.json").write_text(as_data(changes()), encoding="utf-8")
        (GOLDEN / f"{name}.txt").write_text(as_sentences(changes()), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")
    django.setup()  # rooms name their facts when they are set up
    main()

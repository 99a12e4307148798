"""One process imports many rows into a zone; while it writes, another changes a quota there and in the next zone.

python -m tests.database.importing --rows 20000
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django

from tests.database.storm import database

FORK = get_context("fork")
DAY = date(2021, 1, 1)


def main() -> int:
    """Make a database, let the two meet, say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="kaifaqu-import-") as name, database(Path(name)) as url:
        os.environ |= {"DATABASE_URL": url, "KAIFAQU_HOME": name, "DJANGO_SETTINGS_MODULE": "kaifaqu.site.settings"}
        django.setup()
        print(json.dumps(import_module("tests.database.importing").meet(rows)))
    return 0


def meet(rows: int) -> dict[str, Any]:
    """Import and let another act in the meantime; seconds, and whether all of it is there and sound."""
    from django.core.management import call_command
    from django.db import connections

    from kaifaqu.kernel.actions import Ref
    from kaifaqu.kernel.imports.actions import import_rows
    from kaifaqu.kernel.organs.models import Organ
    from kaifaqu.kernel.trail.timeline import history
    from kaifaqu.kernel.trail.verify import verify
    from tests.cast import assemble
    from tests.kernel.imports.books import HEADER, reviewed

    call_command("migrate", verbosity=0, interactive=False)
    cast = assemble()
    sheet = [HEADER, *((f"第{n}部", "内设机构", "开发区A管委会", "2020-08-15") for n in range(rows))]
    ready = reviewed(cast.zone_a.pk, sheet, by=cast.clerk)
    before = Organ.objects.count()
    connections.close_all()
    writing, answers = FORK.Event(), FORK.Queue()
    other = FORK.Process(target=_change, args=(cast, writing, answers))
    other.start()
    begun = time.monotonic()
    writing.set()
    import_rows(Ref(cast.zone_a.pk), by=cast.clerk, rows=ready)
    spent = time.monotonic() - begun
    told = answers.get(timeout=60)
    other.join(20)
    acts = [line.action for line in history(cast.zone_a.pk, limit=2)]
    connections.close_all()
    return {
        "import": spent,
        "waited": told["waited"],
        "refused": told["refused"],
        "organs": Organ.objects.count() - before,
        "acts": sorted(acts),
        "sound": verify().sound,
    }


def _change(cast: Any, writing: Any, answers: Any) -> None:
    from kaifaqu.kernel.actions import Ref, Refusal
    from kaifaqu.rooms.institutions.actions import change_quota

    writing.wait(60)
    time.sleep(0.2)  # the import has its lock by then
    begun, refused = time.monotonic(), []
    for zone in (cast.zone_a.pk, cast.zone_b.pk):
        try:
            change_quota(Ref(zone), by=cast.clerk, quota=100, on=DAY)
        except Refusal as refusal:
            refused.append(refusal.code)
    answers.put({"waited": time.monotonic() - begun, "refused": refused})


if __name__ == "__main__":
    sys.exit(main())

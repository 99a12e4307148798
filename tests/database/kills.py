"""A worker drains many due cases and is killed -9 again and again; then each due thing must have happened just once.

    python tools/with_postgres.py -- python -m tests.database.kills --kills 20 --cases 2000

The database is one of its own beside the one that DATABASE_URL names, or a file in a temporary folder.
Exit 1 where anything does not add up. What the worker does is in `killing.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

from tests.database.storm import database


def main() -> int:
    """Make a database, fill it with cases, kill, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cases", type=int, default=2_000, help="each has five things due")
    parser.add_argument("--longest", type=float, default=1.2, help="seconds that a worker lives at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kaifaqu-kills-") as name, database(Path(name)) as url:
        os.environ |= {"DATABASE_URL": url, "KAIFAQU_HOME": name, "DJANGO_SETTINGS_MODULE": "kaifaqu.site.settings"}
        django.setup()
        killing = import_module("tests.database.killing")  # knows models, so it comes after Django
        return int(killing.killed(options.kills, options.cases, options.longest))


if __name__ == "__main__":
    sys.exit(main())

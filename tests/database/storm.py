"""Many processes do random acts on few subjects while half of them are killed -9; then the trail must account for all.

    python tools/with_postgres.py -- python -m tests.database.storm --seconds 60 --processes 8

The database is one of its own beside the one that DATABASE_URL names, or a file in a temporary folder.
Exit 1 where anything does not add up. What the processes do is in `storming.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql


def main() -> int:
    """Make a database, storm, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--subjects", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kaifaqu-storm-") as name, database(Path(name)) as url:
        os.environ |= {"DATABASE_URL": url, "KAIFAQU_HOME": name, "DJANGO_SETTINGS_MODULE": "kaifaqu.site.settings"}
        django.setup()
        storming = import_module("tests.database.storming")  # knows models, so it comes after Django
        return int(storming.storm(Path(name), options.seconds, options.processes, options.subjects))


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database of our own: its address."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'storm.sqlite3'}"
        return
    name = sql.Identifier(f"kaifaqu_storm_{os.getpid()}")
    _beside(given, sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name.as_string()[1:-1]}"))
    finally:
        _beside(given, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _beside(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":
    sys.exit(main())

"""Many processes do random acts on few subjects while half of them are killed -9; then the trail must account for all.

    python tools/with_postgres.py -- python -m tests.database.storm --seconds 60 --processes 8

The database is one of its own beside the one that DATABASE_URL names, or a file in a temporary folder.
Exit 1 where anything does not add up. What the processes do is in `storming.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

RUN = "import django; django.setup(); from tests.database import storming; storming.main()"
SHORTEST, LONGEST = 0.2, 2.5  # seconds that a process lives before it is killed, at random
GRACE = 60  # seconds for the last acts to end


@dataclass
class Storm:
    """The running processes; those at the even places live dangerously."""

    folder: Path
    environment: dict[str, str]
    until: float
    started: int = 0
    kills: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    dies_at: dict[int, float] = field(default_factory=dict)

    def start(self, place: int) -> None:
        """Start a process at a place, or the one that replaces it."""
        self.started += 1
        seconds = max(0.0, self.until - time.monotonic())
        process = run(self.environment, "act", str(self.folder), str(self.started), f"{seconds:.3f}")
        self.processes[place : place + 1] = [process]
        if place % 2 == 0:
            self.dies_at[place] = time.monotonic() + random.uniform(SHORTEST, LONGEST)

    def kill_who_is_due(self) -> None:
        """Kill -9, only what we started, and replace it."""
        for place, moment in list(self.dies_at.items()):
            if time.monotonic() >= moment and self.processes[place].poll() is None:
                self.processes[place].kill()
                self.processes[place].wait()
                self.kills += 1
                self.start(place)

    def end(self) -> list[int]:
        """Wait for the last acts; returns the exit codes."""
        try:
            return [process.wait(GRACE) for process in self.processes]
        finally:
            for process in self.processes:
                process.kill()


def run(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A process of ours with Django set up."""
    return subprocess.Popen([sys.executable, "-c", RUN, *arguments], env=environment)


def main() -> int:
    """Prepare, storm, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--subjects", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kaifaqu-storm-") as name, database(Path(name)) as url:
        folder = Path(name)
        environment = os.environ | {
            "DATABASE_URL": url,
            "KAIFAQU_HOME": name,
            "DJANGO_SETTINGS_MODULE": "kaifaqu.site.settings",
        }
        if run(environment, "prepare", name, str(options.subjects)).wait():
            return 1
        storm = Storm(folder, environment, time.monotonic() + options.seconds)
        for place in range(options.processes):
            storm.processes.append(subprocess.Popen(["true"]))
            storm.start(place)
        while time.monotonic() < storm.until:
            time.sleep(0.02)
            storm.kill_who_is_due()
        failed = [code for code in storm.end() if code]
        judged = run(environment, "judge", name, str(storm.kills), str(options.seconds)).wait()
        return 1 if failed or judged else 0


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database of our own: its address."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'storm.sqlite3'}"
        return
    name = f"kaifaqu_storm_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as beside:
        beside.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            beside.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    sys.exit(main())

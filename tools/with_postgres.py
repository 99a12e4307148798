"""Runs a command on a PostgreSQL of its own: made in a temporary folder, reached by a socket only, gone afterwards.

    python tools/with_postgres.py [--durable] [--optional] -- COMMAND …

The command finds the database by DATABASE_URL, psql by the usual PG… variables; its exit code is ours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

USER = "postgres"
PORT = "5432"  # part of the socket's name; nothing listens on TCP
SECONDS_TO_END = 20


class NotInstalled(Exception):
    """This machine cannot start a PostgreSQL; the message says why."""


def main() -> int:
    """Parse, start, run, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--durable", action="store_true", help="keep fsync on, as in production (for benchmarks)")
    parser.add_argument("--optional", action="store_true", help="no PostgreSQL here: say so and succeed, but not in CI")
    parser.add_argument("command", nargs="+", help="after --")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        with cluster(durable=options.durable) as environment:
            return run(options.command, environment)
    except NotInstalled as reason:
        forgiven = options.optional and os.environ.get("CI") != "true"
        print(f"{'Skipped' if forgiven else 'Failed'}: {reason}", file=sys.stderr)
        return 0 if forgiven else 1


def leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `finally`, so that nothing started here stays behind; further signals cannot cut it short."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


@contextmanager
def cluster(*, durable: bool) -> Iterator[dict[str, str]]:
    """A running cluster with an empty database; yields the environment that leads to it."""
    programs = find_programs()
    as_user = become_user()
    # Not under TMPDIR: a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="kaifaqu-pg-", dir="/tmp"))
    data = folder / "data"
    settings = f"-c listen_addresses='' -p {PORT} -k {folder}" + ("" if durable else " -c fsync=off")

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*as_user, str(programs / program), *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    try:
        if as_user:
            shutil.chown(folder, USER)
        call("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        call("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", settings)
        call("createdb", "-h", str(folder), "-p", PORT, "-U", USER, "kaifaqu")
        yield {
            "DATABASE_URL": f"postgres://{USER}@/kaifaqu?host={folder}&port={PORT}",
            "PGHOST": str(folder),
            "PGPORT": PORT,
            "PGUSER": USER,
        }
    finally:
        if (data / "postmaster.pid").exists():
            call("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))
        shutil.rmtree(folder)


def find_programs() -> Path:
    """The folder of PostgreSQL's programs: the newest that Debian installed, else the one on PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name)
    )
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NotInstalled("PostgreSQL is not installed (Debian: apt-get install postgresql postgresql-contrib)")
    return Path(on_path).resolve().parent


def become_user() -> list[str]:
    """What to put before a command: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return []
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
        raise NotInstalled(f"PostgreSQL refuses to run as root and there is no user '{USER}' to become")
    return ["runuser", "-u", USER, "--"]


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end, or end it when we are told to leave."""
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        code = process.wait()
        return code if code >= 0 else 128 - code
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


if __name__ == "__main__":
    sys.exit(main())

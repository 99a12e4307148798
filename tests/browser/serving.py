"""The command `kaifaqu` as a person runs it: in a home of its own, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

COMMAND = Path(sys.executable).with_name("kaifaqu")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds for making the demonstration and starting the server, on a machine that is busy with tests


def environment(home: Path) -> dict[str, str]:
    """The tests' own environment without what would lead the command to another database, secret or language."""
    apart = {"DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "KAIFAQU_DEMO", "KAIFAQU_LANG", "PORT"}
    inherited = {key: value for key, value in os.environ.items() if key not in apart}
    return inherited | {"KAIFAQU_HOME": str(home), "LANG": "C.UTF-8"}


def run(home: Path, *words: str) -> str:
    """Run one command to its end; what it printed."""
    done = subprocess.run(
        [COMMAND, *words],
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"kaifaqu {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def served(home: Path, *words: str) -> Iterator[str]:
    """`kaifaqu serve` or `kaifaqu demo` until the block ends; gives the address. Its output goes to `home`/log."""
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with (home / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [COMMAND, *words, "--port", str(port)],
            cwd=ROOT,
            env=environment(home),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(server, port, home / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(f"kaifaqu ended with {server.returncode}: {log.read_text(encoding='utf-8')}")
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in/")
            status = connection.getresponse().status
            connection.close()
            assert status == 200, f"the first page answers {status}: {log.read_text(encoding='utf-8')}"
            return
        time.sleep(0.1)
    raise AssertionError(f"kaifaqu does not answer: {log.read_text(encoding='utf-8')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and the worker it started: they are a session of their own."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

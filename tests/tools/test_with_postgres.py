"""The throw-away PostgreSQL: what runs on it decides the exit code, and nothing of it stays behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "with_postgres.py"
SHOW_FOLDER = 'psql -At -d kaifaqu -c "select 1" >/dev/null && echo $PGHOST'

pytestmark = pytest.mark.postgresql


def start(command: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, TOOL, "--", "bash", "-c", command], stdout=subprocess.PIPE, text=True)


def is_running(process: int) -> bool:
    """Whether it is there and not merely waiting to be buried: of a dead process the kernel knows no command line."""
    command = Path(f"/proc/{process}/cmdline")
    return command.exists() and bool(command.read_bytes())


def test_the_command_finds_its_database_and_its_exit_code_is_ours() -> None:
    process = start(f"{SHOW_FOLDER}; exit 7")
    folder = Path(process.communicate()[0].strip())
    assert process.returncode == 7
    assert folder.is_absolute()
    assert not folder.exists()


def test_told_to_end_it_ends_what_it_started() -> None:
    process = start(f"{SHOW_FOLDER}; exec sleep 60")
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    assert is_running(server)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert not folder.exists()
    assert not is_running(server)

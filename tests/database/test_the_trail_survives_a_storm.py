"""A few seconds of `storm.py`; a minute of it with eight processes is in CONTRIBUTING."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ON_POSTGRESQL

ROOT = Path(__file__).resolve().parents[2]
HOW = ("6", "8") if ON_POSTGRESQL else ("3", "4")


@pytest.mark.database
def test_what_was_acknowledged_is_there_once_and_whole_though_processes_were_killed() -> None:
    seconds, processes = HOW
    command = [sys.executable, "-m", "tests.database.storm", "--seconds", seconds, "--processes", processes]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing lost, nothing twice" in done.stdout

"""A few seconds of the storm; a minute of it is `python -m tests.database.storm`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ON_POSTGRESQL

ROOT = Path(__file__).resolve().parents[2]
HOW = ("6", "8") if ON_POSTGRESQL else ("3", "4")


@pytest.mark.database
def test_what_was_acknowledged_is_in_the_trail_once_and_every_chain_is_whole() -> None:
    seconds, processes = HOW
    storm = [sys.executable, "-m", "tests.database.storm", "--seconds", seconds, "--processes", processes]
    run = subprocess.run(storm, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    tally = json.loads(run.stdout.splitlines()[-2])
    assert tally["acts"] > 0 < tally["kills"]
    assert tally["lost"] == tally["twice"] == 0

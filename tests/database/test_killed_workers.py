"""A few seconds of killing; twenty kills over 10 000 cases are `python -m tests.database.kills`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.database
def test_a_worker_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice() -> None:
    kills = [sys.executable, "-m", "tests.database.kills", "--kills", "4", "--cases", "400"]
    run = subprocess.run(kills, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    tally = json.loads(run.stdout.splitlines()[-2])
    assert (tally["cases"], tally["lost"], tally["twice"]) == (400, 0, 0)

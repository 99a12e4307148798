"""Many processes act on the same subjects, half of them killed: nothing acknowledged is lost, no chain forks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.postgresql
def test_what_was_acknowledged_is_in_the_trail_and_every_chain_is_whole() -> None:
    storm = [sys.executable, "-m", "tests.database.storm", "--seconds", "6", "--processes", "4"]
    own = [sys.executable, "tools/with_postgres.py", "--", *storm]  # a database of its own: the storm commits
    run = subprocess.run(own, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    tally = json.loads(run.stdout.splitlines()[-2])
    assert tally["kills"] > 0
    assert tally["lost"] == tally["twice"] == 0

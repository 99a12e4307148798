"""A short import; 100 000 rows are measured by `python -m benchmarks imports`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 12_000


@pytest.mark.database
def test_another_act_waits_for_an_import_and_is_done() -> None:
    meeting = [sys.executable, "-m", "tests.database.importing", "--rows", str(ROWS)]
    run = subprocess.run(meeting, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert (told["organs"], told["refused"], told["sound"]) == (ROWS, [], True)
    assert told["acts"] == ["imports.import_rows", "institutions.change_quota"]

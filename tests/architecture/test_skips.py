"""A skip does not pass for success in CI, nor a PostgreSQL test run on SQLite: conftest.py on tests of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "[pytest]\nmarkers =\n browser\n database\n postgresql\n slow\n"

TESTS = """
import pytest

@pytest.mark.browser
def test_browser(): pytest.skip("no Chromium here")

@pytest.mark.database
@pytest.mark.skip
def test_database(): pass

@pytest.mark.slow
@pytest.mark.skip
def test_slow(): pass

@pytest.mark.browser
@pytest.mark.xfail
def test_known_bug(): assert False

@pytest.mark.postgresql
def test_postgresql(): pass
"""
A_SKIPPED_FILE = 'import pytest\npytest.skip("no Chromium here", allow_module_level=True)\n'


def outcomes(folder: Path, **environment: str) -> dict[str, str]:
    """What became of each test, and of the skipped file, under our conftest."""
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    (folder / "test_it.py").write_text(TESTS, encoding="utf-8")
    (folder / "test_skipped_file.py").write_text(A_SKIPPED_FILE, encoding="utf-8")
    inherited = {key: value for key, value in os.environ.items() if key not in {"CI", "DATABASE_URL"}}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-v",
            "-rsE",
            "--continue-on-collection-errors",
            "-p",
            "tests.conftest",
            folder,
        ],
        cwd=ROOT,
        env=inherited | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"::test_(\w+) ([A-Z]+)|^(ERROR|SKIPPED).* \S*test_(skipped_file)", done.stdout, re.MULTILINE)
    return {name or file: outcome or file_outcome for name, outcome, file_outcome, file in found}


def test_a_skipped_browser_or_database_test_or_file_fails_in_ci(tmp_path: Path) -> None:
    assert outcomes(tmp_path, CI="true") == {
        "browser": "FAILED",
        "database": "ERROR",
        "skipped_file": "ERROR",
        "slow": "SKIPPED",
        "known_bug": "XFAIL",
    }


def test_at_the_desk_it_may_be_skipped_and_postgresql_tests_run_where_they_can(tmp_path: Path) -> None:
    assert outcomes(tmp_path, DATABASE_URL="postgres://user@/base") == {
        "browser": "SKIPPED",
        "database": "SKIPPED",
        "skipped_file": "SKIPPED",
        "slow": "SKIPPED",
        "known_bug": "XFAIL",
        "postgresql": "PASSED",
    }

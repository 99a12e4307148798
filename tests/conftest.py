"""What holds for every test: how hypothesis searches, which tests a database leaves out, and that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

IN_CI = os.environ.get("CI") == "true"
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

# No deadline: a busy machine is not a bug. In CI the same examples every time: red means the change is red.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("ci" if IN_CI else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, not skip, what means something on PostgreSQL only: a skipped test should be a question."""
    if ON_POSTGRESQL:
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a browser or database test that could not run is a failure."""
    report = yield
    needed = [name for name in ("browser", "database", "postgresql") if item.get_closest_marker(name)]
    if IN_CI and needed and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: a {needed[0]} test may not be skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI no whole file may be skipped: nobody would see which tests were in it."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: a file of tests may not be skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Fixtures that need the database come with Django only; this file also serves tests without it."""
    if config.pluginmanager.hasplugin("django"):
        config.pluginmanager.import_plugin("tests.fixtures")

"""Stories in a real Chromium against the real server: the demonstration, made anew for each run.

Playwright keeps an event loop running in its thread, and Django refuses its database there; so the browser lives as
long as one file of stories, and these tests never touch the database themselves. What a story changes is its own duty
or its own field, and it compares with what it saw before, so that stories do not depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.browser.serving import served
from tests.browser.visiting import CHROMIUM, House, launch


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The demonstration, served until the tests end: its address and its home."""
    home = tmp_path_factory.mktemp("demonstration")
    with served(home, "demo") as address:
        yield address, home


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the stories of one file."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install Debian's chromium (make system-packages)")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """Who has signed in to the demonstration, with the cookies of it: signing in takes a second by design."""
    return {}


@pytest.fixture
def house(chromium: Browser, demonstration: tuple[str, Path], signed_in: dict[str, StorageState]) -> Iterator[House]:
    """The demonstration's house. No page of a story may have a script error, miss a part or ask anything elsewhere."""
    house = House(demonstration[0], chromium, signed_in=signed_in)
    yield house
    house.close()
    assert house.troubles == []

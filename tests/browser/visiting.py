"""Visits: a Chromium, a window for whoever signs in, and what a person does in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    StorageState,
)

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DESK, PHONE = (1440, 900), (390, 844)
CHINESE, ENGLISH = "zh-hans", "en"
PATIENCE = 10_000  # milliseconds: past this something is wrong, however busy the machine


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, kept off every network but the loopback."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


@dataclass
class House:
    """A served installation and a browser to visit it with. `troubles` collects what no visit may show."""

    base: str
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    windows: list[BrowserContext] = field(default_factory=list)

    def visit(
        self,
        username: str = "",
        password: str = "",
        *,
        size: tuple[int, int] = DESK,
        language: str = "",
        javascript: bool = True,
        anew: bool = False,
    ) -> Page:
        """A window of its own, signed in where a user name is given; without one at the sign-in page.

        A person signs in once and his windows share it, unless the story asks for a sign-in of its own (`anew`):
        one that changes the seat or signs out.
        """
        width, height = size
        window = self.browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            java_script_enabled=javascript,
            storage_state=None if anew else self.signed_in.get(username),
        )
        window.set_default_timeout(PATIENCE)
        self.windows.append(window)
        if language:
            window.add_cookies([{"name": "django_language", "value": language, "url": self.base}])
        page = window.new_page()
        self.watch(page)
        page.goto("/sign-in/")  # leads home whoever is signed in
        if username and page.url.endswith("/sign-in/"):
            sign_in(page, username, password)
            page.wait_for_url(lambda url: "/sign-in/" not in url)
            if not anew:
                kept = window.storage_state()
                kept["cookies"] = [each for each in kept["cookies"] if each.get("name") != "django_language"]
                self.signed_in[username] = kept
        return page

    def second(self, page: Page) -> Page:
        """A second window of the same person."""
        other = page.context.new_page()
        self.watch(other)
        return other

    def watch(self, page: Page) -> None:
        """Note script errors, refused or missing parts of a page, and requests to anywhere else."""

        def said(message: ConsoleMessage) -> None:
            # A page answered with 404 or 422 is said here too; whether it should be is the story's own question.
            if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
                self.troubles.append(f"{page.url}: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 400 and response.request.resource_type != "document":
                self.troubles.append(f"{page.url}: {response.url} answers {response.status}")
            if response.status >= 500:
                self.troubles.append(f"{response.url} answers {response.status}")

        def asked(request: Request) -> None:
            if not request.url.startswith((self.base, "data:")):
                self.troubles.append(f"{page.url} asks for {request.url}")

        page.on("console", said)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", answered)
        page.on("request", asked)

    def close(self) -> None:
        """Close every window."""
        for window in self.windows:
            window.close()
        self.windows.clear()


# ── What a person does ───────────────────────────────────────────────────────────────────────────────────────────────


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill the sign-in page and press the button."""
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(password)
    page.locator("form button.primary").click()


def status(page: Page, path: str) -> int:
    """Go there; what the server answers."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def fill(page: Page, values: Mapping[str, str | Path]) -> None:
    """Fill the form of an act by the labels a person reads. A file is a path; a choice is what its line begins with."""
    for label, value in values.items():
        control = control_of(page, label)
        if isinstance(value, Path):
            control.set_input_files(value)
        elif control.evaluate("control => control.tagName") == "SELECT":
            line = control.locator("option", has_text=re.compile(rf"^\s*{re.escape(value)}")).first
            control.select_option(value=line.get_attribute("value"))
        else:
            control.fill(value)


def control_of(page: Page, label: str) -> Locator:
    """The control that the label names; the small word for what may be left out is no part of its name."""
    named = page.locator("label", has_text=re.compile(rf"^\s*{re.escape(label)}\s*(选填|optional)?\s*$"))
    return page.locator("form.form .field", has=named).locator("input, select, textarea")


def submit(page: Page) -> None:
    """Press the form's button, and wait for what comes of it."""
    with page.expect_navigation():
        page.locator("form.form button.primary").click()


def errors(page: Page) -> list[str]:
    """What the summary above a refused form says, a line for each thing that is wrong."""
    return [re.sub(r"\s+", " ", line).strip() for line in page.locator(".message.error.summary li").all_inner_texts()]


def act_from_seat(page: Page, words: str) -> None:
    """Open the seat menu and choose the seat whose line holds these words."""
    page.locator("details.seat summary").click()
    page.locator("details.seat button", has_text=words).click()


def card(page: Page, title: str) -> Locator:
    """The card that stands under this heading."""
    return page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))


def number(place: Locator) -> str:
    """The number printed at a place, without thousands marks and without the sign of a loss."""
    return place.locator(".n").first.inner_text().replace(",", "").replace("\u202f", "").lstrip("−-")


def row(page: Page, name: str) -> Locator:
    """The row of a table that begins with this name."""
    return page.locator("tbody tr", has=page.locator("td:first-child", has_text=name))

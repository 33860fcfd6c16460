"""What does a person see in a browser? A real one, that may go nowhere but to this machine."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    sync_playwright,
)

from tests.functional.stack import Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_MS = 30_000
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
HERE = {"127.0.0.1", ""}  # nowhere: data: and blob: addresses


_unasked = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the system's Chromium nothing here can be asked."""
    if CHROMIUM is not None:
        return
    ours = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in ours]
    config.hook.pytest_deselected(items=ours)
    config.stash[_unasked] = len(ours)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say so where nobody can miss it."""
    if unasked := config.stash.get(_unasked, 0):
        said = f"{unasked} tests drive a browser and were left out: install chromium"
        terminalreporter.section(said, yellow=True)


@dataclass  # without slots: Playwright keeps notes on whatever a handler belongs to
class Visit:
    """One person's window, and what it did behind their back.

    :ivar outside: addresses it asked for that are not this machine's
    :ivar errors: what the console complained of, and scripts that broke
    :ivar dialogs: what popped up
    """

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._close)

    def sign_in(self, name: str) -> None:
        """As a person of the story, whose password is their name."""
        self.page.goto("/admin/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", name)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/admin/")

    def open(self, model: str, key: str) -> Page:
        """The page of one object in the admin; `model` as in `vendors/vendor`."""
        self.page.goto(f"/admin/{model}/{key}/change/")
        return self.page

    def button(self, label: str) -> Locator:
        """What begins an act on an object's page; its icon is a word too."""
        return self.page.get_by_role("link", name=re.compile(rf"\b{label}$"))

    def press(self, label: str, reason: str) -> None:
        """Press an act's button and say why."""
        self.button(label).click()
        self.page.fill("textarea[name=reason]", reason)
        self.page.get_by_role("button", name=label, exact=True).click()

    def _note(self, request: Request) -> None:
        if (urlsplit(request.url).hostname or "") not in HERE:
            self.outside.append(request.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location})")

    def _close(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def chromium(stack: Stack) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, stack: Stack) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=stack.address) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


@pytest.fixture
def visit(window: BrowserContext) -> Iterator[Visit]:
    """A window that must not have asked anybody else for anything, nor have broken."""
    made = Visit(window.new_page())
    yield made
    assert made.outside == []
    assert made.errors == []
    assert made.dialogs == []

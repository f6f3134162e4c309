"""A real browser for the tests of what people see: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each test opens its own pages in it."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("chromium is not installed: make tools")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the screenshots go, for a human to look at."""
    folder = Path(__file__).parents[2] / "out" / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

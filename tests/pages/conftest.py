"""A real browser for the tests of what people see: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages import looking

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
    """One browser for all tests; the tests of one worker share a window in it."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("chromium is not installed: make tools")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[looking.Reader]:
    """Who looks at the documents, one after the other."""
    with looking.reader(browser) as somebody:
        yield somebody


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="keep what was seen in out/mail/")


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """Where the screenshots go, when a human wants to look at them: `make pictures`."""
    if not pytestconfig.getoption("--pictures", default=False):
        return None
    folder = Path(__file__).parents[2] / "out" / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

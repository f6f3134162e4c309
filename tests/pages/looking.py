"""Open HTML as a reader's browser would, and say everything that is wrong with how it looks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 1024)
ADDRESS = "https://svar.test/"
AXE = "axe.run({resultTypes: ['violations']}).then(result => result.violations)"


class Reader:
    """One window for many documents.

    Each document is loaded once and then seen in each scheme and at each width, as by somebody who
    turns the telephone: to load it anew for each was four fifths of what these tests cost.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._axe = Axe().axe_script
        self._html = ""
        self._headers: dict[str, str] = {}
        self._heard: list[str] = []
        page.on("console", lambda message: self._heard.append(f"console: {message.text}"))
        page.route("**/*", self._serve)

    def faults(
        self, html: str, *, headers: Mapping[str, str], picture: Path | None = None
    ) -> list[str]:
        """Return what axe finds, what is wider than the window, and whatever asked for the network.

        With `picture` (a path without suffix) a screenshot of each way to see it is kept.
        """
        self._html, self._headers = html, dict(headers)
        self._heard.clear()
        self._page.goto(ADDRESS, wait_until="load")
        self._page.evaluate(self._axe)
        found = [
            f"{scheme}, {width}: {fault}"
            for width in WIDTHS
            for scheme in SCHEMES
            for fault in self._seen(scheme, width, picture)
        ]
        return [*self._heard, *found]

    def _seen(self, scheme: Scheme, width: int, picture: Path | None) -> Iterator[str]:
        self._page.set_viewport_size({"width": width, "height": 900})
        self._page.emulate_media(color_scheme=scheme)
        if picture is not None:
            path = picture.with_name(f"{picture.name}.{scheme}.{width}.png")
            self._page.screenshot(path=path, full_page=True)
        wide = self._page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{wide} px wide in a window of {width}"
        broken: list[dict[str, Any]] = self._page.evaluate(AXE)
        for rule in broken:
            for node in rule["nodes"]:
                yield f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"

    def _serve(self, route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(status=200, headers=self._headers, body=self._html)
        else:
            self._heard.append(f"asks for {route.request.url}")
            route.abort()


@contextmanager
def reader(browser: Browser) -> Iterator[Reader]:
    """A reader in a window of the browser's, and the window is closed behind them."""
    context = browser.new_context(device_scale_factor=1)
    try:
        yield Reader(context.new_page())
    finally:
        context.close()

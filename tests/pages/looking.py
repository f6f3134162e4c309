"""Open HTML as a reader's browser would, and say everything that is wrong with how it looks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

Scheme = Literal["light", "dark"]
ADDRESS = "https://svar.test/"


def faults(
    browser: Browser,
    html: str,
    *,
    headers: Mapping[str, str],
    scheme: Scheme,
    width: int,
    picture: Path,
    axe: bool = True,
) -> list[str]:
    """Return what axe finds, what is wider than the window, and whatever asked for the network."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=1
    )
    found: list[str] = []

    def serve(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(status=200, headers=dict(headers), body=html)
        else:
            found.append(f"asks for {route.request.url}")
            route.abort()

    try:
        page = context.new_page()
        page.on("console", lambda message: found.append(f"console: {message.text}"))
        page.route("**/*", serve)
        page.goto(ADDRESS, wait_until="load")
        page.screenshot(path=picture, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} px wide in a window of {width}")
        result: dict[str, Any] = Axe().run(page) if axe else {"violations": []}
        found += [
            f"{broken['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for broken in result["violations"]
            for node in broken["nodes"]
        ]
    finally:
        context.close()
    return found

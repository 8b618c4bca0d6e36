"""Asking axe about the page that stands open. It is put there once for each page, and what it
found is picked out in the browser: the whole of its answer is larger than most pages."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"runOnly": {"type": "tag", "values": LEVELS}}
# What a theme or a narrow window can change.
CHANGING = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "target-size"],
    }
}
SOURCE: str = Axe().axe_script
ASK = """async options => {
    const found = await axe.run({...options, resultTypes: ["violations"], iframes: false});
    return found.violations.flatMap(fault => fault.nodes.map(
        node => `${fault.id}, ${node.html.slice(0, 160)}`));
}"""


def look(page: Page, place: str, options: dict) -> list[str]:
    """What axe finds on the page as it stands, each with its place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    return [f"{place}: {fault}" for fault in page.evaluate(ASK, options)]


def look_twice(page: Page, place: str) -> list[str]:
    """What axe finds on it, light and wide, then dark and narrow, where it must not be wider than
    its window."""
    # High enough that no bar that floats at the end covers anything.
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = look(page, f"{place} light and wide", ALL)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 3000})
    found += look(page, f"{place} dark and narrow", CHANGING)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{place} narrow: scrolls sideways")
    return found

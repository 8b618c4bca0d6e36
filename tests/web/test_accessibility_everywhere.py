"""No page of the desk, of Setup or of the portal that the table of addresses declares has a fault
that axe knows, in either theme, wide or narrow. A new address is walked as soon as it is there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from tests.cast import PASSWORD
from tests.config.running import fetch, free_port, started, until
from tests.conftest import FreshDatabase
from tests.stories.desk import browser, sign_in
from tests.web.test_accessibility import ALL, CHANGING, look

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1800)]

# Pieces and files: what they are part of is walked.
PARTS = frozenset({"console:worker", "console:photo"})
FILL = """
import json
from datetime import UTC, datetime
from django.urls import reverse
from tests import cast as stage
from tests.house import routes
from tests.house.scene import set_scene
from tests.house.test_urls import path_of
cast, now = stage.gather(), datetime.now(UTC)
scene = set_scene(cast, at=now)
paths = {
    name: path_of(name, declared, scene) for name, declared in routes.DECLARED.items()
    if declared.method == "get" and name.split(":")[0] in ("console", "setup", "portal")
}
print("PATHS" + json.dumps(paths))
"""


def test_axe_finds_no_fault_on_any_declared_page(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    environ = {**fresh_database.environ, "DESKHAND_URL": url, "DESKHAND_PLAIN_STATIC": "1"}
    paths = filled(environ)
    faults: list[str] = []
    words = ("up", "--port", str(port), "--smtp-port", str(free_port()))
    with started(*words, environ=environ, log=tmp_path / "desk.log"), browser(chromium) as chrome:
        until(lambda: fetch(f"{url}/readyz")[0] == 200, what="the desk is ready", seconds=120)
        for email, rooms in (
            ("asta@northlight.example", ("console", "setup")),
            ("bea@birch.example", ("portal",)),
        ):
            context = chrome.new_context(base_url=url, locale="en-US")
            context.set_default_timeout(60_000)
            page = context.new_page()
            sign_in(page, email, PASSWORD)
            for name, path in paths.items():
                if name.startswith(rooms) and name not in PARTS:
                    faults += faults_of(page, f"{name} {path}", path)
            context.close()
    assert not faults, "\n".join(faults)


def filled(environ: dict[str, str]) -> dict[str, str]:
    """Set the scene in a database of its own; returns each page's path by its name."""
    made = subprocess.run(
        [sys.executable, "-m", "deskhand", "manage", "shell", "-v0", "-c", FILL],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in made.stdout.splitlines() if line.startswith("PATHS")]
    assert told, made.stderr[-4000:]
    found: dict[str, str] = json.loads(told[0].removeprefix("PATHS"))
    return found


def faults_of(page: Page, place: str, path: str) -> list[str]:
    """What axe finds on a whole page; nothing for a piece, a file and an address without a page."""
    head = page.request.get(path)
    kind = head.headers.get("content-type", "")
    if head.status != 200 or "html" not in kind or "<html" not in head.text()[:2000]:
        return []
    axe = Axe()
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(path, wait_until="load")
    found = patiently(axe, page, f"{place} light and wide", ALL)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 3000})
    found += patiently(axe, page, f"{place} dark and narrow", CHANGING)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{place} narrow: scrolls sideways")
    return found


def patiently(axe: Axe, page: Page, place: str, options: dict) -> list[str]:
    """As `look`; a page that goes on by itself meanwhile is looked at where it ends."""
    try:
        return look(axe, page, place, options)
    except Error:
        page.wait_for_load_state()
        return look(axe, page, place, options)

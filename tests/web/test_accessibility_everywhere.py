"""No page of the desk, of Setup or of the portal that the table of addresses declares has a fault
that axe knows, in either theme, wide or narrow. A new address is walked as soon as it is there.

Area by area, each with a desk of its own and one page that goes from address to address: on two
busy cores one to five minutes for each, twelve for all."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.cast import PASSWORD
from tests.config.running import fetch, free_port, started, until
from tests.conftest import FreshDatabase
from tests.stories.desk import browser, sign_in
from tests.web.axe import look_twice

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(900)]

ASTA, BEA = "asta@northlight.example", "bea@birch.example"
MONEY = r"/desk/(contracts|quotes|approvals|decisions|projects|account|invoices|profit)/"
# Who walks, and which addresses.
AREAS = {
    "desk": (ASTA, rf"(?!{MONEY})/desk/"),
    "money": (ASTA, MONEY),
    "setup": (ASTA, "/setup/"),
    "portal": (BEA, "/(?!desk/|setup/)"),
}
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


@pytest.mark.parametrize("area", AREAS)
def test_axe_finds_no_fault_on_any_declared_page(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str, area: str
) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    environ = {**fresh_database.environ, "DESKHAND_URL": url, "DESKHAND_PLAIN_STATIC": "1"}
    paths = filled(environ)
    who, pattern = AREAS[area]
    faults: list[str] = []
    words = ("up", "--port", str(port), "--smtp-port", str(free_port()))
    with started(*words, environ=environ, log=tmp_path / "desk.log"), browser(chromium) as chrome:
        until(lambda: fetch(f"{url}/readyz")[0] == 200, what="the desk is ready", seconds=120)
        context = chrome.new_context(base_url=url, locale="en-US")
        context.set_default_timeout(60_000)
        page = context.new_page()
        sign_in(page, who, PASSWORD)
        for name, path in paths.items():
            if re.match(pattern, path) and name not in PARTS:
                faults += faults_of(page, f"{name} {path}", path)
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
    try:
        answer = page.goto(path, wait_until="load")
    except Error as error:
        if "Download is starting" in str(error):
            return []
        raise
    assert answer is not None
    # In a letter of somebody else no script runs, not even ours.
    is_letter = "sandbox" in answer.headers.get("content-security-policy", "")
    is_page = answer.status == 200 and "html" in answer.headers.get("content-type", "")
    if is_letter or not is_page or "<html" not in answer.text()[:2000]:
        return []
    try:
        return look_twice(page, place)
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        # It went on by itself meanwhile: it is looked at where it ends.
        page.wait_for_load_state()
        return look_twice(page, place)

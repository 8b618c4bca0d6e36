"""An agent is told: the bell rings by itself, opens by keys, and a push is shown by its worker."""

import json
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_the_bell_rings_and_leads_to_what_is_new(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as chrome:
        page = visit(chrome, desk)
        sign_in(page, *ADMINISTRATOR)
        page.goto("/desk/")
        count = page.locator("#bell-count")
        expect(count).to_have_text("")
        write(desk.smtp_port, "The lift stands")
        expect(count).to_have_text("1 unread", timeout=20_000)
        page.keyboard.press("b")
        expect(page.locator("#notices-panel .notice")).to_contain_text("The lift stands")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/tickets/1/**")
        expect(count).to_have_text("")
        push_is_shown(page, desk.url)
        keys_are_switched_off(page)


def push_is_shown(page: Page, url: str) -> None:
    """As the push service would hand it over; the browser itself speaks to nobody."""
    page.context.grant_permissions(["notifications"], origin=url)
    page.goto("/desk/preferences/")
    expect(page.get_by_role("button", name="Show notices in this browser")).to_be_visible()
    tools, known = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda e: known.extend(e["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then((worker) => Boolean(worker.active))")
    told = {"title": "#1 The lift stands", "body": "New", "url": "/desk/tickets/1/", "tag": "t"}
    wanted: dict[str, Any] = {
        "origin": url,
        "registrationId": known[0]["registrationId"],
        "data": json.dumps(told),
    }
    tools.send("ServiceWorker.deliverPushMessage", wanted)
    page.wait_for_function(
        """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
           .then((shown) => shown.some((one) => one.title === "#1 The lift stands"))"""
    )


def keys_are_switched_off(page: Page) -> None:
    page.get_by_label("Single keys act").uncheck()
    page.get_by_label("Dark").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.keyboard.press("b")
    expect(page.locator("#notices-panel")).to_be_hidden()


def write(port: int, subject: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"], letter["Message-ID"] = subject, "<lift-1@birch.example>"
    letter.set_content("Between two floors.")
    with smtplib.SMTP("localhost", port) as server:
        server.send_message(letter)

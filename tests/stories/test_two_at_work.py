"""Two agents on one ticket in two browsers: they see each other, nobody answers twice, and what one
does is seen by the other without moving what he reads."""

import smtplib
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.config.running import until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

ADA = ("ada@northlight.example", "another-long-secret")
LET_IN = """
import sys
from datetime import UTC, datetime
import django
django.setup()
from deskhand.people.accounts import open_account
from deskhand.people.administration import make_agent
from deskhand.people.finding import find_or_add
now, (email, password) = datetime.now(UTC), sys.argv[1:]
person = find_or_add(email, name="Ada Ahl", at=now).person
make_agent(person, role="agent")
open_account(person, password=password, at=now)
"""


def test_two_agents_meet_on_a_ticket(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    environ = {**fresh_database.environ, "DJANGO_SETTINGS_MODULE": "deskhand.config.settings"}
    with running(environ, tmp_path) as desk, browser(chromium) as chrome:
        subprocess.run([sys.executable, "-c", LET_IN, *ADA], env=environ, check=True)
        write(desk.smtp_port)
        asta, ada = visit(chrome, desk), visit(chrome, desk)
        sign_in(asta, *ADMINISTRATOR)
        sign_in(ada, *ADA)
        until(lambda: has_come(ada), what="the letter is a ticket")
        they_see_each_other(asta, ada)
        nobody_answers_what_was_answered(asta, ada)
        a_mention_rings_once(asta, ada)
        a_row_that_no_longer_fits_stays(asta, ada)


def write(port: int) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"], letter["Message-ID"] = "The lift stands", "<lift-1@birch.example>"
    letter.set_content("Between two floors.")
    with smtplib.SMTP("localhost", port) as server:
        server.send_message(letter)


def has_come(page: Page) -> bool:
    answer = page.goto("/desk/tickets/1/")
    return answer is not None and answer.ok


def they_see_each_other(asta: Page, ada: Page) -> None:
    asta.goto("/desk/tickets/1/")
    expect(asta.locator("#present")).to_contain_text("Ada Ahl", timeout=15_000)
    ada.keyboard.press("r")
    ada.keyboard.type("Somebody is on the way.")
    expect(asta.locator("#present")).to_contain_text("writes a reply", timeout=15_000)
    expect(ada.locator("#present")).to_contain_text("Asta Vik", timeout=15_000)


def nobody_answers_what_was_answered(asta: Page, ada: Page) -> None:
    asta.keyboard.press("n")
    asta.keyboard.type("The keys hang at the door.")
    asta.keyboard.press("Control+Enter")
    expect(ada.locator("#conversation")).to_contain_text("hang at the door", timeout=15_000)
    assert ada.evaluate("document.activeElement.id") == "composer-text"
    ada.keyboard.press("Control+Enter")
    expect(ada.get_by_text("Somebody wrote while you were writing.")).to_be_visible()
    expect(ada.locator("#composer-text")).to_have_value("Somebody is on the way.")
    ada.get_by_role("button", name="Send anyway").first.click()
    expect(ada.locator(".message", has_text="Somebody is on the way.")).to_have_count(1)


def a_mention_rings_once(asta: Page, ada: Page) -> None:
    ada.goto("/desk/queues/all/")
    asta.goto("/desk/tickets/1/")
    asta.keyboard.press("n")
    asta.keyboard.type("@ada")
    expect(asta.locator("#colleagues .menu-item")).to_contain_text("Ada Ahl")
    asta.keyboard.press("Enter")
    asta.keyboard.type("please take it.")
    asta.keyboard.press("Control+Enter")
    expect(ada.locator("#bell-count")).to_have_text("1 unread", timeout=20_000)


def a_row_that_no_longer_fits_stays(asta: Page, ada: Page) -> None:
    # Whoever answers first has the ticket.
    ada.goto("/desk/")
    expect(ada.locator("#rows [data-row-link]")).to_have_text("The lift stands")
    ada.wait_for_timeout(1500)  # the stream has begun
    asta.goto("/desk/tickets/1/")
    asta.locator("#set-assignee").select_option(label="Asta Vik")
    expect(ada.locator("#rows [data-stale] [data-row-link]")).to_have_text(
        "The lift stands", timeout=20_000
    )

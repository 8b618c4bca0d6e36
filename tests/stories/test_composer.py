"""The composer in a browser: drafts outlive it, in any window; nothing is sent twice."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.config.running import until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TEXT = "textarea[name=text]"


def test_what_is_written_is_kept_and_sent_once(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as chrome:
        page = visit(chrome, desk)
        sign_in(page, *ADMINISTRATOR)
        write(desk.smtp_port)
        until(lambda: has_come(page), what="the letter is a ticket")
        a_dead_browser_loses_little(page)
        reply_and_note_are_apart(chrome, desk)
        two_windows_notice_each_other(chrome, desk)
        time_outlives_a_reload(chrome, desk)
        one_message_however_often_it_is_sent(chrome, desk)


def has_come(page: Page) -> bool:
    answer = page.goto("/desk/tickets/1/")
    return answer is not None and answer.ok


def opened(chrome: Browser, desk: Desk) -> Page:
    page = visit(chrome, desk)
    sign_in(page, *ADMINISTRATOR)
    page.goto("/desk/tickets/1/")
    return page


def a_dead_browser_loses_little(page: Page) -> None:
    page.goto("/desk/tickets/1/")
    page.keyboard.press("r")
    # Somebody who never pauses is kept too.
    page.locator(TEXT).press_sequentially("Somebody is on his way to you, Bea.", delay=90)
    page.wait_for_timeout(2000)
    try:
        page.goto("chrome://crash", timeout=2000)
    except Error:
        page.close()


def reply_and_note_are_apart(chrome: Browser, desk: Desk) -> None:
    page = opened(chrome, desk)
    text = page.locator(TEXT)
    expect(text).to_have_value("Somebody is on his way to you, Bea.")
    page.get_by_role("button", name="Internal note", exact=True).click()
    expect(text).to_have_value("")
    page.get_by_role("button", name="Move the reply’s text here").click()
    expect(text).to_have_value("Somebody is on his way to you, Bea.")
    text.fill("The same motor as last year.")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(text).to_have_value("")
    text.fill("We are on our way.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept")
    page.wait_for_timeout(2000)
    page.reload()
    expect(text).to_have_value("We are on our way.")
    page.get_by_role("button", name="Internal note", exact=True).click()
    expect(text).to_have_value("The same motor as last year.")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(text).to_have_value("The same motor as last year.")
    page.get_by_role("button", name="Undo").click()
    expect(text).to_have_value("We are on our way.")
    page.context.close()


def two_windows_notice_each_other(chrome: Browser, desk: Desk) -> None:
    first, second = opened(chrome, desk), opened(chrome, desk)
    first.locator(TEXT).fill("Written in the first window.")
    expect(first.locator("[data-draft-state]")).to_contain_text("Draft kept")
    first.wait_for_timeout(1500)
    second.locator(TEXT).fill("Written in the second.")
    clash = second.locator("[data-draft-clash]")
    expect(clash).to_be_visible()
    clash.get_by_role("button", name="Show what was kept there").click()
    expect(second.locator(TEXT)).to_have_value("Written in the first window.")
    expect(clash).to_be_hidden()
    second.locator(TEXT).fill("Written in both.")
    second.wait_for_timeout(2000)
    first.reload()
    expect(first.locator(TEXT)).to_have_value("Written in both.")


def time_outlives_a_reload(chrome: Browser, desk: Desk) -> None:
    page = opened(chrome, desk)
    page.locator(".time-along > summary").click()
    page.get_by_label("Time that it took").fill("1h 15m")
    expect(page.locator("[data-time-said]")).to_have_text("1h 15m")
    page.wait_for_timeout(2500)
    page.reload()
    expect(page.locator("[data-time-said]")).to_have_text("1h 15m")
    page.locator(".time-along > summary").click()
    page.get_by_label("Time that it took").fill("")
    page.wait_for_timeout(2500)
    page.context.close()


def one_message_however_often_it_is_sent(chrome: Browser, desk: Desk) -> None:
    page = opened(chrome, desk)
    page.get_by_role("button", name="Reply", exact=True).click()
    text = page.locator(TEXT)
    text.fill("Solved, {{first name}}.")
    text.press("Control+Enter")
    # What is to be filled in is selected instead of being sent.
    page.keyboard.type("Bea")
    expect(text).to_have_value("Solved, Bea.")
    page.set_input_files("#id_files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    text.press("Control+Shift+Enter")
    text.press("Control+Shift+Enter")
    message = page.locator(".message", has_text="Solved, Bea.")
    expect(message).to_have_count(1, timeout=20_000)
    expect(message).to_contain_text("a.txt")
    expect(page.locator("#ticket-head")).to_contain_text("Solved")
    page.go_back()
    expect(message).to_have_count(1)
    page.goto("/desk/tickets/1/")
    expect(message).to_have_count(1)
    # The note that was begun is there still.
    expect(text).to_have_value("The same motor as last year.")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(text).to_have_value("")


def write(port: int) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"], letter["Message-ID"] = "The lift stands", "<lift-1@birch.example>"
    letter.set_content("Between two floors.")
    with smtplib.SMTP("localhost", port) as server:
        server.send_message(letter)

"""Lists in a browser: selected by keys, changed, undone, walked beside a ticket, kept live."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def write(desk: Desk, subject: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "bea@birch.example", "help@northlight.example"
    letter["Subject"] = subject
    letter.set_content("Please look.")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port) as post:
        post.send_message(letter)


def selected(page: Page) -> list[str]:
    return page.locator("tr[data-selected] [data-row-link]").all_inner_texts()


def test_a_list_is_worked_with_keys_alone(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with (
        running(fresh_database.environ, tmp_path) as desk,
        browser(chromium) as opened,
    ):
        page = visit(opened, desk)
        page.set_viewport_size({"width": 1440, "height": 900})
        sign_in(page, *ADMINISTRATOR)
        until_all_are_there(page, desk)
        change_and_undo(page)
        nothing_fires_while_typing(page)
        go_and_walk(page)
        news_wait_behind_a_pill(page, desk)


def until_all_are_there(page: Page, desk: Desk) -> None:
    for number in range(1, 4):
        write(desk, f"Matter {number}")
    for _try in range(20):
        page.goto("/desk/queues/open/")
        if page.locator("#rows [data-row-link]").count() == 3:
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the letters became no tickets")


def change_and_undo(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    assert len(selected(page)) == 2
    page.keyboard.press("Escape")
    assert selected(page) == []
    page.keyboard.press("x")
    page.keyboard.press("a")
    expect(page.locator("[data-bulk-menu=assignee] .menu-item").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Assign to Asta Vik: 1 ticket.")
    expect(page.locator("#rows .avatar[title='Asta Vik']")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("Undone.")
    expect(page.locator("#rows .avatar[title='Asta Vik']")).to_have_count(0)


def nothing_fires_while_typing(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type(" xaszgu")
    assert page.url.endswith("/queues/open/")
    assert selected(page) == []
    page.keyboard.press("Escape")


def go_and_walk(page: Page) -> None:
    page.goto("/desk/queues/open/")
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/queues/unassigned/")
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator("#peeked")).to_contain_text("Please look.")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/*/")
    first = page.url
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("#beside [aria-current=true] a")).to_be_focused()


def news_wait_behind_a_pill(page: Page, desk: Desk) -> None:
    page.goto("/desk/queues/open/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_timeout(1500)  # the stream has begun
    write(desk, "Matter 4")
    expect(page.locator("#rows-news a")).to_be_visible(timeout=20_000)
    expect(page.locator("#rows [data-row-link]")).to_have_count(3)
    assert len(selected(page)) == 1

"""A morning with the keyboard alone: what has the focus is always seen, what opens gives it back,
and each step takes the time of a key, not of a search for the mouse."""

import smtplib
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

# The ring stands on what has the focus, or on the row or box around it; where one writes, the
# caret says so.
IS_SEEN = """() => {
  let here = document.activeElement;
  if (here === document.body) return false;
  if (here.matches("textarea, input[type=search], input[type=text]")) return true;
  for (let up = 0; here && up < 7; up += 1, here = here.parentElement) {
    const look = getComputedStyle(here);
    if (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) return true;
  }
  return false;
}"""
# Of a step, with all that is fetched for it; far more than one takes on a machine that is free.
PATIENCE = 10


def test_a_morning_is_worked_with_keys_alone(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as opened:
        page = visit(opened, desk)
        page.set_viewport_size({"width": 1440, "height": 900})
        sign_in(page, *ADMINISTRATOR)
        until_two_are_there(page, desk)
        walk_and_open(page)
        write_and_leave(page)
        what_opens_gives_back(page)
        go_back_and_begin_anew(page)


def until_two_are_there(page: Page, desk: Desk) -> None:
    for number in (1, 2):
        letter = EmailMessage()
        letter["From"], letter["To"] = "bea@birch.example", "help@northlight.example"
        letter["Subject"] = f"Matter {number}"
        letter.set_content("Please look.")
        with smtplib.SMTP("127.0.0.1", desk.smtp_port) as post:
            post.send_message(letter)
    for _try in range(30):
        page.goto("/desk/queues/unassigned/")
        if page.locator("#rows [data-row-link]").count() == 2:
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the letters became no tickets")


def press(page: Page, *keys: str) -> None:
    began = time.monotonic()
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(IS_SEEN, timeout=PATIENCE * 1000)
    assert time.monotonic() - began < PATIENCE


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def walk_and_open(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/queues/open/")
    press(page, "j")
    first = focused(page)
    press(page, "j")
    assert focused(page) != first
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/*/")
    page.wait_for_load_state()


def write_and_leave(page: Page) -> None:
    text = page.locator("#composer-text")
    for key, mode in (("r", "reply"), ("n", "note")):
        press(page, key)
        expect(page.locator(".composer")).to_have_attribute("data-mode", mode)
        expect(text).to_be_focused()
        # Letters are letters here; with Escape they are keys again, and the focus is not lost.
        page.keyboard.type("as")
        expect(text).to_have_value("as")
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        press(page, "Escape")
        assert focused(page) != "composer-text"
    for key, name in (("a", "set-assignee"), ("s", "set-status"), ("p", "set-priority")):
        press(page, key)
        assert focused(page) == name
        page.keyboard.press("Escape")
        press(page, "Escape")
        assert focused(page) != name


def what_opens_gives_back(page: Page) -> None:
    press(page, "z")
    assert page.evaluate("!!document.activeElement.closest('details.dropdown[open]')")
    press(page, "Escape")
    assert page.locator("details.dropdown[open]").count() == 0
    giver = focused(page)
    for opens, dialog in (("?", "#keys"), ("Control+K", "#palette")):
        page.keyboard.press(opens)
        expect(page.locator(dialog)).to_be_visible()
        for _turn in range(4):
            page.keyboard.press("Tab")
            # The browser's own bar comes in between, and is the body of the page meanwhile.
            assert page.evaluate(
                f"[document.body, ...document.querySelectorAll('{dialog} *')]"
                ".includes(document.activeElement)"
            )
        page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()
        assert focused(page) == giver


def go_back_and_begin_anew(page: Page) -> None:
    number = page.url.rstrip("/").rpartition("/")[2]
    page.keyboard.press("u")
    page.wait_for_url("**/queues/open/")
    page.wait_for_function(IS_SEEN)
    assert page.evaluate("document.activeElement.pathname") == f"/desk/tickets/{number}/"
    press(page, "/")
    press(page, "Escape")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/new/")
    page.wait_for_function(IS_SEEN)
    assert focused(page) == "id_requester"

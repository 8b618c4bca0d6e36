"""The board in a browser: an appointment is drawn, moved by keys, made longer, and drawn back;
a visit's press waits for a connection, and its report is signed."""

import re
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_an_appointment_is_drawn_about_and_a_visit_signed(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with (
        running(fresh_database.environ, tmp_path) as desk,
        browser(chromium) as opened,
    ):
        page = visit(opened, desk)
        page.set_viewport_size({"width": 1440, "height": 900})
        sign_in(page, *ADMINISTRATOR)
        number = a_ticket(page, desk)
        book(page, number)
        draw_and_undo(page)
        move_by_keys(page)
        press_without_a_connection(page)
        sign(page)


def a_ticket(page: Page, desk: Desk) -> str:
    letter = EmailMessage()
    letter["From"], letter["To"] = "bea@birch.example", "help@northlight.example"
    letter["Subject"] = "The oven is dark"
    letter.set_content("Please look.")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port) as post:
        post.send_message(letter)
    for _try in range(30):
        page.goto("/desk/queues/open/")
        link = page.locator("#rows [data-row-link]")
        if link.count():
            return str(link.first.get_attribute("href")).rstrip("/").rpartition("/")[2]
        page.wait_for_timeout(1000)
    raise AssertionError("the letter became no ticket")


def book(page: Page, number: str) -> None:
    page.goto(f"/desk/tickets/{number}/appointments/new/")
    page.locator("[name=how]").select_option("onsite")
    page.get_by_role("checkbox", name="Asta Vik", exact=True).check()
    day = page.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)")
    page.locator("[name=day]").fill(day)
    page.locator("[name=begins]").fill("10:00")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The oven is dark")
    page.goto(f"/desk/board/?day={day}")
    expect(entry(page)).to_contain_text("10:00")


def entry(page: Page) -> Locator:
    return page.locator(".plan-day [data-entry]")


def draw_and_undo(page: Page) -> None:
    box, track = entry(page).bounding_box(), page.locator(".plan-row[data-agent] .plan-track")
    columns = int(page.locator(".plan-day").get_attribute("data-columns"))
    hour = track.first.bounding_box()["width"] / columns * 4
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10 + hour, box["y"] + 12, steps=5)
    page.mouse.up()
    expect(entry(page)).to_contain_text("11:00")
    page.get_by_role("button", name="Undo").click()
    expect(entry(page)).to_contain_text("10:00")


def move_by_keys(page: Page) -> None:
    entry(page).focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(entry(page)).to_contain_text("10:15")
    expect(entry(page)).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(entry(page)).to_have_attribute("title", "The oven is dark, 10:15–11:30")
    page.keyboard.press("m")
    expect(page.get_by_label("Day")).to_be_focused()
    page.get_by_label("From").fill("10:30")
    page.keyboard.press("Enter")
    expect(entry(page)).to_have_attribute("title", "The oven is dark, 10:30–11:45")
    entry(page).click()
    expect(page.get_by_role("heading", name="How it goes")).to_be_visible()


def press_without_a_connection(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Arrived").click()
    expect(page.get_by_text("Kept with its time")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Under way").first).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_label("What was done").fill("A new fuse.")
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Sign and mail it").click()
    expect(page.get_by_text("Signed, and mailed.")).to_be_visible()
    expect(page.locator("svg.signature path")).to_have_attribute(
        "d", re.compile(r"^M\d+,\d+(L\d+,\d+)+$")
    )

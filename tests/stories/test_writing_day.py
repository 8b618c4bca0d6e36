"""A day at the desk in a browser: keys, a canned reply, a pasted picture, a lost connection,
three tickets merged, and undo of each."""

import re
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.config.running import until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TEXT = "#composer-text"
PICTURE = """(words) => {
  const text = document.querySelector("#composer-text");
  const bytes = Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
  const more = { clipboardData, bubbles: true, cancelable: true };
  text.dispatchEvent(new ClipboardEvent("paste", more));
}"""
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_day_of_writing(fresh_database: FreshDatabase, tmp_path: Path, chromium: str) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as chrome:
        page = visit(chrome, desk)
        page.set_viewport_size({"width": 1440, "height": 900})
        sign_in(page, *ADMINISTRATOR)
        for number in range(1, 4):
            write(desk.smtp_port, number)
        until(lambda: has_come(page, 3), what="the letters are tickets")
        every_key_that_is_listed_works(page)
        the_palette_is_walked_with_arrows(page)
        three_are_merged_and_stand_alone_again(page)
        a_canned_reply_and_a_picture_come_back_with_undo(page)
        what_is_written_without_a_connection_is_not_lost(page)
        everything_fits_a_narrow_window(page)


def write(port: int, number: int) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"], letter["Message-ID"] = f"Matter {number}", f"<{number}@birch.example>"
    letter.set_content("Please look.")
    with smtplib.SMTP("localhost", port) as server:
        server.send_message(letter)


def has_come(page: Page, number: int) -> bool:
    answer = page.goto(f"/desk/tickets/{number}/")
    return answer is not None and answer.ok


def every_key_that_is_listed_works(page: Page) -> None:
    """Each single key of a ticket moves the focus, opens something, or leads on."""
    page.goto("/desk/tickets/1/")
    page.keyboard.press("?")
    listed = page.locator("[data-key-list] > div")
    expect(page.locator("#keys-title")).to_be_in_viewport()
    keys = [line.split()[0] for line in listed.all_inner_texts()]
    assert set("rnaspmlz") <= set(keys)
    for key in keys:
        if len(key) > 1 or key in "?jgqw":
            continue
        page.goto("/desk/tickets/1/")
        before = state(page)
        page.keyboard.press(key)
        page.wait_for_function("(before) => (" + STATE + ")() !== before", arg=before)


def undo(page: Page) -> None:
    expect(page.locator(".toast [data-undo]")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+z")


STATE = """() => [
  location.href, window.here ?? "", document.activeElement?.outerHTML.slice(0, 80) ?? "",
  document.querySelectorAll("dialog[open], details[open], :popover-open").length,
].join()"""


def state(page: Page) -> str:
    page.evaluate("window.here = 1")  # gone when another page comes, also of the same address
    return str(page.evaluate(STATE))


def the_palette_is_walked_with_arrows(page: Page) -> None:
    page.goto("/desk/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Matter 2")
    expect(page.locator("#palette .menu-item", has_text="Matter 2").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    while "#2" not in page.locator("#palette .menu-item[aria-current=true]").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/2/")
    # What can be done here is found by its words.
    page.keyboard.press("Control+k")
    page.keyboard.type("snooz")
    expect(page.locator("#palette [data-acts] .menu-item")).to_have_text("Snooze")
    while "Snooze" not in page.locator("#palette .menu-item[aria-current=true]").all_inner_texts():
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("details.dropdown[open] .menu-item").first).to_be_focused()


def a_canned_reply_and_a_picture_come_back_with_undo(page: Page) -> None:
    page.goto("/desk/canned/new/")
    page.get_by_label("Title").fill("Restart")
    page.get_by_label("Short name").fill("restart")
    page.locator("textarea[name=text]").fill("Hello {{requester.first_name}}, restart {{what}}.")
    page.get_by_role("button", name="Save").click()
    page.goto("/desk/tickets/1/")
    page.keyboard.press("r")
    page.keyboard.type("/rest")
    expect(page.locator("#colleagues .menu-item")).to_contain_text("/restart")
    page.keyboard.press("Enter")
    text = page.locator(TEXT)
    expect(text).to_have_value("Hello Bea, restart {{what}}.")
    text.press("Control+Enter")
    page.keyboard.type("it")
    page.keyboard.press("Control+End")
    page.evaluate(PICTURE, PIXEL)
    expect(page.locator("[data-file-list] [data-remove-file]")).to_be_visible()
    expect(text).to_have_value(re.compile(r"restart it\.!\[\]\(picture-1\.png\)"))
    text.press("Control+Shift+Enter")
    undo(page)
    expect(text).to_have_value(re.compile(r"^Hello Bea, restart it\."))
    expect(page.locator("[data-file-list]")).to_contain_text("picture-1.png")
    expect(page.locator("#ticket-head")).not_to_contain_text("Solved")


def what_is_written_without_a_connection_is_not_lost(page: Page) -> None:
    page.goto("/desk/tickets/2/")
    page.wait_for_timeout(1500)  # the stream has begun
    page.keyboard.press("r")
    page.keyboard.type("Written before.")
    page.context.set_offline(True)
    page.keyboard.type(" Written without.")
    expect(page.locator(".offline")).to_be_visible()
    page.locator(TEXT).press("Control+Enter")
    expect(page.locator("[data-draft-state]")).to_contain_text("nothing was sent")
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_be_hidden()
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept")
    page.reload()
    expect(page.locator(TEXT)).to_have_value("Written before. Written without.")
    page.locator("[data-only=reply] button[data-send]").first.dblclick()
    expect(page.locator(".message", has_text="Written without.")).to_have_count(1)


def three_are_merged_and_stand_alone_again(page: Page) -> None:
    page.goto("/desk/queues/open/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    page.locator("#bulk button[value^=merge]").click()
    page.locator("main button[data-kind=primary]").click()
    expect(page.locator(".toast")).to_contain_text("2 merged into")
    undo(page)
    expect(page.locator(".toast")).to_contain_text("Each ticket stands on its own again")
    page.goto("/desk/queues/open/")
    expect(page.locator("#rows [data-row-link]")).to_have_count(3)


def everything_fits_a_narrow_window(page: Page) -> None:
    """320 px is also 1280 px at 400 %; nothing scrolls sideways."""
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/desk/", "/desk/queues/open/", "/desk/tickets/1/", "/desk/new/", "/desk/canned/"):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, f"{path} is {width} px wide"

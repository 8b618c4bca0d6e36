"""What the screens of the desk promise and no other story tries: filters in two forms, reply and
note, files that are too large, news below, and a ticket worked on a phone with one thumb."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.running import until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

TEXT = "textarea[name=text]"
THUMB = 44


def test_the_screens_do_as_they_promise(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as chrome:
        page = visit(chrome, desk)
        sign_in(page, *ADMINISTRATOR)
        write(desk, "Between two floors.", key="1")
        until(lambda: has_come(page), what="the letter is a ticket")
        chips_and_text_stay_in_step(page)
        the_original_is_shown_and_asks_nobody(page)
        reply_and_note_cannot_be_confused(page)
        a_file_too_large_is_not_sent(page)
        news_wait_below(page, desk)
        snoozed_it_wakes_by_an_answer(page, desk)
        one_thumb_is_enough(chrome, desk)


def write(desk: Desk, text: str, *, key: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"] = "The lift stands" if key == "1" else "Re: The lift stands"
    letter["Message-ID"] = f"<lift-{key}@birch.example>"
    if key != "1":
        letter["In-Reply-To"] = letter["References"] = "<lift-1@birch.example>"
    letter.set_content(text)
    picture = '<img src="http://tracker.example/seen.gif" alt="">'
    letter.add_alternative(f"<p>{text}</p>{picture}", subtype="html")
    with smtplib.SMTP("localhost", desk.smtp_port) as server:
        server.send_message(letter)


def has_come(page: Page) -> bool:
    answer = page.goto("/desk/tickets/1/")
    return answer is not None and answer.ok


def chips_and_text_stay_in_step(page: Page) -> None:
    page.goto("/desk/queues/all/")
    box = page.locator(".query input[name=q]")
    box.fill("status:open lift")
    box.press("Enter")
    page.wait_for_url("**q=status**")
    remove = page.get_by_role("link", name="Remove the filter Status: open")
    expect(remove).to_be_visible()
    expect(page.get_by_role("link", name="The lift stands")).to_be_visible()
    remove.click()
    expect(remove).to_have_count(0)
    expect(page.locator(".query input[name=q]")).to_have_value("lift")


def the_original_is_shown_and_asks_nobody(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/desk/tickets/1/")
    page.get_by_role("link", name="Show original").first.click()
    expect(page.get_by_text("lift-1@birch.example").first).to_be_attached()
    page.wait_for_timeout(500)
    assert not [url for url in asked if "tracker.example" in url]


def reply_and_note_cannot_be_confused(page: Page) -> None:
    page.goto("/desk/tickets/1/")
    page.get_by_role("button", name="Reply", exact=True).click()
    composer = page.locator(".composer")
    white = composer.evaluate("one => getComputedStyle(one).backgroundColor")
    page.locator(TEXT).fill("We come.")
    expect(page.locator(".composer-to .recipient").first).to_contain_text("Bea Birch")
    expect(page.get_by_role("button", name="Send to Bea Birch")).to_be_visible()
    expect(page.get_by_role("button", name="Add internal note")).to_be_hidden()
    page.get_by_role("button", name="Internal note", exact=True).click()
    paper = composer.evaluate("one => getComputedStyle(one).backgroundColor")
    assert paper != white
    add = page.get_by_role("button", name="Add internal note")
    expect(add.locator("svg")).to_be_visible()
    expect(page.get_by_role("button", name="Send to Bea Birch")).to_be_hidden()
    page.get_by_role("button", name="Move the reply’s text here").click()
    expect(page.locator(TEXT)).to_have_value("We come.")
    page.locator(TEXT).fill("")


def a_file_too_large_is_not_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.evaluate(
        """() => {
          const much = new DataTransfer();
          much.items.add(new File([new Uint8Array(27 * 1024 * 1024)], "much.bin"));
          const input = document.getElementById("id_files");
          input.files = much.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(page.locator("[data-file-list]")).to_contain_text("larger than")
    assert not [url for url in sent if url.endswith("/files/")]


def news_wait_below(page: Page, desk: Desk) -> None:
    write(desk, "It stands on.\n\n" + "More.\n\n" * 60, key="2")
    page.set_viewport_size({"width": 1280, "height": 500})
    until(lambda: says(page, "It stands on."), what="there is much to read")
    page.wait_for_timeout(1500)  # the stream has begun
    # As low as a window is that shows twice as large.
    scroller = page.evaluate_handle(
        """() => {
          const scrolls = (one) => one.scrollHeight > one.clientHeight + 1
            && /auto|scroll/.test(getComputedStyle(one).overflowY);
          let one = document.getElementById("conversation");
          while (!scrolls(one)) one = one.parentElement;
          one.scrollTop = 0;
          return one;
        }"""
    )
    write(desk, "Now it falls.", key="3")
    news = page.locator("#conversation-news button")
    expect(news).to_be_visible(timeout=60_000)
    assert scroller.evaluate("one => one.scrollTop") == 0
    news.click()
    expect(page.get_by_text("Now it falls.").first).to_be_in_viewport()


def says(page: Page, words: str) -> bool:
    page.goto("/desk/tickets/1/")
    return page.get_by_text(words).count() > 0


def snoozed_it_wakes_by_an_answer(page: Page, desk: Desk) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/desk/tickets/1/")
    page.keyboard.press("z")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Snooze")
    row = page.get_by_role("link", name="The lift stands")
    page.goto("/desk/queues/snoozed/")
    expect(row).to_be_visible()
    write(desk, "Is anybody there?", key="4")
    until(lambda: is_awake(page), what="the answer wakes it")


def is_awake(page: Page) -> bool:
    page.goto("/desk/queues/snoozed/")
    return page.get_by_role("link", name="The lift stands").count() == 0


def one_thumb_is_enough(chrome: Browser, desk: Desk) -> None:
    context = chrome.new_context(
        base_url=desk.url,
        locale="en-US",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, *ADMINISTRATOR)
    page.goto("/desk/queues/open/")
    page.get_by_role("link", name="The lift stands").tap()
    page.wait_for_url("**/tickets/1/")
    assert not small_targets(page), small_targets(page)
    page.get_by_role("button", name="Reply", exact=True).tap()
    page.locator(TEXT).fill("We are there in an hour.")
    page.locator(".time-along > summary").tap()
    page.get_by_label("Time that it took").fill("15m")
    page.locator(".time-along > summary").tap()
    page.get_by_role("button", name="Send to Bea Birch").tap()
    expect(page.get_by_text("We are there in an hour.").first).to_be_visible()
    page.get_by_role("link", name="Details", exact=True).tap()
    page.locator("#set-assignee").select_option(label="Asta Vik")
    expect(page.locator("#ticket-head")).to_contain_text("Asta Vik")
    page.locator("#set-status").select_option(label="Solved")
    expect(page.locator("#ticket-head")).to_contain_text("Solved")
    page.goto("/desk/time/")
    expect(page.get_by_role("main")).to_contain_text("15 min")
    context.close()


def small_targets(page: Page) -> list[str]:
    """What a thumb misses: acts of the page that are lower than it is wide."""
    found = page.evaluate(
        """() => [...document.querySelectorAll(
              ".pane-head .button, .composer .button, .bottom-bar > a, .bottom-bar summary, .segmented > *")]
            .filter((one) => one.checkVisibility())
            .map((one) => [one.textContent.trim() || one.ariaLabel, one.getBoundingClientRect()])
            .filter(([, box]) => box.height > 0 && box.height < 43.5)
            .map(([name, box]) => `${name}: ${box.height}`)"""  # noqa: E501
    )
    assert THUMB > 43.5
    return list(found)

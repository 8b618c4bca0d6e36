"""What the page does when its stream begins: late, it fetches anew what it shows."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.stories.desk import browser

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).parents[3] / "deskhand/web/static/js/live.js"
PAGE = """<body data-live-url="/live"><p class="offline" hidden></p>
<div data-live="ticket" data-live-id="7"></div></body>"""
# A stream and a clock that do as they are told, and a note of what was fetched.
DOUBLES = """() => {
  window.fetched = 0;
  window.htmx = { trigger: () => { window.fetched += 1; } };
  window.elapsed = 0;
  performance.now = () => window.elapsed;
  window.streams = [];
  window.EventSource = class extends EventTarget {
    static CLOSED = 2;
    readyState = 1;
    constructor() { super(); window.streams.push(this); }
  };
}"""


@pytest.fixture(scope="module")
def chrome(chromium: str):
    with browser(chromium) as found:
        yield found


@pytest.fixture
def page(chrome):
    context = chrome.new_context()
    made = context.new_page()
    made.set_content(PAGE)
    made.evaluate(DOUBLES)
    made.add_script_tag(content=SCRIPT.read_text(), type="module")
    made.wait_for_function("window.streams.length === 1")
    yield made
    context.close()


def say(page: Page, name: str) -> None:
    page.evaluate("name => window.streams[0].dispatchEvent(new Event(name))", name)


def is_called_lost(page: Page) -> bool:
    return not page.evaluate("document.querySelector('.offline').hidden")


def fetched(page: Page) -> int:
    """How often the piece fetched itself, once what was asked for has been done."""
    page.wait_for_timeout(1200)
    return int(page.evaluate("window.fetched"))


def test_a_stream_that_begins_with_the_page_fetches_nothing(page):
    page.evaluate("window.elapsed = 400")
    say(page, "ready")
    assert fetched(page) == 0


def test_a_stream_that_begins_late_fetches_what_was_told_to_nobody(page):
    page.evaluate("window.elapsed = 1500")
    say(page, "ready")
    assert fetched(page) == 1


def test_a_stream_that_comes_back_says_so_and_fetches(page):
    say(page, "ready")
    say(page, "error")
    assert is_called_lost(page)
    say(page, "ready")
    assert not is_called_lost(page)
    assert fetched(page) == 1


def test_a_page_that_never_began_is_not_called_lost(page):
    say(page, "error")
    assert not is_called_lost(page)

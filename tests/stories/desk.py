"""A running desk of one's own, started as an operator starts it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.config.running import deskhand, fetch, free_port, started, until

ADMINISTRATOR = ("asta@northlight.example", "a-long-enough-secret")


@dataclass(frozen=True)
class Desk:
    """Where a running desk is found, and where its processes write."""

    url: str
    smtp_port: int
    log: Path


@contextmanager
def running(environ: dict[str, str], folder: Path, **settings: str) -> Iterator[Desk]:
    """Set a firm up and run `deskhand up` until the block ends."""
    port, smtp_port = free_port(), free_port()
    url = f"http://localhost:{port}"
    environ = {**environ, "DESKHAND_URL": url, "DESKHAND_PLAIN_STATIC": "1", **settings}
    email, password = ADMINISTRATOR
    made = deskhand(
        "init",
        *("--firm", "Northlight IT", "--name", "Asta Vik", "--email", email),
        *("--password", password, "--mailbox", "help@northlight.example"),
        environ=environ,
    )
    assert made.returncode == 0, made.stderr
    log = folder / "desk.log"
    words = ("up", "--port", str(port), "--smtp-port", str(smtp_port))
    with started(*words, environ=environ, log=log):
        until(lambda: fetch(f"{url}/readyz")[0] == 200, what="the desk is ready", seconds=60)
        try:
            yield Desk(url, smtp_port, log)
        except Exception as error:
            error.add_note(log.read_text("utf-8")[-8000:])
            raise


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A headless Chromium that speaks to nobody but the desk."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def visit(chromium: Browser, desk: Desk) -> Page:
    """A page in a profile of its own, patient with a busy machine."""
    context = chromium.new_context(base_url=desk.url, locale="en-US")
    context.set_default_timeout(20_000)
    return context.new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)

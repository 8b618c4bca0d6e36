"""No page has a fault that axe knows (WCAG 2.2 AA), in either theme, wide or narrow.

One desk serves all pages, driven by one person who is administrator, agent and requester.
"""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit
from tests.web.axe import look_twice

pytestmark = pytest.mark.browser

BY_STRANGERS = [
    "/",
    "/nosuch/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
]
BY_ASTA = [
    "/",
    "/requests/",
    "/requests/?q=oven",
    "/requests/new/",
    "/requests/1/",
    "/profile/",
    "/desk/queues/open/",
    "/desk/queues/open/?q=status:",
    "/desk/queues/open/?group=status&cols=subject,org,team,kind",
    "/desk/queues/snoozed/",
    "/desk/lists/",
    "/desk/queues/late/",
    "/desk/queues/drafts/",
    "/desk/canned/",
    "/desk/canned/new/",
    "/setup/rows/canned-replies/new/",
    "/desk/reports/",
    "/desk/reports/volume/",
    "/desk/reports/clients/",
    "/desk/tickets/1/",
    "/desk/tickets/1/turn-over/",
    "/desk/new/",
    "/desk/board/",
    "/desk/board/?view=week",
    "/desk/calendar/",
    "/desk/tickets/1/appointments/new/",
    "/desk/phone/",
    "/desk/callbacks/",
    "/desk/time/",
    "/desk/time/week/",
    "/desk/time/new/",
    "/desk/time/months/",
    "/desk/callbacks/dates/",
    "/desk/notices/",
    "/desk/preferences/",
    "/desk/organizations/",
    "/desk/contracts/",
    "/desk/quotes/",
    "/desk/quotes/new/",
    "/desk/approvals/",
    "/desk/decisions/",
    "/desk/projects/",
    "/desk/account/",
    "/desk/tickets/1/approvals/new/",
    "/desk/invoices/",
    "/desk/invoices/drafts/",
    "/desk/invoices/aging/",
    "/desk/invoices/exports/",
    "/desk/people/",
    "/desk/people/1/",
    "/desk/find/?q=oven",
    "/desk/search/",
    "/desk/search/?q=oven",
    "/desk/search/?q=nothing:here",
    "/setup/",
    "/setup/firm/",
    "/setup/calendars/1/",
    "/setup/policies/1/",
    "/setup/policies/",
    "/setup/contracts/",
    "/setup/contracts/new/",
    "/setup/invoicing/",
    "/setup/invoicing/taxes/new/",
    "/setup/invoicing/accounts/",
    "/setup/policies/1/rows/first-response/",
    "/setup/schemes/priorities/",
    "/setup/policies/1/steps/",
    "/setup/policies/1/steps/0/",
    "/setup/escalations/",
    "/setup/escalations/?ticket=1",
    "/setup/ladders/",
    "/setup/ladders/new/",
    "/setup/hooks/",
    "/setup/hooks/new/",
    "/setup/automation/",
    "/setup/automation/1/",
    "/setup/automation/new/",
    "/setup/duties/",
    "/setup/duties/1/",
    "/setup/recurring/",
    "/setup/recurring/new/",
    "/setup/macros/",
    "/setup/macros/new/",
    "/desk/macros/use/?ticket=1",
    "/setup/packs/",
    "/setup/packs/hosting-promises/",
    "/setup/packs/tiers/differences/",
    "/setup/tokens/",
    "/setup/sent/1/",
    "/setup/signing/",
    "/setup/signing/new/",
    "/setup/rows/mailboxes/1/",
    "/setup/rows/organizations/new/",
    "/setup/letters/",
    "/setup/letters/1/",
    "/setup/jobs/",
    "/setup/notices/",
    "/setup/audit/",
    "/setup/styleguide/",
    "/setup/rows/people/",
    "/setup/rows/people/1/",
    "/setup/rows/mailboxes/1/",
    "/setup/rows/agents/new/",
    "/setup/rows/request-types/new/",
    "/setup/rows/organizations/1/",
    "/setup/organizations/1/promises/new/",
    "/setup/organizations/1/promises/1/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/password/change/",
]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("in_setup", [False, True], ids=["desk", "setup"])
def test_axe_finds_no_fault_on_any_page(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str, *, in_setup: bool
) -> None:
    with (
        running(fresh_database.environ, tmp_path) as desk,
        browser(chromium) as chrome,
    ):
        page = visit(chrome, desk)
        faults = [] if in_setup else walk(page, BY_STRANGERS)
        sign_in(page, *ADMINISTRATOR)
        fill(page, desk)
        faults += walk(page, [path for path in BY_ASTA if path.startswith("/setup/") == in_setup])
    assert not faults, "\n".join(faults)


def fill(page: Page, desk: Desk) -> None:
    """Put something on the pages: a request with an answer, a letter, a client that is owed."""
    write(desk.smtp_port)
    page.goto("/requests/new/")
    page.get_by_label("What happened").fill("The oven beeps")
    page.get_by_label("Tell us more").fill("Since this morning, [see here](https://a.example).")
    page.locator("form.stack button[data-kind=primary]").click()
    page.goto("/desk/tickets/1/")
    page.locator("textarea[name=text]").fill("We are **on** our way.")
    page.locator("[data-only=reply] button[data-send]").first.click()
    page.wait_for_load_state()
    page.goto("/setup/rows/organizations/new/")
    page.locator("#id_name").fill("Birch Bakery")
    page.get_by_role("button", name="Save").click()
    page.goto("/setup/organizations/1/promises/new/")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()


def write(port: int) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Bea Birch <bea@birch.example>", "help@northlight.example"
    letter["Subject"], letter["Message-ID"] = "The lift stands", "<1@birch.example>"
    letter.set_content("Between two floors.")
    with smtplib.SMTP("localhost", port) as server:
        server.send_message(letter)


def walk(page: Page, paths: list[str]) -> list[str]:
    """Return what axe finds, with the place; a page that is only redirected from is no place."""
    found = []
    for path in paths:
        page.goto(path)
        assert page.url.endswith(path), f"{path} led to {page.url}"
        found += look_twice(page, path)
    return found

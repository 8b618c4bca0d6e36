"""An accountant follows one ticket from its letter over triage, answer, time and decision to the
line of an invoice, and back, on a running desk."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.running import deskhand, free_port, until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit
from tests.stories.post import World, world

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BEA = "bea@birch.example"
SUBJECT = "Move our mail to the new server"
SET_UP = """
from datetime import UTC, datetime
from decimal import Decimal
from deskhand.contracts import keeping, ruling, versions
from deskhand.contracts.invoices import details
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import BillingDetails, SellerRules, TaxCode
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import RateDraft, VersionDraft
from deskhand.people.administration import join, set_addresses, set_domains
from deskhand.people.models import Organization, Person
from deskhand.sla.models import Calendar, Policy
from deskhand.work.models import WorkRole
at = datetime.now(UTC)
birch = Organization.objects.create(name="Birch Bakery", slug="birch-bakery")
set_domains(birch, ["birch.example"])
bea = Person.objects.create(name="Bea Birch")
set_addresses(bea, ["bea@birch.example"])
join(bea, birch, role="manager", site=None, only_site=False)
WorkRole.objects.get_or_create(name="Engineer")
hours = Calendar.objects.first()
made = keeping.make(birch, Head("Managed support", at.date().replace(day=1)), calendar=hours, at=at)
heads = {"policy": Policy.objects.first(), "calendar": hours, "currency": "EUR", "tax_code": "",
         "condition": "", "covers_subsidiaries": False, "summary": ""}
rate = RateDraft("Engineer", Decimal("120"), Decimal("180"))
terms = Terms(increment_minutes=15)
draft = versions.write(versions.begin(made), VersionDraft(heads, rates=(rate,), terms=terms))
ruling.save(made, None, RuleDraft("New scope of work", "kind:request", "excluded"))
versions.publish(draft, valid_from=made.begins_on, why="", by="Asta", at=at)
details.save_rules(SellerRules(legal_name="Northlight IT GmbH", street="Lichtweg 1",
    postcode="10115", city="Berlin", country="DE", vat_id="DE123456789"))
details.save_tax(TaxCode(code="DE19", name="VAT 19 %"), is_usual=True, percent=Decimal(19),
    valid_from=at.date().replace(month=1, day=1))
BillingDetails.objects.create(organization=birch, street="Hof 2", postcode="20095",
    city="Hamburg", country="DE", send_to="books@birch.example")
"""


def test_one_ticket_from_mail_to_invoice_line_and_back(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    port = free_port()
    settings = {"DESKHAND_EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    with (
        world(port) as outside,
        running(fresh_database.environ, tmp_path, **settings) as desk,
        browser(chromium) as chrome,
    ):
        environ = {**fresh_database.environ, "DESKHAND_URL": desk.url}
        told = deskhand("manage", "shell", "-v", "0", "-c", SET_UP, environ=environ)
        assert told.returncode == 0, told.stderr
        page = asta(chrome, desk)
        a_letter_comes(page, desk)
        it_is_triaged_answered_and_worked(page, outside)
        the_manager_decides(page)
        it_is_invoiced_and_sent(page, outside)
        back_from_the_line_to_the_letter(page)
        forward_from_the_ticket(page)


def asta(chrome: Browser, desk: Desk) -> Page:
    page = visit(chrome, desk)
    sign_in(page, *ADMINISTRATOR)
    return page


def a_letter_comes(page: Page, desk: Desk) -> None:
    letter = EmailMessage()
    letter["From"] = f"Bea Birch <{BEA}>"
    letter["To"] = "help@northlight.example"
    letter["Subject"] = SUBJECT
    letter["Message-ID"] = "<mail-1@birch.example>"
    letter.set_content("Please move our mail to the new server.\n")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=20) as line:
        line.send_message(letter)
    until(lambda: has_come(page), what="the letter is a ticket")


def has_come(page: Page) -> bool:
    answer = page.goto("/desk/tickets/1/")
    return answer is not None and answer.ok


def it_is_triaged_answered_and_worked(page: Page, outside: World) -> None:
    """It is a request of new scope, which the contract excludes; 50 minutes count as an hour."""
    page.goto("/desk/tickets/1/")
    panel = page.locator("#ticket-panel")
    panel.get_by_label("Type").select_option("request")
    expect(page.locator("#conversation")).to_contain_text("to Service request")
    page.locator("#composer-text").fill("It is moved.")
    page.get_by_role("button", name="Send to Bea Birch").click()
    outside.wait_for(BEA, holding="It is moved")
    page.goto("/desk/time/new/?ticket=1")
    page.get_by_label("How long").fill("50 min")
    page.get_by_label("Worked as").select_option(label="Engineer")
    page.get_by_role("button", name="Enter time").click()
    expect(page.get_by_text("50")).not_to_have_count(0)


def the_manager_decides(page: Page) -> None:
    def waits() -> bool:
        page.goto("/desk/decisions/birch-bakery/")
        return page.get_by_label("Why", exact=True).count() > 0

    until(waits, what="the work is rated", seconds=60)
    expect(page.locator(".decide-lines")).to_contain_text("120.00")
    page.get_by_label("Why", exact=True).fill("It was asked for beyond the plan.")
    page.get_by_role("button", name="Decide it").click()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()


def it_is_invoiced_and_sent(page: Page, outside: World) -> None:
    page.goto("/desk/invoices/drafts/")
    page.get_by_role("button", name="Put it on drafts").click()
    page.locator("#main").get_by_role("link", name="Birch Bakery").first.click()
    page.get_by_role("button", name="Issue it").click()
    expect(page.get_by_text("is issued.")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    sent = outside.wait_for("books@birch.example", holding="nvoice")
    assert "142.80" in sent.as_string() or "nvoice" in str(sent["Subject"])


def back_from_the_line_to_the_letter(page: Page) -> None:
    """The line explains itself, and leads to its time, its ticket and its letter."""
    page.goto("/desk/invoices/1/")
    line = page.locator("#line-1")
    line.locator("summary").click()
    for words in ("counted as 60", "120.00", "New scope of work", "Asta Vik decided on", "Told to"):
        expect(line).to_contain_text(words)
    line.get_by_role("link", name="The time that was entered").click()
    expect(page.get_by_role("link", name=f"#1 {SUBJECT}")).to_be_visible()
    page.goto("/desk/invoices/1/?line=1")
    page.get_by_role("link", name="The letter with which it began").click()
    expect(page.locator("body")).to_contain_text("<mail-1@birch.example>")
    page.goto("/desk/invoices/1/?line=1#line-1")
    page.get_by_role("link", name=f"#1 {SUBJECT}").click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()


def forward_from_the_ticket(page: Page) -> None:
    """Beside the ticket stands what it came to; a payment changes that."""
    page.goto("/desk/tickets/1/")
    money = page.locator("section", has=page.get_by_role("heading", name="Money", exact=True))
    money.scroll_into_view_if_needed()
    expect(money).to_contain_text("120.00")
    link = money.get_by_role("link", name="line 1")
    expect(money).to_contain_text("Open")
    link.click()
    expect(page.locator("#line-1 details")).to_have_attribute("open", "")
    page.get_by_text("Enter a payment").click()
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("Entered.")).to_be_visible()
    page.goto("/desk/tickets/1/panels/money/")
    expect(page.locator("#main")).to_contain_text("Paid")

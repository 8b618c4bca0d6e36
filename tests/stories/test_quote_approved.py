"""A client approves a quote by the link of a letter: scanners change nothing, keys suffice, and the
second of two clicks is a calm page."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.config.running import deskhand, fetch
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SENT = """
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from deskhand.contracts.quotes.writing import LineDraft, Origin, QuoteDraft
from deskhand.desk.approvals.letters import url_for
from deskhand.desk.quotes import writing
from deskhand.people.administration import join, let_approve, set_addresses
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent, Organization, Person
at = datetime.now(UTC)
birch = Organization.objects.create(name="Birch Bakery", slug="birch-bakery")
bea = Person.objects.create(name="Bea Birch")
set_addresses(bea, ["bea@birch.example"])
let_approve(join(bea, birch, role="manager", site=None, only_site=False), may=True)
asta = reader_of_person(Agent.objects.get().person)
lines = (LineDraft("Firewall", Decimal(1), Decimal(900)),
         LineDraft("A spare", Decimal(1), Decimal(250), is_optional=True))
draft = QuoteDraft(title="A new firewall", currency="EUR", lines=lines,
                   valid_until=(at + timedelta(days=9)).date())
quote = writing.begin(Origin(birch), draft, by=asta, at=at)
print(url_for(writing.send(quote.pk, by=asta, at=at), bea, at=at))
"""


def test_a_quote_is_approved_by_its_link(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with running(fresh_database.environ, tmp_path) as desk, browser(chromium) as chrome:
        environ = {**fresh_database.environ, "DESKHAND_URL": desk.url}
        told = deskhand("manage", "shell", "-v", "0", "-c", SENT, environ=environ)
        assert told.returncode == 0, told.stderr
        url = told.stdout.strip().splitlines()[-1]
        assert [fetch(url)[0] for _scanner in range(3)] == [200] * 3
        page, stale = visit(chrome, desk), visit(chrome, desk)
        stale.goto(url)
        page.goto(url)
        expect(page.get_by_text("We need your approval")).to_be_visible()
        page.get_by_role("checkbox", name="A spare").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Approve", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Bea Birch approved 1,150.00")).to_be_visible()
        stale.get_by_role("button", name="Approve", exact=True).click()
        expect(stale.get_by_text("before your click came")).to_be_visible()
        agent = visit(chrome, desk)
        sign_in(agent, *ADMINISTRATOR)
        agent.goto("/desk/quotes/1/")
        expect(agent.get_by_text("by the link of our letter").first).to_be_visible()
        agent.get_by_role("button", name="Charge it").click()
        expect(agent.get_by_role("heading", name="Charged")).to_be_visible()

"""The book of money on pages: accounts, journals, tables, charges; for whoever bills alone."""

import csv

import pytest

from deskhand.contracts.charging import adjust
from deskhand.contracts.invoices import paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.models import Charge, LedgerBook
from deskhand.contracts.moneybook import checks
from tests import cast as casting
from tests.contracts import billed
from tests.contracts.paper import sign
from tests.contracts.test_moneybook import follow

pytestmark = pytest.mark.django_db
BOOK = "/desk/invoices/book/"


@pytest.fixture
def invoice(cast, at):
    billed.settle(cast)
    ticket = casting.open_ticket(at=at, requester=cast.bea)
    contract = sign(cast.birch, at=at)
    made = billed.issue(cast.birch, 123_456, at=at, ticket=ticket, contract=contract)
    paying.enter(made.pk, Received(4_000, at.date()), once="1", by=billed.BILLING, at=at)
    follow()
    return made


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_accounts_balance_and_say_when_that_was_checked(cast, invoice, at, client_of):
    client = client_of(cast.milo)
    told = text(client.get(BOOK))
    for words in ("Accounts in EUR", "1,469.13", "-1,234.56", "it balances", "not checked yet"):
        assert words in told
    checks.prove(at=at)
    assert "1 book was proved" in text(client.get(BOOK)) or LedgerBook.objects.count() > 1
    assert client.post(f"{BOOK}check/").status_code == 302


def test_a_journal_is_a_page_and_a_table(cast, invoice, client_of):
    client = client_of(cast.milo)
    told = text(client.get(f"{BOOK}receivable/EUR/"))
    assert f'href="/desk/invoices/{invoice.pk}/"' in told and "1,429.13" in told
    rows = list(csv.reader(client.get(f"{BOOK}receivable/EUR.csv").content.decode().splitlines()))
    assert [row[4:7] for row in rows[1:]] == [
        ["1469.13", "0.00", "1469.13"],
        ["0.00", "40.00", "1429.13"],
    ]


def test_a_charge_says_where_it_came_from_and_where_it_stands(cast, invoice, client_of):
    charge = Charge.objects.get()
    client = client_of(cast.milo)
    assert f'href="/desk/invoices/charges/{charge.pk}/"' in text(client.get(f"{BOOK}revenue/EUR/"))
    told = text(client.get(f"/desk/invoices/charges/{charge.pk}/"))
    for words in (invoice.name, "The printer jams", "engineer in business hours", "Revenue"):
        assert words in told


def test_what_a_credit_note_gave_up_waits_for_no_invoice(cast, invoice, at, client_of):
    charge = Charge.objects.get()
    change = adjust(charge, -4_000, why="late", mark="credit-1-1", by=billed.BILLING, at=at)
    client = client_of(cast.milo)
    told = text(client.get(f"/desk/invoices/charges/{change.pk}/"))
    assert "As an invoice or a credit note says" in told and "Not invoiced yet" not in told
    assert f'href="/desk/invoices/charges/{charge.pk}/"' in told
    page = text(client.get(f"/desk/invoices/charges/{charge.pk}/"))
    assert f'href="/desk/invoices/charges/{change.pk}/"' in page
    panel = text(client.get(f"/desk/tickets/{charge.ticket_id}/panels/money/"))
    assert "1,194.56" in panel and "Not invoiced yet" not in panel


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-05-01&until=2026-02-01", "It ends before it begins."),
        ("since=yesterday", "Enter a valid date."),
        ("since=0001-01-01", "This is too far away."),
        ("client=nobody", "Select a valid choice."),
        ("contract=99999999999999999999", "There is no such contract."),
        ("contract=x", "Enter a whole number."),
    ],
)
def test_nonsense_is_told_at_its_field(cast, invoice, client_of, query, words):
    client = client_of(cast.milo)
    for page in (BOOK, f"{BOOK}receivable/EUR/"):
        answer = client.get(f"{page}?{query}")
        assert answer.status_code == 422 and words in text(answer)


def test_there_is_no_account_of_units_or_of_another_name(cast, invoice, client_of):
    client = client_of(cast.milo)
    for kind in ("available", "nonsense"):
        assert client.get(f"{BOOK}{kind}/EUR/").status_code == 404
    assert "Nothing moved in this time" in text(client.get(f"{BOOK}tax/XXX/"))


def test_whoever_does_not_bill_has_no_book(cast, invoice, client_of):
    charge = Charge.objects.get()
    for path in (
        BOOK,
        f"{BOOK}tax/EUR/",
        f"{BOOK}tax/EUR.csv",
        f"/desk/invoices/charges/{charge.pk}/",
    ):
        assert client_of(cast.ada).get(path).status_code in {403, 404}
    cast.milo.only_organizations.set([cast.cedar])
    client = client_of(cast.milo)
    assert client.get(f"/desk/invoices/charges/{charge.pk}/").status_code == 404
    assert client.get(f"{BOOK}?client=birch-bakery").status_code == 422
    assert "Nothing was moved yet" in text(client.get(BOOK))


def test_what_a_confidential_request_is_about_is_not_told_to_who_may_not_see_it(
    cast, invoice, client_of
):
    charge = Charge.objects.get()
    charge.ticket.is_confidential = True
    charge.ticket.save()
    client = client_of(cast.milo)
    for path in (f"/desk/invoices/charges/{charge.pk}/", f"/desk/invoices/{invoice.pk}/"):
        told = text(client.get(path))
        assert f"#{charge.ticket_id}, which you do not see" in told
        assert "The printer jams" not in told

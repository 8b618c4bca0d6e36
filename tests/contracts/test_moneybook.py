"""The book of money: accounts of a period, journals with balances, of a client, of a contract."""

from datetime import date, timedelta

import pytest

from deskhand.contracts.charging import reverse
from deskhand.contracts.invoices import paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.ledger import money
from deskhand.contracts.models import AccountKind, ChargeSource, LedgerCheck, LedgerEntry
from deskhand.contracts.moneybook import checks, journal
from deskhand.contracts.moneybook.accounts import accounts, clients
from deskhand.contracts.moneybook.journal import Of
from deskhand.contracts.moneybook.scope import Scope
from deskhand.journal.models import Event
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
K = AccountKind
MONEY_EVENTS = (
    *("charge_made", "charge_reversed", "invoice_issued", "credit_issued"),
    "payment_entered",
)


@pytest.fixture(autouse=True)
def settled(cast):
    billed.settle(cast)


def follow():
    """Post what happened, as the work process does."""
    for event in Event.objects.filter(name__in=MONEY_EVENTS).order_by("pk"):
        money.follow(event)


def scope(cast, at, **more):
    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    return Scope(**{"reader": reader(cast.milo), **year, **more})


def closing(found):
    [book] = found
    assert book.balances
    return {one.kind: one.closing for one in book.accounts}


def test_an_invoice_that_was_paid_in_part_stands_on_all_its_accounts(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    paying.enter(invoice.pk, Received(4_000, at.date()), once="1", by=billed.BILLING, at=at)
    follow()
    assert closing(accounts(scope(cast, at))) == {
        K.UNBILLED: 0,
        K.RECEIVABLE: 7_900,
        K.RECEIVED: 4_000,
        K.TAX: -1_900,
        K.REVENUE: -10_000,
    }


def test_what_came_before_the_period_is_told_apart(cast, at):
    billed.owe(cast.birch, 10_000, at=at - timedelta(days=40))
    billed.owe(cast.birch, 500, key="time:8:1", at=at)
    follow()
    since = at.date() - timedelta(days=5)
    [book] = accounts(scope(cast, at, since=since))
    told = {one.kind: (one.opening, one.debit, one.credit, one.closing) for one in book.accounts}
    assert told[K.REVENUE] == (-10_000, 0, 500, -10_500)
    assert told[K.UNBILLED] == (10_000, 500, 0, 10_500)
    [before] = accounts(scope(cast, at, since=date(2025, 1, 1), until=date(2025, 12, 31))) or [0]
    assert before == 0


def test_the_journal_has_the_balance_after_each_line_however_it_is_paged(cast, at):
    for number in range(7):
        hour = at + timedelta(hours=number)
        row = billed.owe(cast.birch, 100 * (number + 1), key=f"time:{number}:1", at=hour)
        if number == 3:
            reverse(row, why="twice", by=billed.BILLING, at=hour)
    billed.owe(cast.cedar, 5_000, key="time:99:1", at=at)
    follow()
    asked = scope(cast, at, client=cast.birch)
    whole = journal.page(asked, K.UNBILLED, "EUR", size=100).lines
    assert [line.balance for line in reversed(whole)] == [
        *(100, 300, 600, 1_000, 600, 1_100, 1_700, 2_400),
    ]
    told, before = [], 0
    while True:
        page = journal.page(asked, K.UNBILLED, "EUR", before=before, size=3)
        told += [(line.entry.pk, line.balance) for line in page.lines]
        before = page.after
        if not before:
            break
    assert told == [(line.entry.pk, line.balance) for line in whole]
    back = next(line for line in whole if line.entry.posting.kind == "charge_reversed")
    assert (back.debit, back.credit, back.of) == (0, 400, Of.CHARGE)


def test_each_line_leads_to_its_charge_invoice_or_payment(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    paying.enter(invoice.pk, Received(4_000, at.date()), once="1", by=billed.BILLING, at=at)
    follow()
    told = {line.of: line for line in journal.page(scope(cast, at), K.RECEIVABLE, "EUR").lines}
    assert told[Of.INVOICE].number == told[Of.PAYMENT].number == invoice.pk
    assert (told[Of.INVOICE].debit, told[Of.PAYMENT].credit) == (11_900, 4_000)
    assert invoice.name in told[Of.PAYMENT].words
    [charged, asked] = reversed(journal.page(scope(cast, at), K.UNBILLED, "EUR").lines)
    assert (charged.of, charged.words) == (Of.CHARGE, "Mail server moved")
    assert (asked.of, asked.balance) == (Of.INVOICE, 0)


def test_of_a_contract_only_what_it_brought_is_read(cast, at):
    contract = sign(cast.birch, at=at)
    billed.owe(cast.birch, 700, at=at, contract=contract, key="pack:9", source=ChargeSource.UNITS)
    billed.owe(cast.birch, 300, key="time:8:1", at=at)
    follow()
    asked = scope(cast, at, contract=contract)
    assert closing(accounts(asked)) == {K.UNBILLED: 700, K.DEFERRED: -700}
    [line] = journal.page(asked, K.UNBILLED, "EUR").lines
    assert line.balance == 700


def test_who_sees_some_clients_reads_their_money_alone(cast, at):
    billed.owe(cast.birch, 700, at=at)
    billed.owe(cast.cedar, 300, key="time:8:1", at=at)
    follow()
    told = clients(scope(cast, at), K.UNBILLED, "EUR")
    assert [(one.name, one.amount) for one in told] == [
        ("Birch Bakery", 700),
        ("Cedar Clinic", 300),
    ]
    cast.milo.only_organizations.set([cast.cedar])
    assert closing(accounts(scope(cast, at)))[K.UNBILLED] == 300
    assert [line.client for line in journal.page(scope(cast, at), K.UNBILLED, "EUR").lines] == [
        "Cedar Clinic"
    ]
    assert not accounts(scope(cast, at, reader=reader(cast.bruno)))


def test_that_every_book_is_right_is_kept_with_its_day(cast, at):
    billed.owe(cast.birch, 700, at=at)
    follow()
    assert checks.prove(at=at) == []
    kept = checks.last_check()
    assert (kept.books, kept.faults, kept.checked_at) == (1, 0, at)
    assert LedgerEntry.objects.of_money().count() == 2 and LedgerCheck.objects.count() == 1

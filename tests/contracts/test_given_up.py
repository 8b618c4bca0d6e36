"""What a credit note gave back is charged again, or given up; books and invoices agree on it."""

from datetime import date
from decimal import Decimal

import pytest

from deskhand.contracts.asked_for import is_asked_for
from deskhand.contracts.charging import AlreadyReversed, reverse
from deskhand.contracts.invoices import crediting, drafting, gathering, issuing
from deskhand.contracts.invoices.crediting import Parts
from deskhand.contracts.ledger import checking, money
from deskhand.contracts.models import Charge
from deskhand.contracts.profit import reckoning
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.models import Event
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.billed import BILLING, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(cast):
    billed.settle(cast)


def credit(invoice, amounts=None, *, gives_up=(), at, once="c1"):
    parts = Parts(amounts, frozenset(line.pk for line in gives_up))
    return crediting.credit(invoice.pk, parts, why="agreed", once=once, by=BILLING, at=at)


def said_again(invoice, price, *, at):
    """The invoice that asks for the one line of another again, at another price."""
    draft = crediting.say_again(invoice.pk, by=BILLING, at=at)
    line = draft.lines.get()
    drafting.price(draft.pk, line.pk, quantity=Decimal(1), unit_price=Decimal(price))
    return issuing.issue(draft.pk, by=BILLING, at=at)


def told(client) -> dict[str, int]:
    """What the book of money says, without receivables and tax; and that it holds."""
    for event in Event.objects.filter(name__in=list(money._MOVES)).order_by("pk"):
        money.follow(event)
    assert list(checking.faults()) == []
    found = money.standing(client.pk)
    return {
        kind: amount
        for (kind, _measure), amount in found.items()
        if amount and kind in {"unbilled", "revenue"}
    }


def profit(cast) -> int:
    asked = reckoning.Asked(reader(cast.asta), date(2026, 1, 1), date(2026, 12, 31), "EUR")
    return sum(row.revenue for _name, row in reckoning.margins(asked, ["client"])["client"])


def gathered(cast, at) -> list[int]:
    drafts = gathering.gather(until=MARCH, by=BILLING, at=at, organization=cast.birch)
    return [line.amount for draft in drafts for line in draft.lines.all()]


def test_what_is_given_up_is_taken_back_and_charged_no_more(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    charge = invoice.lines.get().charge
    credit(invoice, gives_up=invoice.lines.all(), at=at)
    assert charge.reversed_by.why == ["agreed"]
    assert (told(cast.birch), profit(cast), gathered(cast, at)) == ({}, 0, [])
    with pytest.raises(ContractRefused):
        crediting.say_again(invoice.pk, by=BILLING, at=at)


def test_what_is_charged_again_waits_until_it_is_written_anew(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    credit(invoice, at=at)
    assert told(cast.birch) == {"unbilled": 10_000, "revenue": -10_000}
    assert profit(cast) == 0
    said_again(invoice, 80, at=at)
    assert told(cast.birch) == {"revenue": -8_000}
    assert profit(cast) == 8_000
    assert Charge.objects.get(adjusts__isnull=False).amount == -2_000


def test_a_part_that_is_given_up_lowers_what_the_charge_comes_to(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    line = invoice.lines.get()
    credit(invoice, {line.pk: 4_000}, at=at)
    assert (told(cast.birch), profit(cast)) == ({"revenue": -6_000}, 6_000)
    credit(invoice, at=at, once="c2", gives_up=[line])
    assert (told(cast.birch), profit(cast), gathered(cast, at)) == ({}, 0, [])


def test_of_a_part_given_up_the_rest_is_written_anew(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    line = invoice.lines.get()
    credit(invoice, {line.pk: 4_000}, at=at)
    credit(invoice, at=at, once="c2")
    draft = crediting.say_again(invoice.pk, by=BILLING, at=at)
    assert draft.lines.get().amount == 6_000
    issuing.issue(draft.pk, by=BILLING, at=at)
    assert (told(cast.birch), profit(cast)) == ({"revenue": -6_000}, 6_000)


def test_some_lines_are_given_up_and_the_others_written_anew(cast, at):
    invoice = billed.issue(cast.birch, 10_000, 3_000, 500, at=at)
    first, second, _kept = invoice.lines.order_by("position")
    credit(invoice, {first.pk: 10_000, second.pk: 3_000}, gives_up=[first], at=at)
    draft = crediting.say_again(invoice.pk, by=BILLING, at=at)
    assert [line.replaces for line in draft.lines.all()] == [second]
    issuing.issue(draft.pk, by=BILLING, at=at)
    assert (told(cast.birch), profit(cast)) == ({"revenue": -3_500}, 3_500)


def test_a_charge_that_was_written_anew_gives_back_what_it_comes_to_now(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    charge = invoice.lines.get().charge
    credit(invoice, at=at)
    said_again(invoice, 80, at=at)
    back = reverse(charge, why="corrected", by=BILLING, at=at)
    assert (back.amount, gathered(cast, at)) == (-8_000, [-8_000])
    assert profit(cast) == 0
    with pytest.raises(AlreadyReversed):
        reverse(charge.adjustments.get(), why="again", by=BILLING, at=at)


def test_written_anew_and_credited_again_nothing_is_given_back_twice(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    charge = invoice.lines.get().charge
    credit(invoice, at=at)
    second = said_again(invoice, 80, at=at)
    credit(second, at=at)
    reverse(charge, why="corrected", by=BILLING, at=at)
    assert (told(cast.birch), profit(cast), gathered(cast, at)) == ({}, 0, [])


def test_a_third_writing_still_leads_to_the_charge(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    charge = invoice.lines.get().charge
    credit(invoice, at=at)
    second = said_again(invoice, 80, at=at)
    credit(second, at=at)
    third = said_again(second, 90, at=at)
    assert third.lines.get().origin == charge
    assert (told(cast.birch), profit(cast)) == ({"revenue": -9_000}, 9_000)
    credit(third, gives_up=third.lines.all(), at=at)
    assert (told(cast.birch), profit(cast), gathered(cast, at)) == ({}, 0, [])


def test_a_charge_that_was_written_anew_is_asked_for_until_that_is_given_back(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    charge = invoice.lines.get().charge
    credit(invoice, at=at)
    assert not is_asked_for(charge)
    second = said_again(invoice, 80, at=at)
    assert is_asked_for(charge)
    credit(second, gives_up=second.lines.all(), at=at)
    assert not is_asked_for(charge)


def test_a_line_that_is_said_again_can_be_let_go(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    credit(invoice, at=at)
    draft = crediting.say_again(invoice.pk, by=BILLING, at=at)
    drafting.let_go(draft.pk, draft.lines.get().pk, why="goodwill", by=BILLING, at=at)
    assert (told(cast.birch), profit(cast), gathered(cast, at)) == ({}, 0, [])


def test_a_credit_page_says_what_becomes_of_each_line(cast, client_of, at):
    invoice = billed.issue(cast.birch, 10_000, 3_000, at=at)
    first, second = invoice.lines.order_by("position")
    client, url = client_of(cast.asta), f"/desk/invoices/{invoice.pk}/credit/"
    assert "is given up" in client.get(url).content.decode()
    said = {"why": "wrong", "once": "k", "whole": "1", f"then-{first.pk}": "given_up"}
    assert client.post(url, said).status_code == 302
    assert [line.pk for line in crediting.to_be_said_again(invoice)] == [second.pk]

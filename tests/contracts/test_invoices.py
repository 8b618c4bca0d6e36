"""Invoices: every charge once, numbers without gaps, what is issued never changes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from deskhand.contracts.charging import reverse
from deskhand.contracts.invoices import crediting, drafting, gathering, issuing, reading
from deskhand.contracts.models import (
    BillingDetails,
    Charge,
    Invoice,
    InvoiceDraft,
    NumberSeries,
    SellerRules,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.trail.origins import Kind, Origin, origins
from deskhand.journal.models import Event
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.billed import BILLING, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(cast):
    billed.settle(cast)


def credit(invoice, parts=None, *, at, once="c1"):
    return crediting.credit(invoice.pk, parts, why="agreed", once=once, by=BILLING, at=at)


def test_charges_of_each_client_are_gathered_once_into_a_draft_of_its_own(cast, at):
    billed.owe(cast.birch, at=at)
    billed.owe(cast.birch, 5_000, key="pack:1", at=at)
    billed.owe(cast.cedar, key="time:9:1", at=at)
    billed.owe(cast.birch, key="time:10:1", on=date(2026, 4, 1), at=at)
    drafts = gathering.gather(until=MARCH, by=BILLING, at=at)
    assert {(d.organization, d.lines.count()) for d in drafts} == {(cast.birch, 2), (cast.cedar, 1)}
    assert gathering.gather(until=MARCH, by=BILLING, at=at) == []
    assert InvoiceDraft.objects.count() == 2


def test_a_client_that_wants_it_gets_an_invoice_for_each_contract(cast, at):
    from tests.contracts.paper import sign

    BillingDetails.objects.filter(organization=cast.birch).update(by_contract=True)
    billed.owe(cast.birch, key="a", contract=sign(cast.birch, at=at), at=at)
    billed.owe(cast.birch, key="b", contract=sign(cast.birch, at=at, name="Two"), at=at)
    assert len(gathering.gather(until=MARCH, by=BILLING, at=at)) == 2


def test_an_issued_invoice_says_what_it_comes_to_and_is_told_of(cast, at):
    invoice = billed.issue(cast.birch, 10_000, 3_333, at=at)
    assert (invoice.net, invoice.tax, invoice.total) == (13_333, 2_533, 15_866)
    assert invoice.name == "INV-2026-00001"
    assert (invoice.due_on - invoice.issued_on).days == 14
    assert invoice.buyer["city"] == "Hamburg"
    assert (invoice.state.open, InvoiceDraft.objects.count()) == (15_866, 0)
    assert Event.objects.get(name="invoice_issued").payload["total"] == 15_866


def test_numbers_have_no_gap_and_a_second_click_gives_none(cast, at):
    billed.owe(cast.birch, at=at)
    draft = billed.draft(cast.birch, at=at)
    first = issuing.issue(draft.pk, by=BILLING, at=at)
    assert issuing.issue(draft.pk, by=BILLING, at=at) == first
    assert billed.issue(cast.cedar, at=at).number == 2


def test_an_issue_that_breaks_off_gives_no_number(cast, at):
    billed.owe(cast.birch, at=at)
    draft = billed.draft(cast.birch, at=at)
    with transaction.atomic():
        issuing.issue(draft.pk, by=BILLING, at=at)
        transaction.set_rollback(True)
    assert not NumberSeries.objects.filter(last__gt=0).exists()
    assert issuing.issue(draft.pk, by=BILLING, at=at).number == 1


def test_the_database_refuses_to_change_what_was_issued(cast, at):
    invoice = billed.issue(cast.birch, at=at)
    for act in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(total=1),
        lambda: invoice.lines.update(amount=1),
        lambda: Invoice.objects.filter(pk=invoice.pk).delete(),
    ):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            act()
    assert Invoice.objects.get().total == 11_900


@pytest.mark.parametrize("missing", ["seller", "buyer", "tax", "lines"])
def test_what_cannot_be_an_invoice_is_refused_and_stays_a_draft(cast, at, missing):
    billed.owe(cast.birch, at=at, tax_code="" if missing != "tax" else "XX")
    draft = billed.draft(cast.birch, at=at)
    if missing == "seller":
        SellerRules.objects.update(legal_name="")
    if missing == "buyer":
        BillingDetails.objects.update(city="")
    if missing == "lines":
        drafting.put_off(draft.pk, draft.lines.get().pk, why="next month")
    with pytest.raises(ContractRefused):
        issuing.issue(draft.pk, by=BILLING, at=at)
    assert (Invoice.objects.count(), InvoiceDraft.objects.count()) == (0, 1)


def test_what_changed_since_it_was_looked_at_is_not_issued(cast, at):
    made = billed.owe(cast.birch, at=at)
    billed.owe(cast.birch, 5_000, key="pack:1", at=at)
    draft = billed.draft(cast.birch, at=at)
    seen = drafting.totals_of(draft).total
    reverse(made, why="withdrawn", by=BILLING, at=at)
    with pytest.raises(ContractRefused):
        issuing.issue(draft.pk, total=seen, by=BILLING, at=at)
    assert issuing.issue(draft.pk, total=5_950, by=BILLING, at=at).net == 5_000


def test_a_line_that_is_put_off_comes_on_the_next_draft(cast, at):
    billed.owe(cast.birch, at=at)
    billed.owe(cast.birch, 5_000, key="pack:1", at=at)
    draft = billed.draft(cast.birch, at=at)
    drafting.put_off(draft.pk, draft.lines.first().pk, why="not yet done")
    assert gathering.gather(until=MARCH, by=BILLING, at=at) == []
    assert issuing.issue(draft.pk, by=BILLING, at=at).net == 5_000
    assert billed.draft(cast.birch, at=at).lines.get().amount == 10_000


def test_a_line_that_is_let_go_takes_its_charge_back(cast, at):
    made = billed.owe(cast.birch, at=at)
    draft = billed.draft(cast.birch, at=at)
    drafting.let_go(draft.pk, draft.lines.get().pk, why="goodwill", by=BILLING, at=at)
    assert made.reversed_by.why == ["goodwill"]
    assert gathering.gather(until=MARCH, by=BILLING, at=at) == []


def test_a_charge_taken_back_after_its_invoice_is_given_back_by_the_next(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    reverse(Charge.objects.get(), why="entered twice", by=BILLING, at=at)
    billed.owe(cast.birch, 15_000, key="pack:2", at=at)
    draft = billed.draft(cast.birch, at=at)
    assert sorted(draft.lines.values_list("amount", flat=True)) == [-10_000, 15_000]
    assert issuing.issue(draft.pk, by=BILLING, at=at).net == 5_000
    assert invoice.lines.count() == 1


def test_a_line_by_hand_is_a_charge_and_two_clicks_add_one(cast, at):
    billed.owe(cast.birch, at=at)
    draft = billed.draft(cast.birch, at=at)
    new = drafting.ByHand(
        text="Cable",
        quantity=Decimal("2.5"),
        unit="m",
        unit_price=Decimal("1.999"),
        tax_code="",
        why="",
    )
    for _click in range(2):
        line = drafting.add(draft.pk, new, day=MARCH, once="k", by=BILLING, at=at)
    assert (draft.lines.count(), line.amount, line.charge.source) == (2, 500, "by_hand")


def test_a_full_credit_gives_back_all_and_its_lines_can_be_issued_anew_once(cast, at):
    invoice = billed.issue(cast.birch, 3_333, at=at)
    note = credit(invoice, at=at)
    assert (note.name, note.total) == ("CN-2026-00001", -invoice.total)
    assert credit(invoice, at=at) == note
    with pytest.raises(ContractRefused):
        credit(invoice, at=at, once="c2")
    again = crediting.say_again(invoice.pk, by=BILLING, at=at)
    assert crediting.say_again(invoice.pk, by=BILLING, at=at) == again
    line = again.lines.get()
    drafting.price(again.pk, line.pk, quantity=Decimal(2), unit_price=Decimal("10"))
    second = issuing.issue(again.pk, by=BILLING, at=at)
    assert (second.net, second.number) == (2_000, 2)
    why = reading.explained(reading.lines_of(second))[0]
    assert why.charge == Charge.objects.own().get()
    assert origins([why.charge]) == {why.charge.pk: Origin(Kind.ENTRY, int(f"{cast.birch.pk}0"))}
    with pytest.raises(ContractRefused):
        crediting.say_again(invoice.pk, by=BILLING, at=at)


def test_credits_by_parts_come_to_exactly_the_invoice(cast, at):
    invoice = billed.issue(cast.birch, 3_333, 2, 1, at=at)
    for step, (line, _rest) in enumerate(crediting.left(invoice)):
        credit(invoice, {line.pk: line.amount}, at=at, once=f"c{step}")
    invoice.state.refresh_from_db()
    assert (invoice.state.open, invoice.state.credited) == (0, invoice.total)
    assert sum(one.tax for one in Invoice.objects.all()) == 0


@pytest.mark.parametrize("amount", [0, -5, 10_001])
def test_no_more_is_given_back_than_a_line_asked_for(cast, at, amount):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    with pytest.raises(ContractRefused):
        credit(invoice, {invoice.lines.get().pk: amount}, at=at)


def test_everybody_sees_invoices_of_his_clients_alone(cast, at):
    billed.issue(cast.birch, at=at)
    assert reading.invoices_for(reader(cast.asta)).count() == 1
    assert reading.invoices_for(reader(cast.bea)).count() == 0
    cast.milo.only_organizations.set([cast.cedar])
    assert reading.invoices_for(reader(cast.milo)).count() == 0
    cast.bruno.memberships.update(reads_invoices=True)
    assert reading.invoices_for(reader(cast.bruno)).count() == 1
    cast.carla.memberships.update(reads_invoices=True)
    assert reading.invoices_for(reader(cast.carla)).count() == 0


@pytest.mark.parametrize(("parts", "asked"), [(10_000, []), (4_000, [-6_000])])
def test_a_charge_taken_back_after_its_credit_note_gives_back_the_rest_alone(
    cast, at, parts, asked
):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    line = invoice.lines.get()
    credit(invoice, {line.pk: parts}, at=at)
    reverse(line.charge, why="corrected", by=BILLING, at=at)
    drafts = gathering.gather(until=MARCH, by=BILLING, at=at, organization=cast.birch)
    assert [line.amount for draft in drafts for line in draft.lines.all()] == asked
    for draft in drafts:
        line = draft.lines.get()
        assert line.quantity * line.unit_price * 100 == line.amount


def test_what_a_draft_gives_back_is_not_credited_too(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    reverse(invoice.lines.get().charge, why="corrected", by=BILLING, at=at)
    billed.draft(cast.birch, at=at)
    with pytest.raises(ContractRefused):
        credit(invoice, at=at)


def test_what_was_taken_back_is_not_written_anew(cast, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    credit(invoice, at=at)
    reverse(invoice.lines.get().charge, why="corrected", by=BILLING, at=at)
    with pytest.raises(ContractRefused):
        crediting.say_again(invoice.pk, by=BILLING, at=at)


def test_the_key_of_a_form_holds_for_its_invoice_alone(cast, at):
    first, second = billed.issue(cast.birch, at=at), billed.issue(cast.cedar, at=at)
    notes = [credit(one, at=at, once="same") for one in (first, second, first)]
    assert [note.credits_id for note in notes] == [first.pk, second.pk, first.pk]

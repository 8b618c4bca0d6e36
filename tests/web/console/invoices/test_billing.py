"""Billing at the desk: drafts looked through, issued, paid, credited, and who may."""

import pytest

from deskhand.contracts.models import (
    BillingDetails,
    Charge,
    Invoice,
    InvoiceDraft,
    Payment,
)
from tests.cast import ask
from tests.contracts import billed

pytestmark = pytest.mark.django_db
DESK = "/desk/invoices"


@pytest.fixture
def asta(cast, client_of):
    billed.settle(cast)
    return client_of(cast.asta)


@pytest.fixture
def draft(cast, asta, at):
    ticket = ask(cast.bea, subject="Oven is cold", at=at)
    billed.owe(cast.birch, at=at, ticket=ticket)
    return billed.draft(cast.birch, at=at)


def test_charges_are_put_on_drafts_and_a_draft_is_issued_once(cast, asta, at):
    billed.owe(cast.birch, at=at)
    page = asta.get(f"{DESK}/drafts/").content.decode()
    assert "Birch Bakery" in page
    asta.post(f"{DESK}/drafts/gather/", {"until": "2026-03-31"})
    pk = InvoiceDraft.objects.get().pk
    assert "119.00" in asta.get(f"{DESK}/drafts/{pk}/").content.decode()
    for _click in range(2):
        answer = asta.post(f"{DESK}/drafts/{pk}/issue/", {"total": "11900"})
        assert answer["Location"] == f"{DESK}/{Invoice.objects.get().pk}/"


def test_what_changed_since_is_shown_again(asta, draft):
    answer = asta.post(f"{DESK}/drafts/{draft.pk}/issue/", {"total": "1"})
    assert answer.status_code == 422
    assert not Invoice.objects.exists()


def test_a_line_leads_back_to_its_ticket(asta, draft):
    asta.post(f"{DESK}/drafts/{draft.pk}/issue/", {"total": "11900"})
    page = asta.get(f"{DESK}/{Invoice.objects.get().pk}/").content.decode()
    assert "engineer in business hours" in page
    assert "Oven is cold" in page


def test_lines_are_worded_put_off_brought_back_and_let_go(asta, draft):
    line, act = draft.lines.get(), f"{DESK}/drafts/{draft.pk}/act/"
    asta.post(act, {"act": "word", "line": line.pk, "text": "Oven repaired", "tax_code": "RC"})
    line.refresh_from_db()
    assert (line.text, line.tax_code) == ("Oven repaired", "RC")
    asta.post(act, {"act": "put_off", "line": line.pk, "why": "next month"})
    assert "next month" in asta.get(f"{DESK}/drafts/{draft.pk}/").content.decode()
    asta.post(act, {"act": "bring_back", "line": line.pk})
    asta.post(act, {"act": "let_go", "line": line.pk, "why": "goodwill"})
    assert Charge.objects.filter(reverses__isnull=False).count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"act": "put_off", "why": ""},
        {"act": "let_go", "why": ""},
        {"act": "word", "text": "", "tax_code": ""},
        {"act": "word", "text": "x", "tax_code": "nonsense"},
        {"act": "price", "quantity": "many", "unit_price": ""},
        {"act": "price", "quantity": "1", "unit_price": "1"},
    ],
)
def test_nonsense_is_refused_with_a_sentence(asta, draft, said):
    line = draft.lines.get()
    answer = asta.post(f"{DESK}/drafts/{draft.pk}/act/", {"line": line.pk, **said})
    assert answer.status_code == 422
    line.refresh_from_db()
    assert (line.text, line.amount) == ("Mail server moved", 10_000)


@pytest.mark.parametrize("line", ["", "0", "x", "9" * 30, "-1"])
def test_a_line_that_is_not_there_changes_nothing(asta, draft, line):
    said = {"act": "let_go", "line": line, "why": "x"}
    assert asta.post(f"{DESK}/drafts/{draft.pk}/act/", said).status_code == 302
    assert draft.lines.count() == 1


def test_a_line_by_hand_is_added_and_checked(asta, draft):
    said = {"text": "Cable", "quantity": "2", "unit": "m", "unit_price": "1.50", "once": "k"}
    asta.post(f"{DESK}/drafts/{draft.pk}/lines/", said)
    assert draft.lines.last().amount == 300
    bad = said | {"unit_price": "-1", "once": "k2"}
    assert asta.post(f"{DESK}/drafts/{draft.pk}/lines/", bad).status_code == 422


def test_what_came_in_is_entered_once_and_taken_back(cast, asta, at):
    invoice = billed.issue(cast.birch, at=at)
    said = {"amount": "19.00", "received_on": "2026-03-04", "once": "p"}
    for _click in range(2):
        asta.post(f"{DESK}/{invoice.pk}/payments/", said)
    payment = Payment.objects.get()
    assert payment.amount == 1_900
    asta.post(f"{DESK}/{invoice.pk}/payments/{payment.pk}/back/")
    assert "119.00" in asta.get(f"{DESK}/aging/").content.decode()


@pytest.mark.parametrize("amount", ["", "much", "0", "1000", "1.005", "NaN", "1e9"])
def test_an_amount_that_is_none_is_refused(cast, asta, at, amount):
    invoice = billed.issue(cast.birch, at=at)
    said = {"amount": amount, "received_on": "2026-03-04", "once": "p"}
    assert asta.post(f"{DESK}/{invoice.pk}/payments/", said).status_code == 422
    assert not Payment.objects.exists()


def test_parts_are_credited_and_the_rest_written_anew(cast, asta, at):
    invoice = billed.issue(cast.birch, at=at)
    line, page = invoice.lines.get(), f"{DESK}/{invoice.pk}/credit/"
    bad = {"why": "half", "once": "a", f"line-{line.pk}": "half"}
    assert asta.post(page, bad).status_code == 422
    asta.post(page, {"why": "half", "once": "b", f"line-{line.pk}": "50"})
    assert asta.post(f"{DESK}/{invoice.pk}/again/").status_code == 422
    asta.post(page, {"why": "rest", "once": "c", "whole": "1"})
    assert Invoice.objects.filter(kind="credit").count() == 2
    answer = asta.post(f"{DESK}/{invoice.pk}/again/")
    assert answer["Location"] == f"{DESK}/drafts/{InvoiceDraft.objects.get().pk}/"


def test_how_a_client_is_billed_is_kept_and_checked(cast, asta):
    page = f"{DESK}/clients/birch-bakery/"
    said = {"legal_name": "Birch GmbH", "city": "Ulm", "country": "de", "send_to": "a@b.example"}
    assert asta.post(page, said).status_code == 302
    kept = BillingDetails.objects.get(organization=cast.birch)
    assert (kept.country, kept.send_to) == ("DE", "a@b.example")
    for bad in ({"country": "Germany"}, {"send_to": "nobody"}, {"terms_days": "-1"}):
        assert asta.post(page, said | bad).status_code == 422


def test_those_who_do_not_bill_find_nothing(cast, asta, draft, client_of, at):
    invoice = billed.issue(cast.cedar, at=at)
    for who in (cast.ada, cast.lena, cast.bea):
        client = client_of(who)
        for path in ("", "drafts/", "aging/", "exports/", f"{invoice.pk}/", f"{invoice.pk}/file/"):
            assert client.get(f"{DESK}/{path}").status_code == 404


def test_an_account_manager_sees_his_clients_alone(cast, asta, draft, client_of, at):
    invoice = billed.issue(cast.cedar, at=at)
    cast.milo.only_organizations.set([cast.cedar])
    milo = client_of(cast.milo)
    assert milo.get(f"{DESK}/{invoice.pk}/").status_code == 200
    assert milo.get(f"{DESK}/drafts/{draft.pk}/").status_code == 404
    assert milo.post(f"{DESK}/drafts/{draft.pk}/issue/").status_code == 302
    assert InvoiceDraft.objects.filter(pk=draft.pk).exists()
    assert milo.get(f"{DESK}/clients/birch-bakery/").status_code == 404
    assert "Birch" not in milo.get(f"{DESK}/drafts/").content.decode()

"""Invoicing in Setup: the firm as seller, taxes with rates by date, accounts of the books."""

from datetime import date
from decimal import Decimal

import pytest

from deskhand.contracts.invoices import details
from deskhand.contracts.models import RevenueAccount, TaxCode

pytestmark = pytest.mark.django_db
SELLER = {
    "legal_name": "Northlight",
    "city": "Berlin",
    "country": "de",
    "terms_days": "14",
    "remind_days": "0",
    "invoice_prefix": "INV",
    "credit_prefix": "CN",
}
TAX = {
    "code": "DE19",
    "name": "VAT",
    "category": "S",
    "percent": "19",
    "valid_from": "2020-01-01",
    "is_usual": "on",
}
BOOKS = {"account_length": "4", "year_begins": "1", "of_": "8400", "of_units": "8401"}


@pytest.fixture
def asta(cast, client_of):
    return client_of(cast.asta)


def test_the_firm_is_kept(asta):
    assert asta.post("/setup/invoicing/", SELLER).status_code == 302
    assert details.seller_rules().country == "DE"


@pytest.mark.parametrize(
    "bad",
    [
        {"country": "Germany"},
        {"legal_name": ""},
        {"invoice_prefix": "a b"},
        {"credit_prefix": "INV"},
        {"terms_days": "400"},
    ],
)
def test_a_firm_that_makes_no_sense_is_refused(asta, bad):
    assert asta.post("/setup/invoicing/", SELLER | bad).status_code == 422


def test_a_tax_has_rates_by_date_and_one_is_usual(asta):
    asta.post("/setup/invoicing/taxes/new/", TAX)
    tax = TaxCode.objects.get()
    later = TAX | {"percent": "21", "valid_from": "2027-01-01"}
    asta.post(f"/setup/invoicing/taxes/{tax.pk}/", later)
    known = details.taxes()
    assert known.usual == "DE19"
    rates = [known.taxed(1, "DE19", day).rate for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert rates == [19_000, 21_000]
    asta.post("/setup/invoicing/taxes/new/", TAX | {"code": "DE7", "percent": "7"})
    assert TaxCode.objects.get(is_default=True).code == "DE7"
    assert TaxCode.objects.get(code="DE7").rates.get().percent == Decimal(7)


@pytest.mark.parametrize(
    "bad",
    [
        {"percent": "101"},
        {"percent": ""},
        {"valid_from": ""},
        {"percent": "19", "category": "AE"},
        {"code": ""},
    ],
)
def test_a_tax_that_makes_no_sense_is_refused(asta, bad):
    assert asta.post("/setup/invoicing/taxes/new/", TAX | bad).status_code == 422
    assert not TaxCode.objects.exists()


def test_accounts_are_kept_and_emptied(asta):
    asta.post("/setup/invoicing/accounts/", BOOKS)
    assert details.revenue_accounts() == {"": "8400", "units": "8401"}
    asta.post("/setup/invoicing/accounts/", BOOKS | {"of_units": ""})
    assert RevenueAccount.objects.count() == 1
    bad = BOOKS | {"datev_consultant": "abc"}
    assert asta.post("/setup/invoicing/accounts/", bad).status_code == 422

"""Invoices for tests: a firm and clients that can be billed, charges, what is issued of them."""

from datetime import date
from decimal import Decimal

from deskhand.contracts.charging import NewCharge, charge
from deskhand.contracts.invoices import details, gathering, issuing
from deskhand.contracts.models import BillingDetails, ChargeSource, SellerRules, TaxCode
from deskhand.journal.actor import system

BILLING = system("billing")
MARCH = date(2026, 3, 31)


def settle(cast):
    """The firm and both clients have names, places and taxes."""
    details.save_rules(
        SellerRules(
            legal_name="Northlight IT GmbH",
            street="Lichtweg 1",
            postcode="10115",
            city="Berlin",
            country="DE",
            vat_id="DE123456789",
            iban="DE02120300000000202051",
            contact_email="accounts@northlight.example",
        )
    )
    first = date(2020, 1, 1)
    usual = TaxCode(code="DE19", name="VAT 19 %")
    details.save_tax(usual, is_usual=True, percent=Decimal(19), valid_from=first)
    free = TaxCode(code="RC", name="Reverse charge", category="AE", words="Reverse charge")
    details.save_tax(free, percent=Decimal(0), valid_from=first)
    for client, city in ((cast.birch, "Hamburg"), (cast.cedar, "Wien")):
        BillingDetails.objects.create(
            organization=client, street="Hof 2", postcode="20095", city=city, country="DE"
        )


def owe(client, amount=10_000, *, key="time:7:1", at, on=date(2026, 3, 2), **more):
    """A charge of a client, of one hour of work unless something else is said."""
    new = NewCharge(
        **{
            "organization": client,
            "source": ChargeSource.TIME,
            "key": key,
            "charged_on": on,
            "text": "Mail server moved",
            "quantity": Decimal(1),
            "unit": "h",
            "unit_price": Decimal(amount) / 100,
            "amount": amount,
            "currency": "EUR",
            "why": ("engineer in business hours: 100.00 EUR an hour",),
            **more,
        }
    )
    return charge(new, by=BILLING, at=at)


def draft(client, *, at, until=MARCH):
    """The draft of what a client owes."""
    return gathering.gather(until=until, by=BILLING, at=at, organization=client)[0]


def issue(client, *amounts, at, **more):
    """An invoice over such amounts."""
    for place, amount in enumerate(amounts or (10_000,)):
        owe(client, amount, key=f"time:{client.pk}{place}:{Decimal(amount)}", at=at, **more)
    return issuing.issue(draft(client, at=at).pk, by=BILLING, at=at)

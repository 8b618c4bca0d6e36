"""What stands on invoices of the firm and of its clients, and which tax holds on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts.models import BillingDetails, RevenueAccount, SellerRules, TaxCode, TaxRate
from deskhand.contracts.refusing import ContractRefused
from deskhand.people.languages import known_language
from deskhand.people.models import Membership, Organization
from deskhand.people.zones import zone_of
from deskhand.rules.invoicing import Taxed

# Thousandths of a percent in a percent.
PERCENT = 1000
SELLER = (
    *("legal_name", "street", "postcode", "city", "country", "vat_id", "tax_number"),
    *("contact_email", "iban", "bic", "foot"),
)
BUYER = (*("legal_name", "street", "more", "postcode", "city", "country", "vat_id", "reference"),)


def seller_rules() -> SellerRules:
    """Return the one row; as usual where nothing was said yet."""
    return SellerRules.objects.first() or SellerRules()


def locked_rules() -> SellerRules:
    """Lock the one row, so that one at a time gathers; it is made where there is none."""
    SellerRules.objects.get_or_create(id=1)
    return SellerRules.objects.select_for_update().get(id=1)


def save_rules(row: SellerRules) -> SellerRules:
    row.id = 1
    row.save()
    return row


def billing_of(organization: Organization) -> BillingDetails:
    """Return how a client is billed; as usual where nothing was said yet."""
    found = BillingDetails.objects.filter(organization=organization).select_related("tax").first()
    return found or BillingDetails(organization=organization)


def today(at: datetime) -> date:
    """The day by the firm's own clock, which dates invoices."""
    return at.astimezone(zone_of(None, None)).date()


def seller_now() -> dict[str, str]:
    """Return the firm as it is printed; raises ContractRefused while something is missing."""
    rules = seller_rules()
    told = {name: getattr(rules, name) for name in SELLER}
    if not (rules.legal_name and rules.city and rules.country):
        words = _("Say in Setup, under Invoicing, what your firm is called on invoices and where.")
        raise ContractRefused("", words)
    return told


def buyer_now(organization: Organization) -> dict[str, str]:
    """Return a client as it is printed; its own name where nothing else was said."""
    details = billing_of(organization)
    told = {name: getattr(details, name) for name in BUYER}
    told["legal_name"] = details.legal_name or organization.name
    if not (details.city and details.country):
        words = _("The address of %(client)s is missing. Enter how it is billed.")
        raise ContractRefused("", words % {"client": organization.name})
    return told


def language_of(organization: Organization) -> str:
    return known_language(billing_of(organization).language, organization.language)


def recipients_of(organization: Organization) -> list[str]:
    """Return the addresses to which invoices go: those that were given, or else of whoever gets
    the invoices there."""
    given = billing_of(organization).send_to.split()
    if given:
        return given
    rows = Membership.objects.filter(organization=organization, reads_invoices=True)
    rows = rows.select_related("person").prefetch_related("person__addresses")
    return [row.person.main_address for row in rows if row.person.main_address]


@dataclass(frozen=True, slots=True)
class Taxes:
    """All taxes with their rates by date, read once."""

    codes: Mapping[str, TaxCode]
    usual: str

    def taxed(self, amount: int, code: str, day: date) -> Taxed:
        """Return an amount with its tax on a day; raises ContractRefused where none is known."""
        tax = self.codes.get(code)
        if tax is None:
            words = _("No tax is called “%(code)s”. Choose one for each line.")
            if not code:
                words = _("A line has no tax. Choose one, or name a usual one in Setup.")
            raise ContractRefused("tax_code", words % {"code": code})
        rates = [rate for rate in tax.rates.all() if rate.valid_from <= day]
        if not rates:
            words = _("The tax “%(code)s” has no rate on %(day)s.")
            raise ContractRefused("tax_code", words % {"code": code, "day": day})
        return Taxed(amount, code, int(rates[-1].percent * PERCENT), tax.category)


def taxes() -> Taxes:
    rows = {row.code: row for row in TaxCode.objects.prefetch_related("rates")}
    usual = next((row.code for row in rows.values() if row.is_default), "")
    return Taxes(rows, usual)


@transaction.atomic
def save_tax(
    row: TaxCode,
    *,
    is_usual: bool = False,
    percent: Any = None,
    valid_from: date | None = None,
) -> TaxCode:
    """Keep a tax, with a rate from a day on where one is given; one alone is the usual one."""
    if is_usual:
        TaxCode.objects.exclude(pk=row.pk).filter(is_default=True).update(is_default=False)
    row.is_default = is_usual
    row.save()
    if percent is not None and valid_from is not None:
        TaxRate.objects.update_or_create(
            tax=row, valid_from=valid_from, defaults={"percent": percent}
        )
    return row


def no_tax_words() -> str:
    """Say what is missing while there is no tax at all."""
    return _("Say in Setup, under Invoicing, which taxes there are.")


def tax_codes() -> Any:
    return TaxCode.objects.prefetch_related("rates").order_by("code")


def tax_of(pk: int) -> TaxCode | None:
    return TaxCode.objects.prefetch_related("rates").filter(pk=pk).first()


def revenue_accounts() -> dict[str, str]:
    """Return the accounts of revenue by what it came of; under an empty name that of all other."""
    return dict(RevenueAccount.objects.values_list("source", "account"))


@transaction.atomic
def save_revenue_accounts(accounts: Mapping[str, str]) -> None:
    for source, account in accounts.items():
        if account:
            RevenueAccount.objects.update_or_create(source=source, defaults={"account": account})
        else:
            RevenueAccount.objects.filter(source=source).delete()

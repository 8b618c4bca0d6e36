"""Terms of maintenance: added, renewed with or without a gap, taken back; each charged once."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import formats, translation
from django.utils.translation import gettext as _

from deskhand.assets.models import Product
from deskhand.contracts import charging, versions
from deskhand.contracts.charging import AlreadyReversed, NewCharge
from deskhand.contracts.events import MaintenanceChanged
from deskhand.contracts.models import (
    BillingDetails,
    ChargeSource,
    Contract,
    ContractVersion,
    MaintenanceTerm,
)
from deskhand.contracts.reading import State, standing, with_standing
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import price as price_words
from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record
from deskhand.people.languages import known_language
from deskhand.people.models import Organization
from deskhand.rules.maintenance import following
from deskhand.rules.money import minor
from deskhand.rules.terms import Span

RENEWING = system("maintenance")
MOST_TERMS = 200
FIRST_YEAR, LAST_YEAR = 1980, 2100
LONGEST = timedelta(days=3700)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A term to be; `price` is that of the whole term, of each seat where there are seats."""

    product: Product
    begins_on: date
    ends_on: date
    price: Decimal
    seats: int | None = None
    charge_on: date | None = None
    renews: bool = False


@transaction.atomic
def add(contract: Contract, new: NewTerm, *, by: Actor, at: datetime) -> MaintenanceTerm:
    """Add a term to a contract that is published, and charge it if it is time. Raises
    ContractRefused."""
    # Locked, so that of two terms with the same days the second is refused.
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    version = _check(contract, new)
    row = MaintenanceTerm.objects.create(
        contract=contract,
        organization=contract.organization,
        product=new.product,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        seats=new.seats,
        price=new.price,
        currency=version.currency,
        charge_on=new.charge_on or new.begins_on,
        renews=new.renews,
        made_at=at,
        made_by=by.name,
    )
    _note(row, "made", by=by, at=at)
    _charge_if_due(row, version, by=by, at=at)
    return row


def _check(contract: Contract, new: NewTerm) -> ContractVersion:
    version = next(iter(versions.published(contract)), None)
    if version is None:
        raise ContractRefused("", _("Publish the contract first: nothing holds before."))
    if new.product.archived_at is not None:
        raise ContractRefused("product", _("This product is put away."))
    if new.ends_on < new.begins_on:
        raise ContractRefused("ends_on", _("It ends before it begins."))
    if new.ends_on - new.begins_on > LONGEST:
        raise ContractRefused("ends_on", _("A term has ten years at most."))
    if not FIRST_YEAR <= new.begins_on.year <= new.ends_on.year <= LAST_YEAR:
        raise ContractRefused("begins_on", _("Choose days between 1980 and 2100."))
    last = contract.agreement.whole.last
    if last is not None and new.begins_on > last:
        words = _("The contract ends on %(day)s. A term begins on that day at the latest.")
        raise ContractRefused("begins_on", words % {"day": _day(last)})
    if new.price and not version.currency:
        raise ContractRefused("price", _("A price needs a currency. Give the contract one first."))
    _check_others(contract, new)
    return version


def _check_others(contract: Contract, new: NewTerm) -> None:
    rows = contract.maintenance.filter(taken_back_at=None)
    if rows.count() >= MOST_TERMS:
        raise ContractRefused("", _("At most two hundred terms. Make another contract."))
    same = rows.filter(product=new.product)
    other = same.filter(begins_on__lte=new.ends_on, ends_on__gte=new.begins_on).first()
    if other is not None:
        words = _("%(product)s has maintenance from %(first)s to %(last)s already.")
        said = {"product": new.product, "first": _day(other.begins_on), "last": _day(other.ends_on)}
        raise ContractRefused("begins_on", words % said)


@transaction.atomic
def take_back(term: MaintenanceTerm, why: str, *, by: Actor, at: datetime) -> None:
    """Take a term back, and what was charged for it: it entitles no more, and none follows by
    itself in its place. What was obtained stays. Raises ContractRefused."""
    term = _locked(term)
    if term.taken_back_at is not None:
        raise ContractRefused("", _("It was taken back already."))
    if not why.strip():
        raise ContractRefused("why", _("Why is it taken back?"))
    if term.charge is not None:
        # Somebody may have let its line on a draft go.
        with suppress(AlreadyReversed):
            charging.reverse(term.charge, why=why.strip()[:300], by=by, at=at)
    term.taken_back_at, term.taken_back_by = at, by.name
    term.taken_back_why = why.strip()[:300]
    term.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    _note(term, "taken_back", by=by, at=at)
    over_on = min(term.begins_on, term.contract.day(at))
    same = term.contract.maintenance.filter(product=term.product, taken_back_at=None)
    for row in same.filter(renews=True, ends_on__lt=over_on):
        let_renew(row, renews=False, by=by, at=at)


@transaction.atomic
def let_renew(term: MaintenanceTerm, *, renews: bool, by: Actor, at: datetime) -> None:
    """Let the next term follow by itself, or no longer."""
    term = _locked(term)
    term.renews = renews
    term.save(update_fields=["renews"])
    _note(term, "renews" if renews else "ends", by=by, at=at)


def charge_terms(*, by: Actor, at: datetime, organization: Organization | None = None) -> int:
    """Charge the terms whose day has come; returns how many. Each is charged once."""
    # A day ahead: somewhere it is tomorrow already.
    rows = MaintenanceTerm.objects.filter(
        charge=None, taken_back_at=None, price__gt=0, charge_on__lte=(at + timedelta(days=1)).date()
    )
    if organization is not None:
        rows = rows.filter(organization=organization)
    return sum(_charge_later(row, by=by, at=at) for row in rows.order_by("pk"))


@transaction.atomic
def _charge_later(term: MaintenanceTerm, *, by: Actor, at: datetime) -> bool:
    term = _locked(term)
    version = next(iter(versions.published(term.contract)), None)
    return version is not None and _charge_if_due(term, version, by=by, at=at)


def _charge_if_due(
    term: MaintenanceTerm, version: ContractVersion, *, by: Actor, at: datetime
) -> bool:
    is_due = term.charge_on <= term.contract.day(at)
    if not (is_due and term.holds and term.price and term.charge_id is None):
        return False
    with translation.override(_language(term.organization)):
        new = _charge_of(term, version)
    term.charge = charging.charge(new, by=by, at=at)
    term.save(update_fields=["charge"])
    return True


def _language(organization: Organization) -> str:
    """The language of the client's invoices."""
    details = BillingDetails.objects.filter(organization=organization).first()
    return known_language(details.language if details else "", organization.language)


def _charge_of(term: MaintenanceTerm, version: ContractVersion) -> NewCharge:
    days = {"first": _day(term.begins_on), "last": _day(term.ends_on)}
    words = _("Software maintenance for %(product)s, %(first)s to %(last)s")
    quantity = Decimal(1 if term.seats is None else term.seats)
    return NewCharge(
        organization=term.organization,
        contract=term.contract,
        source=ChargeSource.RELEASE,
        key=f"maintenance:{term.pk}",
        charged_on=term.charge_on,
        text=words % {"product": term.product, **days},
        quantity=quantity,
        unit="" if term.seats is None else _("seats"),
        unit_price=term.price,
        amount=minor(term.price * quantity, term.currency),
        currency=term.currency,
        tax_code=version.tax_code,
        why=(_why(term), _("Charged once for the whole term, by the contract.")),
    )


def _why(term: MaintenanceTerm) -> str:
    price = price_words(term.price, term.currency)
    if term.seats is None:
        return _("A flat price for the term: %(price)s.") % {"price": price}
    return _("%(count)s seats × %(price)s.") % {"count": term.seats, "price": price}


def renew_all(*, at: datetime) -> int:
    """Let the terms that renew by themselves follow one another; returns how many were made. One
    that is refused, as without a currency, keeps back no other."""
    successor = MaintenanceTerm.objects.filter(
        contract=OuterRef("contract"),
        product=OuterRef("product"),
        begins_on__gt=OuterRef("ends_on"),
        taken_back_at=None,
    )
    rows = MaintenanceTerm.objects.filter(
        ~Exists(successor), renews=True, taken_back_at=None, ends_on__lt=at.date()
    )
    return sum(len(list(_renewed(row, at=at))) for row in rows.select_related("product"))


def _renewed(term: MaintenanceTerm, *, at: datetime) -> Iterator[MaintenanceTerm]:
    """Make the terms that follow until today, while the contract is in force."""
    contract = with_standing(Contract.objects.all()).get(pk=term.contract_id)
    today = contract.day(at)
    while term.ends_on < today and standing(contract, at=at).state == State.IN_FORCE:
        try:
            term = renew(term, following(term.span), by=RENEWING, at=at)
        except ContractRefused:
            return
        yield term


def renew(term: MaintenanceTerm, span: Span, *, by: Actor, at: datetime) -> MaintenanceTerm:
    """Add a term that says the same for other days. Raises ContractRefused."""
    new = NewTerm(
        product=term.product,
        begins_on=span.first,
        ends_on=span.last or span.first,
        price=term.price,
        seats=term.seats,
        renews=True,
    )
    return add(term.contract, new, by=by, at=at)


def _locked(term: MaintenanceTerm) -> MaintenanceTerm:
    rows = MaintenanceTerm.objects.select_for_update(of=("self",))
    related = ("contract__organization", "organization", "product", "charge")
    return rows.select_related(*related).get(pk=term.pk)


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _note(term: MaintenanceTerm, act: str, *, by: Actor, at: datetime) -> None:
    told = MaintenanceChanged(
        contract=term.contract_id,
        term=term.pk,
        product=term.product_id,
        act=act,
        organization=term.organization_id,
    )
    record(told, by=by, at=at)

"""What an account manager enters in a book by hand: packs that were sold, goodwill, what a client
had left when his firm moved in, what is taken back or corrected, and periods that are closed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.contracts import charging
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.ledger.books import need_version
from deskhand.contracts.ledger.recording import NewEvent, record
from deskhand.contracts.models import (
    Charge,
    ChargeSource,
    Contract,
    EventKind,
    LedgerEvent,
    Taken,
)
from deskhand.contracts.reading import contracts_for
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.ledger import drawing, materials
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of, need_charging
from deskhand.people.reader import Reader
from deskhand.rules.money import major, minor

MOST_UNITS = 100_000
A_DAY = timedelta(days=1)
YEARS = range(1990, 2200)


def may_keep(reader: Reader) -> bool:
    """Whether somebody enters in books by hand."""
    return reader.may_charge


@dataclass(frozen=True, slots=True)
class Filling:
    """Units that come in: how many, from which day on, what was paid for all (in the currency of
    the contract), and why. The same `once_key` again changes nothing."""

    units: int
    day: date
    once_key: str
    price: Decimal = Decimal(0)
    why: str = ""


@story
def fill(
    contract_id: int, kind: EventKind, new: Filling, *, by: Reader, at: datetime
) -> LedgerEvent:
    """Enter a pack that was bought, goodwill, or an opening balance; what a pack costs is charged.

    Raises ContractRefused, NotAllowed.
    """
    contract, actor = _kept(contract_id, by), actor_of(by)
    if not 1 <= new.units <= MOST_UNITS:
        raise ContractRefused("units", _("From 1 to 100,000 units."))
    if kind != EventKind.PURCHASE and not new.why.strip():
        raise ContractRefused("why", _("Say why they are given."))
    effective_at = _day_at(contract, new.day, "day")
    version = need_version(contract, effective_at)
    if new.price and not version.currency:
        raise ContractRefused("price", _("The contract says no currency. Give the version one."))
    price = minor(new.price, version.currency) if new.price else 0
    facts = {"units": new.units, "why": new.why.strip()[:300]}
    if kind == EventKind.PURCHASE:
        facts["price"] = price
    key = f"{kind}:{contract.pk}:{new.once_key}"
    event = record(
        contract,
        NewEvent(key=key, kind=kind, effective_at=effective_at, facts=facts),
        by=actor,
        at=at,
    )
    _need_posted(event)
    if price:
        _charge(event, contract, price, by=actor, at=at)
    return event


@story
def take_back(
    contract_id: int, event_id: int, *, why: str, as_goodwill: bool, by: Reader, at: datetime
) -> LedgerEvent:
    """Take back what an event posted; for work as goodwill, too: then it stays drawn, and as many
    units are given. The charge of a pack goes with it. Raises ContractRefused, NotAllowed."""
    contract, actor = _kept(contract_id, by), actor_of(by)
    if not why.strip():
        raise ContractRefused("why", _("Say why it is taken back."))
    event = _event_of(contract, event_id)
    back = drawing.take_back(event, why=why.strip()[:300], as_goodwill=as_goodwill, by=actor, at=at)
    _need_posted(back)
    charge = Charge.objects.filter(key=f"pack:{event.pk}", reversed_by=None).first()
    if charge is not None:
        charging.reverse(charge, why=why.strip()[:300], by=actor, at=at)
    return back


@story
def correct(
    contract_id: int, event_id: int, minutes: int, *, once_key: str, by: Reader, at: datetime
) -> LedgerEvent:
    """Let an appointment have been of another length. Raises ContractRefused, NotAllowed."""
    contract, actor = _kept(contract_id, by), actor_of(by)
    if not 0 <= minutes <= 24 * 60:
        raise ContractRefused("minutes", _("It took 0 to 1440 minutes."))
    event = _event_of(contract, event_id)
    new = NewEvent(
        key=f"corrected:{event.pk}:{once_key}",
        kind=EventKind.CORRECTION,
        effective_at=event.effective_at,
        ticket=event.ticket,
        target=event.key,
        facts={"minutes": minutes},
    )
    corrected = record(contract, new, by=actor, at=at)
    _need_posted(corrected)
    materials.settle(corrected, None, by=actor, at=at)
    return corrected


@story
def close(contract_id: int, until: date, *, by: Reader, at: datetime) -> LedgerEvent:
    """Close a book for all days before one. Raises ContractRefused, NotAllowed."""
    contract, actor = _kept(contract_id, by), actor_of(by)
    return close_book(contract, until, by=actor, at=at)


def close_book(contract: Contract, until: date, *, by: Actor, at: datetime) -> LedgerEvent:
    """As `close`, by whoever closes for all, such as a month of time."""
    instant = _day_at(contract, until, "until")
    if instant > at:
        raise ContractRefused("until", _("A period that has not ended cannot be closed."))
    new = NewEvent(
        key=f"closing:{contract.pk}:{until.isoformat()}",
        kind=EventKind.CLOSING,
        effective_at=max(instant - A_DAY, contract.instants(contract.agreement.whole)[0]),
        facts={"until": instant.isoformat()},
    )
    event = record(contract, new, by=by, at=at)
    _need_posted(event)
    return event


def _kept(contract_id: int, by: Reader) -> Contract:
    need_charging(by)
    contract: Contract | None = contracts_for(by).filter(pk=contract_id).first()
    if contract is None:
        raise ContractRefused("", _("There is no such contract."))
    return contract


def _event_of(contract: Contract, event_id: int) -> LedgerEvent:
    rows = LedgerEvent.objects.posted().filter(book__contract=contract, pk=event_id)
    event: LedgerEvent | None = rows.select_related("book__contract__organization").first()
    if event is None:
        raise ContractRefused("", _("There is nothing that could be taken back."))
    return event


def _day_at(contract: Contract, day: date, field: str) -> datetime:
    if day.year not in YEARS:
        raise ContractRefused(field, _("This is too far away."))
    return datetime.combine(day, time.min, tzinfo=contract.zone).astimezone(UTC)


def _need_posted(event: LedgerEvent) -> None:
    if event.taken != Taken.POSTED:
        raise ContractRefused("", refusal_words(event))


def refusal_words(event: LedgerEvent) -> str:
    """Say why an event was not posted, in the reader's language."""
    if event.taken == Taken.ASKED:
        return _("Too few units are left, and the contract wants to be asked first.")
    words = {
        "It lies before the contract.": _("It lies before the contract."),
        "It lies in the future.": _("It lies in the future."),
        "Too few units are left.": _("Too few units are left."),
        "Only an appointment that stands can be corrected.": _(
            "Only an appointment that stands can be corrected."
        ),
        "There is nothing that could be reversed.": _("There is nothing that could be taken back."),
        "Its units were drawn, or its period is closed.": _(
            "Its units were drawn, or its period is closed."
        ),
    }
    return words.get(event.why, event.why)


def _charge(
    event: LedgerEvent, contract: Contract, price: int, *, by: Actor, at: datetime
) -> Charge:
    version = need_version(contract, event.effective_at)
    units = event.facts["units"]
    text = ngettext("Pack of %(count)d unit", "Pack of %(count)d units", units)
    new = NewCharge(
        organization=contract.organization,
        contract=contract,
        source=ChargeSource.UNITS,
        key=f"pack:{event.pk}",
        charged_on=contract.day(event.effective_at),
        text=text % {"count": units},
        unit=_("pack"),
        unit_price=major(price, version.currency),
        amount=price,
        currency=version.currency,
        tax_code=version.tax_code,
        why=(_("Sold by %(name)s.") % {"name": by.name},),
    )
    return charging.charge(new, by=by, at=at)

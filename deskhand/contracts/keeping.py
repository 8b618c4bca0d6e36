"""Contracts as they are kept: made, put in order, ended, put on stop, copied, with documents."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import promising, versions
from deskhand.contracts.models import Contract, ContractVersion, Document, Suspension
from deskhand.contracts.refusing import ContractRefused
from deskhand.files.models import Blob
from deskhand.people.models import Organization
from deskhand.people.zones import KNOWN
from deskhand.rules.money import is_currency
from deskhand.sla.models import Calendar

MOST_MONTHS = 120
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """What a contract is, apart from its versions."""

    name: str
    begins_on: date
    ends_on: date | None = None
    number: str = ""
    renews_months: int = 0
    notice_months: int = 0
    time_zone: str = ""


@transaction.atomic
def make(
    organization: Organization, head: Head, *, calendar: Calendar, at: datetime, currency: str = ""
) -> Contract:
    """Make a contract with a draft of its first version, tried after the client's others.

    Raises ContractRefused.
    """
    if currency and not is_currency(currency):
        raise ContractRefused("currency", _("Three capital letters, such as EUR."))
    # The client is locked, so that two new contracts stand in some order.
    Organization.objects.select_for_update().get(pk=organization.pk)
    last = Contract.objects.filter(organization=organization).order_by("position").last()
    contract = Contract(
        organization=organization, position=last.position + 1 if last else 0, made_at=at
    )
    _check(contract, head)
    _fill(contract, head)
    contract.number = contract.number or free_number(at=at)
    contract.save()
    ContractVersion.objects.create(
        contract=contract, number=1, calendar=calendar, currency=currency
    )
    return contract


@transaction.atomic
def change(contract: Contract, head: Head, *, at: datetime) -> None:
    """Change what a contract is; its first day stays once a version stands. Raises
    ContractRefused."""
    _check(contract, head)
    if head.begins_on != contract.begins_on and versions.published(contract):
        words = _("It holds since %(day)s, and what was done since then rests on that.")
        raise ContractRefused("begins_on", words % {"day": contract.begins_on})
    _fill(contract, head)
    contract.save()
    promising.promise(contract, at=at)


def free_number(*, at: datetime) -> str:
    """Return the next number of the year that no contract has."""
    taken = set(
        Contract.objects.filter(number__startswith=f"C-{at.year}-").values_list("number", flat=True)
    )
    counted = (f"C-{at.year}-{number:03}" for number in range(1, len(taken) + 2))
    return next(number for number in counted if number not in taken)


def _check(contract: Contract, head: Head) -> None:
    if not head.name.strip():
        raise ContractRefused("name", _("What is it called?"))
    if head.ends_on is not None and head.ends_on < head.begins_on:
        raise ContractRefused("ends_on", _("It ends before it begins."))
    if head.renews_months and head.ends_on is None:
        words = _("What renews has an end of its first term. Give its last day.")
        raise ContractRefused("ends_on", words)
    if not (0 <= head.renews_months <= MOST_MONTHS and 0 <= head.notice_months <= MOST_MONTHS):
        raise ContractRefused("renews_months", _("At most 120 months."))
    if head.time_zone and head.time_zone not in KNOWN:
        raise ContractRefused("time_zone", _("This is no time zone."))
    others = Contract.objects.filter(number=head.number.strip()).exclude(pk=contract.pk)
    if head.number.strip() and others.exists():
        raise ContractRefused("number", _("Another contract has this number."))


def _fill(contract: Contract, head: Head) -> None:
    for name in Head.__dataclass_fields__:
        setattr(contract, name, getattr(head, name))
    contract.name = head.name.strip()
    contract.number = head.number.strip() or contract.number


@transaction.atomic
def end(contract: Contract, on: date, *, at: datetime) -> None:
    """Let a contract end with a day, today or later; raises ContractRefused."""
    last = contract.agreement.whole.last
    if on < contract.day(at):
        raise ContractRefused("ended_on", _("That day is past: what was done since rests on it."))
    if on < contract.begins_on or (last is not None and on > last):
        raise ContractRefused("ended_on", _("It does not run on that day."))
    contract.ended_on = on
    contract.save(update_fields=["ended_on"])
    promising.promise(contract, at=at)


@transaction.atomic
def go_on(contract: Contract, *, at: datetime) -> None:
    """Take back an end that is still to come; raises ContractRefused."""
    if contract.ended_on is None or contract.ended_on < contract.day(at):
        raise ContractRefused("ended_on", _("It has ended. Make a new contract, or a copy of it."))
    contract.ended_on = None
    contract.save(update_fields=["ended_on"])
    promising.promise(contract, at=at)


@transaction.atomic
def suspend(contract: Contract, reason: str, *, by: str, at: datetime) -> None:
    """Put a contract on stop from today on: it holds nothing. Raises ContractRefused."""
    if not reason.strip():
        raise ContractRefused("reason", _("Why is it on stop?"))
    if contract.suspensions.filter(ends_on=None).exists():
        raise ContractRefused("reason", _("It is on stop already."))
    Suspension.objects.create(
        contract=contract, begins_on=contract.day(at), reason=reason.strip()[:300], by=by
    )
    promising.promise(contract, at=at)


@transaction.atomic
def resume(contract: Contract, *, at: datetime) -> None:
    """Let a contract hold again from today on; nothing happens where it is not on stop."""
    for stop in contract.suspensions.filter(ends_on=None):
        if stop.begins_on >= contract.day(at):
            stop.delete()
        else:
            stop.ends_on = contract.day(at) - A_DAY
            stop.save(update_fields=["ends_on"])
    promising.promise(contract, at=at)


@transaction.atomic
def move(contract: Contract, *, up: bool) -> bool:
    """Try it one place earlier or later; False when it stands at that end already."""
    rows = list(
        Contract.objects.filter(organization=contract.organization_id)
        .order_by("position", "pk")
        .select_for_update()
    )
    place = [row.pk for row in rows].index(contract.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    Contract.objects.bulk_update(rows, ["position"])
    promising.arrange(contract.organization)
    return True


@transaction.atomic
def copy(contract: Contract, organization: Organization, *, at: datetime) -> Contract:
    """Make a contract of a client, perhaps another one, that says the same; it is a draft."""
    source = versions.shown(contract, at=at)
    head = Head(
        name=contract.name,
        begins_on=contract.day(at),
        renews_months=0,
        notice_months=contract.notice_months,
        time_zone=contract.time_zone,
    )
    made = make(organization, head, calendar=source.calendar, at=at)
    made.versions.all().delete()
    versions.copied(source, made)
    return made


def attach(
    contract: Contract, blob: Blob, filename: str, *, is_shared: bool, by: str, at: datetime
) -> Document:
    """Attach a file; raises ContractRefused for more than fifty."""
    if contract.documents.count() >= MOST_DOCUMENTS:
        raise ContractRefused("file", _("At most fifty documents. Take one away first."))
    return Document.objects.create(
        contract=contract,
        blob=blob,
        filename=filename[:255],
        is_shared=is_shared,
        added_at=at,
        added_by=by,
    )


MOST_DOCUMENTS = 50

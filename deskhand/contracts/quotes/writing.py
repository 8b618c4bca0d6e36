"""Quotes are written in versions: what was sent stays, and what is edited is asked anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from deskhand.contracts.approvals import asking
from deskhand.contracts.models import Contract, Quote, QuoteLine, QuoteVersion
from deskhand.contracts.paying import payer
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.people.models import Agent, Organization
from deskhand.rules.money import is_currency
from deskhand.rules.quoting import Line, sums
from deskhand.tickets.models import Ticket

MOST_LINES = 40
# More than any quote: beyond it, it is a slip of the finger.
MOST_MINOR = 10**12
MOST_VALID = timedelta(days=365)
State = Quote.State


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as somebody writes it."""

    text: str
    quantity: Decimal
    unit_price: Decimal
    unit: str = ""
    tax_code: str = ""
    tax_percent: Decimal | None = None
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """What a version says as somebody writes it."""

    title: str
    currency: str
    valid_until: date
    lines: Sequence[LineDraft]
    kind: str = QuoteVersion.Kind.FLAT.value
    introduction: str = ""
    terms: str = ""
    charging: str = Quote.Charging.DONE.value


@dataclass(frozen=True, slots=True)
class Origin:
    """For whom a quote is, and what it came of."""

    organization: Organization
    ticket: Ticket | None = None
    contract: Contract | None = None
    owner: Agent | None = None

    @property
    def client(self) -> Organization:
        """Who is asked, and pays."""
        return payer(self.contract, self.organization)


def begin(origin: Origin, draft: QuoteDraft, *, by: Actor, at: datetime) -> Quote:
    """Begin a quote with a draft of its first version. Raises ContractRefused."""
    _check(draft, at=at)
    # The client is locked, so that two new quotes get numbers of their own.
    Organization.objects.select_for_update().get(pk=origin.client.pk)
    quote = Quote.objects.create(
        organization=origin.client,
        ticket=origin.ticket,
        contract=origin.contract,
        owner=origin.owner,
        number=free_number(at=at),
        made_at=at,
        made_by=by.name,
        **_head(draft),
    )
    _fill(QuoteVersion(quote=quote, number=1), draft, at=at)
    return quote


def write(quote: Quote, draft: QuoteDraft, *, by: Actor, at: datetime) -> QuoteVersion:
    """Say something else in a locked quote: in its draft, or in a version after the one that was
    sent, whose approval is void then. Raises ContractRefused."""
    if quote.state == State.CHARGED:
        raise ContractRefused("", _("It is charged already. Write a new quote for what changes."))
    if hasattr(quote, "project"):
        raise ContractRefused("", _("A project carries it out. Write a new quote for the rest."))
    _check(draft, at=at)
    version = last_version(quote)
    if version.sent_at is not None:
        if version.approval_id is not None:
            asking.make_void(asking.lock(version.approval_id), by=by, at=at)
        version = QuoteVersion(quote=quote, number=version.number + 1)
    _fill(version, draft, at=at)
    head = _head(draft)
    for name, value in head.items():
        setattr(quote, name, value)
    quote.state = State.DRAFT
    quote.save(update_fields=["state", *head])
    return version


def last_version(quote: Quote) -> QuoteVersion:
    """Return what a quote says now, sent or not."""
    rows = quote.versions.select_related("approval__answer")
    found: QuoteVersion = rows.order_by("-number")[0]
    return found


def lock(pk: int) -> Quote:
    """Lock a quote for the running transaction; before its approval, always."""
    rows = Quote.objects.select_for_update(of=("self",))
    found: Quote = rows.select_related("organization", "ticket", "contract").get(pk=pk)
    return found


def free_number(*, at: datetime) -> str:
    """Return the next number of the year."""
    head = f"Q-{at.year}-"
    # By length first: after 999 comes 1000.
    numbers = Quote.objects.filter(number__startswith=head).values_list("number", flat=True)
    taken = [int(number.removeprefix(head)) for number in numbers]
    return f"{head}{max(taken, default=0) + 1:03}"


def _head(draft: QuoteDraft) -> dict[str, Any]:
    return {
        "title": draft.title.strip(),
        "charging": draft.charging,
        "net": sums(_priced(draft), draft.currency).net,
        "currency": draft.currency,
        "valid_until": draft.valid_until,
    }


def _fill(version: QuoteVersion, draft: QuoteDraft, *, at: datetime) -> None:
    version.title = draft.title.strip()
    version.kind, version.currency = draft.kind, draft.currency
    version.introduction, version.terms = draft.introduction.strip(), draft.terms.strip()
    version.valid_until, version.written_at = draft.valid_until, at
    version.save()
    version.lines.all().delete()
    QuoteLine.objects.bulk_create(
        QuoteLine(
            version=version,
            position=position,
            text=line.text.strip(),
            quantity=line.quantity,
            unit=line.unit.strip(),
            unit_price=line.unit_price,
            tax_code=line.tax_code.strip(),
            tax_percent=line.tax_percent,
            is_optional=line.is_optional,
        )
        for position, line in enumerate(draft.lines, 1)
    )


def _check(draft: QuoteDraft, *, at: datetime) -> None:
    if not draft.title.strip():
        raise ContractRefused("title", _("What is it for?"))
    if not is_currency(draft.currency):
        raise ContractRefused("currency", _("A currency is three capital letters, such as EUR."))
    if draft.valid_until < at.date():
        raise ContractRefused("valid_until", _("It ends in the past."))
    if draft.valid_until > at.date() + MOST_VALID:
        raise ContractRefused("valid_until", _("It is valid for a year at most."))
    if not 1 <= len(draft.lines) <= MOST_LINES:
        raise ContractRefused("", _("A quote has one to forty lines."))
    if all(line.is_optional for line in draft.lines):
        raise ContractRefused("", _("At least one line is not optional."))
    if not 0 <= sums(_priced(draft), draft.currency).net <= MOST_MINOR:
        raise ContractRefused("", _("The sum is less than zero, or more than any quote."))


def _priced(draft: QuoteDraft) -> list[Line]:
    return [
        Line(position, line.quantity, line.unit_price, line.tax_percent, line.is_optional)
        for position, line in enumerate(draft.lines, 1)
    ]

"""Invoices of the demo provider: one paid, one late, one given back in part, and a draft."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from deskhand.contracts.charging import NewCharge, charge
from deskhand.contracts.invoices import crediting, details, gathering, issuing, paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.models import (
    BillingDetails,
    ChargeSource,
    Contract,
    Invoice,
    SellerRules,
    TaxCode,
)
from deskhand.contracts.profit.costs import set_rate
from deskhand.journal.actor import system
from deskhand.packs.demo_contracts import CLIENT, READER
from deskhand.people.administration import let_read_invoices
from deskhand.people.models import Agent, Membership, Organization
from deskhand.tickets.models import Ticket
from deskhand.work.models import WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How, enter

BY = system("Robin Vance")
STREETS = ("114 Pier Street", "9 Canal Road", "27 Mill Lane")


def bill_some(*, at: datetime) -> None:
    """Let the firm have billed two months, and have a draft of the third."""
    _settle()
    client = Organization.objects.get(name=CLIENT)
    for membership in Membership.objects.filter(
        organization=client, person__addresses__email=READER
    ):
        let_read_invoices(membership, may=True)
    others = list(Organization.objects.exclude(pk=client.pk).order_by("pk")[:2])
    for place, one in enumerate((client, *others)):
        _address(one, STREETS[place])
    older, newer = at - timedelta(days=64), at - timedelta(days=33)
    first = _fee(client, older, 360_000)
    _paid(first, first.total, at=at - timedelta(days=48))
    second = _fee(client, newer, 360_000)
    _paid(second, 200_000, at=at - timedelta(days=12))
    late = _work(others[0], older, at - timedelta(days=100))
    part = late.lines.order_by("position")[0]
    crediting.credit(
        late.pk, {part.pk: 5_500}, why="Half an hour of goodwill", once="demo", by=BY, at=newer
    )
    _work(others[1], newer, newer)
    _let_know_costs(at)
    _charges(client, at - timedelta(days=1))
    gathering.gather(until=at.date(), by=BY, at=at, organization=client)


def _let_know_costs(at: datetime) -> None:
    """One of the firm sees what work costs, and the work that was done has a price."""
    Agent.objects.filter(person__name=BY.name).update(sees_costs=True)
    for place, agent in enumerate(Agent.objects.order_by("pk")):
        rate = Decimal(38 + place * 3)
        set_rate(agent, rate, "USD", valid_from=at.date().replace(month=1, day=1))
    # Times of tickets that were worked on, told long after.
    engineers = list(Agent.objects.filter(role=Agent.Role.AGENT).order_by("pk")[:3])
    kind, _made = WorkType.objects.get_or_create(name="Support")
    tickets = Ticket.objects.exclude(organization=None).order_by("pk")[:40]
    for place, ticket in enumerate(tickets):
        worked = Worked(
            agent=engineers[place % len(engineers)],
            worked_on=details.today(min(ticket.received_at + timedelta(days=1), at)),
            seconds=900 * (1 + place % 5),
            work_type=kind,
            ticket=ticket,
        )
        enter(worked, How(is_sure=True), by=BY, at=at)


def _settle() -> None:
    details.save_rules(
        SellerRules(
            legal_name="Northgate Managed Services, Inc.",
            street="400 Market Street",
            postcode="94105",
            city="San Francisco",
            country="US",
            tax_number="94-0000000",
            contact_email="accounts@northgate.example",
            iban="US-000123456789",
            foot="Thank you for your trust.",
        )
    )
    since = date(2020, 1, 1)
    usual = TaxCode(code="SALES", name="Sales tax")
    details.save_tax(usual, is_usual=True, percent=Decimal("8.625"), valid_from=since)
    free = TaxCode(
        code="EXEMPT", name="Exempt", category="E", words="Exempt: a charitable organization."
    )
    details.save_tax(free, percent=Decimal(0), valid_from=since)


def _address(client: Organization, street: str) -> None:
    BillingDetails.objects.create(
        organization=client, street=street, postcode="94107", city="San Francisco", country="US"
    )


def _fee(client: Organization, at: datetime, amount: int) -> Invoice:
    """A month's fee, issued."""
    contract = Contract.objects.filter(organization=client).first()
    line = contract.recurring_lines.first() if contract else None
    new = NewCharge(
        organization=client,
        contract=contract,
        source=ChargeSource.RECURRING,
        key=f"recurring:{line.pk if line else 0}:{at:%Y-%m}",
        charged_on=at.date(),
        text=f"Monthly fee, {at:%B %Y}",
        unit_price=Decimal(amount) / 100,
        amount=amount,
        currency="USD",
        why=("A flat fee of the contract.",),
    )
    charge(new, by=BY, at=at)
    return _issued(client, at)


def _work(client: Organization, at: datetime, worked: datetime) -> Invoice:
    _charges(client, min(worked, at))
    return _issued(client, at)


def _charges(client: Organization, at: datetime) -> None:
    """Work on tickets of a client, of which an invoice tells whence it came."""
    for place, ticket in enumerate(Ticket.objects.filter(organization=client).order_by("pk")[:2]):
        hours = Decimal("1.5") if place else Decimal("2.25")
        new = NewCharge(
            organization=client,
            ticket=ticket,
            source=ChargeSource.BY_HAND,
            key=f"by_hand:demo:{ticket.pk}:{at:%Y-%m-%d}",
            charged_on=at.date(),
            text=f"#{ticket.pk} {ticket.subject}",
            quantity=hours,
            unit="h",
            unit_price=Decimal(110),
            amount=int(hours * 11_000),
            currency="USD",
            why=(
                "Engineer in business hours: 110.00 USD an hour.",
                f"{hours} h, each quarter of an hour begun counts.",
            ),
            decided="Robin Vance decided on it, and told the client.",
        )
        charge(new, by=BY, at=at)


def _issued(client: Organization, at: datetime) -> Invoice:
    draft = gathering.gather(until=at.date(), by=BY, at=at, organization=client)[0]
    return issuing.issue(draft.pk, by=BY, at=at)


def _paid(invoice: Invoice, amount: int, *, at: datetime) -> None:
    received = Received(amount, details.today(at), "Bank transfer")
    paying.enter(invoice.pk, received, once=f"demo:{invoice.pk}", by=BY, at=at)

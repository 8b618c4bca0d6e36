"""A client of the demo provider whose support is charged in units: a pack of last year, what rolled
over, a pack of this year, and what was drawn."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from deskhand.contracts import keeping, ruling, versions
from deskhand.contracts.invoices.details import today
from deskhand.contracts.keeping import Head
from deskhand.contracts.ledger.recording import NewEvent, record
from deskhand.contracts.models import Budget, BudgetPlan, Contract, EventKind
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import VersionDraft
from deskhand.journal.actor import system
from deskhand.packs.demo_contracts import CLIENT
from deskhand.people.administration import let_read_contracts
from deskhand.people.models import Agent, Membership, Organization
from deskhand.sla.models import Calendar, Policy
from deskhand.tickets.models import Ticket
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.choosing import types_offered
from deskhand.work.timekeeping.entries import How, enter

NAME = "Support in incidents"
READS = "lena.fox@cedarvalleydental.example"
DEMO = system("demo")
SUMMARY = (
    "Support is charged in incidents, which you buy in packs. What is solved at first contact "
    "costs nothing; up to fifteen incidents roll over at each anniversary."
)
RULES = (
    RuleDraft(
        "Solved at first contact",
        "first-contact:yes",
        "free",
        client_words="What we solve at first contact takes no incident.",
    ),
    RuleDraft(
        "All else",
        "",
        "units",
        client_words="An answer by e-mail takes one incident; an appointment takes two an hour.",
    ),
)
# Quarters of an hour worked on each request, this month and in those before.
HOURS = (7, 9, 8, 5)
# Of an appointment the minutes; an answer has none.
WORK = (61, None, 120, None, None, 45)


def sign_units(*, at: datetime) -> Contract:
    """Let a client have a contract by units, since a day of the year before last."""
    client = Organization.objects.exclude(name=CLIENT).order_by("pk")[0]
    head = Head(NAME, date(at.year - 1, 1, 1))
    calendar = Calendar.objects.order_by("pk")[0]
    made = keeping.make(client, head, calendar=calendar, at=at)
    heads = {
        "policy": Policy.objects.order_by("-is_default", "pk")[0],
        "calendar": calendar,
        "currency": "USD",
        "tax_code": "",
        "condition": "",
        "covers_subsidiaries": False,
        "summary": SUMMARY,
    }
    terms = Terms(pack_price="900", unit_price="55", low_units=5)
    draft = versions.write(versions.begin(made), VersionDraft(heads, ("incidents",), terms=terms))
    for rule in RULES:
        ruling.save(made, None, rule)
    versions.publish(draft, valid_from=made.begins_on, why="", by="Robin Vance", at=at)
    for membership in Membership.objects.filter(
        organization=client, person__addresses__email=READS
    ):
        let_read_contracts(membership, may=True)
    return made


def keep_book(contract: Contract, *, at: datetime) -> None:
    """Fill its book: a pack of last year, one of this year, and the newest requests."""
    _pack(contract, 1, date(at.year - 1, 2, 10))
    _put(
        contract,
        NewEvent(
            key=f"goodwill:{contract.pk}:demo",
            kind=EventKind.GOODWILL,
            effective_at=_noon(date(at.year - 1, 6, 3)),
            facts={"units": 2, "why": "For the long wait in May"},
        ),
    )
    _pack(contract, 2, min(date(at.year, 1, 8), at.date() - timedelta(days=1)))
    tickets = Ticket.objects.filter(organization=contract.organization).order_by("-received_at")
    for ticket, minutes in zip(list(tickets[: len(WORK)])[::-1], WORK, strict=False):
        _work(contract, ticket, minutes, at=at)


def plan_budget(*, at: datetime) -> None:
    """Plan the engagement of the client with a fixed fee, adjusted once."""
    contract = Contract.objects.get(name="Managed support")
    first = date(at.year, 1, 1)
    budget = Budget.objects.create(contract=contract, kind=Budget.Kind.FIXED_FEE, first_on=first)
    plans = ((first, 30, "3400", ""), (date(at.year, 7, 1), 24, "3600", "Two sites joined"))
    for since, hours, fee, why in plans:
        BudgetPlan.objects.create(
            budget=budget,
            since=since,
            planned_minutes=hours * 60,
            fee=Decimal(fee),
            why=why,
            by="Priya Nair",
            made_at=_noon(since),
        )
    _work_for(contract, at=at)


def _work_for(contract: Contract, *, at: datetime) -> None:
    """Time on the newest requests of the client, of this month and the ones before."""
    kind = types_offered().first()
    tickets = Ticket.objects.filter(coverage__contract=contract, coverage__effect="covered")
    agent = Agent.objects.filter(role=Agent.Role.AGENT).order_by("pk").first()
    if kind is None or agent is None:
        return
    for ticket in tickets.select_related("organization").order_by("-pk")[:12]:
        for back, hours in enumerate(HOURS):
            worked = Worked(
                agent=agent,
                worked_on=today(at - timedelta(days=30 * back + ticket.pk % 20)),
                seconds=hours * 900,
                work_type=kind,
                ticket=ticket,
            )
            enter(worked, How(is_sure=True), by=DEMO, at=at)


def _pack(contract: Contract, number: int, day: date) -> None:
    key = f"purchase:{contract.pk}:demo{number}"
    facts = {"units": 20, "price": 90_000}
    new = NewEvent(key=key, kind=EventKind.PURCHASE, effective_at=_noon(day), facts=facts)
    _put(contract, new)


def _work(contract: Contract, ticket: Ticket, minutes: int | None, *, at: datetime) -> None:
    done_at = min(ticket.received_at + timedelta(hours=2), at)
    kind = EventKind.APPOINTMENT if minutes else EventKind.ANSWER
    new = NewEvent(
        key=f"{kind}:demo{ticket.pk}:1",
        kind=kind,
        effective_at=done_at,
        ticket=ticket,
        facts={"minutes": minutes} if minutes else {},
    )
    _put(contract, new)


def _put(contract: Contract, new: NewEvent) -> None:
    record(contract, new, by=DEMO, at=new.effective_at + timedelta(minutes=5))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)

"""Beyond a block: what changes one month changes those behind it, and a quote lets it go."""

from datetime import date
from decimal import Decimal

import pytest

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.ledger import checking, hours, statement
from deskhand.contracts.ledger.books import kept_contracts
from deskhand.contracts.models import Budget, Charge, LedgerLot
from deskhand.desk.approvals import answering
from deskhand.desk.ledger import budgeting, overruns
from deskhand.desk.ledger.budgeting import NewPlan
from deskhand.journal.actor import system
from deskhand.rules.rating.budgets import Month
from deskhand.work.models import TimeEntry, WorkType
from deskhand.work.timekeeping.models import TimeMonth
from tests.cast import ask, reader
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import rule, sign_with

pytestmark = pytest.mark.django_db
HOUR, BY = 3600, system("test")
JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)


@pytest.fixture
def block(cast, at):
    """Ten hours a month, of which what is unused goes on for one."""
    contract = sign_with(cast.birch, (rule("All", "", "block"),), at=at)
    budget = Budget(kind=Budget.Kind.BLOCK, overrun_per_hour=Decimal(120), carry_months=1)
    plan = NewPlan(date(2026, 1, 1), 600, Decimal(900))
    return budgeting.begin(contract.pk, budget, plan, by=reader(cast.milo), at=at)


def work(cast, ticket, hours, day, *, at):
    kind, _new = WorkType.objects.get_or_create(name="Support")
    return TimeEntry.objects.create(
        agent=cast.ada,
        ticket=ticket,
        organization=ticket.organization,
        worked_on=day,
        booked_on=day,
        seconds=hours * HOUR,
        work_type=kind,
        source="form",
        made_at=at,
    )


def close(budget, month, *, at):
    TimeMonth.objects.update_or_create(begins_on=month.first, defaults={"is_closed": True})
    overruns.charge_forward(budget, month, closing=month, by=BY, at=at)


def test_what_is_corrected_in_one_month_is_reckoned_on_into_the_later_ones(cast, block, at):
    ticket = ask(cast.bea, at=at)
    early = work(cast, ticket, 4, date(2026, 1, 12), at=at)
    later = work(cast, ticket, 18, date(2026, 2, 10), at=at)
    close(block, JANUARY, at=at)
    close(block, FEBRUARY, at=at)
    # Six hours went on: sixteen are covered of eighteen.
    assert [one.amount for one in Charge.objects.all()] == [24_000]
    TimeEntry.objects.filter(pk=early.pk).update(seconds=9 * HOUR)
    for _again in range(2):
        overruns.charge_forward(block, JANUARY, by=BY, at=at)
    rows = list(Charge.objects.order_by("pk"))
    assert [one.amount for one in rows] == [24_000, -24_000, 84_000]
    # February is closed: what it comes to now counts on the day on which that was found.
    assert [one.charged_on for one in rows] == [later.worked_on, at.date(), at.date()]
    assert "Its month was closed" in " ".join(rows[-1].why)


def test_a_quote_lets_go_what_went_beyond_the_block_for_its_ticket(cast, block, at):
    ticket = ask(cast.bea, at=at)
    work(cast, ticket, 12, date(2026, 1, 12), at=at)
    close(block, JANUARY, at=at)
    assert sum(one.amount for one in Charge.objects.all()) == 24_000
    authorise(cast.bea)
    _quote, approval = sent(cast, ticket=ticket, at=at)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=reader(cast.bea), at=at)
    assert sum(one.amount for one in Charge.objects.all()) == 0


def in_the_book(budget) -> list[tuple[str, int, int, int, int]]:
    found = [
        (line.month, line.allowed, line.drawn, line.lapsed, line.left)
        for line in hours.lines(budget)
    ]
    return [(month, *(each // HOUR for each in rest)) for month, *rest in found[::-1]]


def test_the_book_says_what_months_allowed_and_what_was_drawn_carried_and_lapsed(cast, block, at):
    ticket = ask(cast.bea, at=at)
    early = work(cast, ticket, 4, date(2026, 1, 12), at=at)
    work(cast, ticket, 3, date(2026, 2, 10), at=at)
    for _again in range(2):
        close(block, JANUARY, at=at)
        close(block, FEBRUARY, at=at)
    # Six hours of January went on; three of them were drawn in February, the others lapsed.
    assert in_the_book(block) == [("2026-01", 10, 4, 0, 6), ("2026-02", 10, 3, 3, 10)]
    assert list(checking.faults()) == []
    TimeEntry.objects.filter(pk=early.pk).update(seconds=12 * HOUR)
    for _again in range(2):
        overruns.charge_forward(block, JANUARY, by=BY, at=at)
    # January was drawn whole, and February of its own ten.
    assert in_the_book(block)[2:] == [("", 0, 6, -3, 7)]
    assert list(checking.faults()) == []
    lot = LedgerLot.objects.get(key__endswith="2026-01")
    assert block.contract.day(lot.expires_at) == date(2026, 3, 1)


def test_a_book_of_hours_alone_is_no_book_of_units(cast, block, at, client_of):
    close(block, JANUARY, at=at)
    assert statement.book_of(block.contract) is None
    assert kept_contracts() == []
    page = client_of(cast.milo).get(f"/desk/contracts/{block.contract_id}/budget/")
    assert "In the book" in page.content.decode()

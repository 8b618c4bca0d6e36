"""A quote is approved after work was done: what is charged and drawn for it by then is let go."""

from datetime import timedelta

import pytest

from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.invoices import crediting, issuing
from deskhand.contracts.ledger import checking
from deskhand.contracts.models import Charge, Quote, RatedWork
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.rated.quoting import on_invoices
from deskhand.desk.approvals import answering
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.work.models import WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as casting
from tests.contracts import billed
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db
State = RatedWork.State


@pytest.fixture
def night(at):
    return at.replace(hour=4)


@pytest.fixture
def ticket(cast, night):
    sign_with(cast.birch, MANAGED, at=night)
    authorise(cast.bruno)
    return casting.ask(cast.bea, at=night)


def rated(cast, ticket, begin, minutes, at):
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    worked = Worked(
        agent=cast.ada,
        ticket=ticket,
        worked_on=begin.date(),
        seconds=minutes * 60,
        work_type=WorkType.objects.first(),
        role=role,
        began_at=begin,
        ended_at=begin + timedelta(minutes=minutes),
    )
    entry = entering.enter(worked, How(is_sure=True), by=casting.reader(cast.ada), at=at)
    deciding.rate(entry.pk, at=at)
    return RatedWork.objects.get(entry=entry)


def charge(cast, row, at):
    said = Said(is_charged=True, why="Night.", told_how="call", told_whom="B", told_on=at.date())
    deciding.decide(cast.birch.slug, [row.pk], said, by=casting.reader(cast.milo), at=at)
    row.refresh_from_db()


def approve(cast, ticket, at) -> Quote:
    made, approval = sent(cast, at=at, ticket=ticket)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    return made


def test_work_that_waits_or_is_charged_is_taken_by_the_quote(cast, at, night, ticket):
    waiting = rated(cast, ticket, night, 60, at)
    charged = rated(cast, ticket, night + timedelta(hours=2), 60, at)
    charge(cast, charged, at)
    approve(cast, ticket, at)
    for row in (waiting, charged):
        row.refresh_from_db()
    assert {waiting.state, charged.state} == {State.QUOTED}
    assert sum(one.amount for one in Charge.objects.all()) == 0
    assert Charge.objects.get(amount__lt=0).why == ["A quote pays for it."]
    assert list(checking.faults()) == []


def test_a_quote_that_is_taken_back_lets_it_be_charged_again_once(cast, at, night, ticket):
    row = rated(cast, ticket, night, 60, at)
    charge(cast, row, at)
    made = approve(cast, ticket, at)
    writing.withdraw(made.pk, by=casting.reader(cast.milo), at=at)
    row.refresh_from_db()
    assert (row.state, row.charge) == (State.WAITING, None)
    charge(cast, row, at)
    assert [one.amount for one in Charge.objects.order_by("pk")] == [18050, -18050, 18050]
    assert row.charge.key == f"time:{row.entry_id}:1:2"


def test_what_an_invoice_asked_for_is_told_until_it_is_given_back(cast, at, night, ticket):
    billed.settle(cast)
    row = rated(cast, ticket, night, 60, at)
    charge(cast, row, at)
    invoice = issuing.issue(billed.draft(cast.birch, at=at).pk, by=billed.BILLING, at=at)
    assert on_invoices(ticket) == []
    approve(cast, ticket, at)
    row.refresh_from_db()
    assert row.state == State.CHARGED
    assert [line.invoice for line in on_invoices(ticket)] == [invoice]
    crediting.credit(invoice.pk, None, why="Quoted", once="c", by=billed.BILLING, at=at)
    assert on_invoices(ticket) == []

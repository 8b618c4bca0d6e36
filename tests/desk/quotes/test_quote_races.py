"""Approvals while others act at the same instant: one answer counts, one charge is made. Told on
threads, so with a database of its own for each test."""

from datetime import timedelta

import pytest
from django.db import connection

from deskhand.contracts.approvals.answering import Answer, ApprovalEnded
from deskhand.contracts.models import Approval, ApprovalAnswer, Charge, Quote, RatedWork
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.desk.approvals import answering
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.work.models import WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as casting
from tests.at_once import at_once
from tests.contracts.offers import authorise, says, sent
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def two_at_a_time(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")


def test_of_colleagues_at_once_the_first_counts(cast, at):
    authorise(cast.bruno)
    authorise(cast.bea)
    _made, approval = sent(cast, at=at, charging="approved")
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    no = Answer(is_approved=False, mark=approval.mark, via="", reason="No")
    readers = [casting.reader(cast.bruno), casting.reader(cast.bea)] * 2
    said = at_once(
        *[
            lambda by=by, what=what: answering.answer(approval.pk, what, by=by, at=at)
            for by, what in zip(readers, (yes, no, yes, yes), strict=True)
        ]
    )
    assert ApprovalAnswer.objects.count() == 1
    assert sum(isinstance(one, ApprovalEnded) for one in said) == 3
    is_approved = ApprovalAnswer.objects.get().is_approved
    assert Charge.objects.count() == (2 if is_approved else 0)


def test_an_edit_and_an_approval_at_once_leave_no_charge_of_what_is_void(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, charging="approved")
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    bruno, milo = casting.reader(cast.bruno), casting.reader(cast.milo)
    answered, written = at_once(
        lambda: answering.answer(approval.pk, yes, by=bruno, at=at),
        lambda: writing.write(made.pk, says(at), by=milo, at=at),
    )
    made.refresh_from_db()
    if isinstance(answered, ApprovalEnded):
        assert (made.state, Charge.objects.count()) == (Quote.State.DRAFT, 0)
    else:
        assert isinstance(written, ContractRefused)
        assert (made.state, Charge.objects.count()) == (Quote.State.CHARGED, 2)


def test_charged_once_whoever_clicks(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    milo = casting.reader(cast.milo)
    at_once(*[lambda: writing.charge(made.pk, by=milo, at=at)] * 4)
    assert Charge.objects.count() == 2
    assert Approval.objects.get().state == Approval.State.APPROVED


def test_work_charged_while_its_quote_is_approved_is_paid_once(cast, at):
    night = at.replace(hour=4)
    sign_with(cast.birch, MANAGED, at=night, terms=Terms(decides_excluded=False))
    authorise(cast.bruno)
    ticket = casting.ask(cast.bea, at=night)
    _made, approval = sent(cast, at=at, ticket=ticket)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    bruno, ada = casting.reader(cast.bruno), casting.reader(cast.ada)
    role, _is_new = WorkRole.objects.get_or_create(name="Engineer")
    entries = [
        entering.enter(
            Worked(
                agent=cast.ada,
                ticket=ticket,
                worked_on=night.date(),
                seconds=1800,
                work_type=WorkType.objects.first(),
                role=role,
                began_at=night + timedelta(hours=hour),
                ended_at=night + timedelta(hours=hour + 0.5),
            ),
            How(is_sure=True),
            by=ada,
            at=at,
        )
        for hour in range(3)
    ]
    said = at_once(
        *[lambda key=one.pk: deciding.rate(key, at=at) for one in entries],
        lambda: answering.answer(approval.pk, yes, by=bruno, at=at),
    )
    assert not [one for one in said if isinstance(one, Exception)]
    assert {row.state for row in RatedWork.objects.all()} == {RatedWork.State.QUOTED}
    work = Charge.objects.filter(source="time")
    assert sum(one.amount for one in work) == 0

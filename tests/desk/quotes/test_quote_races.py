"""Approvals while others act at the same instant: one answer counts, one charge is made. Told on
threads, so with a database of its own for each test."""

import pytest
from django.db import connection

from deskhand.contracts.approvals.answering import Answer, ApprovalEnded
from deskhand.contracts.models import Approval, ApprovalAnswer, Charge, Quote
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import answering
from deskhand.desk.quotes import writing
from tests import cast as casting
from tests.at_once import at_once
from tests.contracts.offers import authorise, says, sent

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

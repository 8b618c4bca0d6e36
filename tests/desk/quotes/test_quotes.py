"""A quote from draft to charge: approved by who may, voided by an edit, charged once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from deskhand.contracts.approvals.answering import Answer, ApprovalEnded, MayNotApprove
from deskhand.contracts.models import Approval, ApprovalAnswer, Charge, Quote
from deskhand.contracts.quotes.sending import shown_of
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import answering, asking
from deskhand.desk.quotes import writing
from deskhand.mail.models import OutgoingLetter
from deskhand.notices.models import Notice
from deskhand.people.acting import NotAllowed
from deskhand.rules.quoting import mark
from deskhand.tickets.access import TicketNotFound
from tests import cast as casting
from tests.contracts.offers import authorise, quote, says, sent

pytestmark = pytest.mark.django_db


def yes(approval, **more):
    return Answer(**{"is_approved": True, "mark": approval.mark, "via": "", **more})


def letters():
    return list(OutgoingLetter.objects.filter(kind="approval").order_by("pk"))


def test_a_quote_goes_to_who_may_approve_so_much(cast, at):
    authorise(cast.bruno)
    authorise(cast.bea, up_to=500)
    _made, approval = sent(cast, at=at)
    assert approval.amount == 134002
    assert [letter.recipients for letter in letters()] == [["bruno@birch.example"]]


def test_nobody_authorised_means_nothing_is_sent(cast, at):
    made = quote(cast, at=at)
    with pytest.raises(ContractRefused, match="Nobody at Birch Bakery"):
        writing.send(made.pk, by=casting.reader(cast.milo), at=at)
    made.refresh_from_db()
    assert (made.state, Approval.objects.count(), letters()) == (Quote.State.DRAFT, 0, [])


def test_approved_with_a_choice_and_charged_line_by_line(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, charging="approved")
    later = at + timedelta(days=1)
    row = answering.answer(
        approval.pk, yes(approval, chosen=(3,)), by=casting.reader(cast.bruno), at=later
    )
    made.refresh_from_db()
    assert (made.state, row.amount, row.name) == (Quote.State.CHARGED, 159002, "Bruno Birch")
    charges = list(Charge.objects.order_by("pk"))
    assert [one.amount for one in charges] == [90000, 44002, 25000]
    assert charges[0].key == f"quote:{made.pk}:1:1"
    assert "Bruno Birch approved" in charges[0].decided
    assert approval.mark in " ".join(charges[0].why)
    assert Notice.objects.filter(kind="approval", person=cast.milo.person).count() == 1


def test_what_is_not_chosen_is_not_charged(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bruno), at=at)
    charges = writing.charge(made.pk, by=casting.reader(cast.milo), at=at)
    assert sum(one.amount for one in charges) == 134002
    with pytest.raises(ContractRefused):
        writing.charge(made.pk, by=casting.reader(cast.milo), at=at)


def test_more_than_he_may_approve_alone(cast, at):
    authorise(cast.bruno, up_to=1500)
    _made, approval = sent(cast, at=at)
    by = casting.reader(cast.bruno)
    with pytest.raises(MayNotApprove):
        answering.answer(approval.pk, yes(approval, chosen=(3,)), by=by, at=at)
    assert answering.answer(approval.pk, yes(approval), by=by, at=at).amount == 134002


def test_editing_voids_the_approval(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bruno), at=at)
    writing.write(made.pk, says(at, title="Two firewalls"), by=casting.reader(cast.milo), at=at)
    made.refresh_from_db()
    approval.refresh_from_db()
    assert (made.state, approval.state) == (Quote.State.DRAFT, Approval.State.VOID)
    assert made.versions.count() == 2
    assert ApprovalAnswer.objects.filter(approval=approval).exists()
    with pytest.raises(ContractRefused):
        writing.charge(made.pk, by=casting.reader(cast.milo), at=at)


def test_an_answer_to_what_was_changed_meanwhile_counts_for_nothing(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    writing.write(made.pk, says(at), by=casting.reader(cast.milo), at=at)
    with pytest.raises(ApprovalEnded) as ended:
        answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bruno), at=at)
    assert ended.value.state == Approval.State.VOID


def test_the_mark_is_that_of_what_was_shown(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    version = made.versions.get()
    assert approval.mark == version.mark == mark(shown_of(version)) == mark(version.shown)
    wrong = yes(approval, mark="0" * 64)
    with pytest.raises(ApprovalEnded):
        answering.answer(approval.pk, wrong, by=casting.reader(cast.bruno), at=at)


def test_an_estimate_is_approved_up_to_an_amount_and_never_charged_beyond(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, kind="estimate", charging="approved")
    by = casting.reader(cast.bruno)
    answering.answer(approval.pk, yes(approval, up_to=120000), by=by, at=at)
    made.refresh_from_db()
    assert (made.state, Charge.objects.count()) == (Quote.State.APPROVED, 0)
    milo = casting.reader(cast.milo)
    with pytest.raises(ContractRefused, match=r"1,340\.02"):
        writing.charge(made.pk, by=milo, at=at)
    charges = writing.charge(made.pk, came_to={2: Decimal("2.5")}, by=milo, at=at)
    assert [one.amount for one in charges] == [90000, 27501]


def test_a_flat_fee_is_not_approved_in_part(cast, at):
    authorise(cast.bruno)
    _made, approval = sent(cast, at=at)
    with pytest.raises(ContractRefused):
        answering.answer(
            approval.pk, yes(approval, up_to=1000), by=casting.reader(cast.bruno), at=at
        )


def test_declining_needs_a_reason(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    by = casting.reader(cast.bruno)
    no = yes(approval, is_approved=False)
    with pytest.raises(ContractRefused):
        answering.answer(approval.pk, no, by=by, at=at)
    said = yes(approval, is_approved=False, reason="Too dear.")
    answering.answer(approval.pk, said, by=by, at=at)
    made.refresh_from_db()
    assert made.state == Quote.State.DECLINED


def test_who_is_not_authorised_or_of_another_client(cast, at):
    authorise(cast.bruno)
    authorise(cast.carla)
    _made, approval = sent(cast, at=at)
    with pytest.raises(TicketNotFound):
        answering.answer(approval.pk, yes(approval), by=casting.reader(cast.carla), at=at)
    with pytest.raises(TicketNotFound):
        answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bea), at=at)


def test_the_requester_hears_of_it_without_amounts(cast, at):
    authorise(cast.bruno)
    ticket = casting.open_ticket(at=at, requester=cast.bea)
    _made, approval = sent(cast, at=at, ticket=ticket)
    answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bruno), at=at)
    told = letters()[-1]
    assert told.recipients == ["bea@birch.example"]


def test_reminded_once_and_expired_in_the_end(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    half = at + timedelta(days=16)
    asking.look_after(at=half)
    asking.look_after(at=half)
    assert len(letters()) == 2
    asking.look_after(at=at + timedelta(days=40))
    made.refresh_from_db()
    approval.refresh_from_db()
    assert (made.state, approval.state) == (Quote.State.EXPIRED, Approval.State.EXPIRED)
    late = at + timedelta(days=40)
    with pytest.raises(ApprovalEnded):
        answering.answer(approval.pk, yes(approval), by=casting.reader(cast.bruno), at=late)


def test_withdrawn(cast, at):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    writing.withdraw(made.pk, by=casting.reader(cast.milo), at=at)
    approval.refresh_from_db()
    assert approval.state == Approval.State.WITHDRAWN


def test_light_agents_and_limited_ones(cast, at):
    made = quote(cast, at=at)
    with pytest.raises(NotAllowed):
        writing.send(made.pk, by=casting.reader(cast.lena), at=at)
    cast.nils.only_organizations.set([cast.cedar])
    with pytest.raises(TicketNotFound):
        writing.send(made.pk, by=casting.reader(cast.nils), at=at)


def test_numbers_go_on(cast, at):
    assert [quote(cast, at=at).number for _each in range(2)] == ["Q-2026-001", "Q-2026-002"]


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"currency": "EURO"},
        {"lines": ()},
        {"valid_until": "past"},
    ],
)
def test_nonsense_is_refused(cast, at, more):
    if more.get("valid_until") == "past":
        more = {"valid_until": (at - timedelta(days=2)).date()}
    with pytest.raises(ContractRefused):
        quote(cast, at=at, **more)

"""Excluded work: rated after hours, decided by name and date, told, charged once, and said anew."""

from datetime import timedelta

import pytest

from deskhand.contracts.invoices import issuing
from deskhand.contracts.models import Approval, Charge, Decision, RatedWork
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.desk.approvals import answering
from deskhand.desk.quotes import writing
from deskhand.desk.rated import deciding
from deskhand.desk.timekeeping import entering
from deskhand.mail.models import OutgoingLetter
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketNotFound
from deskhand.work.models import TimeEntry, WorkRole, WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import Again, How, worked_of
from tests import cast as casting
from tests.contracts import billed
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db
State = RatedWork.State


@pytest.fixture
def night(at):
    """Before the business hours of the pack, which begin at 15:30 UTC."""
    return at.replace(hour=4)


@pytest.fixture
def ticket(cast, night):
    sign_with(cast.birch, MANAGED, at=night)
    return casting.ask(cast.bea, at=night)


def work(cast, ticket, begin, minutes, **more):
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
        **more,
    )
    later = begin + timedelta(hours=12)
    return entering.enter(worked, How(is_sure=True), by=casting.reader(cast.ada), at=later)


def rated(entry, at):
    deciding.rate(entry.pk, at=at)
    return RatedWork.objects.filter(entry=entry).order_by("-revision").first()


def said(at, **more):
    usual = {"is_charged": True, "why": "At night.", "told_how": "call", "told_whom": "Bruno"}
    return Said(**{**usual, "told_on": at.date(), **more})


def test_after_hours_waits_and_is_charged_by_the_decision(cast, at, night, ticket):
    entry = work(cast, ticket, night, 90)
    row = rated(entry, at)
    # 1.5 hours of an engineer after hours, at 180.50.
    assert (row.state, row.amount, row.billed_seconds) == (State.WAITING, 27075, 5400)
    assert not Charge.objects.exists()
    by = casting.reader(cast.milo)
    decision = deciding.decide(cast.birch.slug, [row.pk], said(at), by=by, at=at)
    charge = Charge.objects.get()
    assert (charge.key, charge.amount, charge.charged_on) == (
        f"time:{entry.pk}:1",
        27075,
        night.date(),
    )
    assert (charge.quantity, charge.unit, str(charge.unit_price)) == (1.5, "h", "180.5000")
    assert "Milo decided on 4 March 2026: At night. Told to Bruno" in charge.decided
    assert "180.50" in " ".join(charge.why) and "After hours" in " ".join(charge.why)
    assert (decision.name, decision.is_charged) == ("Milo", True)
    with pytest.raises(ContractRefused):
        deciding.decide(cast.birch.slug, [row.pk], said(at), by=by, at=at)


def test_the_invoice_notes_the_time_as_billed(cast, at, night, ticket):
    billed.settle(cast)
    entry = work(cast, ticket, night, 90)
    row = rated(entry, at)
    deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    invoice = issuing.issue(billed.draft(cast.birch, at=at).pk, by=billed.BILLING, at=at)
    entry.refresh_from_db()
    assert (entry.billed_as, entry.billed_at) == (invoice.name, at)


def test_what_is_covered_costs_nothing(cast, at, ticket):
    assert rated(work(cast, ticket, at.replace(hour=16), 60), at) is None


def test_not_billable_and_without_contract(cast, at, night, ticket):
    free = work(cast, ticket, night, 60, is_billable=False, why_not_billable="Goodwill")
    assert rated(free, at) is None
    other = casting.ask(cast.cem, at=night)
    assert rated(work(cast, other, night + timedelta(hours=2), 60), at) is None


def test_told_by_letter_to_who_may_approve(cast, at, night, ticket):
    row = rated(work(cast, ticket, night, 60), at)
    by = casting.reader(cast.milo)
    deciding.decide(cast.birch.slug, [row.pk], said(at, told_how="letter"), by=by, at=at)
    letter = OutgoingLetter.objects.get(kind="decision")
    assert letter.recipients == ["bruno@birch.example"]
    assert Decision.objects.get().told_whom == "Bruno Birch"


def test_not_charged(cast, at, night, ticket):
    row = rated(work(cast, ticket, night, 60), at)
    by = casting.reader(cast.milo)
    deciding.decide(cast.birch.slug, [row.pk], said(at, is_charged=False), by=by, at=at)
    row.refresh_from_db()
    assert (row.state, Charge.objects.count()) == (State.WAIVED, 0)


@pytest.mark.parametrize(
    "wrong", [{"why": " "}, {"told_whom": ""}, {"told_on": "tomorrow"}], ids=str
)
def test_a_decision_says_why_and_who_was_told(cast, at, night, ticket, wrong):
    row = rated(work(cast, ticket, night, 60), at)
    if "told_on" in wrong:
        wrong = {"told_on": at.date() + timedelta(days=1)}
    with pytest.raises(ContractRefused):
        deciding.decide(
            cast.birch.slug, [row.pk], said(at, **wrong), by=casting.reader(cast.milo), at=at
        )
    assert not Decision.objects.exists()


def test_who_decides(cast, at, night, ticket):
    row = rated(work(cast, ticket, night, 60), at)
    with pytest.raises(NotAllowed):
        deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.ada), at=at)
    cast.milo.only_organizations.set([cast.cedar])
    with pytest.raises(TicketNotFound):
        deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    cast.birch.manager = cast.ada
    cast.birch.save()
    deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.ada), at=at)
    assert Charge.objects.count() == 1


def corrected(cast, entry, minutes, at):
    entry = TimeEntry.objects.get(pk=entry.pk)
    now = worked_of(entry)
    from dataclasses import replace

    now = replace(now, seconds=minutes * 60, ended_at=entry.began_at + timedelta(minutes=minutes))
    by = casting.reader(cast.ada)
    entering.correct(entry.pk, now, Again(is_sure=True), by=by, at=at)


def test_a_correction_is_a_reversal_and_a_new_charge(cast, at, night, ticket):
    entry = work(cast, ticket, night, 90)
    row = rated(entry, at)
    deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    corrected(cast, entry, 60, at)
    again = rated(entry, at)
    # Less than was decided about: the decision holds.
    assert (again.state, again.revision, again.amount) == (State.CHARGED, 2, 18050)
    assert [one.amount for one in Charge.objects.order_by("pk")] == [27075, -27075, 18050]
    assert rated(entry, at).pk == again.pk
    corrected(cast, entry, 120, at)
    dearer = rated(entry, at)
    assert (dearer.state, dearer.amount) == (State.WAITING, 36100)
    assert sum(one.amount for one in Charge.objects.all()) == 0


def test_withdrawn_time_is_taken_back(cast, at, night, ticket):
    entry = work(cast, ticket, night, 90)
    row = rated(entry, at)
    deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    entering.withdraw(entry.pk, by=casting.reader(cast.ada), at=at)
    for _each in range(2):
        deciding.rate(entry.pk, at=at)
    assert sum(one.amount for one in Charge.objects.all()) == 0
    assert Charge.objects.count() == 2


def test_an_adjustment_of_billed_time_is_taken_back_too(cast, at, night, ticket):
    entry = work(cast, ticket, night, 90)
    row = rated(entry, at)
    deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    TimeEntry.objects.filter(pk=entry.pk).update(billed_at=at, billed_as="1")
    corrected(cast, entry, 60, at)
    for one in TimeEntry.objects.exclude(pk=entry.pk).order_by("pk"):
        deciding.rate(one.pk, at=at)
    waiting = RatedWork.objects.get(state=State.WAITING)
    assert waiting.amount == 18050
    assert sum(one.amount for one in Charge.objects.all()) == 0


def test_without_a_decision_where_the_contract_says_so(cast, at, night):
    terms = Terms(decides_excluded=False, minimum_minutes=15, increment_minutes=15)
    sign_with(cast.birch, MANAGED, at=night, terms=terms)
    ticket = casting.ask(cast.bea, at=night)
    row = rated(work(cast, ticket, night, 61), at)
    assert (row.state, row.billed_seconds, Charge.objects.get().amount) == (
        State.CHARGED,
        4500,
        22563,
    )


def test_work_within_an_approved_quote_is_not_charged_again(cast, at, night, ticket):
    authorise(cast.bruno)
    _made, approval = sent(cast, at=at, ticket=ticket)
    yes = answering.Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    row = rated(work(cast, ticket, night, 60), at)
    assert (row.state, Charge.objects.count()) == (State.QUOTED, 0)


def test_never_beyond_what_was_approved_for_the_ticket(cast, at, night, ticket):
    from deskhand.contracts.approvals.asking import NewApproval
    from deskhand.desk.approvals import asking

    authorise(cast.bruno)
    new = NewApproval(
        organization=cast.birch,
        ticket=ticket,
        kind=Approval.Kind.WORK,
        title="The night",
        amount=20000,
        currency="EUR",
        expires_at=at + timedelta(days=2),
    )
    approval = asking.ask(new, by=casting.reader(cast.milo), at=at)
    yes = answering.Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    row = rated(work(cast, ticket, night, 90), at)
    with pytest.raises(ContractRefused, match=r"200\.00"):
        deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    assert not Charge.objects.exists()


def test_a_role_without_a_rate_waits_with_the_reason(cast, at, night, ticket):
    role = WorkRole.objects.create(name="Wizard")
    entry = work(cast, ticket, night, 60)
    TimeEntry.objects.filter(pk=entry.pk).update(role=role)
    row = rated(entry, at)
    assert (row.state, row.amount) == (State.WAITING, 0)
    with pytest.raises(ContractRefused, match="Wizard"):
        deciding.decide(cast.birch.slug, [row.pk], said(at), by=casting.reader(cast.milo), at=at)
    TimeEntry.objects.filter(pk=entry.pk).update(role=WorkRole.objects.get(name="Engineer"))
    assert deciding.rate_again(cast.birch.slug, by=casting.reader(cast.milo), at=at) == 1


def test_an_entry_that_was_taken_back_is_not_charged_when_it_is_told_of_late(
    cast, at, night, ticket
):
    entry = work(cast, ticket, night, 60)
    TimeEntry.objects.create(
        agent=cast.ada,
        ticket=ticket,
        worked_on=entry.worked_on,
        booked_on=entry.worked_on,
        seconds=-entry.seconds,
        work_type=entry.work_type,
        adjusts=entry,
        source="adjustment",
        made_at=at,
    )
    assert rated(entry, at) is None


def test_work_of_a_quote_that_is_taken_back_waits_for_a_decision(cast, at, night, ticket):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at, ticket=ticket)
    yes = answering.Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bruno), at=at)
    row = rated(work(cast, ticket, night, 60), at)
    writing.withdraw(made.pk, by=casting.reader(cast.milo), at=at)
    row.refresh_from_db()
    assert row.state == State.WAITING

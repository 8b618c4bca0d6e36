"""Tickets become one and apart again, with all that was said and owed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from deskhand.desk import merging, phoning, triage
from deskhand.desk.merging import Merging
from deskhand.desk.reply import Reply, note, reply
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reply_addresses import make
from deskhand.people.acting import NotAllowed
from deskhand.reports.counting import count
from deskhand.reports.gathering import gather
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.models import CallBack, Clock
from deskhand.sla.recording import rule_of
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import CallOutcome, Participant, Ticket
from tests import cast as casting
from tests.cast import reader
from tests.desk.letters import HELP, arrive, letter
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
BRUNO = "Bruno Birch <bruno@birch.example>"


@pytest.fixture
def two(stage, at):
    """Bea's ticket, and Bruno's about the same an hour later."""
    rows = (row(kind, 8) for kind in ("first_response", "next_response", "resolution"))
    owe(stage.birch, policy("gold", *rows))
    first = arrive(letter(BEA, subject="Oven"), at=at)
    return first, arrive(letter(BRUNO, subject="Oven dark"), at=at + timedelta(hours=1))


def merge(into, *others, by, at, **more):
    wanted = Merging(into=into.pk, others=tuple(one.pk for one in others), **more)
    return merging.merge(wanted, by=reader(by), at=at)


def facts(ticket):
    """All that a merge touches, as values."""
    ticket.refresh_from_db()
    clocks = Clock.objects.filter(ticket=ticket).order_by("pk")
    return {
        "stands": (ticket.status_id, ticket.is_open, ticket.solved_at, ticket.closed_at),
        "talk": (ticket.awaits_agent, ticket.last_public_at, ticket.needs_review),
        "due": ticket.due_order_at,
        "messages": set(ticket.messages.values_list("pk", "is_public")),
        "references": set(ticket.references.values_list("message_id", flat=True)),
        "people": set(ticket.participants.values_list("person", flat=True)),
        "watchers": set(ticket.watchers.values_list("agent", flat=True)),
        "merged": ticket.merged_into_id,
        "clocks": [
            (c.kind, c.state, c.started_at, c.due_at, c.promised, c.stopped_at, c.breached_at)
            for c in clocks
            if c.state != "cancelled"
        ],
    }


def test_all_that_was_said_goes_up_into_the_ticket_that_stays(stage, at, two):
    first, second = two
    merge(first, second, by=stage.ada, at=at + timedelta(hours=2))
    second.refresh_from_db()
    assert (first.messages.count(), second.messages.count()) == (2, 0)
    assert (second.category, second.merged_into) == ("cancelled", first)
    assert Participant.objects.filter(ticket=first, person=stage.bruno).exists()
    told = Event.objects.filter(name="ticket_merged").values_list("subject_id", flat=True)
    assert set(told) == {first.pk, second.pk}


def test_promises_count_from_the_earlier_receipt(stage, at, two):
    first, second = two
    merge(second, first, by=stage.ada, at=at + timedelta(hours=2))
    clock = second.clocks.get(kind="first_response")
    assert (clock.started_at, clock.state) == (at, "running")
    assert not first.clocks.exclude(state="cancelled").exists()


@pytest.mark.parametrize("is_first_kept", [True, False])
def test_undo_restores_everything(stage, at, two, is_first_kept):
    into, other = two if is_first_kept else two[::-1]
    before = facts(into), facts(other)
    made = merge(into, other, by=stage.ada, at=at + timedelta(hours=2))[0]
    assert facts(into) != before[0]
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=3))
    assert (facts(into), facts(other)) == before
    for clock in Clock.objects.filter(ticket__in=(into, other)):
        assert rule_of(clock).made_at is None or clock.state == "cancelled"


def test_undo_twice_is_harmless_and_it_can_be_merged_again(stage, at, two):
    first, second = two
    for hours in (2, 4):
        made = merge(first, second, by=stage.ada, at=at + timedelta(hours=hours))[0]
        for _time in range(2):
            later = at + timedelta(hours=hours + 1)
            merging.undo(made.pk, by=reader(stage.ada), at=later)
    assert second.messages.count() == 1


def test_what_was_said_since_stays_where_it_was_said(stage, at, two):
    first, second = two
    made = merge(first, second, by=stage.ada, at=at + timedelta(hours=2))[0]
    said = note(first.pk, Reply(text="Both"), by=reader(stage.ada), at=at + timedelta(hours=3))
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=4))
    assert said in first.messages.all()


def test_letters_to_a_merged_ticket_land_in_the_one_that_stays(stage, at, two):
    first, second = two
    third = arrive(letter(BEA, subject="Still"), at=at + timedelta(hours=1))
    merge(second, first, by=stage.ada, at=at + timedelta(hours=2))
    merge(third, second, by=stage.ada, at=at + timedelta(hours=2))
    said = letter(BEA, text="Yes.", to=[make(HELP, first.reply_key)])
    assert arrive(said, at=at + timedelta(hours=3)) == third
    named = letter(BRUNO, subject=f"Re: [#{second.pk}]", text="And?")
    assert arrive(named, at=at + timedelta(hours=3)) == third


def test_a_chain_is_undone_from_its_end(stage, at, two):
    first, second = two
    third = arrive(letter(BEA, subject="Still"), at=at + timedelta(hours=1))
    later = at + timedelta(hours=2)
    one = merge(second, first, by=stage.ada, at=later)[0]
    two_ = merge(third, second, by=stage.ada, at=later)[0]
    with pytest.raises(TicketLocked):
        merging.undo(one.pk, by=reader(stage.ada), at=later)
    merging.undo(two_.pk, by=reader(stage.ada), at=later)
    merging.undo(one.pk, by=reader(stage.ada), at=later)
    assert [t.messages.count() for t in (first, second, third)] == [1, 1, 1]


def test_several_go_up_at_once_or_none(stage, at, two):
    first, second = two
    third = arrive(letter(BEA, subject="Still"), at=at)
    merge(third, second, by=stage.ada, at=at + timedelta(hours=2))
    with pytest.raises(TicketLocked):
        merge(first, third, second, by=stage.ada, at=at + timedelta(hours=2))
    assert third.messages.count() == 2
    merge(first, third, by=stage.ada, at=at + timedelta(hours=2))
    assert first.messages.count() == 3


def test_another_client_needs_a_permission_and_learns_nothing(stage, at):
    ours = arrive(letter(BEA, subject="Oven"), at=at)
    theirs = arrive(letter("Cem Cedar <cem@cedar.example>", subject="Scanner"), at=at)
    with pytest.raises(TicketLocked):
        merge(ours, theirs, by=stage.ada, at=at)
    made = merge(ours, theirs, by=stage.asta, at=at)[0]
    assert not ours.participants.exists()
    assert ours.messages.filter(is_public=True).count() == 1
    assert not Ticket.objects.visible_to(reader(stage.cem)).filter(pk=ours.pk).exists()
    with pytest.raises(NotAllowed):
        merging.undo(made.pk, by=reader(stage.ada), at=at)
    merging.undo(made.pk, by=reader(stage.asta), at=at)
    assert theirs.messages.get().is_public


def test_outsiders_read_along_only_when_they_are_let_in(stage, at):
    ours = arrive(letter(BEA, subject="Oven"), at=at)
    private = arrive(letter("Bea <bea@home.example>", subject="Oven"), at=at)
    merge(ours, private, by=stage.ada, at=at)
    assert not ours.participants.exists()
    again = arrive(letter("Bea <bea@home.example>", subject="Oven"), at=at)
    let_in = frozenset({again.requester_id})
    merge(ours, again, by=stage.ada, at=at, let_in=let_in)
    assert ours.participants.get().person_id == again.requester_id


def test_a_confidential_ticket_is_merged_with_none_that_is_not(stage, at, two):
    first, second = two
    reader_ = reader(stage.asta)
    triage.set_field(second.pk, "is_confidential", True, by=reader_, at=at)
    with pytest.raises(TicketLocked):
        merge(first, second, by=stage.asta, at=at)


def test_who_may_not_work_or_see_does_not_merge(stage, at, two):
    with pytest.raises(NotAllowed):
        merge(*two, by=stage.lena, at=at)
    stage.ada.only_organizations.set([stage.cedar])
    with pytest.raises(TicketNotFound):
        merge(*two, by=stage.ada, at=at)


def test_a_reply_in_its_undo_window_holds_the_merge(stage, at, two):
    first, second = two
    reply(second.pk, Reply(text="Soon"), by=reader(stage.ada), at=at)
    with pytest.raises(TicketLocked):
        merge(first, second, by=stage.ada, at=at)


def test_who_asked_is_told_unless_it_was_undone(stage, at, two):
    first, second = two
    made = merge(first, second, by=stage.ada, at=at, tells=True)[0]
    told = OutgoingLetter.objects.get(kind="merged")
    assert (told.recipients, told.is_automatic) == (["bruno@birch.example"], True)
    merging.undo(made.pk, by=reader(stage.ada), at=at)
    told.refresh_from_db()
    assert told.state == "withdrawn"


def test_it_can_be_undone_for_a_week_and_not_once_it_is_built_upon(stage, at, two):
    made = merge(*two, by=stage.ada, at=at)[0]
    with pytest.raises(TicketLocked):
        merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(days=8))
    with pytest.raises(triage.ChangeRefused):
        triage.set_field(two[1].pk, "tags", ["x"], by=reader(stage.ada), at=at)
    with pytest.raises(TicketLocked):
        note(two[1].pk, Reply(text="?"), by=reader(stage.ada), at=at)


def test_a_merged_ticket_counts_once_and_again_after_the_undo(stage, at, two):
    first, second = two

    def measures(ticket):
        told = gather([ticket.pk])[0]
        cells = count(told, zone=ZoneInfo("Europe/Berlin"), at=at).cells
        return sorted(cell[5] for cell in cells)

    before = measures(second)
    made = merge(first, second, by=stage.ada, at=at + timedelta(hours=2))[0]
    assert measures(second) == []
    assert measures(first).count("opened") == 1
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=3))
    assert measures(second) == before


def test_the_cast_still_reads_what_it_read(stage, at, two):
    first, second = two
    merge(first, second, by=stage.ada, at=at)
    seen = Ticket.objects.visible_to(casting.reader(stage.bruno))
    assert first in seen
    assert not Ticket.objects.visible_to(reader(stage.carla)).exists()


@pytest.mark.parametrize("is_first_kept", [True, False])
def test_calls_that_are_owed_go_along_and_come_back(stage, at, two, is_first_kept):
    into, other = two if is_first_kept else two[::-1]
    for ticket, name in ((into, "Bea"), (other, "Bruno")):
        new = NewCallBack(
            name=name, number=f"+49305550{ticket.pk}00", by_at=at + timedelta(hours=9)
        )
        phoning.owe(ticket.pk, new, by=reader(stage.ada), at=at + timedelta(hours=1))
    before = facts(into), facts(other)
    made = merge(into, other, by=stage.ada, at=at + timedelta(hours=2))[0]
    assert owed() == {(into.pk, "Bea"), (into.pk, "Bruno")}
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=3))
    assert owed() == {(into.pk, "Bea"), (other.pk, "Bruno")}
    assert (facts(into), facts(other)) == before


def test_whoever_was_called_meanwhile_is_not_owed_it_again(stage, at, two):
    first, second = two
    new = NewCallBack(name="Bruno", number="+493055501", by_at=at + timedelta(hours=9))
    phoning.owe(second.pk, new, by=reader(stage.ada), at=at + timedelta(hours=1))
    made = merge(first, second, by=stage.ada, at=at + timedelta(hours=2))[0]
    call = CallBack.objects.get(ticket=first)
    said = phoning.LoggedCall(outcome=CallOutcome.REACHED, note="All is well.")
    later = at + timedelta(hours=3)
    phoning.log(first.pk, said, call_id=call.pk, by=reader(stage.ada), at=later)
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=4))
    assert owed() == set()


def owed():
    return set(CallBack.objects.filter(ended_at=None).values_list("ticket", "name"))

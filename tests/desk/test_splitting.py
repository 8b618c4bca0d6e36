"""Messages leave for a ticket of their own, with author, requester and receipt."""

from datetime import timedelta

import pytest

from deskhand.desk import merging, splitting
from deskhand.desk.merging import Merging
from deskhand.desk.releasing import release
from deskhand.desk.reply import Reply, note, reply
from deskhand.desk.splitting import Splitting
from deskhand.mail.models import OutgoingLetter
from deskhand.people.acting import NotAllowed
from deskhand.sla.models import Clock
from deskhand.tickets.access import TicketLocked
from tests.cast import reader
from tests.desk.letters import arrive, letter
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
BRUNO = "Bruno Birch <bruno@birch.example>"


@pytest.fixture(autouse=True)
def promised(stage):
    rows = (row(kind, 8) for kind in ("first_response", "next_response", "resolution"))
    owe(stage.birch, policy("gold", *rows))


@pytest.fixture
def talk(stage, at):
    """Bea asks, Ada answers, and Bruno asks for something else in the same thread."""
    first = letter(BEA, subject="Oven")
    ticket = arrive(first, at=at)
    said = reply(ticket.pk, Reply(text="On it."), by=reader(stage.ada), at=at)
    release(said.pk, at=at + timedelta(minutes=5))
    other = letter(BRUNO, text="And a laptop?", answers=[str(first["Message-ID"])])
    assert arrive(other, at=at + timedelta(hours=1)) == ticket
    return ticket, ticket.messages.get(text="And a laptop?"), other


def split(ticket, *messages, by, at, **more):
    wanted = Splitting(tuple(m.pk for m in messages), subject="Laptop", **more)
    return splitting.split(ticket.pk, wanted, by=reader(by), at=at)


def owed(ticket):
    clocks = Clock.objects.filter(ticket=ticket, stopped_at=None).exclude(state="cancelled")
    return {(clock.kind, clock.started_at) for clock in clocks}


def test_author_requester_and_receipt_are_kept(stage, at, talk):
    ticket, asked, _letter = talk
    new = split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2))
    moved = new.messages.get()
    assert (moved.pk, moved.person) == (asked.pk, stage.bruno)
    assert (new.requester, new.organization) == (stage.bruno, stage.birch)
    assert (new.received_at, new.subject) == (at + timedelta(hours=1), "Laptop")
    assert owed(new) == {
        ("first_response", at + timedelta(hours=1)),
        ("resolution", at + timedelta(hours=1)),
    }


def test_what_was_asked_is_owed_on_the_new_ticket_alone(stage, at, talk):
    ticket, asked, _letter = talk
    assert "next_response" in {kind for kind, _since in owed(ticket)}
    split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2))
    assert "next_response" not in {kind for kind, _since in owed(ticket)}


def test_answers_to_what_moved_follow_it(stage, at, talk):
    ticket, asked, came = talk
    new = split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2))
    said = letter(BRUNO, text="Please.", answers=[str(came["Message-ID"])])
    assert arrive(said, at=at + timedelta(hours=3)) == new
    assert ticket.references.exists()


def test_a_copy_leaves_the_first_as_it_was(stage, at, talk):
    ticket, asked, _letter = talk
    before = owed(ticket), ticket.messages.count()
    new = split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2), is_copy=True)
    assert (owed(ticket), ticket.messages.count()) == before
    copied = new.messages.get()
    assert (copied.text, copied.person) == (asked.text, stage.bruno)
    assert copied.pk != asked.pk


def test_undo_brings_everything_back(stage, at, talk):
    ticket, asked, came = talk
    before = owed(ticket), set(ticket.messages.values_list("pk", flat=True))
    references = set(ticket.references.values_list("message_id", flat=True))
    new = split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2))
    made = new.regrouped.get()
    for _time in range(2):
        splitting.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=3))
    assert (owed(ticket), set(ticket.messages.values_list("pk", flat=True))) == before
    assert set(ticket.references.values_list("message_id", flat=True)) >= references
    new.refresh_from_db()
    assert (new.category, new.merged_into) == ("cancelled", ticket)
    said = letter(BRUNO, text="Please.", answers=[str(came["Message-ID"])])
    assert arrive(said, at=at + timedelta(hours=3)) == ticket


def test_it_is_not_undone_once_something_was_said_there(stage, at, talk):
    ticket, asked, _letter = talk
    new = split(ticket, asked, by=stage.ada, at=at + timedelta(hours=2))
    note(new.pk, Reply(text="Ordered"), by=reader(stage.ada), at=at + timedelta(hours=3))
    with pytest.raises(TicketLocked):
        splitting.undo(new.regrouped.get().pk, by=reader(stage.ada), at=at + timedelta(hours=4))
    merge = Merging(into=ticket.pk, others=(new.pk,))
    merging.merge(merge, by=reader(stage.ada), at=at + timedelta(hours=4))
    assert ticket.messages.filter(text="Ordered").exists()


def test_the_first_message_stays_but_can_be_copied(stage, at, talk):
    ticket, asked, _letter = talk
    first = ticket.messages.first()
    with pytest.raises(TicketLocked):
        split(ticket, first, asked, by=stage.ada, at=at)
    with pytest.raises(TicketLocked):
        split(ticket, by=stage.ada, at=at)
    new = split(ticket, first, by=stage.ada, at=at, is_copy=True)
    assert new.requester == stage.bea


def test_an_answer_that_moves_along_answers_the_new_ticket(stage, at, talk):
    ticket, asked, _letter = talk
    later = at + timedelta(hours=2)
    said = reply(ticket.pk, Reply(text="It comes Friday."), by=reader(stage.ada), at=later)
    with pytest.raises(TicketLocked):
        split(ticket, asked, said, by=stage.ada, at=later)
    release(said.pk, at=later + timedelta(minutes=5))
    said.refresh_from_db()
    new = split(ticket, asked, said, by=stage.ada, at=later + timedelta(hours=1))
    clock = new.clocks.get(kind="first_response")
    assert clock.stopped_at == said.released_at
    assert not new.awaits_agent


def test_who_asked_gets_a_receipt_only_when_it_is_wanted(stage, at, talk):
    ticket, asked, _letter = talk
    receipts = OutgoingLetter.objects.filter(kind="receipt")
    count = receipts.count()
    split(ticket, asked, by=stage.ada, at=at, is_copy=True)
    assert receipts.count() == count
    split(ticket, asked, by=stage.ada, at=at, tells=True)
    assert receipts.count() == count + 1


def test_light_agents_do_not_split(stage, at, talk):
    ticket, asked, _letter = talk
    with pytest.raises(NotAllowed):
        split(ticket, asked, by=stage.lena, at=at)

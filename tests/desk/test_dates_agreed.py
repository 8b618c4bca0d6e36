"""A date is proposed from the reply, promised when that leaves, and agreed with the requester."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.consents.links import LinkRefused
from deskhand.desk import dating, releasing, reply
from deskhand.desk.readers import dates_url
from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.sla.dates import DateRefused, NewDate, in_danger, moves, owed_dates, told_dates
from deskhand.sla.explain import explain
from deskhand.sla.kept_dates import kept_dates
from deskhand.sla.models import PromiseDate
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Message
from tests.cast import ask, reader

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = datetime(2026, 3, 6, 13, 0, tzinfo=UTC)
TEXT = "You have it by Friday 14:00."


@pytest.fixture
def ticket(stage, at):
    return ask(stage.bea, at=at)


def answer(ticket, by, *, at, **more):
    return reply.reply(ticket.pk, reply.Reply(text=TEXT, **more), by=reader(by), at=at)


def promised(ticket, by, *, at, due_at=FRIDAY, why=""):
    """A date promised with a reply that has left."""
    message = answer(ticket, by, at=at, promise=NewDate(due_at, why))
    releasing.release(message.pk, at=message.released_at)
    return message


def test_a_date_is_proposed_and_nothing_is_promised(stage, ticket, at):
    found = dating.proposal(ticket, TEXT, reader=reader(stage.ada), at=at)
    assert (found.due_at, found.words, found.moves) == (FRIDAY, "Friday 14:00", False)
    assert not PromiseDate.objects.exists()
    assert dating.proposal(ticket, "It works.", reader=reader(stage.ada), at=at) is None
    assert dating.proposal(ticket, TEXT, reader=reader(stage.lena), at=at) is None


def test_what_stands_already_is_not_proposed_again(stage, ticket, at):
    promised(ticket, stage.ada, at=at)
    assert dating.proposal(ticket, TEXT, reader=reader(stage.ada), at=at + HOUR) is None
    found = dating.proposal(ticket, "By Monday.", reader=reader(stage.ada), at=at + HOUR)
    assert found.moves


def test_it_is_promised_when_the_reply_leaves_and_stands_in_its_letter(stage, ticket, at):
    message = answer(ticket, stage.ada, at=at, promise=NewDate(FRIDAY, ""))
    assert not PromiseDate.objects.exists()
    releasing.release(message.pk, at=message.released_at)
    row = told_dates(ticket)[0]
    assert (row.clock.due_at, row.given_by, row.was_told) == (FRIDAY, "Ada", True)
    raw = read_blob(message.outgoing.raw).decode()
    assert "promised for" in raw
    assert "/dates/" in raw


def test_a_reply_taken_back_promised_nothing(stage, ticket, at):
    message = answer(ticket, stage.ada, at=at, promise=NewDate(FRIDAY, ""))
    reply.take_back(message.pk, by=reader(stage.ada), at=at)
    assert not releasing.release(message.pk, at=at + HOUR)
    assert not PromiseDate.objects.exists()


def test_another_date_moves_the_first_and_needs_a_reason(stage, ticket, at):
    promised(ticket, stage.ada, at=at)
    with pytest.raises(TicketLocked):
        answer(ticket, stage.ada, at=at + HOUR, promise=NewDate(FRIDAY + DAY, " "))
    promised(ticket, stage.ada, at=at + HOUR, due_at=FRIDAY + DAY, why="The part is late")
    assert moves(owed_dates(ticket)[0]) == 1


def test_what_is_past_when_the_reply_leaves_is_refused(stage, ticket, at):
    later = {"send_at": FRIDAY + HOUR, "promise": NewDate(FRIDAY, "")}
    with pytest.raises(TicketLocked):
        answer(ticket, stage.ada, at=at, **later)
    assert not Message.objects.filter(agent=stage.ada).exists()


def test_the_requester_agrees(stage, ticket, at):
    promised(ticket, stage.ada, at=at)
    clock_id = owed_dates(ticket)[0].clock_id
    row = dating.answer(ticket.pk, clock_id, by=reader(stage.bea), at=at + HOUR)
    assert row.agreed_at == at + HOUR
    told = Event.objects.get(name="date_answered", subject_id=ticket.pk)
    assert told.payload["is_agreed"]


def test_or_asks_for_another_and_says_so_in_the_conversation(stage, ticket, at):
    promised(ticket, stage.ada, at=at)
    clock_id = owed_dates(ticket)[0].clock_id
    row = dating.answer(
        ticket.pk, clock_id, wish="Monday please", by=reader(stage.bea), at=at + HOUR
    )
    assert (row.agreed_at, row.wish) == (None, "Monday please")
    said = Message.objects.latest("pk")
    assert (said.person, said.is_public) == (stage.bea, True)
    assert "Monday please" in said.text
    # The date stands until somebody moves it.
    assert told_dates(ticket)[0].clock.due_at == FRIDAY


def test_a_date_that_was_not_told_cannot_be_agreed_to(stage, ticket, at):
    row = dating.promise(ticket.pk, NewDate(FRIDAY, "x"), by=reader(stage.ada), at=at)
    with pytest.raises(DateRefused):
        dating.answer(ticket.pk, row.clock_id, by=reader(stage.bea), at=at)


def test_only_who_asked_or_manages_there(stage, ticket, at):
    promised(ticket, stage.ada, at=at)
    clock_id = owed_dates(ticket)[0].clock_id
    with pytest.raises(TicketNotFound):
        dating.answer(ticket.pk, clock_id, by=reader(stage.cem), at=at)
    ticket.participants.create(person=stage.cem, added_at=at)
    with pytest.raises(NotAllowed):
        dating.answer(ticket.pk, clock_id, by=reader(stage.cem), at=at)
    assert dating.answer(ticket.pk, clock_id, by=reader(stage.bruno), at=at + HOUR).agreed_at


def test_by_the_link_of_the_letter_without_signing_in(stage, ticket, at, client_of):
    promised(ticket, stage.ada, at=at)
    clock_id = owed_dates(ticket)[0].clock_id
    token = dates_url(ticket, at=at).rstrip("/").rpartition("/")[2]
    row = dating.answer_by_link(token, clock_id, at=at + HOUR)
    assert row.agreed_at == at + HOUR
    with pytest.raises(LinkRefused):
        dating.answer_by_link(token, clock_id, at=at + 100 * DAY)
    with pytest.raises(LinkRefused):
        dating.answer_by_link("0" * 33, clock_id, at=at)


def test_a_late_stage_moves_nothing_and_says_so(stage, ticket, at):
    here = NewDate(FRIDAY, "Delivery", stage="Hardware is here")
    done = NewDate(FRIDAY + 5 * DAY, "After that", stage="Configured")
    for new in (here, done):
        dating.promise(ticket.pk, new, by=reader(stage.ada), at=at)
    assert in_danger(owed_dates(ticket), at=FRIDAY - HOUR) == []
    assert in_danger(owed_dates(ticket), at=FRIDAY) == [("Hardware is here", "Configured")]
    moved = NewDate(FRIDAY + 2 * DAY, "Vendor", stage="Hardware is here")
    dating.promise(ticket.pk, moved, by=reader(stage.ada), at=at + HOUR)
    assert in_danger(owed_dates(ticket), at=at + HOUR) == [("Hardware is here", "Configured")]
    assert owed_dates(ticket)[1].clock.due_at == FRIDAY + 5 * DAY
    # Whoever promises the end anew has thought of it.
    again = NewDate(FRIDAY + 7 * DAY, "Vendor", stage="Configured")
    dating.promise(ticket.pk, again, by=reader(stage.ada), at=at + 2 * HOUR)
    assert in_danger(owed_dates(ticket), at=at + 2 * HOUR) == []


def test_part_by_part_each_counts_from_the_one_before(stage, ticket, at):
    parts = [dating.Stage("Hardware is here", 5), dating.Stage("Configured", 5)]
    facts = {"why": "A new server", "was_told": True, "by": reader(stage.ada), "at": at}
    made = dating.promise_stages(ticket.pk, parts, **facts)
    days = [f"{row.clock.due_at:%m-%d}" for row in made]
    # Wednesday 4 March: five business days, and five more.
    assert days == ["03-11", "03-18"]
    assert [row.stage for row in told_dates(ticket)] == ["Hardware is here", "Configured"]


def test_how_many_dates_were_kept_broken_and_moved(stage, ticket, at):
    first = dating.promise(ticket.pk, NewDate(FRIDAY, "x"), by=reader(stage.ada), at=at)
    dating.promise(ticket.pk, NewDate(FRIDAY + DAY, "y"), by=reader(stage.ada), at=at)
    second = owed_dates(ticket)[0]
    dating.keep(ticket.pk, second.clock_id, by=reader(stage.ada), at=at + HOUR)
    late = dating.promise(ticket.pk, NewDate(FRIDAY, "z"), by=reader(stage.nils), at=at)
    dating.keep(ticket.pk, late.clock_id, by=reader(stage.nils), at=FRIDAY + HOUR)
    span = {"since": at, "until": at + DAY}
    rows = kept_dates(reader(stage.asta), by="agent", **span)
    assert [(r.name, r.kept, r.broken, r.moved) for r in rows] == [
        ("Ada", 1, 0, 1),
        ("Nils", 0, 1, 0),
    ]
    [whole] = kept_dates(reader(stage.asta), by="organization", **span)
    assert (whole.name, whole.rate) == ("Birch Bakery", 0.5)
    stage.milo.only_organizations.add(stage.cedar)
    assert kept_dates(reader(stage.milo), by="team", **span) == []
    assert first.clock_id != second.clock_id


def test_the_command_line_tells_for_what_a_date_is_and_who_gave_it(stage, ticket, at):
    parts = [dating.Stage("Hardware is here", 5)]
    dating.promise_stages(ticket.pk, parts, why="So.", was_told=True, by=reader(stage.ada), at=at)
    told = explain(ticket.pk, at=at)
    assert "For Hardware is here, given by Ada." in told and "The requester was told." in told

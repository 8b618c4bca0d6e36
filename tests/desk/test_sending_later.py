"""A reply that waits for its time: taken back, sent now, and counted from its release."""

from datetime import timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime

import pytest

from deskhand.desk import releasing
from deskhand.desk.reply import NewsMeanwhile, Reply, TooLate, reply, send_now, take_back
from deskhand.files.store import read_blob
from deskhand.mail import posting
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Draft
from tests.cast import Cast, open_ticket, reader
from tests.mail.posthouse import posthouse

DAY = timedelta(days=1)


@pytest.fixture
def ticket(stage: Cast, at):
    return open_ticket(requester=stage.bea, at=at)


@pytest.fixture
def waiting(stage: Cast, ticket, at):
    return reply(ticket.pk, Reply("Good morning.", send_at=at + DAY), by=reader(stage.ada), at=at)


def date_of(letter):
    return parsedate_to_datetime(message_from_bytes(read_blob(letter.raw))["Date"])


def test_it_waits_for_its_time_and_leaves_with_its_date(waiting, at, settings):
    assert waiting.released_at == at + DAY
    assert date_of(waiting.outgoing) == at + DAY
    with posthouse() as house:
        settings.DESKHAND_EMAIL_URL = house.url
        type(waiting.outgoing).objects.update(state="waiting", next_try_at=at + DAY)
        posting.post(waiting.outgoing_id, at=at + DAY - timedelta(minutes=1))
        assert house.letters == []
        posting.post(waiting.outgoing_id, at=at + DAY)
        assert len(house.letters) == 1


def test_it_counts_as_an_answer_from_its_release(waiting, ticket, at):
    assert not releasing.release(waiting.pk, at=at + timedelta(hours=23))
    ticket.refresh_from_db()
    assert ticket.awaits_agent
    assert releasing.release(waiting.pk, at=at + DAY)
    ticket.refresh_from_db()
    assert (ticket.awaits_agent, ticket.last_public_at) == (False, at + DAY)


def test_a_colleague_sends_it_now(waiting, ticket, stage, at):
    noon = at + timedelta(hours=3)
    sent = send_now(waiting.pk, by=reader(stage.asta), at=noon)
    sent.outgoing.refresh_from_db()
    assert (sent.released_at, sent.outgoing.release_at) == (noon, noon)
    assert date_of(sent.outgoing) == noon
    assert releasing.release(waiting.pk, at=noon)
    assert not releasing.release(waiting.pk, at=at + DAY)
    with pytest.raises(TooLate):
        send_now(waiting.pk, by=reader(stage.ada), at=noon + DAY)


def test_it_is_taken_back_until_its_time(waiting, ticket, stage, at):
    with pytest.raises(NotAllowed):
        take_back(waiting.pk, by=reader(stage.asta), at=at + timedelta(hours=3))
    take_back(waiting.pk, by=reader(stage.ada), at=at + timedelta(hours=3))
    waiting.outgoing.refresh_from_db()
    assert waiting.outgoing.state == "withdrawn"
    assert Draft.objects.get(ticket=ticket).text == "Good morning."
    assert not releasing.release(waiting.pk, at=at + DAY)
    with pytest.raises(TooLate):
        send_now(waiting.pk, by=reader(stage.ada), at=at + timedelta(hours=4))


@pytest.mark.parametrize("off", [-DAY, timedelta(), timedelta(days=400)])
def test_a_time_that_makes_no_sense_is_refused(ticket, stage, at, off):
    with pytest.raises(TicketLocked, match="within the next year"):
        reply(ticket.pk, Reply("Hello", send_at=at + off), by=reader(stage.ada), at=at)


def test_news_still_keep_it_from_being_written(ticket, waiting, stage, at):
    late = Reply("And more.", seen_message=0, send_at=at + DAY)
    with pytest.raises(NewsMeanwhile):
        reply(ticket.pk, late, by=reader(stage.asta), at=at)

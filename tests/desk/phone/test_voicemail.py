"""A voicemail is a ticket of whoever called, with its sound and a call that is owed for it."""

from datetime import timedelta

import pytest

from deskhand.desk.phone.sounds import NoSound, sound_file
from deskhand.desk.phone.transcribing import write_down
from deskhand.desk.phone.voicemail import Voicemail, take_voicemail
from deskhand.people.callers import add_number
from deskhand.phone.models import Line
from deskhand.sla.models import CallBack, Clock
from deskhand.tickets.models import Channel, Ticket
from tests.cast import reader

NUMBER = "+492111234567"
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\0" * 100


def left(**more) -> Voicemail:
    sound = sound_file(SOUND)
    return Voicemail(**{"key": "1", "number": NUMBER, "sound": sound, "seconds": 42, **more})


def test_it_is_a_ticket_with_its_sound_and_a_call_that_is_owed(cast, at):
    add_number(cast.bea, NUMBER)
    ticket = take_voicemail(left(transcript="The oven is cold."), at=at)
    assert (ticket.channel, ticket.requester) == (Channel.VOICEMAIL, cast.bea)
    assert ticket.organization == cast.birch
    assert ticket.subject == "Voicemail from Bea Birch, 0:42"
    # Nobody has classified it (pack A): High.
    assert ticket.priority.name == "High"
    message = ticket.messages.get()
    assert (message.text, message.person) == ("The oven is cold.", cast.bea)
    assert message.attachments.get().content_type == "audio/wav"
    back = CallBack.objects.get()
    assert (back.number, back.person) == (NUMBER, cast.bea)
    assert Clock.objects.get(ticket=ticket, kind="first_response").stopped_at is None
    assert back.clock.due_at is not None


def test_after_hours_the_call_is_owed_within_the_target_of_its_priority(cast, at):
    night = at.replace(hour=6)  # before half past seven in the pack's Pacific hours
    ticket = take_voicemail(left(left_at=night), at=night)
    back = CallBack.objects.get(ticket=ticket)
    assert back.clock.band == "after"


def test_later_ones_of_the_number_are_added_and_the_call_is_owed_once(cast, at):
    add_number(cast.bea, NUMBER)
    first = take_voicemail(left(), at=at)
    again = take_voicemail(left(key="2", number="0211 1234567"), at=at + timedelta(hours=1))
    assert again == first
    assert first.messages.count() == 2
    assert CallBack.objects.count() == 1
    other = take_voicemail(left(key="3", number="+49301234567"), at=at)
    assert other != first


def test_handed_over_twice_it_is_one_and_a_transcript_may_come_later(cast, at):
    first = take_voicemail(left(), at=at)
    again = take_voicemail(left(transcript="Please call."), at=at)
    assert again == first
    assert first.messages.get().text == "Please call."
    take_voicemail(left(transcript="Something else."), at=at)
    assert first.messages.get().text == "Please call."


def test_somebody_new_is_known_by_the_number_alone(cast, at):
    ticket = take_voicemail(left(), at=at)
    assert ticket.requester.phone == NUMBER
    assert ticket.needs_review


def test_a_withheld_number_is_nobody_and_a_call_is_owed_all_the_same(cast, at):
    ticket = take_voicemail(left(number="anonymous"), at=at)
    assert ticket.requester is None
    assert CallBack.objects.get().number == ""
    second = take_voicemail(left(key="2", number="anonymous"), at=at)
    assert second != ticket


def test_a_switchboard_tells_the_client_and_a_line_the_team(cast, at):
    add_number(cast.cedar, "+49 211 1234", is_head=True)
    Line.objects.create(extension="800", team=cast.network)
    ticket = take_voicemail(left(line="800"), at=at)
    assert (ticket.organization, ticket.team) == (cast.cedar, cast.network)


def test_what_is_no_sound_is_refused(db):
    with pytest.raises(NoSound):
        sound_file(b"<html>")
    assert not Ticket.objects.exists()


def test_a_corrected_transcript_keeps_what_was_written_before(cast, at):
    ticket = take_voicemail(left(transcript="The oven is gold."), at=at)
    for text in ("The oven is cold.", "The oven is cold."):
        write_down(ticket.messages.get(), text, by=reader(cast.ada), at=at)
    message = ticket.messages.get()
    assert message.text == "The oven is cold."
    assert message.former_texts == [
        {"text": "The oven is gold.", "by": "Ada", "at": at.isoformat()}
    ]

"""A letter with a sound is a voicemail where Setup says that its sender mails them."""

import pytest

from deskhand.phone.reception import keep_senders
from deskhand.tickets.models import Channel
from tests.cast import doer
from tests.desk.letters import arrive, letter

SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\0" * 50
PBX = "pbx@northlight.example"


@pytest.fixture
def mailed(cast):
    cast.bea.phone = "0211 1234567"
    cast.bea.save()
    text = 'You have a new message from "Bea" <0211 1234567>, 0:42 long, left on 4 March 2026.'
    made = letter(PBX, subject="New message 1 in mailbox 800", text=text)
    made.add_attachment(SOUND, maintype="audio", subtype="x-wav", filename="msg0001.wav")
    return made


def test_it_is_the_ticket_of_whoever_called(cast, mailed, at):
    keep_senders("PBX@northlight.example", by=doer(cast.asta), at=at)
    ticket = arrive(mailed, at=at)
    assert (ticket.channel, ticket.requester) == (Channel.VOICEMAIL, cast.bea)
    assert ticket.messages.get().attachments.get().content_type == "audio/wav"
    assert ticket.messages.get().is_unverified
    assert ticket.call_backs.get().number == "+492111234567"


def test_anybody_else_who_mails_a_sound_writes_a_letter(cast, mailed, at):
    ticket = arrive(mailed, at=at)
    assert ticket.channel == Channel.EMAIL
    assert ticket.requester != cast.bea
